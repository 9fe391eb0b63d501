"""Synthetic articles: a corpus of any number of them, composed from `grammar.yaml` and labelled as annotators would.

Texts and labels are made together, so every label is right by construction; offsets and tables come from the code that
reads annotation files. The words that are to differ between copies of an article are left open: `SLOT` finds them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

from torkham import contract
from torkham.align import nth_of
from torkham.annotation import ArticleReader, quad_class
from torkham.articles import Article
from torkham.contract import Json
from torkham.corpus import Corpus
from torkham.document import Document, with_defaults

SLOT = re.compile(rb"Zz[a-z]{5}|zz[an][a-z]{4}|zz[0-9]{5}")
"""An open word, always of seven bytes: a name; an adjective or a noun; the number of the copy, in an article's id."""

GRAMMAR = Path(__file__).with_name("grammar.yaml")
SPLITS = ("train", "train", "train", "validation", "train", "train", "train", "test")
"""The splits of the articles, in turn."""
_ENDS = ("\n", "\n\n", "\r\n", "\r\n\r\n", "\n\u2029")
"""What may stand between paragraphs: one of these in all of an article."""
_TOKEN = re.compile(r"\{(\w+)\}|[\[\]<>_]|[^{\[\]<>_]+")
_MARKS = {"[": "trigger", "]": "trigger", "<": "evidence", ">": "evidence", "_": "cue"}

RELEASE: Json = {
    "name": "synthetic",
    "title": "Synthetic: invented articles about invented states",
    "description": "Articles made from a grammar, to measure with.",
    "creator": "The Torkham project",
    "version": "0.1.0",
    "published": "2026-01-01",
    "language": "en",
    "annotations_creators": ["machine-generated"],
    "licences": ["CC0-1.0"],
    "licence_link": "none",
    "tags": ["synthetic"],
}


@cache
def grammar() -> Json:
    """Return the content of `grammar.yaml`."""
    read: Json = yaml.safe_load(GRAMMAR.read_text(encoding="utf-8"))
    return read


def make_corpus(articles: int, seed: int) -> Corpus:
    """Return a corpus of `articles` articles of about 30 units each."""
    names, words = count(), count()
    return Corpus(
        root=GRAMMAR.parent,
        articles=tuple(_Writer(Random(f"{seed}/{index}"), index, names, words).article() for index in range(articles)),
        registries=registries(),
        passes={},
        adjudications=(),
        exceptions=None,
        origins={},
        findings=(),
        release=RELEASE,
        inputs={GRAMMAR.name: hashlib.sha256(GRAMMAR.read_bytes()).hexdigest()},
    )


class Words(NamedTuple):
    """An actor and words that mean it."""

    actor_id: str
    text: str
    form: str


@cache
def actors() -> dict[str, tuple[Words, ...]]:
    """Return the words for every actor that may stand in a slot, by its id."""
    known: dict[str, tuple[Words, ...]] = {}
    for state in grammar()["states"]:
        id_, name = state["id"], state["name"]
        known[id_] = (
            Words(id_, name, "name"),
            Words(id_, state["capital"], "metonym"),
            Words(id_, f"{state['adjective']} authorities", "nominal"),
        )
        known[f"{id_}_ministry"] = (Words(f"{id_}_ministry", f"{name}’s foreign ministry", "nominal"),)
        known[f"{id_}_army"] = (Words(f"{id_}_army", f"{name}’s army", "nominal"),)
        for office in ("minister", "general"):
            person = f"{id_}_{office}"
            known[person] = (
                Words(person, state[office], "name"),
                Words(person, state[office].split()[-1], "name"),
            )
    return known | {other["id"]: (Words(other["id"], other["name"], "name"),) for other in grammar()["others"]}


