"""`torkham export PATH --format FORMAT --out DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from torkham.cli import UsageError
from torkham.exchange import FORMATS

if TYPE_CHECKING:
    from torkham.exchange.document import Document


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.epilog = "What each format carries, and what it cannot: docs/exchange.md, docs/exchange-one-way.md."
    parser.add_argument("path", type=Path, help="a dataset folder or an annotation tree")
    listed = "; ".join(f"{name}: {form.what}" for name, form in FORMATS.items())
    parser.add_argument("--format", choices=FORMATS, required=True, help=listed)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write: a new or an empty one")
    parser.add_argument("--article", action="append", default=[], metavar="ID", help="only this; may be given again")


def run(options: argparse.Namespace) -> int:
    """Write the files; tell how many."""
    from torkham.exchange.document import ExchangeError, read_documents
    from torkham.exchange.output import new_folder

    write = import_module(f"torkham.exchange.{FORMATS[options.format].module}").write
    try:
        counted = _Counted(read_documents(options.path, options.article))
        with new_folder(options.out) as folder:
            files = write(counted, folder)
    except ExchangeError as error:
        raise UsageError(str(error)) from None
    count = f"{counted.articles} article{'' if counted.articles == 1 else 's'}"
    print(f"wrote {len(files)} files to {options.out}: {count} with {counted.labels} labels")
    return 0


class _Counted:
    """Articles, counted with their labels as they pass."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = documents
        self.articles = self.labels = 0

    def __iter__(self) -> Iterator[Document]:
        for document in self._documents:
            self.articles += 1
            self.labels += sum(len(each) for u in document.units for each in (u.mentions, u.events, u.stances))
            yield document
