"""Article text leaves rows and comes back; which fields hold it was decided for every field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torkham import contract
from torkham.corpus import Corpus
from torkham.edition import strip as edition
from torkham.edition.source_text import ArticleText, PlaceError, fill_row, strip_row, without_text, words_in_common
from torkham.rows import Field, row_fields
from torkham.tables import build_tables

OURS = {
    # Names, which are facts: they tell which article to look for.
    "articles.outlet", "articles.author", "articles.dateline", "articles.source_file",
    # Written by the project.
    "actors.name", "actors.relations.note", "actors.aliases.text", "issues.proposition", "issues.description",
    "places.name", "places.aliases.text", "incidents.name", "incidents.description",
}  # fmt: skip
"""The fields of free words that hold no article's; all others are marked in the schema."""
SHORT = re.compile(r"(.*\.)?fold")
TEXT = "The envoys of both banks met in Solmar. “We were patient,” they said; the Raft was not."
WORDS = (
    "The",
    "the",
    "envoys",
    "of",
    "both",
    "banks",
    "met",
    "in",
    "Solmar",
    "read",
    "as",
    "⟦",
    "⟦1:2⟧",
    "“we",
    "were",
)


def strings(path: str, fields: tuple[Field, ...]) -> Iterator[tuple[str, Field]]:
    """Yield the fields that hold text, at every depth."""
    for field in fields:
        inner = field.item or field
        if inner.kind == "string":
            yield f"{path}.{field.name}", inner
        yield from strings(f"{path}.{field.name}", inner.fields)


STRINGS = [found for table in edition.TABLES for found in strings(table, row_fields(table))]


def is_free(field: Field) -> bool:
    return field.vocabulary is None and not {"pattern", "format"} & {keyword for keyword, _ in field.rules}


def test_every_field_of_free_words_is_marked_or_known_to_hold_none() -> None:
    unmarked = {path for path, field in STRINGS if is_free(field) and field.source_text is None}
    assert {path for path in unmarked if not SHORT.fullmatch(path)} == OURS


def test_marks_are_those_that_the_code_knows() -> None:
    assert {field.source_text for _, field in STRINGS} == {None, "article", "unit", "span", "words"}


@pytest.mark.parametrize("table", contract.TABLES)
def test_a_span_stands_beside_its_offsets(table: str) -> None:
    def judge(fields: tuple[Field, ...]) -> None:
        names = {field.name for field in fields}
        for field in fields:
            assert field.source_text != "span" or {"start", "end"} <= names
            judge((field.item or field).fields)

    judge(row_fields(table))


@pytest.mark.parametrize("table", contract.TABLES)
def test_rows_come_back(table: str, corpus: Corpus) -> None:
    articles = {article.article_id: ArticleText(article.text) for article in corpus.articles}
    units = {unit.sentence_id: unit.text for article in corpus.articles for unit in article.units}
    fields = row_fields(table)
    kept = {path for path, _ in strings(table, without_text(fields))}
    assert kept == {path for path, field in strings(table, fields) if field.source_text in (None, "words")}
    for (name, _), built in build_tables(corpus).items():
        for row in built.to_pylist() if name == table and table not in contract.REGISTRIES else ():
            article = articles[row["article_id"]]
            stripped = strip_row(row, fields, article)
            assert list(stripped) == [field.name for field in without_text(fields)]
            assert fill_row(stripped, fields, article, units.get(row.get("sentence_id"), "")) == row


class TestWords:
    """What an annotator wrote, less what the article says."""

    @given(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join) | st.text(min_size=1))
    def test_come_back(self, words: str) -> None:
        article = ArticleText(TEXT)
        assert article.reveal(article.conceal(words)) == words

    @given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)), st.sampled_from(["", "on “{}”", "{}, {}"]))
    def test_hold_no_run_of_the_article(self, start: int, length: int, frame: str) -> None:
        quoted = TEXT[start : start + length]
        concealed = ArticleText(TEXT).conceal(frame.format(quoted, quoted) if frame else quoted)
        assert words_in_common(iter([TEXT]), re.sub("⟦[0-9:]*⟧", " ⟦ ", concealed), 4) is None

    @pytest.mark.parametrize(
        ("words", "concealed"),
        [
            ("both banks", "⟦14:24⟧"),
            ("no event, if “both banks” is a place", "no event, if “both banks” is a place"),
            ("no event, if “both banks met in” is a wish", "no event, if “⟦14:31⟧” is a wish"),
            ("the envoys of both banks", "the⟦3:24⟧"),
            ("in Solmar, we were patient", "⟦29:38⟧, we⟦43:56⟧"),
            ("a ⟦bracket⟧", "a ⟦⟧bracket⟧"),
        ],
    )
    def test_are_replaced_by_where_they_stand(self, words: str, concealed: str) -> None:
        assert ArticleText(TEXT).conceal(words) == concealed

    @pytest.mark.parametrize("mark", ["⟦0:500⟧", "⟦5:5⟧", "⟦9:4⟧"])
    def test_from_nowhere_are_refused(self, mark: str) -> None:
        with pytest.raises(PlaceError, match="is no place in an article"):
            ArticleText(TEXT).reveal(mark)


@pytest.mark.parametrize(
    ("text", "many", "found"),
    [
        ("He said: both BANKS, met.", 3, "both BANKS, met"),
        ("He said: both BANKS, met.", 4, None),
        ("", 1, None),
        ("Solmar", 1, "Solmar"),
    ],
)
def test_words_in_common_are_found_in_any_case(text: str, many: int, found: Any) -> None:
    assert words_in_common(iter(["nothing", TEXT]), text, many) == found
