"""What becomes of one article: its id, what is said of it, its language, its units."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.converting import article
from torkham.convert.drafting import cut, draft, id_of
from torkham.convert.found import Found, Record
from torkham.convert.language import other_language
from torkham.convert.metadata import describe
from torkham.layout import sha256
from torkham.validators import validator

TEXT = article()
PARAGRAPH = "On Friday, Velmora accused Tarsund of sheltering the men who had taken two boats near the bridge."


class TestIds:
    @pytest.mark.parametrize(
        ("stem", "slug"),
        [
            ("Grey Bridge", "grey-bridge"),
            ("a.b.c", "a-b-c"),
            ("Café_Rezā", "cafe-reza"),
            ("--x--", "x"),
            ("پاکستان", "article"),
            ("", "article"),
            ("news 巴基斯坦 2025", "news-2025"),
            ("x" * 300, "x" * 87),
            ("x" * 86 + "-y", "x" * 86),
        ],
    )
    def test_are_the_stem_s_words_and_the_text_s_hash(self, stem: str, slug: str) -> None:
        assert id_of(stem, TEXT) == f"{slug}-{sha256(TEXT.encode())[:12]}"

    @given(st.text())
    def test_are_ids_whatever_the_stem(self, stem: str) -> None:
        assert validator("common#/$defs/article_id").is_valid(id_of(stem, TEXT))


class TestSaid:
    @pytest.mark.parametrize(
        ("given", "published", "precision"),
        [
            ("2025-03-14", "2025-03-14", "day"),
            (" 2025-03 ", "2025-03", "month"),
            ("2025", "2025", "year"),
            (2025, "2025", "year"),
            ("2025-03-14T22:30:00Z", "2025-03-14", "day"),
            ("2025-03-14 22:30:00.5+05:00", "2025-03-14", "day"),
            ("2024-02-29", "2024-02-29", "day"),
        ],
    )
    def test_iso_dates_are_taken_as_precise_as_they_are(self, given: Any, published: str, precision: str) -> None:
        row, notes = describe({"published": given}, TEXT)
        assert (row["published"], row["published_precision"], row["published_quote"]) == (published, precision, None)
        assert notes == ()

    @pytest.mark.parametrize(
        "given",
        ["14 March 2025", "2025-02-29", "2025-13", "0000", "03/14/2025", "2025-03-14T25:00", "٢٠٢٥", 1741910400, 2025.0,
         True, ["2025"], {"year": 2025}],
    )  # fmt: skip
    def test_other_dates_are_a_note_and_null(self, given: Any) -> None:
        row, notes = describe({"published": given}, TEXT)
        assert [row[key] for key in ("published", "published_precision", "published_quote")] == [None] * 3
        assert "is no date" in notes[0]

    def test_the_quote_is_the_date_where_the_text_has_it_word_for_word(self) -> None:
        row, _ = describe({"published": "2025-03-14"}, f"Solmar, 2025-03-14. {TEXT}")
        assert row["published_quote"] == "2025-03-14"

    @pytest.mark.parametrize(
        ("given", "taken", "noted"),
        [(None, "news", False), ("", "news", False), (" Opinion", "opinion", False), ("sport", "news", True),
         (3, "news", True)],
    )  # fmt: skip
    def test_genres_are_the_vocabulary_s(self, given: Any, taken: str, noted: bool) -> None:
        row, notes = describe({"genre": given}, TEXT)
        assert (row["genre"], bool(notes)) == (taken, noted)

    @pytest.mark.parametrize(
        ("given", "author", "noted"),
        [("  Mira\n Osten ", "Mira Osten", False), (["A", " B "], "A, B", False), ("", None, False), (3, None, True),
         ("a\x1bb", None, True), ([3], None, True)],
    )  # fmt: skip
    def test_words_are_one_line_of_plain_text(self, given: Any, author: str | None, noted: bool) -> None:
        row, notes = describe({"author": given}, TEXT)
        assert (row["author"], bool(notes)) == (author, noted)


class TestLanguage:
    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            "Islamabad and Kabul: TTP, TTA, BLA. Khawaja Asif, Amir Khan Muttaqi, Zabihullah Mujahid, Ishaq Dar met in "
            "Doha, Istanbul and Riyadh for talks with Qatar, Türkiye and Saudi Arabia.",
            f"{TEXT} “{'پاکستان ' * 20}” {TEXT}",
        ],
    )
    def test_english_with_foreign_names_and_words_is_english(self, text: str) -> None:
        assert other_language(text) == (None, True)

    @pytest.mark.parametrize("text", ["Talks resume.", "123 456", "Die Gespräche gehen weiter."])
    def test_a_few_words_are_not_judged(self, text: str) -> None:
        assert other_language(text) == (None, False)

    def test_what_is_not_judged_is_noted(self) -> None:
        record = Record("a.txt", "a", "", 0, lambda: Found("Talks resume.", ""))
        assert draft(record, record.parse())[1] == ("has fewer than 20 words: taken for English unjudged",)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: not text.isspace()))
def test_every_text_is_cut_into_units_that_tile_it(text: str) -> None:
    units = cut("a", text)
    assert all(text[unit.start : unit.end] == unit.text for unit in units)
    assert "".join(text.split()) == "".join("".join(unit.text.split()) for unit in units)
    assert [unit.sentence_id for unit in units] == [f"a:s{number:03d}" for number in range(1, len(units) + 1)]


def test_units_have_paragraph_role_and_the_heading_above() -> None:
    units = cut("a", f"Velmora and Tarsund shut the bridge\n\n{PARAGRAPH}\n\nWhat next\n{PARAGRAPH} More.\n")
    assert [(unit.role, unit.paragraph, unit.section) for unit in units] == [
        ("headline", 0, None),
        ("body", 1, None),
        ("heading", 2, None),
        ("body", 3, "What next"),
        ("body", 3, "What next"),
    ]
