"""A page of `torkham browse` taken apart, as a browser does it, and its records unpacked."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from torkham.contract import Json

VOID = {"meta", "link", "input", "br", "img"}


@dataclass
class Element:
    """An element: its name, attributes, and what stands directly in it."""

    name: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page in their order, and those that were never closed."""

    source: str
    elements: list[Element] = field(default_factory=list)
    unclosed: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(self.elements[-1])

    def handle_data(self, data: str) -> None:
        if self.unclosed:
            self.unclosed[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop().name == tag

    def all(self, name: str) -> list[Element]:
        return [each for each in self.elements if each.name == name]

    @property
    def policy(self) -> dict[str, list[str]]:
        """The Content-Security-Policy: sources by directive."""
        metas = self.all("meta")
        (policy,) = (each for each in metas if each.attributes.get("http-equiv") == "Content-Security-Policy")
        words = (directive.split() for directive in (policy.attributes["content"] or "").split(";"))
        return {name: sources for name, *sources in words}

    @property
    def told(self) -> Json:
        """The page's data."""
        (data,) = (each for each in self.all("script") if each.attributes.get("id") == "ui_data")
        found: Json = json.loads(data.text)
        return found


def read_page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def unpacked(values: list[Any], shape: list[list[Any]]) -> Json:
    """Give the values of a record the names of its fields, as the page's script does."""
    return {
        name: _unpacked(value, inner, is_list)
        for value, (name, _, _, inner, is_list) in zip(values, shape, strict=True)
    }


def _unpacked(value: Any, inner: list[list[Any]] | None, is_list: bool) -> Any:
    if value is None or inner is None:
        return value
    return [unpacked(item, inner) for item in value] if is_list else unpacked(value, inner)
