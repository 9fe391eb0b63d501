"""Output folders: there with all that belongs in them, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from torkham.exchange.document import ExchangeError


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Give a folder beside `target`, which becomes `target` at the end unless something fails.

    Raises `ExchangeError` where `target` is there and holds anything.
    """
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise ExchangeError(f"{target} is there already, and is never replaced: name an empty or new folder")
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    holder = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=target.parent))
    try:
        staged = holder / target.name
        staged.mkdir()
        yield staged
        if target.exists():
            target.rmdir()
        staged.rename(target)
    finally:
        shutil.rmtree(holder, ignore_errors=True)
