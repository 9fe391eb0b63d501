from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import conllu
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TOY
from tests.unit.strategies import texts
from torkham import contract
from torkham.annotation import Unit
from torkham.exchange.conll import COLUMNS, Span, bio, levels, render, tokenise, tokenizer, write
from torkham.exchange.document import Document, ExchangeError, read_documents
from torkham.loading import dataset_dir

FIXED = ["ID", "FORM", "START", "END", *(f"TORKHAM:{name}" for name in COLUMNS), "MISC"]
SHIPPED = [*read_documents(dataset_dir()), *read_documents(TOY)]
whole_articles = pytest.mark.parametrize("document", SHIPPED, ids=lambda document: document.article_id)


def decoded(sentence: conllu.TokenList) -> dict[str, Counter[Span]]:
    """Return the spans of each kind that the tags of a sentence give, as any reader of BIO would, with their labels."""
    found: dict[str, Counter[Span]] = {name: Counter() for name in COLUMNS}
    for key in sentence[0]:
        if not key.startswith("torkham:"):
            continue
        name, _, level = key.removeprefix("torkham:").upper().partition(".")
        for start, end, tag, row in _spans(sentence, key):
            rank = sum(str(row[other]).startswith("B-") for other in _columns(name, int(level or 1)) if other in row)
            labels = (row["misc"] or {}).get(name.capitalize(), "")
            found[name][Span(start, end, tag, labels.split(",")[rank] if labels else None)] += 1
    return found


def _columns(name: str, level: int) -> list[str]:
    """Return the columns before that of a level."""
    return [f"torkham:{name.lower()}{f'.{number}' if number > 1 else ''}" for number in range(1, level)]


def _spans(sentence: conllu.TokenList, key: str) -> Iterator[tuple[int, int, str, Any]]:
    begun: list[Any] = []
    for row in [*sentence, {key: "O"}]:
        if begun and not row[key].startswith("I-"):
            yield int(begun[0]["start"]), int(begun[-1]["end"]), begun[0][key].removeprefix("B-"), begun[0]
            begun = []
        if row[key] != "O":
            assert row[key].startswith("I-" if begun else "B-")
            begun.append(row)


def spans_of(unit: Unit) -> dict[str, Counter[Span]]:
    """Return the spans that a unit's records have; those that several labels share are one."""
    return {name: Counter(set(spans(unit))) for name, spans in COLUMNS.items()}


def document_of(*units: Unit) -> Document:
    text = "\n".join(unit.text for unit in units)
    return Document("made-up", text, "train", {"fold": "made-up"}, units, {name: {} for name in contract.REGISTRIES})


def unit_of(text: str, mentions: Sequence[tuple[int, int, str]] = (), **layers: Any) -> Unit:
    """Return a unit with mentions; `layers` has its events and stances."""
    records = tuple(
        {"mention_id": f"made-up:s001:m{number:02d}", "start": start, "end": end, "actor_id": actor}
        for number, (start, end, actor) in enumerate(mentions, start=1)
    )
    return Unit(
        "made-up:s001", "body", 0, len(text), text, 0, None, records, **({"events": (), "stances": ()} | layers)
    )


@whole_articles
def test_the_tags_of_an_article_give_back_its_spans_and_labels(document: Document) -> None:
    annotated = [unit for unit in document.units if contract.terms("role")[unit.role]["annotated"]]
    sentences = conllu.parse(render(document))
    assert [each.metadata["sent_id"] for each in sentences] == [unit.sentence_id for unit in annotated]
    assert [decoded(each) for each in sentences] == [spans_of(unit) for unit in annotated]


@whole_articles
def test_tokens_are_the_characters_that_they_point_to_and_leave_out_only_white_space(document: Document) -> None:
    for sentence in conllu.parse(render(document)):
        start = int(sentence.metadata["article_start"])
        line = sentence.metadata["text"]
        text = document.text[start : start + len(line)]
        assert [row["form"] for row in sentence] == [text[int(row["start"]) : int(row["end"])] for row in sentence]
        assert "".join(row["form"] for row in sentence) == "".join(text.split()) == "".join(line.split())


@whole_articles
def test_the_first_columns_are_the_same_in_every_file(document: Document) -> None:
    head, *lines = render(document).splitlines()
    columns = head.removeprefix("# global.columns = ").split()
    assert columns[: len(FIXED)] == FIXED
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert {len(row) for row in rows} == {len(columns)}


