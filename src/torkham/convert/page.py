"""What readers of pages share: a page's title heads its text."""

from __future__ import annotations

from typing import Any


def with_title(text: str, title: Any) -> str:
    """Return a page's text with its title as the first line, unless it begins with that already.

    The headline is part of the article and is to be labelled, but stands outside the body of most pages.
    """
    if not isinstance(title, str) or not text.strip():
        return text
    words = " ".join(title.split())
    if not words or " ".join(text[: 2 * len(title)].split()).casefold().startswith(words.casefold()):
        return text
    return f"{words}\n\n{text}"
