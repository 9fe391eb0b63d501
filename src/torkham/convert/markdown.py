"""Markdown files (CommonMark with tables): headings, paragraphs and list items as lines of text.

Links keep their words; images, HTML and code blocks go. A list item keeps its number or bullet, by which the
segmentation knows it. Plain front matter says title, author, date and outlet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from torkham.convert.found import Found
from torkham.convert.page import with_title
from torkham.convert.plain import decode
from torkham.document import DocumentError, read_plain
from torkham.layout import sha256

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_LIKE_KEYS = re.compile(r"\s*(#.*\n\s*)*[\w-]+\s*:")
_KEYS = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline"),
    "published": ("date", "published", "pubdate"),
    "outlet": ("outlet", "source", "publication", "site", "sitename"),
    "dateline": ("dateline",),
    "genre": ("genre",),
}
"""The keys of front matter, in lower case, that say what of an article; the first that is there counts."""
_OPAQUE = re.compile(r"<(script|style)\b", re.IGNORECASE)
_OPAQUE_END = re.compile(r"</(script|style)\s*>", re.IGNORECASE)


def read_markdown(data: bytes) -> Found:
    """Return the article that a Markdown file holds; a title that only its front matter has heads the text."""
    text = decode(data)
    said, body, notes = _front_matter(text)
    return Found(with_title(to_text(body), said.get("title")), sha256(data), said, notes)


def to_text(source: str) -> str:
    """Return Markdown as plain text: one block a line, an empty line between blocks but those of one list."""
    from markdown_it import MarkdownIt

    text, before = "", ""
    for kind, words in _blocks(MarkdownIt("commonmark").enable("table").parse(source)):
        if text:
            text += "\n" if kind == before != "block" else "\n\n"
        text, before = text + words, kind
    return text


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield each block's kind (`item`, `row` or `block`) and words; blocks without words are left out."""
    markers: list[str] = []
    counts: list[int | None] = []
    cells: list[str] | None = None
    for token in tokens:
        match token.type:
            case "ordered_list_open":
                counts.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                counts.append(None)
            case "ordered_list_close" | "bullet_list_close":
                counts.pop()
            case "list_item_open":
                markers.append(_marker(counts))
            case "list_item_close":
                markers.clear()
            case "tr_open":
                cells = []
            case "tr_close":
                if row := " | ".join(cell for cell in cells or () if cell):
                    yield "row", row
                cells = None
            case "inline":
                words = _words(token.children or [])
                if cells is not None:
                    cells.append(words)
                elif words:
                    marker = markers.pop() if markers else ""
                    markers.clear()
                    yield ("item" if marker else "block"), marker + words


def _marker(counts: list[int | None]) -> str:
    number = counts[-1]
    if number is None:
        return "- "
    counts[-1] = number + 1
    return f"{number}. "


def _words(tokens: Sequence[Token]) -> str:
    """Return the words of a paragraph: a soft break is a space, a hard one a line end."""
    parts: list[str] = []
    opaque = False
    for token in tokens:
        if token.type == "html_inline":
            opaque = bool(_OPAQUE.match(token.content)) or (opaque and not _OPAQUE_END.match(token.content))
        elif opaque:
            continue
        elif token.type in ("text", "code_inline", "text_special"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" " if token.type == "softbreak" else "\n")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _front_matter(text: str) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    """Return what front matter says, the text without it, and a note where it could not be read."""
    front = _FRONT.match(text)
    if front is None or not _LIKE_KEYS.match(front[1]):
        return {}, text, ()
    body = text[front.end() :]
    try:
        content = read_plain(front[1])
    except DocumentError as error:
        said = f"front matter, line {error.line + 1}: {error.message}"
        return {}, body, (f"{said}; its title, author and date are not taken",)
    if not isinstance(content, dict):
        return {}, text, ()
    lower = {key.lower(): value for key, value in content.items()}
    found = ((name, next((lower[key] for key in keys if key in lower), None)) for name, keys in _KEYS.items())
    return {name: value for name, value in found if value is not None}, body, ()
