"""A folder of articles becomes a dataset that loads and has no findings, whole or not at all, every article counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import torkham
from tests.conftest import TOY
from tests.unit.conftest import FEW
from tests.unit.converting import HERDERS, Words, actor, article, contents, json_lines, write_folder
from torkham.annotation import Unit
from torkham.build import BuildError
from torkham.contract import Json
from torkham.convert import ConvertError, Options, Report, StrictError, Unlabelled, convert
from torkham.parquet import TableWriter, digest, write_parquet
from torkham.rows import arrow_schema
from torkham.tables import build_tables

FRENCH = "Les négociations entre les deux pays ont repris lundi à Istanbul, mais la frontière reste fermée. " * 3
FILES = {
    "b.txt": article(1),
    "a/first.md": f"---\ntitle: The bridge is shut\ndate: 2025-03-14\n---\n{article(2)}",
    "rows.jsonl": json_lines({"text": article(3), "published": "2025-04-01"}, {"text": article(1)}, {"body": "x"}),
    "french.txt": FRENCH,
    "short.txt": "Talks go on.",
    "notes.docx": b"PK",
}
ODD = "ab .!?:;,-–•1)#$|{}⟦⟧“”\"'\n\r\t\x0b\x0c\x85\xa0\u1680\u2028\u2029\u200b\u202e\u3000\ufeff\ufffe\U0001f469\u0301"
"""Characters that end lines or sentences for some, join others, mark lists and quotations, or are not seen."""
PAGE = Path(__file__).resolve().parents[2] / "docs" / "convert.md"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "articles", FILES)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The dataset of the files, and the report: for reading only."""
    folder = tmp_path_factory.mktemp("converted")
    return folder / "dataset", convert(write_folder(folder / "articles", FILES), folder / "dataset", Words())


