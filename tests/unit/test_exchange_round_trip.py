"""Export, then import, gives back the same labels: of any article, of the toy corpus, of the shipped one."""

from __future__ import annotations

import json
import tempfile
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given

from tests.unit.conftest import FEW, ROOT, TOY
from tests.unit.exchanging import documents
from torkham.exchange import BOTH_WAYS, FORMATS
from torkham.exchange.document import Document, read_documents
from torkham.exchange.importing import read_all, reader
from torkham.exchange.problems import Problems


def there_and_back(form: str, given_documents: list[Document], folder: Path) -> list[Document]:
    """Return the articles that come back from the files of a format, against the same articles without labels."""
    written = import_module(f"torkham.exchange.{FORMATS[form].module}").write(given_documents, folder)
    assert written == sorted(set(written), key=written.index)
    assert {*folder.rglob("*")} >= {*written}
    problems = Problems()
    as_saved(form, folder)
    files = [file for file in written if file.name.endswith(str(FORMATS[form].ending))]
    incoming = list(reader(form)(files, problems))
    imported = read_all(incoming, {each.article_id: each for each in given_documents}, "reader-1", problems)
    assert [finding.message for finding in problems.errors] == []
    return [each.document for each in imported]


def as_saved(form: str, folder: Path) -> None:
    """Do to the files of a format what its tool does where an annotator agrees with everything."""
    if form == "label-studio":
        tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
        submitted = [{"id": n, "annotations": task.get("predictions"), **task} for n, task in enumerate(tasks)]
        (folder / "tasks.json").write_text(json.dumps(submitted), encoding="utf-8")


@FEW
@given(document=documents())
def test_any_article_comes_back_as_it_went(document: Document) -> None:
    for form in BOTH_WAYS:
        with tempfile.TemporaryDirectory() as folder:
            assert (form, there_and_back(form, [document], Path(folder))) == (form, [document])


@pytest.mark.parametrize("form", BOTH_WAYS)
@pytest.mark.parametrize("tree", [TOY, ROOT], ids=["toy", "shipped"])
def test_a_corpus_comes_back_as_it_went(form: str, tree: Path, tmp_path: Path) -> None:
    given_documents = list(read_documents(tree))
    assert there_and_back(form, given_documents, tmp_path) == given_documents
