"""Every kind of file gives its articles, and everything that is none a reason and a way out."""

from __future__ import annotations

import gzip
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.converting import article, json_lines, write_folder
from torkham.convert.admission import MAX_CHARACTERS
from torkham.convert.drafting import draft
from torkham.convert.found import REASONS, Found, Record, Skip, SkipError
from torkham.convert.inputs import MAX_BYTES, InputFile, input_files, records
from torkham.convert.markdown import read_markdown, to_text
from torkham.convert.metadata import describe
from torkham.convert.rows import MAX_LINE, default_columns
from torkham.layout import sha256

TEXT = article()
PARAGRAPH = "On Friday, Velmora accused Tarsund of sheltering the men who had taken two boats near the bridge."
PAGE = f"""<!doctype html>
<html><head><title>Bridge shut for a day | The Reed Courier</title>
<meta property="og:title" content="Bridge shut for a day">
<meta property="og:site_name" content="The Reed Courier"><meta name="author" content="Mira Osten">
<meta property="article:published_time" content="2045-03-14T10:00:00Z">
<script>var words = "Velmora surrenders at once and for good";</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Bridge shut for a day</h1><p>{PARAGRAPH}</p>
<script>document.write("Tarsund surrenders, too, and nobody is left to tell");</script>
<p>The <a href="/h">herders</a> waited on both banks of the river, and nobody came to tell them why.</p></article>
<footer>All rights reserved</footer></body></html>"""
MARKDOWN = f"""---
title: 'Bridge shut: a day of waiting'
author: Mira Osten
date: 2025-03-14
source: The Reed Courier
draft: false
---
{PARAGRAPH} The **envoys** of
[both sides](https://example.org/sides) met again. ![a boat](boat.png)

What *next*
-----------

- One herder <b>was</b> freed.
- Two more wait.
  Nobody knows where.

3. First this,
4. then that.

> “We wait,” she said.\\
> “All of us.”

<div class="promo">Read this instead</div>

```python
print("code")
```

    indented code

| side | boats |
|------|-------|
| Velmora | 2 |

That is <script>alert("all")</script> all &amp; enough.
"""


def read(folder: Path, name: str, content: str | bytes, **columns: str) -> list[Found | Skip]:
    """Return what the records of a file give, or why they are skipped."""
    write_folder(folder, {name: content})
    found = records(InputFile(folder / name, name), default_columns(columns))
    return [parsed(record) for record in found]


def parsed(record: Record | Skip) -> Found | Skip:
    if isinstance(record, Skip):
        return record
    try:
        found = record.parse()
        draft(record, found)
    except SkipError as error:
        return error.at(record.place)
    return found


def one(folder: Path, name: str, content: str | bytes, **columns: str) -> Found:
    (found,) = read(folder, name, content, **columns)
    assert isinstance(found, Found)
    return found


def parquet(folder: Path, table: pa.Table) -> bytes:
    pq.write_table(table, folder / "made.parquet")
    return (folder / "made.parquet").read_bytes()


class TestText:
    @pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), f"  {TEXT}  ", TEXT.replace(" ", " ")])
    def test_is_kept_as_it_is(self, text: str, tmp_path: Path) -> None:
        found = one(tmp_path, "a.txt", text)
        assert found.text == text
        assert found.source_sha256 == sha256(text.encode())

    def test_loses_its_byte_order_mark_and_no_more(self, tmp_path: Path) -> None:
        data = b"\xef\xbb\xbf" + TEXT.encode()
        assert one(tmp_path, "a.txt", data) == Found(TEXT, sha256(data))


