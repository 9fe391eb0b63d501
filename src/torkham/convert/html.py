"""Saved web pages: `trafilatura` finds the article's text among menus and scripts, and title, author, date and site."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from torkham.convert.found import Found, SkipError
from torkham.convert.page import with_title
from torkham.convert.plain import decode
from torkham.layout import sha256

_HEAD = 4096
"""Within how many bytes a page must declare its encoding; browsers look at 1024."""
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([a-z0-9_:.-]+)""", re.IGNORECASE)
_DATES = {"original_date": True, "extensive_search": False, "min_date": "1900-01-01", "max_date": "2199-12-31"}
"""Dates that the page states, not what looks like one in its text; by default today would be the last."""


def read_html(data: bytes) -> Found:
    """Return the article of a page; a title that is not part of the text heads it. Raises `SkipError`."""
    from trafilatura import bare_extraction

    page = _decode(data)
    with _silent("trafilatura", "htmldate"):
        try:
            document = bare_extraction(
                page, include_comments=False, with_metadata=True, date_extraction_params=dict(_DATES)
            )
        except Exception as error:
            message = f"the page cannot be parsed: {type(error).__name__}: {error}"
            raise SkipError("malformed", message, "save the article as text") from error
    if document is None or isinstance(document, dict) or not document.text or not document.text.strip():
        raise SkipError("empty", "no article was found in the page", "save the article's words as a text file")
    values = (document.title, document.author, document.date, document.sitename)
    said = {
        name: value for name, value in zip(("title", "author", "published", "outlet"), values, strict=True) if value
    }
    return Found(with_title(document.text, said.get("title")), sha256(data), said)


def _decode(data: bytes) -> str:
    """Return the page as text, in the encoding that it declares, else in UTF-8."""
    declared = _DECLARED.search(data[:_HEAD])
    if declared is None or data.startswith(codecs.BOM_UTF8):
        return decode(data)
    name = declared[1].decode("ascii")
    # What calls itself Latin 1 is read as Windows-1252 by every browser (WHATWG Encoding Standard).
    known = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}.get(name.lower(), name)
    try:
        if codecs.lookup(known).name == "utf-8":
            return decode(data)
        return data.decode(known)
    except (LookupError, ValueError):
        hint = "mend the declaration, or save the page in UTF-8"
        raise SkipError("encoding", f"declares the encoding {name}, but is not in it", hint) from None


@contextmanager
def _silent(*names: str) -> Iterator[None]:
    """Let libraries say nothing of pages that they cannot make out: that is the report's task."""
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
