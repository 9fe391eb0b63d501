"""Labels and articles to score: a made-up article of two sentences, a byline between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from torkham.scoring.cases import Judged, judged
from torkham.scoring.documents import Document, Documents, Sentence, text_hash
from torkham.scoring.figures import Cluster, Figure, figures
from torkham.scoring.labels import Event, Label, Labels, Mention, Span, Stance

TEXT = "Velmora accused Tarsund of arming it.\nBy Mira Osten\nTarsund denied it and shut the bridge."
BORDERS = ((0, 37, "body"), (38, 51, "byline"), (52, 90, "body"))


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def mention(words: str, actor: str = "velmora", form: str = "name") -> Mention:
    return Mention(at(words), actor, form)


def event(words: str, type_: str = "ACCUSE", **fields: Any) -> Event:
    plain = Event(at(words), type_, None, ("velmora",), ("tarsund",), False, "actual", (), None, None, None, None, ())
    return dataclasses.replace(plain, **fields)


def stance(evidence: str, /, holder: str = "velmora", target: str | None = "trade", **fields: Any) -> Stance:
    kind = "issue" if target else "open"
    plain = Stance(at(evidence), holder, kind, target, None, "against", "explicit", "authorial")
    return dataclasses.replace(plain, **fields)


def document(
    labels: Iterable[Label], borders: Iterable[tuple[int, int, str]] = BORDERS, *, id_: str = "bridge", text: str = TEXT
) -> Document:
    """The article with labels, each in the sentence in which its anchor starts."""
    given = list(labels)
    sentences = []
    for number, (start, end, role) in enumerate(borders, 1):
        own = [label for label in given if start <= label.anchor.start < end]
        layers = (tuple(label for label in own if isinstance(label, kind)) for kind in (Mention, Event, Stance))
        sentences.append(Sentence(f"{id_}:s{number:03}", role, start, end, Labels(*layers)))
    return Document(id_, text, tuple(sentences))


def documents(*articles: Document) -> Documents:
    return Documents("folder", {text_hash(article.text): article for article in articles}, {})


def judge(gold: Iterable[Label], pred: Iterable[Label]) -> Judged:
    return judged(documents(document(gold)), documents(document(pred)))


def scored(gold: Iterable[Label], pred: Iterable[Label], cluster: Cluster = "sentence") -> dict[str, Figure]:
    """The figures by name (no two tasks share one)."""
    return {figure.name: figure for figure in figures(judge(gold, pred).cases, cluster)}


def anchors() -> st.SearchStrategy[Span]:
    """Spans that start in one of the annotated sentences; some reach beyond it."""
    starts = st.sampled_from([*range(0, 12), *range(52, 60)])
    return st.builds(lambda start, length: Span(start, start + length), starts, st.integers(1, 5))


actors = st.sampled_from(["velmora", "tarsund", "unnamed"])
sets = st.sets(actors, max_size=2).map(lambda found: tuple(sorted(found)))
mentions = st.builds(Mention, anchors(), actors, st.sampled_from(["name", "pronoun"]))
events = st.builds(
    Event,
    anchor=anchors(),
    type=st.sampled_from(["AID", "ACCUSE", "REJECT"]),
    mode=st.sampled_from([None, "allege"]),
    sources=sets,
    recipients=sets,
    reciprocal=st.booleans(),
    status=st.sampled_from(["actual", "negated"]),
    attributed_to=sets,
    cue=st.none() | anchors(),
    time=st.sampled_from([None, "2025"]),
    place=st.sampled_from([None, "solmar"]),
    incident=st.sampled_from([None, "talks"]),
    contexts=st.sampled_from([(), ("economic",), ("economic", "military")]),
)
closed = st.builds(
    Stance,
    anchor=anchors(),
    holder=actors,
    kind=st.just("issue"),
    target=st.sampled_from(["trade", "dialogue"]),
    words=st.none() | anchors(),
    polarity=st.sampled_from(["favor", "against"]),
    expression=st.sampled_from(["explicit", "implicit"]),
    voice=st.sampled_from(["authorial", "direct_quote"]),
)
opened = st.builds(
    lambda plain, words: dataclasses.replace(plain, kind="open", target=None, words=words), closed, anchors()
)
label_lists = st.lists(mentions | events | closed | opened, max_size=9)
"""Any labels of the three layers."""