@st.composite
def units(draw: st.DrawFn) -> Unit:
    """Units of any text with any spans that do not begin or end with white space, however they overlap."""
    text = draw(texts.map(str.strip).filter(bool))
    solid = [index for index, character in enumerate(text) if not character.isspace()]
    place = st.tuples(st.sampled_from(solid), st.sampled_from(solid)).map(lambda pair: (min(pair), max(pair) + 1))
    tags = st.sampled_from(["velmora", "tarsund"])
    mentions = draw(st.lists(st.tuples(place, tags), max_size=6))
    acts = draw(st.lists(st.tuples(place, st.none() | place, st.none() | place, st.none() | place), max_size=4))
    views = draw(st.lists(st.tuples(place, st.none() | place), max_size=4))

    def span(where: tuple[int, int] | None, **more: str) -> Any:
        return where and {"start": where[0], "end": where[1], **more}

    events = tuple(
        {
            "event_id": f"made-up:s001:e{number:02d}",
            "type": "AID",
            "trigger": span(trigger),
            "cue": span(cue),
            "time": span(time, value="2025/.."),
            "place": span(place, place_id="solmar"),
        }
        for number, (trigger, cue, time, place) in enumerate(acts, start=1)
    )
    stances = tuple(
        {
            "stance_id": f"made-up:s001:t{number:02d}",
            "polarity": "against",
            "evidence": span(evidence),
            "target_kind": "open",
            "target_id": None,
            "target_text": span(target),
            "cue": None,
        }
        for number, (evidence, target) in enumerate(views, start=1)
    )
    named = [(start, end, actor) for (start, end), actor in mentions]
    return unit_of(text, named, events=events, stances=stances)


@given(units())
def test_the_tags_give_back_any_spans_of_any_text(unit: Unit) -> None:
    (sentence,) = conllu.parse(render(document_of(unit)))
    assert decoded(sentence) == spans_of(unit)
    assert len(sentence.metadata["text"]) == len(unit.text)


def test_a_token_is_cut_where_a_span_ends_in_it() -> None:
    text = "Afghanistanis closed."
    tokens = tokenise(text, [Span(0, 11, "afghanistan")])
    assert [text[slice(*token)] for token in tokens] == ["Afghanistan", "is", "closed", "."]


def test_the_outermost_of_nested_spans_stands_in_the_first_column() -> None:
    whole, part = Span(0, 24, "ministry", "m02"), Span(0, 7, "velmora", "m01")
    assert levels([part, whole]) == [[whole], [part]]


def test_spans_that_touch_are_told_apart() -> None:
    text = "VelmoraTarsund"
    spans = [Span(0, 7, "state"), Span(7, 14, "state")]
    assert levels(spans) == [spans]
    assert bio(tokenise(text, spans), spans) == ["B-state", "B-state"]


def test_white_space_at_the_borders_of_a_span_is_not_carried() -> None:
    (sentence,) = conllu.parse(render(document_of(unit_of("Velmora  left", [(7, 13, "velmora"), (7, 9, "tarsund")]))))
    assert decoded(sentence)["MENTION"] == Counter([Span(9, 13, "velmora", "m01")])


def test_the_text_of_a_sentence_stays_on_its_line() -> None:
    (sentence,) = conllu.parse(render(document_of(unit_of("Velmora\r\nleft\u2028us", [(9, 13, "velmora")]))))
    assert sentence.metadata["text"] == "Velmora  left us"
    assert decoded(sentence)["MENTION"] == Counter([Span(9, 13, "velmora", "m01")])


def test_units_that_nobody_judges_are_left_out() -> None:
    (document,) = read_documents(TOY, ["grey-bridge"])
    assert {unit.role for unit in document.units} >= {"byline"}
    assert {each.metadata["role"] for each in conllu.parse(render(document))} == {
        "headline",
        "heading",
        "body",
        "list_item",
    }


def test_without_spacy_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    tokenizer.cache_clear()
    with pytest.raises(ExchangeError, match="pip install 'torkham\\[convert\\]'"):
        tokenise("Velmora left.")


def test_a_file_is_written_for_every_article(tmp_path: Path) -> None:
    files = write(read_documents(TOY), tmp_path / "new" / "folder")
    assert [file.name for file in files] == ["grey-bridge.conllup", "patience.conllup"]
    assert [file.read_bytes().decode() for file in files] == [render(each) for each in read_documents(TOY)]