class TestMarkdown:
    def test_becomes_lines(self) -> None:
        assert read_markdown(MARKDOWN.encode()).text.split("\n") == [
            "Bridge shut: a day of waiting",
            "",
            f"{PARAGRAPH} The envoys of both sides met again.",
            "",
            "What next",
            "",
            "- One herder was freed.",
            "- Two more wait. Nobody knows where.",
            "3. First this,",
            "4. then that.",
            "",
            "“We wait,” she said.",
            "“All of us.”",
            "",
            "side | boats",
            "Velmora | 2",
            "",
            "That is all & enough.",
        ]

    def test_front_matter_says_what_the_article_is(self) -> None:
        assert read_markdown(MARKDOWN.encode()).said == {
            "title": "Bridge shut: a day of waiting",
            "author": "Mira Osten",
            "published": "2025-03-14",
            "outlet": "The Reed Courier",
        }

    def test_a_title_that_the_text_begins_with_is_not_put_before_it(self) -> None:
        text = f"---\ntitle: Bridge shut\n---\n# Bridge *shut*\n\n{PARAGRAPH}\n"
        assert read_markdown(text.encode()).text == f"Bridge shut\n\n{PARAGRAPH}"

    def test_front_matter_that_is_not_plain_is_a_note(self) -> None:
        found = read_markdown(f"---\ntitle: Bridge: shut\n---\n{PARAGRAPH}\n".encode())
        assert found.text == PARAGRAPH
        assert found.said == {}
        assert "front matter, line 2" in found.notes[0]

    @pytest.mark.parametrize("text", [f"---\n\n{PARAGRAPH}\n\n---\n", f"{PARAGRAPH}\n\n---\ntitle: x\n---\n"])
    def test_a_rule_is_no_front_matter(self, text: str) -> None:
        assert read_markdown(text.encode()).said == {}
        assert PARAGRAPH in read_markdown(text.encode()).text

    @pytest.mark.parametrize(
        ("source", "lines"),
        [
            ("# A\n## B\ntext\n", ["A", "", "B", "", "text"]),
            ("- a\n\n  more of it\n- b\n", ["- a", "", "more of it", "", "- b"]),
            ("1. a\n   - b\n2. c\n", ["1. a", "- b", "2. c"]),
            ("-\n- b\n", ["- b"]),
            ("![only](an.png)\n", [""]),
            ("<p>html</p>\n", [""]),
            ("<https://example.org> says `code`\n", ["https://example.org says code"]),
            ("", [""]),
        ],
    )
    def test_blocks(self, source: str, lines: list[str]) -> None:
        assert to_text(source).split("\n") == lines


class TestHtml:
    def test_is_the_article_under_its_title_without_menus_and_scripts(self, tmp_path: Path) -> None:
        text = one(tmp_path, "a.html", PAGE).text
        assert text.split("\n")[0] == "Bridge shut for a day"
        assert PARAGRAPH in text
        assert "The herders waited" in text
        assert not any(word in text for word in ("surrender", "Home", "reserved"))
        assert text.count("Bridge shut") == 1

    def test_says_what_the_page_states(self, tmp_path: Path) -> None:
        assert one(tmp_path, "a.htm", PAGE).said == {
            "title": "Bridge shut for a day",
            "author": "Mira Osten",
            "published": "2045-03-14",
            "outlet": "The Reed Courier",
        }

    def test_a_date_in_its_text_is_not_taken_for_its_own(self, tmp_path: Path) -> None:
        stated = '<meta property="article:published_time" content="2045-03-14T10:00:00Z">'
        page = PAGE.replace(stated, "").replace("on both banks", "since March 1, 2020, on both banks")
        assert "published" not in one(tmp_path, "a.html", page).said

    def test_is_read_in_the_encoding_that_it_declares(self, tmp_path: Path) -> None:
        page = PAGE.replace("<head>", '<head><meta charset="ISO-8859-1">').replace("“", '"').replace("nobody", "né ’ ö")
        assert "né ’ ö came" in one(tmp_path, "a.html", page.encode("cp1252")).text