def table(dataset: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(dataset / "data" / name / "train.parquet")


class TestDataset:
    def test_has_no_findings(self, converted: tuple[Path, Report]) -> None:
        assert torkham.validate(converted[0]) == []

    def test_loads(self, converted: tuple[Path, Report], tmp_path: Path) -> None:
        from datasets import load_dataset

        loaded = load_dataset(str(converted[0]), cache_dir=str(tmp_path))
        assert loaded["train"].num_rows == converted[1].rows["sentences"]
        assert "Velmora" in {mention["text"] for row in loaded["train"] for mention in row["mentions"]}

    def test_has_the_articles_in_the_order_of_their_files(self, converted: tuple[Path, Report]) -> None:
        articles = table(converted[0], "articles").select("source_file", "title", "published", "published_quote")
        assert articles.rows() == [
            ("a/first.md", "The bridge is shut", "2025-03-14", None),
            ("b.txt", None, None, None),
            ("rows.jsonl:1", None, "2025-04-01", None),
            ("short.txt", None, None, None),
        ]

    def test_has_the_labels_with_their_source(self, converted: tuple[Path, Report]) -> None:
        events = table(converted[0], "events")
        assert events["sentence_text"].str.contains("accused").all()
        assert set(events.select("type", "label_source", "annotator_id", "confidence").rows()) == {
            ("ACCUSE", "machine", "words-1.0", 0.75)
        }

    def test_has_the_annotator_s_actors_and_those_that_labels_brought(self, converted: tuple[Path, Report]) -> None:
        assert table(converted[0], "actors")["actor_id"].to_list() == ["herders", "tarsund", "velmora"]

    def test_says_that_a_machine_made_the_labels_and_which(self, converted: tuple[Path, Report]) -> None:
        card = (converted[0] / "README.md").read_text(encoding="utf-8")
        assert "annotations_creators:\n- machine-generated" in card
        assert "made by machine" in card
        assert "`words-1.0`" in card
        assert "No person has checked them" in card

    def test_is_of_the_day_of_its_newest_article(self, converted: tuple[Path, Report]) -> None:
        assert (
            json.loads((converted[0] / "croissant.json").read_text(encoding="utf-8"))["datePublished"] == "2025-04-01"
        )

    def test_is_the_same_wherever_it_is_made(self, converted: tuple[Path, Report], source: Path, out: Path) -> None:
        convert(source, out, Words())
        assert contents(out) == contents(converted[0])

    def test_can_be_stripped_of_its_text(self, converted: tuple[Path, Report], tmp_path: Path) -> None:
        from torkham.edition.strip import strip

        strip(converted[0], tmp_path / "text-free")
        assert torkham.validate(tmp_path / "text-free") == []

    def test_without_an_annotator_has_units_only(self, source: Path, out: Path) -> None:
        report = convert(source, out, Unlabelled())
        assert set(report.rows) == {"sentences", "articles"}
        assert torkham.validate(out) == []
        card = (out / "README.md").read_text(encoding="utf-8")
        assert "no-annotation" in card
        assert "No labels were made" in card

    @FEW
    @given(st.lists(st.text(ODD, min_size=1), min_size=1, max_size=4))
    def test_passes_the_checks_whatever_the_texts(self, texts: list[str]) -> None:
        with TemporaryDirectory() as folder:
            records = ({"text": f"Velmora and Tarsund wait. {text}", "title": text, "author": text} for text in texts)
            source = write_folder(Path(folder) / "in", {"a.jsonl": json_lines(*records)})
            report = convert(source, Path(folder) / "out", Words())
            assert {skip.reason for skip in report.skipped} <= {"duplicate"}

    def test_may_hold_what_is_unusual(self, tmp_path: Path, out: Path) -> None:
        odd = {
            "lines.txt": "Velmora spoke.\x0b\x0cTarsund heard.\x85They left.\u2028Nobody came.\r\n\r\nThe end of it.",
            "marks.txt": "\u200bVelmora \u202etalks\u202c — e\u0301 👩‍🌾 “a. b.” \ufeff \u00a0\u3000 end",
            "dollar $title.txt": "Velmora pays $5 ${fields} to Tarsund for --- the bridge.",
            "قلم.txt": "It is written in English, whatever the name of the file.",
        }
        report = convert(write_folder(tmp_path / "in", odd), out, Words())
        assert report.skipped == []
        assert torkham.validate(out) == []

    def test_is_made_as_the_page_on_it_says(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
        write_folder(tmp_path / "my_articles", {"a.txt": article()})
        blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        names: dict[str, Any] = {}
        for block in reversed(blocks):
            exec(compile(block, PAGE.name, "exec"), names)
        assert names["report"].converted == 1
        assert names["sentences"]["train"].num_rows == names["report"].rows["sentences"]


class TestReport:
    def test_counts_everything_that_was_read(self, converted: tuple[Path, Report]) -> None:
        report = converted[1]
        assert (report.read, report.converted, len(report.skipped)) == (8, 4, 4)

    def test_names_the_place_and_reason_of_each_skip(self, converted: tuple[Path, Report]) -> None:
        assert [(skip.place, skip.reason) for skip in converted[1].skipped] == [
            ("french.txt", "language"),
            ("notes.docx", "suffix"),
            ("rows.jsonl:2", "duplicate"),
            ("rows.jsonl:3", "no-text"),
        ]

    def test_says_where_the_first_of_two_equal_texts_stands(self, converted: tuple[Path, Report]) -> None:
        assert converted[1].skipped[2].message == "the same text as b.txt"

    def test_has_the_notes(self, converted: tuple[Path, Report]) -> None:
        assert converted[1].notes == [("short.txt", "has fewer than 20 words: taken for English unjudged")]

    def test_of_many_skips_shows_some_and_says_where_all_are(self, tmp_path: Path, out: Path) -> None:
        source = write_folder(tmp_path / "in", {f"{n:02d}.pdf": b"" for n in range(30)} | {"a.txt": article()})
        text = list(convert(source, out, Unlabelled()).as_text())
        assert sum(".pdf: " in line for line in text) == 10
        assert "    … and 20 more (--report FILE.json lists them all)" in text


class TestAnnotator:
    @pytest.mark.parametrize("error", [ValueError("two\nlines"), RuntimeError(), MemoryError("no room"), KeyError("x")])
    def test_failing_on_one_article_takes_no_other_with_it(self, error: Exception, source: Path, out: Path) -> None:
        words = Words({"day 1": error})
        report = convert(source, out, words)
        failed = {skip.place: skip.message for skip in report.skipped if skip.reason == "annotator"}
        assert list(failed) == ["b.txt"]
        assert type(error).__name__ in failed["b.txt"]
        assert table(out, "articles")["source_file"].to_list() == ["a/first.md", "rows.jsonl:1", "short.txt"]
        assert torkham.validate(out) == []

    def test_that_changes_units_fails(self, source: Path, out: Path) -> None:
        class Cutting(Words):
            def units(self, draft: Any) -> Any:
                return (replace(unit, end=unit.end - 1) for unit in draft.units)

        with pytest.raises(ConvertError, match="nothing that can be converted") as caught:
            convert(source, out, Cutting())
        assert caught.value.report is not None
        assert "changed the units" in caught.value.report.skipped[0].message

    @pytest.mark.parametrize("count", [0, 2])
    def test_that_gives_another_number_of_results_fails(self, count: int, source: Path, out: Path) -> None:
        class Miscounting(Words):
            def annotate(self, drafts: Any) -> Any:
                return (each for each in super().annotate(drafts) for _ in range(count))

        with pytest.raises(ConvertError) as caught:
            convert(source, out, Miscounting())
        assert caught.value.report is not None
        assert f"it gave {count} results for 1 articles" in caught.value.report.skipped[0].message

    @pytest.mark.parametrize("confidence", [{1}, float("nan"), "high", {"by": 1}, "\ud800"], ids=repr)
    def test_whose_labels_cannot_be_written_fails_on_these(self, confidence: Any, source: Path, out: Path) -> None:
        class Odd(Words):
            def provenance(self) -> Any:
                return super().provenance() | {"confidence": confidence}

        report = convert(source, out, Odd())
        assert {skip.place for skip in report.skipped if skip.reason == "annotator"} == {
            "a/first.md",
            "b.txt",
            "rows.jsonl:1",
        }
        assert torkham.validate(out) == []

    def test_whose_labels_break_a_rule_loses_their_article_only(self, source: Path, out: Path) -> None:
        class Wrong(Words):
            def mentions(self, unit: Unit) -> Iterator[Json]:
                for mention in super().mentions(unit):
                    yield mention | {"actor_id": "nobody"} if "rows" in unit.sentence_id else mention

        report = convert(source, out, Wrong())
        (skip,) = (skip for skip in report.skipped if skip.reason == "annotator")
        assert skip.place == "rows.jsonl:1"
        assert "break a rule: rows-" in skip.message
        assert ":m01: " in skip.message
        assert '"nobody"' in skip.message
        assert "[links/" in skip.message
        assert torkham.validate(out) == []

    def test_whose_labels_hold_a_wrong_value_loses_their_article_only(self, source: Path, out: Path) -> None:
        class Wrong(Words):
            def provenance(self) -> Any:
                return super().provenance() | {"label_source": "guessed"}

        report = convert(source, out, Wrong())
        refused = [skip for skip in report.skipped if skip.reason == "annotator"]
        assert {skip.place for skip in refused} == {"a/first.md", "b.txt", "rows.jsonl:1"}
        assert all('"guessed" is not in the vocabulary [schema/unknown-code]' in skip.message for skip in refused)
        assert torkham.validate(out) == []

    def test_whose_registries_do_not_pass_the_checks_leaves_the_old_dataset(self, source: Path, out: Path) -> None:
        class Wrong(Words):
            annotator_id = "wrong-1.0"

            def __init__(self) -> None:
                super().__init__()
                self.registries = {
                    **self.registries,
                    "actors": [actor("velmora", "Velmora", "river"), actor("tarsund", "T")],
                }

        convert(source, out, Words())
        before = contents(out)
        with pytest.raises(BuildError, match="does not pass the checks") as caught:
            convert(source, out, Wrong())
        assert "schema/unknown-code" in {finding.check for finding in caught.value.findings}
        assert contents(out) == before

    def test_may_bring_an_actor_twice_with_other_aliases(self, source: Path, out: Path) -> None:
        class Naming(Words):
            def annotate(self, drafts: Any) -> Any:
                for each, draft in zip(super().annotate(drafts), drafts, strict=True):
                    yield replace(each, actors=(actor("herders", "Herders", "population", [draft.text[:20]]), HERDERS))

        convert(source, out, Naming())
        (herders,) = table(out, "actors").filter(pl.col("actor_id") == "herders")["aliases"]
        assert [alias["text"] for alias in herders] == [
            "The bridge is shut\n\n",
            "Velmora and Tarsund ",
            "Talks go on.",
        ]
        assert torkham.validate(out) == []

    def test_may_not_contradict_the_registry(self, source: Path, out: Path) -> None:
        class Confusing(Words):
            def annotate(self, drafts: Any) -> Any:
                for each, draft in zip(super().annotate(drafts), drafts, strict=True):
                    wrong = (actor("velmora", "Velmora", "person"),) if "Talks" in draft.text else ()
                    yield replace(each, actors=(*each.actors, *wrong))

        report = convert(source, out, Confusing())
        (skip,) = (skip for skip in report.skipped if skip.reason == "annotator")
        assert "velmora has the type 'state' in the registry, not 'person'" in skip.message
        assert torkham.validate(out) == []

    def test_may_tell_differently_of_an_actor_of_which_the_first_article_counts(self, source: Path, out: Path) -> None:
        class Changing(Words):
            def annotate(self, drafts: Any) -> Any:
                for number, each in enumerate(super().annotate(drafts)):
                    name, type_ = (
                        ("The herders", "organization") if number or len(self.asked) > 1 else ("Herders", "population")
                    )
                    yield replace(each, actors=(actor("herders", name, type_),))

        convert(source, out, Changing())
        (row,) = table(out, "actors").filter(pl.col("actor_id") == "herders").iter_rows(named=True)
        assert (row["name"], row["type"]) == ("Herders", "population")
        assert [alias["text"] for alias in row["aliases"]] == ["Herders", "The herders"]
        assert torkham.validate(out) == []


@pytest.mark.parametrize("step", ["torkham.convert.drafting.segment", "torkham.convert.markdown.to_text"])
def test_an_article_that_torkham_fails_on_takes_no_other_with_it(
    step: str, source: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, _, name = step.rpartition(".")
    work = getattr(import_module(module), name)

    def fail(text: str) -> Any:
        if "day 2" in text:
            raise RecursionError("too deep")
        return work(text)

    monkeypatch.setattr(step, fail)
    report = convert(source, out, Words())
    assert [(skip.place, skip.message) for skip in report.skipped if skip.reason == "malformed"] == [
        ("a/first.md", "cannot be taken apart: RecursionError: too deep")
    ]
    assert report.converted == 3


class TestStrict:
    @pytest.mark.parametrize(
        ("raising", "first"),
        [({}, "french.txt"), ({"day 1": ValueError()}, "b.txt"), ({"day 3": ValueError()}, "french.txt")],
    )
    def test_stops_at_the_first_thing_to_skip(self, raising: Any, first: str, source: Path, out: Path) -> None:
        with pytest.raises(StrictError) as caught:
            convert(source, out, Words(raising), Options(strict=True))
        assert caught.value.report is not None
        assert caught.value.report.skipped[0].place == first
        assert not out.exists()

    def test_converts_what_has_nothing_to_skip(self, tmp_path: Path, out: Path) -> None:
        report = convert(write_folder(tmp_path / "in", {"a.txt": article()}), out, Words(), Options(strict=True))
        assert report.converted == 1


class TestPlaces:
    def test_the_dataset_may_stand_in_the_folder_that_is_converted(self, source: Path) -> None:
        first = convert(source, source / "dataset", Words())
        assert convert(source, source / "dataset", Words()) == first

    @pytest.mark.parametrize("out", [".", "..", "../..", "a"])
    def test_what_holds_the_input_is_not_replaced(self, out: str, source: Path) -> None:
        with pytest.raises(ConvertError, match="name another --out"):
            convert(source / "a", source / "a" / out if out != "a" else source / "a", Words())
        assert contents(source)["b.txt"] == article(1).encode()

    @pytest.mark.parametrize("name", ["notes.txt", ".git"])
    def test_a_folder_with_something_else_is_refused_before_anything_is_done(
        self, name: str, source: Path, out: Path
    ) -> None:
        write_folder(out, {name: "precious"})
        words = Words()
        with pytest.raises(BuildError, match="something else"):
            convert(source, out, words)
        assert words.asked == []
        assert contents(out) == {name: b"precious"}

    def test_nothing_is_left_beside_the_dataset(self, source: Path, out: Path) -> None:
        convert(source, out, Words())
        assert {path.name for path in out.parent.iterdir()} == {"articles", "dataset"}

    @pytest.mark.parametrize("files", [{}, {"a.pdf": b""}, {".a.txt": article()}])
    def test_a_folder_without_articles_is_refused_and_leaves_nothing(
        self, files: dict[str, Any], tmp_path: Path, out: Path
    ) -> None:
        (tmp_path / "in").mkdir()
        with pytest.raises(ConvertError, match="nothing that can be converted"):
            convert(write_folder(tmp_path / "in", files), out, Words())
        assert {path.name for path in tmp_path.iterdir()} == {"in"}


class TestWriter:
    @pytest.mark.parametrize("size", [1, 3, 1000])
    def test_gives_a_small_table_the_bytes_that_the_build_gives_it(self, size: int, tmp_path: Path) -> None:
        for (name, split), whole in build_tables(torkham.read_corpus(TOY)).items():
            write_parquet(whole, tmp_path / f"{name}-{split}")
            writer = TableWriter(tmp_path / "streamed", arrow_schema(name))
            for start in range(0, whole.num_rows, size):
                writer.write(whole.slice(start, size))
            assert writer.close() == digest(whole)
            assert (tmp_path / "streamed").read_bytes() == (tmp_path / f"{name}-{split}").read_bytes()