def registries() -> dict[str, tuple[Json, ...]]:
    """Return the four registries of the invented world, as rows."""
    world = grammar()
    issues = (
        {
            "issue_id": issue["id"],
            "kind": issue["kind"],
            "proposition": f"One should favor {issue['words']}.",
            "description": f"Whatever is said for or against {issue['words']}.",
        }
        for issue in world["issues"]
    )
    places = (
        {"place_id": place["id"], "name": place["name"], "kind": place["kind"], "country": None, "geonames_id": None}
        | {"lat": place["lat"], "lon": place["lon"], "aliases": [_alias(place["name"])]}
        for place in world["places"]
    )
    incidents = (
        {"incident_id": each["id"], "description": f"{each['name']}, and what is told of it."}
        | {key: value for key, value in each.items() if key != "id"}
        for each in world["incidents"]
    )
    return {
        "actors": tuple(_actor_rows()),
        "issues": tuple(issues),
        "places": tuple(places),
        "incidents": tuple(incidents),
    }


def _actor_rows() -> Iterator[Json]:
    kinds = {
        "ministry": ("government_body", "GOV"),
        "army": ("armed_force", "MIL"),
        "minister": ("person", "GOV"),
        "general": ("person", "MIL"),
    }
    above = {"minister": "ministry", "general": "army"}
    for state in grammar()["states"]:
        id_ = state["id"]
        yield _actor(id_, state["name"], "state", "GOV", None)
        for office, (kind, sector) in kinds.items():
            parent = f"{id_}_{above[office]}" if office in above else id_
            own = f"{id_}_{office}"
            yield _actor(own, actors()[own][0].text, kind, sector, parent)
    for other in grammar()["others"]:
        yield _actor(other["id"], other["name"], other["type"], other["sector"], None)
    names = {state["id"]: state["name"] for state in grammar()["states"]}
    for one, two in grammar()["pairs"]:
        yield _actor(f"{one}_and_{two}", f"{names[one]} and {names[two]}", "compound", None, None, [one, two])
    yield _actor("author", "Author (the writer of the text)", "other", None, None)


def _actor(id_: str, name: str, kind: str, sector: str | None, parent: str | None, members: Sequence[str] = ()) -> Json:
    aliases = [_alias(words.text) for words in actors().get(id_, ())]
    row = {"actor_id": id_, "name": name, "type": kind, "country": None, "sector": sector, "parent_id": parent}
    return row | {"members": list(members), "relations": [], "aliases": aliases}


def _alias(text: str) -> Json:
    return {"text": text, "valid_from": None, "valid_to": None, "contested": False}


