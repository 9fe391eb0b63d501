"""Publish this corpus's release on the Hugging Face Hub: check, build, compare, pack, upload, tag, read back.

Without --push it only tells what it would do. A token is found by huggingface_hub itself: `hf auth login`, or HF_TOKEN.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from torkham.publish.hub import Hub, HubError
from torkham.publish.plan import Remote, check_repo, plan
from torkham.publish.staging import (
    EDITIONS,
    FULL,
    PublishingError,
    Source,
    refuse_unrecorded,
    source_of,
    stage,
    write_archive,
)
from torkham.report import printable, write

ROOT = Path(__file__).resolve().parents[1]
CONFIRM = "--i-may-redistribute-the-articles"


def main(argv: Sequence[str] | None = None) -> int:
    """Return 0 where all went well, 1 where the release is refused or the Hub failed, 2 for misuse."""
    options = _parse(argv)
    try:
        with tempfile.TemporaryDirectory(prefix="torkham-") as folder:
            _run(options, Path(folder))
    except (PublishingError, HubError) as error:
        print(printable(f"publish: {error}"), file=sys.stderr)
        if isinstance(error, PublishingError) and error.findings:
            write(error.findings, "text", sys.stdout, options.root)
        return 1
    except KeyboardInterrupt:
        print("publish: interrupted; the same command goes on where this stopped", file=sys.stderr)
        return 130
    return 0


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    # No prefixes: --p must not push.
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--edition", required=True, choices=EDITIONS, help="with the articles' text, or without")
    parser.add_argument("--repo", required=True, metavar="OWNER/NAME", help="the dataset repository on the Hub")
    parser.add_argument(CONFIRM, action="store_true", dest="may", help="needed for the full edition: see NOTICE")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--push", action="store_true", help="do it; else only tell what would be done")
    mode.add_argument("--offline", action="store_true", help="tell without asking the Hub what is there")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree (default: this repository)")
    parser.add_argument("--dist", type=Path, help="the folder of the archive (default: ROOT/dist)")
    options = parser.parse_args(argv)
    if options.edition == FULL and not options.may:
        parser.error(f"the full edition holds the articles' text, which is its publishers': say {CONFIRM} if you may")
    if reason := check_repo(options.repo):
        parser.error(reason)
    return options


def _run(options: argparse.Namespace, folder: Path) -> None:
    source = source_of(options.root)
    if options.push:
        refuse_unrecorded(source)
    release = stage(options.root, options.edition, folder)
    _tell(f"{release.name} {release.version}, {release.edition} edition, logical sha256 {release.logical_sha256}")
    _tell(f"source commit {source.commit or 'unknown'}{_differing(source)}")
    archive, sha256 = write_archive(release, options.root, options.dist or options.root / "dist")
    _tell(f"packed {archive}  sha256 {sha256}")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # five at once, for a second
    hub = None if options.offline else Hub()
    remote = Remote() if hub is None else hub.look(options.repo, release.tag)
    for line in plan(release, options.repo, source, remote).lines():
        _tell(line)
    if hub is None or not options.push:
        asked = "the Hub was not asked what is there" if hub is None else f"{hub.address} was only read"
        _tell(f"dry run: {asked}; --push publishes")
        if source.commit is None or source.changed:
            _tell("--push will refuse: the tree differs from its commit, or has none")
        return
    hub.publish(release, options.repo, source, _tell)
    _tell(f'load_dataset("{options.repo}", revision="{release.tag}")')


def _differing(source: Source) -> str:
    count = len(source.changed)
    return f", from which {count} file{'s differ' if count > 1 else ' differs'}" if count else ""


def _tell(line: str) -> None:
    print(printable(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
