"""Article text in rows: taken out, and put back from the article.

Which fields hold it, and where in the article their words stand, is said in `schema/` by the keyword `x-source-text`:

- `article`: the whole text;
- `unit`: the text of the unit that the row's `sentence_id` names;
- `span`: from `start` to `end`, which stand beside it, in that unit;
- `words`: anything, part of which may be an article's: a headline, or a note that quotes.

Fields of the first three kinds go, since offsets say all. Of `words`, the stretches that also stand in the article are
replaced by where they stand: `⟦120:154⟧` is what its code points 120 to 154 say (half-open), `⟦⟧` the bracket `⟦`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from torkham.contract import Json
from torkham.rows import Field

WORDS_IN_COMMON = 4
"""From how many successive words on a note is taken to quote the article, in whatever case and punctuation."""
_MARK = re.compile("⟦(?:([0-9]+):([0-9]+))?⟧")
_WORD = re.compile(r"\w+")


class PlaceError(ValueError):
    """A note points to a place that its article does not have."""


def without_text(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Return the fields that remain where the articles' text is taken out, at every depth."""
    kept = (field for field in fields if field.source_text in (None, "words"))
    return tuple(
        replace(
            field,
            fields=without_text(field.fields),
            item=None if field.item is None else replace(field.item, fields=without_text(field.item.fields)),
        )
        for field in kept
    )


class ArticleText:
    """The text of an article, and where its runs of words stand."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> list[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(self.text)]

    @cached_property
    def _folded(self) -> list[str]:
        return [self.text[start:end].casefold() for start, end in self._words]

    @cached_property
    def _runs(self) -> Mapping[tuple[str, ...], list[int]]:
        """The numbers of the words with which each run of `WORDS_IN_COMMON` words begins."""
        runs = defaultdict(list)
        for number in range(len(self._folded) - WORDS_IN_COMMON + 1):
            runs[tuple(self._folded[number : number + WORDS_IN_COMMON])].append(number)
        return runs

    def conceal(self, words: str) -> str:
        """Return `words` with what also stands in the article replaced by where it stands."""
        start = self.text.find(words)
        if words and start >= 0:
            return _mark(start, start + len(words))
        own = [match.span() for match in _WORD.finditer(words)]
        parts, done, number = [], 0, 0
        while number < len(own):
            length, first = self._longest_run([words[start:end].casefold() for start, end in own[number:]])
            if length:
                parts.append(_escape(words[done : own[number][0]]))
                parts.append(self._concealed_run(words, own[number : number + length], first))
                done = own[number + length - 1][1]
            number += length or 1
        return "".join([*parts, _escape(words[done:])])

    def _longest_run(self, words: Sequence[str]) -> tuple[int, int]:
        """Return how many of the first `words` stand in the article one after the other, and with which it begins."""
        found = (0, 0)
        for first in self._runs.get(tuple(words[:WORDS_IN_COMMON]), ()):
            pairs = zip(words, self._folded[first:], strict=False)
            length = next((count for count, (own, its) in enumerate(pairs) if own != its), None)
            found = max(found, (length or min(len(words), len(self._folded) - first), -first))
        return found[0], -found[1]

    def _concealed_run(self, words: str, own: Sequence[tuple[int, int]], first: int) -> str:
        """Conceal what is the same to the letter in a run of words that are the same but for case and punctuation."""
        parts: list[str | tuple[int, int]] = []
        previous = None
        for (start, end), (its_start, its_end) in zip(own, self._words[first:], strict=False):
            if previous is not None:
                self._add(parts, words[previous[0] : start], previous[1], its_start)
            self._add(parts, words[start:end], its_start, its_end)
            previous = end, its_end
        return "".join(_mark(*part) if isinstance(part, tuple) else part for part in parts)

    def _add(self, parts: list[str | tuple[int, int]], words: str, start: int, end: int) -> None:
        last = parts[-1] if parts else None
        if self.text[start:end] != words:
            parts.append(_escape(words))
        elif isinstance(last, tuple) and last[1] == start:
            parts[-1] = last[0], end
        elif start < end:
            parts.append((start, end))

    def reveal(self, concealed: str) -> str:
        """Return the words of which `concealed` was made; raises `PlaceError` where that cannot be."""

        def words(match: re.Match[str]) -> str:
            if match[1] is None:
                return "⟦"
            start, end = int(match[1]), int(match[2])
            if not start < end <= len(self.text):
                raise PlaceError(f"{match[0]} is no place in an article of {len(self.text)} code points")
            return self.text[start:end]

        return _MARK.sub(words, concealed)


def _mark(start: int, end: int) -> str:
    return f"⟦{start}:{end}⟧"


def _escape(words: str) -> str:
    return words.replace("⟦", "⟦⟧")


def strip_row(row: Json, fields: Sequence[Field], article: ArticleText) -> Json:
    """Return a row of a table with `fields`, without the text of its article."""
    return {
        field.name: _each(row[field.name], field, lambda value, inner: _stripped(value, inner, article))
        for field in fields
        if field.source_text in (None, "words")
    }


def _stripped(value: Any, field: Field, article: ArticleText) -> Any:
    if field.fields:
        return strip_row(value, field.fields, article)
    return article.conceal(value) if field.source_text == "words" else value


def fill_row(row: Json, fields: Sequence[Field], article: ArticleText, unit: str) -> Json:
    """Return the row of which `strip_row` made this one; `unit` is the text of the unit that it names, if any."""
    return {field.name: _filled(row, field, article, unit) for field in fields}


def _filled(row: Json, field: Field, article: ArticleText, unit: str) -> Any:
    match field.source_text:
        case "article":
            return article.text
        case "unit":
            return unit
        case "span":
            return unit[row["start"] : row["end"]]
        case "words":
            return None if row[field.name] is None else article.reveal(row[field.name])
    return _each(
        row[field.name],
        field,
        lambda value, inner: fill_row(value, inner.fields, article, unit) if inner.fields else value,
    )


def _each(value: Any, field: Field, change: Any) -> Any:
    """Apply `change` to a value, or to each item of a list; null stays null."""
    if value is None:
        return None
    if field.item is not None:
        return [change(item, field.item) for item in value]
    return change(value, field)


def words_in_common(articles: Iterator[str], text: str, many: int) -> str | None:
    """Return the first `many` successive words of `text` that stand in one of the articles too, None where none do."""
    own = [(match.start(), match.end(), match[0].casefold()) for match in _WORD.finditer(text)]
    runs = {tuple(word for *_, word in own[at : at + many]): at for at in range(len(own) - many + 1)}
    for article in articles:
        words = [match[0].casefold() for match in _WORD.finditer(article)]
        for at in range(len(words) - many + 1):
            if (run := runs.get(tuple(words[at : at + many]))) is not None:
                return text[own[run][0] : own[run + many - 1][1]]
    return None