class _Line:
    """The text of one unit, filled in from patterns, with the labels that follow from them."""

    def __init__(self, writer: _Writer) -> None:
        self.writer = writer
        self.text = ""
        self.spans: dict[str, tuple[int, int]] = {}
        self.labels: dict[str, list[Json]] = {layer: [] for layer in contract.LABELS}
        self._named: dict[str, Words] = {}

    def fill(self, pattern: str, key: str = "", **parts: Any) -> None:
        """Append a pattern; `parts` gives the words, actors or patterns for its braces, spans are noted under `key`."""
        for token in _TOKEN.finditer(pattern):
            mark = _MARKS.get(token[0])
            name = token[1]
            if mark and mark + key in self.spans:
                self.spans[mark + key] = (self.spans[mark + key][0], len(self.text))
            elif mark:
                self.spans[mark + key] = (len(self.text), len(self.text))
            elif not name:
                self.text += token[0]
            elif name in ("name", "noun", "adj"):
                self.text += self.writer.open_word(name)
            elif isinstance(parts[name], dict):
                self.fill(parts[name]["text"], f"/{name}", **parts[name])
            else:
                start = len(self.text)
                self.text += parts[name].text if isinstance(parts[name], Words) else parts[name]
                self.spans[name + key] = (start, len(self.text))
                if isinstance(parts[name], Words):
                    self._named[name + key] = parts[name]

    def _make_unlike(self) -> None:
        """Add names before the full stop until no sentence of another article can be nearly the same."""
        while not self._is_unlike():
            stop = "." * self.text.endswith(".")
            self.text = self.text.removesuffix(stop)
            self.fill(self.writer.random.choice(grammar()["asides"]) + stop)

    def _is_unlike(self) -> bool:
        """Return whether names are in enough of the three-word sequences that sentences are compared by."""
        words = re.findall(r"\w+", self.text)
        sequences = set(zip(words, words[1:], words[2:], strict=False))
        own = sum(any(word.startswith("Zz") for word in sequence) for sequence in sequences)
        return len(words) < 7 or own > 0.6 * (len(sequences) - own)

    def mention(self, name: str) -> str | None:
        """Return the number of the mention at a brace, None where the pattern has no such brace."""
        return f"m{self._order().index(name) + 1:02}" if name in self._named else None

    def finish_mentions(self, inner: Mapping[str, Words] | None = None) -> None:
        """Label the mentions, and those inside the mention of a pair; the text is final from here on."""
        self._make_unlike()
        for name, words in (inner or {}).items():
            start = self.text.index(words.text)
            self.spans[name], self._named[name] = (start, start + len(words.text)), words
        self.labels["mentions"] = [
            {"id": self.mention(name), "actor_id": self._named[name].actor_id, "form": self._named[name].form}
            | self._quotation(name)
            for name in self._order()
        ]

    def quote(self, name: str) -> str | Json | None:
        """Return the words at a brace or mark as annotation files quote them, None where there are none."""
        if name not in self.spans:
            return None
        quotation = self._quotation(name)
        return quotation if "nth" in quotation else str(quotation["quote"])

    def _order(self) -> list[str]:
        return sorted(self._named, key=lambda name: (self.spans[name][0], -self.spans[name][1]))

    def _quotation(self, name: str) -> Json:
        start, end = self.spans[name]
        nth = nth_of(self.text, start, end)
        return {"quote": self.text[start:end]} | ({} if nth is None else {"nth": nth})


