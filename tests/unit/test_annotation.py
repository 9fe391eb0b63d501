"""Annotation files become records: quotes offsets, local ids full ids, types the published scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from torkham.annotation import ArticleReader, quad_class, score
from torkham.contract import terms
from torkham.corpus import read_corpus
from torkham.document import read_document
from torkham.rows import row_fields

TOY = Path(__file__).resolve().parents[1] / "toy"

# Type: quad class, score, recipient, modes with their scores. PLOVER 2.0 (Open Event Data Alliance, manual of
# 4 February 2024), with the sign of ACCUSE put right; VANDALIZE is published without a score.
PLOVER = {
    "AGREE": ("verbal_cooperation", 2.5, "optional", {}),
    "CONSULT": (
        "verbal_cooperation",
        2.5,
        "optional",
        {"visit": 4, "third-party": 1, "multilateral": 4, "phone": 1.5},
    ),
    "SUPPORT": ("verbal_cooperation", 5, "optional", {}),
    "CONCEDE": ("verbal_cooperation", 4.5, "optional", {}),
    "COOPERATE": ("material_cooperation", 9.5, "required", {}),
    "AID": ("material_cooperation", 10, "required", {}),
    "RETREAT": (
        "material_cooperation",
        6.5,
        "optional",
        {"withdraw": 8, "release": 6.5, "disarm": 10, "ceasefire": 7.5, "access": 6.5, "resign": 4.5},
    ),
    "REQUEST": ("verbal_conflict", 0, "optional", {"assist": 0.5, "change": -1, "yield": -1, "meet": 0}),
    "ACCUSE": ("verbal_conflict", -3, "optional", {"disapprove": -2, "investigate": -3.5, "allege": -3.5}),
    "REJECT": ("verbal_conflict", -2, "optional", {"assist": -1.5, "change": -2, "yield": -2, "meet": -2}),
    "THREATEN": (
        "verbal_conflict",
        -3.5,
        "optional",
        {"restrict": -3, "arrest": -3.5, "relations": -3.5, "expel": -3.5, "territory": -4, "violence": -3.5},
    ),
    "PROTEST": (
        "material_conflict",
        -5,
        "optional",
        {
            "demo": -5,
            "riot": -7,
            "strike": -5,
            "hunger": -4.5,
            "boycott": -4.5,
            "obstruct": -4.5,
            "vandalize": None,
        },
    ),
    "SANCTION": (
        "material_conflict",
        -6,
        "required",
        {"convict": -6, "expel": -5.5, "withdraw": -6, "discontinue": -6},
    ),
    "MOBILIZE": (
        "material_conflict",
        -5.5,
        "optional",
        {"troops": -6.5, "weapons": -6.5, "police": -5.5, "militia": -6},
    ),
    "COERCE": (
        "material_conflict",
        -7,
        "optional",
        {
            "seize": -7,
            "restrict": -7,
            "arrest": -7,
            "deport": -7,
            "withhold": -7,
            "cyber": -7,
            "censor": -6.5,
            "curfew": -6.5,
            "misinformation": -6.5,
            "martial-law": -7.5,
        },
    ),
    "ASSAULT": (
        "material_conflict",
        -9,
        "optional",
        {
            "abduct": -8.5,
            "torture": -8.5,
            "sexual": -8.5,
            "destroy": -8.5,
            "beat": -7.5,
            "crowd-control": -7.5,
            "primitive": -8,
            "firearms": -9,
            "explosives": -9,
            "targeted": -9.5,
            "suicide-attack": -9.5,
            "aerial": -9.5,
            "drone": -9.5,
            "heavy-weapons": -9.5,
            "unconventional": -10,
        },
    ),
}


def test_the_event_types_are_plover_s() -> None:
    assert list(terms("event_type")) == list(PLOVER)


@pytest.mark.parametrize("type_", PLOVER)
def test_a_type_has_the_published_facts(type_: str) -> None:
    quad, own_score, recipient, modes = PLOVER[type_]
    assert quad_class(type_) == quad
    assert score(type_, None) == own_score
    assert terms("event_type")[type_]["recipient"] == recipient
    assert {mode: score(type_, mode) for mode in terms("event_type")[type_]["modes"]} == modes


ARTICLE = "Aram said no. Belis said no, no.\nHe left."
ANNOTATION = """\
article_id: short
guidelines: '0.1'
label_source: pilot
annotator_id: tester
units:
- id: s001
  role: body
  text: Aram said no.
  mentions:
  - {id: m01, quote: Aram, actor_id: aram, form: name}
  events: []
  stances: []
- id: s004
  role: heading
  text: Belis said no, no.
  mentions:
  - {id: m02, quote: Belis, actor_id: belis, form: name}
  events:
  - id: e01
    trigger: {quote: 'no', nth: 2}
    type: REJECT
    mode: null
    sources:
    - {actor_id: belis, mention_id: m02}
    recipients:
    - {actor_id: aram, mention_id: s001:m01, implicit: true, warrant: paragraph}
    status: actual
    attributed_to: []
    contexts: []
  stances: []
- id: s005
  role: body
  text: He left.
  mentions: []
  events: []
  stances: []
"""


@pytest.fixture
def reader() -> ArticleReader:
    return ArticleReader(read_document(ANNOTATION, "short.yaml", "file:annotation"), "short", ARTICLE)


def test_units_get_offsets_paragraphs_and_sections(reader: ArticleReader) -> None:
    units = reader.read()
    assert [(u.sentence_id, u.start, u.end, u.paragraph, u.section) for u in units] == [
        ("short:s001", 0, 13, 0, None),
        ("short:s004", 14, 32, 0, None),
        ("short:s005", 33, 41, 1, "Belis said no, no."),
    ]
    assert reader.findings == []


def test_labels_get_full_ids_spans_and_defaults(reader: ArticleReader) -> None:
    (event,) = reader.read()[1].events
    assert event["event_id"] == "short:s004:e01"
    assert event["trigger"] == {"start": 15, "end": 17, "text": "no"}
    assert event["recipients"][0]["mention_id"] == "short:s001:m01"
    assert event["sources"][0] == {
        "actor_id": "belis",
        "mention_id": "short:s004:m02",
        "implicit": False,
        "warrant": "sentence",
    }
    assert (event["quad_class"], event["score"]) == ("verbal_conflict", -2.0)
    assert (event["reciprocal"], event["certainty"], event["cue"], event["time"]) == (False, "clear", None, None)
    assert (event["label_source"], event["annotator_id"], event["confidence"]) == ("pilot", "tester", None)


def test_every_label_and_field_has_its_line(reader: ArticleReader) -> None:
    reader.read()
    lines = ANNOTATION.splitlines()
    for key, needle in {
        "short:s004": "- id: s004",
        "short:s004:m02": "id: m02",
        "short:s004:e01#trigger": "trigger:",
        "short:s004:e01#recipients/0": "s001:m01",
    }.items():
        origin = reader.origins[key]
        assert origin.line is not None
        assert needle in lines[origin.line - 1]


def test_every_field_of_a_record_is_one_of_its_schema() -> None:
    corpus = read_corpus(TOY)
    for layer in ("mentions", "events", "stances"):
        labels = [label for article in corpus.articles for unit in article.units for label in getattr(unit, layer)]
        assert labels
        names = [field.name for field in row_fields(layer)][5:]
        assert all(list(label) == names for label in labels)