class TestJsonLines:
    def test_each_line_is_an_article_with_what_is_said_of_it(self, tmp_path: Path) -> None:
        said = {"title": "T", "outlet": "O", "author": "A", "published": "2025", "dateline": "D", "genre": "opinion"}
        first, second = read(tmp_path, "a.jsonl", json_lines({"text": TEXT, "more": 1} | said, {"text": article(1)}))
        assert first == Found(TEXT, sha256(TEXT.encode()), said)
        assert second == Found(article(1), sha256(article(1).encode()))

    def test_places_are_the_lines_of_the_file(self, tmp_path: Path) -> None:
        lines = f"\n{json_lines({'text': TEXT})}\n\n{json_lines({'text': article(1)})}"
        found = records(
            InputFile(write_folder(tmp_path, {"a.jsonl": lines}) / "a.jsonl", "a.jsonl"), default_columns({})
        )
        assert [record.place for record in found] == ["a.jsonl:2", "a.jsonl:5"]

    def test_columns_may_have_other_names(self, tmp_path: Path) -> None:
        record = json_lines({"body": TEXT, "date": "2025-03-14", "title": "T", "name": "N"})
        assert one(tmp_path, "a.jsonl", record, text="body", published="date", title="name").said == {
            "title": "N",
            "published": "2025-03-14",
        }

    def test_may_be_packed(self, tmp_path: Path) -> None:
        assert one(tmp_path, "a.jsonl.gz", gzip.compress(json_lines({"text": TEXT}).encode())).text == TEXT


class TestParquet:
    @pytest.mark.parametrize("writer", ["arrow", "large", "dictionary", "polars", "pandas"])
    def test_each_row_is_an_article_whoever_wrote_the_file(self, writer: str, tmp_path: Path) -> None:
        rows: dict[str, Any] = {"text": [TEXT, article(1)], "title": ["T", None], "n": [1, 2]}
        path = tmp_path / "a.parquet"
        if writer == "polars":
            pl.DataFrame(rows).write_parquet(path)
        elif writer == "pandas":
            pd.DataFrame(rows).to_parquet(path)
        else:
            kinds = {
                "arrow": pa.string(),
                "large": pa.large_string(),
                "dictionary": pa.dictionary(pa.int8(), pa.string()),
            }
            pq.write_table(pa.table(rows | {"text": pa.array(rows["text"]).cast(kinds[writer])}), path)
        assert read(tmp_path, "a.parquet", path.read_bytes()) == [
            Found(TEXT, sha256(TEXT.encode()), {"title": "T"}),
            Found(article(1), sha256(article(1).encode())),
        ]

    @pytest.mark.parametrize("day", [date(2025, 3, 14), datetime(2025, 3, 14, 22, 30)])
    def test_dates_may_be_dates(self, day: date, tmp_path: Path) -> None:
        found = one(tmp_path, "a.parquet", parquet(tmp_path, pa.table({"text": [TEXT], "published": [day]})))
        assert describe(found.said, TEXT)[0]["published"] == "2025-03-14"