class _Writer:
    """Writes one article."""

    def __init__(self, random: Random, index: int, names: Iterator[int], words: Iterator[int]) -> None:
        self.random = random
        self.index = index
        self.names, self.words = names, words
        self.town = ""
        self.units: list[Json] = []
        self.text = ""
        self.end = random.choice(_ENDS)
        # The unit that a later one may point back to: its paragraph's last event, and the mention that did it.
        self.before: tuple[str, str] | None = None
        self.heading: tuple[str, str] | None = None

    def article(self) -> Article:
        """Return the labelled article."""
        slug = self.random.choice(grammar()["nouns"])
        article_id, split = f"zz00000-{slug}-{self.index:04}", SPLITS[self.index % len(SPLITS)]
        source = self._write() | {"article_id": article_id, "file": f"{article_id}.txt", "language": "en"}
        source["genre"] = self.random.choice(("news", "news", "analysis", "opinion"))
        source["sha256"] = hashlib.sha256(self.text.encode()).hexdigest()
        head = {"article_id": article_id, "guidelines": "1.0", "label_source": "pilot", "annotator_id": "generator"}
        annotations = with_defaults(head | {"units": self.units}, "file:annotation")
        document = Document(f"{article_id}.yaml", annotations, {})
        reader = ArticleReader(document, article_id, self.text)
        units = reader.read()
        assert not reader.findings, reader.findings
        return Article(article_id, split, article_id, source, self.text, units, document, {})

    def open_word(self, kind: str) -> str:
        """Return a new open word, or for a name perhaps the article's own town again."""
        if kind != "name":
            return f"zz{kind[0]}{_letters(next(self.words), 4)}"
        if not self.town or self.random.random() < 0.85:
            name = f"Zz{_letters(next(self.names), 5)}"
            self.town = self.town or name
            return name
        return self.town

    def _write(self) -> Json:
        """Write text and units; return what is known of the source."""
        title = self._event_line("headline", "{clause}")
        published, date = self.random.choice(grammar()["published"])
        self._add("byline", self._pattern("bylines", published=published), self.end)
        for _ in range(self.random.randrange(2, 4)):
            for _ in range(self.random.randrange(2, 4)):
                self._paragraph()
            self._headed()
        if self.random.random() < 0.3:
            self._add("heading", "References", self.end)
            for _ in range(2):
                self._add("reference", self._pattern("references"), self.end)
        self._add("boilerplate", self._pattern("boilerplate"), self.end)
        return {
            "title": title,
            "outlet": None,
            "author": None,
            "published": date,
            "published_precision": "day",
            "published_quote": published,
            "dateline": None,
        }

    def _paragraph(self) -> None:
        self.before = None
        for number in range(self.random.randrange(3, 6)):
            between = " " if number else self.end
            dice = self.random.random()
            if dice < 0.08 and self.before:
                self._follow_up(between)
            elif dice < 0.70:
                self._event_line("body", between=between)
            elif dice < 0.75:
                self._together(between)
            elif dice < 0.90:
                self._stance_line(between)
            else:
                self._plain(between)

    def _headed(self) -> None:
        """Write a heading, and list items or a sentence whose subject is the heading's."""
        words = self._somebody()
        line = _Line(self)
        line.fill(self.random.choice(grammar()["headings"]), m=words)
        line.finish_mentions()
        mention = line.mention("m")
        self._add("heading", line, self.end)
        self.heading = (f"{self._last()}:{mention}", words.actor_id) if mention else None
        if self.random.random() < 0.4:
            for number in range(1, 4):
                item = _Line(self)
                item.fill(self.random.choice(grammar()["items"]), m=self._somebody(), number=str(number))
                item.finish_mentions()
                self._add("list_item", item, self.end)
        elif self.heading:
            act = self.random.choice(grammar()["follow_ups"])
            self._implied(act, self.end, *self.heading, warrant="heading")

    def _follow_up(self, between: str) -> None:
        assert self.before
        self._implied(self.random.choice(grammar()["follow_ups"]), between, *self.before, warrant="paragraph")

    def _implied(self, act: Json, between: str, mention: str, actor: str, warrant: str) -> None:
        """Write an event whose source is named in another unit."""
        line = _Line(self)
        line.fill(act["text"])
        line.finish_mentions()
        source = {"actor_id": actor, "mention_id": mention, "implicit": True, "warrant": warrant}
        line.labels["events"].append(self._event("e01", act, line, [source], []))
        self._add("body", line, between)

    def _together(self, between: str) -> None:
        """Write what a pair of states does: its members take part, by the mention of the pair."""
        act = self.random.choice(grammar()["together"])
        one, two = self.random.choice(grammar()["pairs"])
        names = [actors()[member][0] for member in (one, two)]
        pair = Words(f"{one}_and_{two}", " and ".join(name.text for name in names), "name")
        line = _Line(self)
        line.fill(self._prolonged(act["text"]), c=pair)
        line.finish_mentions({"one": names[0], "two": names[1]})
        sources = [{"actor_id": member, "mention_id": line.mention("c")} for member in (one, two)]
        line.labels["events"].append(self._event("e01", act, line, sources, [], reciprocal=True))
        self._add("body", line, between)

    def _event_line(self, role: str, frame_text: str | None = None, between: str = "") -> str:
        """Write a sentence that tells of one event or two; return its text."""
        chosen = {"text": frame_text} if frame_text else self.random.choice(grammar()["frames"])
        names = iter(self.random.sample(sorted(actors()), 5))
        s, r, a, s2, r2 = (self.random.choice(actors()[name]) for name in names)
        acts = [self.random.choice(grammar()["acts"]) for _ in range(2)]
        time, place = self.random.choice(grammar()["times"]), self.random.choice(grammar()["places"])
        line = _Line(self)
        line.fill(
            chosen["text"] if frame_text else self._prolonged(chosen["text"]),
            clause=acts[0] | {"s": s, "r": r},
            second=acts[1] | {"s": s2, "r": r2},
            a=a,
            t=time[0],
            p=place["name"],
        )
        line.finish_mentions()
        told = self._attribution(line, a)
        extra = {
            "time": _with(line.quote("t"), value=time[1]),
            "place": _with(line.quote("p"), place_id=place["id"]),
            "status": chosen.get("status", "actual"),
        }
        if chosen.get("claim"):
            source = [{"actor_id": a.actor_id, "mention_id": line.mention("a")}]
            about = [{"actor_id": s.actor_id, "mention_id": line.mention("s/clause")}]
            claim = {"type": "ACCUSE", "mode": "allege", "contexts": ["diplomatic"]}
            line.labels["events"].append(self._event("e01", claim, line, source, about))
            told = {"attributed_to": source, "cue": line.quote("trigger"), "content_of": "e01"}
        for key, act, doer, other in (("/clause", acts[0], s, r), ("/second", acts[1], s2, r2)):
            if f"s{key}" in line.spans:
                self._clause(line, key, act, (doer, other), told | (extra if key == "/clause" else {}))
        mention = line.mention("s/clause")
        self._add(role, line, between)
        self.before = (f"{self._last()}:{mention}", s.actor_id)
        return line.text

    def _clause(self, line: _Line, key: str, act: Json, pair: tuple[Words, Words], fields: Json) -> None:
        """Label the event of a clause, and sometimes the stance it shows."""
        doer, other = ({"actor_id": words.actor_id} for words in pair)
        sources: list[Json] = [doer | {"mention_id": line.mention(f"s{key}")}]
        recipients: list[Json] = [other | {"mention_id": line.mention(f"r{key}")}] if f"r{key}" in line.spans else []
        joint = act.get("joint", False)
        if joint:
            sources = recipients = [*sources, *recipients]
        elif not recipients:
            fields = fields | self._incident(doer["actor_id"], recipients)
        number = f"e{len(line.labels['events']) + 1:02}"
        event = self._event(number, act, line, sources, recipients, key=key, reciprocal=joint, **fields)
        line.labels["events"].append(event)
        if not joint and len(recipients) == 1 and event["status"] == "actual" and "warrant" not in recipients[0]:
            friendly = quad_class(act["type"]).endswith("cooperation")
            sides = [(doer, "s"), (other, "r")] if self.random.random() < 0.6 else [(doer, "s")]
            for (holder, brace), target in zip(sides, (other, doer), strict=False):
                stance = {
                    "holder_id": holder["actor_id"],
                    "holder_mention_id": line.mention(brace + key),
                    "target_kind": "actor",
                    "target_id": target["actor_id"],
                    "target_text": line.quote(("r" if brace == "s" else "s") + key),
                    "polarity": "favor" if friendly else "against",
                    "expression": "implicit",
                    "voice": "indirect_report" if fields["attributed_to"] else "authorial",
                    "attributed_to": fields["attributed_to"],
                    "cue": fields["cue"],
                    "evidence": line.quote(f"trigger{key}"),
                }
                self._stance(line, stance)

    def _incident(self, doer: str, recipients: list[Json]) -> Json:
        """Say of which incident an event is told, where its source took part; another participant may suffer it."""
        known = [each for each in grammar()["incidents"] if doer in each["participants"]]
        if not known:
            return {}
        incident = self.random.choice(known)
        others = [actor for actor in incident["participants"] if actor != doer]
        sufferer = {"actor_id": others[0], "mention_id": None, "implicit": True, "warrant": "incident"}
        recipients.append(sufferer)
        return {"incident_id": incident["id"]}

    def _attribution(self, line: _Line, teller: Words) -> Json:
        if "cue" not in line.spans:
            return {"attributed_to": [], "cue": None}
        named = line.mention("a")
        to = (
            {"actor_id": teller.actor_id, "mention_id": named} if named else {"actor_id": "unnamed", "mention_id": None}
        )
        return {"attributed_to": [to], "cue": line.quote("cue")}

    def _event(
        self,
        id_: str,
        act: Json,
        line: _Line,
        sources: list[Json],
        recipients: list[Json],
        *,
        key: str = "",
        **fields: Any,
    ) -> Json:
        return {
            "id": id_,
            "trigger": line.quote(f"trigger{key}"),
            "type": act["type"],
            "mode": act.get("mode"),
            "contexts": act["contexts"],
            "sources": sources,
            "recipients": recipients,
            "status": "actual",
            "attributed_to": [],
            **self._certainty(),
            **fields,
        }

    def _stance_line(self, between: str) -> None:
        """Write a sentence that shows a stance toward an issue, of somebody or of the author."""
        opinion = self.random.random() < 0.3
        chosen = self.random.choice(grammar()["opinions" if opinion else "stances"])
        holder = self._somebody()
        issue = self.random.choice(grammar()["issues"])
        is_open = self.random.random() < 0.1
        words = self.random.choice(grammar()["open_targets"]) if is_open else issue["words"]
        line = _Line(self)
        line.fill(self._prolonged(chosen["text"]), h=holder, issue=words)
        line.finish_mentions()
        stance: Json = {
            "holder_id": "author" if opinion else holder.actor_id,
            "holder_mention_id": line.mention("h"),
            "target_kind": "open" if is_open else "issue",
            "target_id": None if is_open else issue["id"],
            "target_text": line.quote("issue"),
            "attributed_to": [],
            "evidence": line.quote("evidence"),
        }
        self._stance(line, stance | {key: chosen[key] for key in ("polarity", "expression", "voice")})
        self._add("body", line, between)

    def _stance(self, line: _Line, fields: Json) -> None:
        stances = line.labels["stances"]
        stances.append({"id": f"t{len(stances) + 1:02}"} | fields | self._certainty())

    def _certainty(self) -> Json:
        if self.random.random() < 0.95:
            return {"certainty": "clear", "alternative": None}
        return {"certainty": "debatable", "alternative": "no label, if the words are only a figure of speech"}

    def _plain(self, between: str) -> None:
        line = _Line(self)
        pattern = self.random.choice(grammar()[self.random.choice(("plain", "mentioning"))])
        line.fill(self._prolonged(pattern), m=self._somebody())
        line.finish_mentions()
        self._add("body", line, between)

    def _prolonged(self, pattern: str) -> str:
        """Give a sentence more to say, more often than not."""
        tails: list[str] = grammar()["tails"]
        return pattern[:-1] + self.random.choice([*tails, *[""] * 4]) + "."

    def _pattern(self, name: str, **parts: str) -> str:
        line = _Line(self)
        line.fill(self.random.choice(grammar()[name]), **parts)
        return line.text

    def _somebody(self) -> Words:
        return self.random.choice(actors()[self.random.choice(sorted(actors()))])

    def _add(self, role: str, line: _Line | str, between: str) -> None:
        text = line if isinstance(line, str) else line.text
        self.text += (between if self.units else "") + text
        labels = {} if isinstance(line, str) or not contract.terms("role")[role]["annotated"] else line.labels
        if isinstance(line, str) and contract.terms("role")[role]["annotated"]:
            labels = {layer: [] for layer in contract.LABELS}
        self.units.append({"id": f"s{len(self.units) + 1:03}", "role": role, "text": text} | labels)

    def _last(self) -> str:
        return str(self.units[-1]["id"])


def _with(quotation: str | Json | None, **fields: str) -> Json | None:
    if quotation is None:
        return None
    return ({"quote": quotation} if isinstance(quotation, str) else quotation) | fields


def _letters(number: int, length: int) -> str:
    """Write a number in letters."""
    letters = ""
    for _ in range(length):
        number, digit = divmod(number, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
