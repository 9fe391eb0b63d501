"""Text files, and the decoding of bytes: UTF-8, or an error that names what it is instead. Nothing is guessed."""

from __future__ import annotations

import codecs
from importlib import import_module

from torkham.convert.found import Found, SkipError
from torkham.layout import sha256

SAMPLE = 64 * 1024
"""How many bytes an encoding is told from."""

_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32LE",
    codecs.BOM_UTF32_BE: "UTF-32BE",
    codecs.BOM_UTF16_LE: "UTF-16LE",
    codecs.BOM_UTF16_BE: "UTF-16BE",
}
"""The longer marks first: one begins with another."""


def read_text(data: bytes) -> Found:
    """Return the article that a text file holds: its whole text, line ends as they are, without a byte-order mark."""
    return Found(decode(data), sha256(data))


def decode(data: bytes) -> str:
    """Return the text of UTF-8 bytes. Raises `SkipError` with the encoding that it seems to be, if it is none."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            raise _other(name)
    if b"\x00" in data:
        raise SkipError("binary", "holds NUL bytes: it is no text", "leave it out, or save it as plain text")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        likely = _likely(data[max(0, error.start - SAMPLE // 2) :][:SAMPLE])
        if likely:
            raise _other(likely) from None
        message = f"byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8"
        raise SkipError("encoding", message, "convert the file to UTF-8") from None


def _other(encoding: str) -> SkipError:
    hint = f"convert it, if that is right: iconv -f {encoding} -t UTF-8 FILE > NEW"
    return SkipError("encoding", f"is not UTF-8, it looks like {encoding}", hint)


def _likely(sample: bytes) -> str | None:
    """Return the name of the encoding that some bytes are most likely in, None where nothing is installed to tell."""
    try:
        found = import_module("charset_normalizer").from_bytes(sample).best()
    except ModuleNotFoundError:
        return None
    return None if found is None else str(found.encoding).replace("_", "-")
