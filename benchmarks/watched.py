"""A command that is watched while it runs: its time, and the most memory that it and each of its workers took."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INTERVAL = 0.2
"""Seconds between two looks. A process's own peak is asked for, so that only its last moments can be missed."""


@dataclass
class Watched:
    """What was seen of a command: seconds, and peaks of resident memory in bytes, where the system tells of them.

    `load` is the machine's average number of processes that run or wait: where it is more than the command has, others
    were using the cores.
    """

    seconds: float = 0.0
    parent_bytes: int = 0
    worker_bytes: list[int] = field(default_factory=list)
    load: float = 0.0


def run(arguments: Sequence[str], seen: Callable[[Watched], None] = lambda _: None) -> Watched:
    """Run a module of Python in a process of its own and watch it; `seen` is told now and then what was seen so far.

    Raises `subprocess.CalledProcessError` where it fails: for torkham, 1 says that something was skipped or found.
    """
    command = [sys.executable, "-m", *arguments]
    begun = told = time.perf_counter()
    peaks: dict[int, int] = {}
    loads: list[float] = []
    watched = Watched()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            for number in _family(process.pid):
                peaks[number] = max(peaks.get(number, 0), _peak(number))
            loads.append(os.getloadavg()[0])
            watched.load = round(sum(loads) / len(loads), 2)
            watched.seconds = time.perf_counter() - begun
            watched.parent_bytes = peaks.get(process.pid, 0)
            watched.worker_bytes = sorted(peak for number, peak in peaks.items() if number != process.pid and peak)
            if time.perf_counter() - told > 5:
                told = time.perf_counter()
                seen(watched)
            time.sleep(INTERVAL)
    watched.seconds = time.perf_counter() - begun
    if process.returncode not in ((0, 1) if arguments[0] == "torkham" else (0,)):
        raise subprocess.CalledProcessError(process.returncode, command)
    return watched


def _family(parent: int) -> list[int]:
    """Return a process and all that descend from it, but for the helper of `multiprocessing` that cleans up."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
            helper = b"resource_tracker" in entry.with_name("cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if not helper:
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [parent]
    for number in found:
        found.extend(children.get(number, ()))
    return found


def _peak(number: int) -> int:
    """Return the most memory that a process took so far, 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)