LONG = article(more="and nobody came " * (MAX_CHARACTERS // 16))
BAD: dict[str, tuple[str, str | bytes, str, str]] = {
    "another kind of file": ("a.pdf", b"%PDF", "suffix", "not read"),
    "no suffix": ("README", TEXT, "suffix", "not read"),
    "windows encoding": ("a.txt", TEXT.replace("the", "thé “so”").encode("cp1252"), "encoding", "looks like cp125"),
    "utf-16": ("a.txt", TEXT.encode("utf-16"), "encoding", "UTF-16LE"),
    "utf-32": ("a.txt", TEXT.encode("utf-32"), "encoding", "UTF-32LE"),
    "markdown in another encoding": ("a.md", TEXT.encode("utf-16"), "encoding", "UTF-16LE"),
    "a page in another encoding": ("a.html", PAGE.replace("day", "dây").encode("cp1252"), "encoding", "not UTF-8"),
    "a page that declares wrongly": (
        "a.html",
        PAGE.replace("<head>", "<head><meta charset=shift_jis>").encode() + b"\x81",
        "encoding",
        "shift_jis",
    ),
    "a page that declares no encoding there is": (
        "a.html",
        PAGE.replace("<head>", "<head><meta charset=klingon>"),
        "encoding",
        "klingon",
    ),
    "a NUL": ("a.txt", TEXT.replace("bridge", "bri\0dge"), "binary", "NUL"),
    "a control character": ("a.txt", TEXT.replace("Friday", "\x1bFriday"), "control-character", "line 3 .* U\\+001B"),
    "a C1 control character": ("a.txt", TEXT.replace("Friday", "\x9bFriday"), "control-character", "U\\+009B"),
    "an empty file": ("a.txt", "", "empty", "no words"),
    "white space only": ("a.txt", " \n\t\u2003\r\n", "empty", "no words"),
    "markdown without words": ("a.md", "![x](y.png)\n", "empty", "no words"),
    "a page without an article": ("a.html", "<html><body><script>1</script></body></html>", "empty", "no article"),
    "an empty page": ("a.html", "", "empty", "no article"),
    "too many characters": ("a.txt", LONG, "too-long", "1,000,000"),
    "a file too large": ("a.html", b" " * (MAX_BYTES + 1), "too-long", "larger than"),
    "German": ("a.txt", "Der Minister sagte am Montag, die Gespräche würden bald fortgesetzt, sobald die Grenze "
               "wieder offen sei und alle Seiten zugestimmt hätten.", "language", '"de"'),
    "Urdu, however short": ("a.txt", "پاکستان اور افغانستان", "language", "another language"),
    "mostly another language": ("a.txt", "The talks went on. " + "Les négociations entre les deux pays ont repris "
                                "lundi à Istanbul, mais la frontière reste fermée. " * 3, "language", '"fr"'),
    "broken JSON": ("a.jsonl", '{"text": ', "malformed", "not JSON"),
    "JSON that is no object": ("a.jsonl", '["text"]', "malformed", "no JSON object"),
    "a key twice": ("a.jsonl", '{"text": "a", "text": "b"}', "malformed", "twice"),
    "half a character": ("a.jsonl", '{"text": "a \\ud83d b"}', "malformed", "half a character"),
    "a control character by its escape": ("a.jsonl", '{"text": "a \\u0007 b"}', "control-character", "U\\+0007"),
    "a NUL by its escape": ("a.jsonl", '{"text": "a \\u0000 b"}', "control-character", "U\\+0000"),
    "deep JSON": ("a.jsonl", '{"text": ' + "[" * 5000 + "]" * 5000 + "}", "malformed", "deep"),
    "NaN": ("a.jsonl", '{"text": "a", "n": NaN}', "malformed", "NaN"),
    "a line in another encoding": ("a.jsonl", '{"text": "thé “so” and so on"}'.encode("cp1252"), "encoding", "UTF-8"),
    "no text column": ("a.jsonl", '{"body": "a", "txt": "b"}', "no-text", 'no "text" among body, txt'),
    "no column at all": ("a.jsonl", "{}", "no-text", "no columns"),
    "text that is none": ("a.jsonl", '{"text": 5}', "no-text", "is a int"),
    "null for text": ("a.jsonl", '{"text": null}', "empty", "null"),
    "an empty record": ("a.jsonl", '{"text": " "}', "empty", "no words"),
    "ten megabytes in one line": ("a.jsonl", b'{"text": "' + b"a" * 10**7 + b'"}', "too-long", f"{MAX_LINE} bytes"),
    "a damaged pack": ("a.jsonl.gz", gzip.compress(json_lines({"text": TEXT}).encode())[:-10], "malformed", "line 0"),
    "no pack": ("a.jsonl.gz", json_lines({"text": TEXT}), "malformed", "damaged"),
    "no Parquet": ("a.parquet", b"PAR1 and so on", "malformed", "Parquet"),
    "an empty Parquet file": ("a.parquet", b"", "malformed", "Parquet"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_converted_is_skipped_with_its_reason(bad: str, tmp_path: Path) -> None:
    name, content, reason, said = BAD[bad]
    (skip,) = read(tmp_path, name, content)
    assert isinstance(skip, Skip)
    assert skip.reason == reason
    with pytest.raises(SkipError, match=said):
        raise SkipError(skip.reason, skip.message)
    assert skip.place.startswith(name)
    assert skip.hint


def test_every_reason_has_its_case() -> None:
    elsewhere = {"unreadable", "duplicate", "annotator"}
    assert {reason for _, _, reason, _ in BAD.values()} | elsewhere == set(REASONS)


@pytest.mark.parametrize(
    ("columns", "said"),
    [({}, 'no column "text" among body, day'), ({"text": "body", "published": "date"}, 'no column "date"')],
)
def test_a_parquet_file_without_a_column_that_is_asked_for_is_skipped_as_a_whole(
    columns: dict[str, str], said: str, tmp_path: Path
) -> None:
    data = parquet(tmp_path, pa.table({"body": [TEXT] * 3, "day": ["x"] * 3}))
    (skip,) = read(tmp_path, "a.parquet", data, **columns)
    assert isinstance(skip, Skip)
    assert (skip.reason, skip.place) == ("no-text", "a.parquet")
    assert said in skip.message


def test_lines_around_one_that_is_too_long_are_read(tmp_path: Path) -> None:
    long = '{"text": "' + "a" * MAX_LINE + '"}\n'
    found = read(tmp_path, "a.jsonl", json_lines({"text": TEXT}) + long + json_lines({"text": article(1)}))
    assert [type(each) for each in found] == [Found, Skip, Found]


class TestFiles:
    def test_come_sorted_without_hidden_ones_and_those_left_out(self, tmp_path: Path) -> None:
        names = ["b.txt", "a/z.txt", "a/b/c.txt", ".hidden.txt", ".git/x.txt", "out/y.txt", "a.txt", "A.txt"]
        write_folder(tmp_path, dict.fromkeys(names, TEXT))
        found = [file.place for file in input_files(tmp_path, [tmp_path / "out"])]
        assert found == ["A.txt", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt"]

    def test_one_file_is_itself(self, tmp_path: Path) -> None:
        path = write_folder(tmp_path, {".a.txt": TEXT}) / ".a.txt"
        assert list(input_files(path)) == [InputFile(path, ".a.txt")]

    def test_a_name_that_is_no_utf8_is_written_as_escapes(self, tmp_path: Path) -> None:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(TEXT, encoding="utf-8")
        assert [file.place for file in input_files(tmp_path)] == ["caf\\xe9.txt"]

    @pytest.mark.parametrize("make", ["folder", "link to a folder", "link to nothing", "link to itself", "pipe"])
    def test_what_is_no_file_is_skipped(self, make: str, tmp_path: Path) -> None:
        path = tmp_path / "in" / "a.txt"
        path.parent.mkdir()
        match make:
            case "folder":
                path.mkdir()
            case "pipe":
                os.mkfifo(path)
            case _:
                target = {"link to a folder": tmp_path, "link to nothing": tmp_path / "x", "link to itself": path}
                path.symlink_to(target[make])
        found = [record for file in input_files(path.parent) for record in records(file, default_columns({}))]
        assert [(skip.place, skip.reason) for skip in found if isinstance(skip, Skip)] == (
            [] if make == "folder" else [("a.txt", "unreadable")]
        )

    def test_a_folder_that_may_not_be_read_is_skipped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        scandir = os.scandir

        def refuse(path: Any) -> Any:
            if Path(path).name == "closed":
                raise PermissionError(13, "Permission denied")
            return scandir(path)

        write_folder(tmp_path, {"closed/a.txt": TEXT, "open/a.txt": TEXT})
        monkeypatch.setattr(os, "scandir", refuse)
        first, second = (record for file in input_files(tmp_path) for record in records(file, default_columns({})))
        assert first == Skip(
            "closed", "unreadable", "cannot be read: Permission denied", "let it be read, or leave it out"
        )
        assert second.place == "open/a.txt"

    def test_a_file_that_may_not_be_read_is_skipped(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise PermissionError(13, "Permission denied")

        write_folder(tmp_path, {"a.txt": TEXT})
        monkeypatch.setattr(Path, "open", refuse)
        (skip,) = records(InputFile(tmp_path / "a.txt", "a.txt"), default_columns({}))
        assert isinstance(skip, Skip)
        assert (skip.reason, skip.message) == ("unreadable", "cannot be read: Permission denied")
