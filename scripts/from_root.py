"""Runs what is measured, `benchmarks/`, which Python finds from the repository's root only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def run(module: str) -> int:
    """Run a module with the arguments of this command; return its exit code."""
    return subprocess.run([sys.executable, "-m", module, *sys.argv[1:]], cwd=ROOT, check=False).returncode
