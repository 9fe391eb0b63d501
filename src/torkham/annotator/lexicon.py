"""The lexicon: what the annotator's rules know of words, read from the data files in `lexicon/`.

Each file has a schema (`schema/lexicon/`) that says what its entries mean. A new verb, reporting word,
issue word or state is a line in a file, with an example beside it that a test reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from torkham import contract
from torkham.annotator.trigger import Condition, Frame, Readings, Trigger
from torkham.contract import Json
from torkham.document import read_document

FOLDER = Path(__file__).with_name("lexicon")
FILES = ("sets", "states", "frames", "speech", "status", "evaluations", "issues", "deeds", "contexts", "incidents")
ANAPHORS = ("office", "body", "group", "army", "government")
"""The classes of actor for which nouns stand, each with a list of them."""


@dataclass(frozen=True, slots=True)
class State:
    """A state: its actor id, ISO 3166-1 alpha-3 code, name, adjectives and capitals."""

    actor_id: str
    name: str
    country: str
    adjectives: tuple[str, ...]
    capitals: tuple[str, ...]
    names: tuple[str, ...]


class Incident(NamedTuple):
    """A happening of the registry, and the words that refer to it (any where there are none).

    One of the words `near` or the `phrases` stands in the paragraph, if there are any.
    """

    incident_id: str
    words: frozenset[str]
    near: frozenset[str]
    phrases: tuple[str, ...]

    @classmethod
    def of(cls, entry: Json) -> Incident:
        """Return an entry of the file of incidents as it is asked."""
        near = frozenset(word for word in entry["near"] if " " not in word)
        phrases = tuple(word for word in entry["near"] if " " in word)
        return cls(entry["incident_id"], frozenset(entry["words"]), near, phrases)


@dataclass(frozen=True)
class Lexicon:
    """All that the rules know of words. `sets` are named word lists; the other fields are as their schemas say."""

    sets: Mapping[str, frozenset[str]]
    states: tuple[State, ...]
    frames: Mapping[str, Frame]
    triggers: Mapping[str, tuple[Trigger, ...]]
    """By the head's lemma; the first that fits counts."""
    speech: Mapping[str, Json]
    status: Mapping[str, frozenset[str]]
    evaluations: tuple[Json, ...]
    """Their `near` with each set replaced by its words."""
    issues: tuple[Json, ...]
    """Their `object` with each set replaced by its words."""
    deeds: tuple[Json, ...]
    contexts: Mapping[str, tuple[tuple[str, str], ...]]
    """Phrases with the context that each shows, by the phrase's first word."""
    incidents: tuple[Json, ...]

    @cached_property
    def incidents_of(self) -> Mapping[str, Sequence[Incident]]:
        """The incidents by the type of event that they may tell of."""
        found: dict[str, list[Incident]] = {}
        for entry in self.incidents:
            for type_ in entry["types"]:
                found.setdefault(type_, []).append(Incident.of(entry))
        return found

    @cached_property
    def deeds_of(self) -> Mapping[str, Sequence[Json]]:
        """The entries of deeds by the type of event that they may be."""
        types = {type_ for entry in self.deeds for type_ in entry["types"]}
        return {type_: [entry for entry in self.deeds if type_ in entry["types"]] for type_ in types}

    @cached_property
    def viewing(self) -> frozenset[str]:
        """The words that show a view of somebody named."""
        names = ("regarding", "worrying", "standpoints", "worries")
        return frozenset().union(*(self.sets[name] for name in names))

    @cached_property
    def calling(self) -> frozenset[str]:
        """The verbs that give something a name, of scorn or another."""
        return self.sets["naming"] | self.sets["scorning"]

    @cached_property
    def anaphors(self) -> Mapping[str, Sequence[str]]:
        """The classes of actor for which a noun may stand, in their order, by the noun."""
        found: dict[str, list[str]] = {}
        for each in ANAPHORS:
            for word in self.sets[f"anaphors_{each}"]:
                found.setdefault(word, []).append(each)
        return found

    @cached_property
    def referring(self) -> frozenset[str]:
        """The nouns by which somebody named elsewhere may be called, and those of armies, bodies and who speaks."""
        return frozenset({*self.anaphors, "army", "military", "wing"}) | self.sets["spokespersons"]

    @cached_property
    def person_endings(self) -> tuple[str, ...]:
        """The endings of nouns that name people."""
        return tuple(self.sets["person_endings"])

    @cached_property
    def trigger_words(self) -> frozenset[str]:
        """The lemmas of the triggers."""
        return frozenset(self.triggers)

    @cached_property
    def particles(self) -> Mapping[str, frozenset[str]]:
        """The particles with which a verb that takes an object is a trigger, by its lemma: "hand" with "over"."""
        found: dict[str, set[str]] = {}
        for lemma, same in self.triggers.items():
            for each in same:
                if each.pos == "verb" and len(each.words) == 2 and "object" in each.when:
                    found.setdefault(lemma, set()).add(each.words[1])
        return {lemma: frozenset(words) for lemma, words in found.items()}

    @cached_property
    def speech_words(self) -> frozenset[str]:
        """The reporting words, "according" included."""
        return frozenset({*self.speech, "according"})

    @cached_property
    def trigger_signs(self) -> frozenset[str]:
        """The words beside triggers by which it is known what these tell."""
        entries = [entry for same in self.triggers.values() for entry in same]
        needs = {need for entry in entries for need in entry.needs}
        unless = {each.signs for entry in entries for each in entry.unless.values() if each.signs is not None}
        return frozenset().union(*needs, *unless)

    @cached_property
    def readings(self) -> Mapping[str, Mapping[str, Readings]]:
        """The triggers of each lemma by their part of speech."""
        return {
            lemma: {pos: Readings.of(each for each in same if each.pos == pos) for pos in {each.pos for each in same}}
            for lemma, same in self.triggers.items()
        }

    def hyphenated(self) -> frozenset[str]:
        """Return the words with a hyphen by which triggers and reporting words are found."""
        alone = (each.words[0] for entries in self.triggers.values() for each in entries if len(each.words) == 1)
        return frozenset(word for word in (*alone, *self.speech) if "-" in word)


@cache
def lexicon(folder: Path = FOLDER) -> Lexicon:
    """Return the lexicon of a folder. Raises `DocumentError` for a file that cannot be read."""
    files = {name: _read(folder, name) for name in FILES}
    sets = {entry["name"]: frozenset(entry["words"]) for entry in files["sets"]}
    frames = {
        entry["name"]: Frame(entry["name"], tuple(entry["source"]), tuple(entry["recipient"]), entry["sides"])
        for entry in files["frames"]
    }
    return Lexicon(
        sets,
        tuple(_state(entry) for entry in files["states"]),
        frames,
        _triggers(folder, frames, sets),
        {word: entry for entry in files["speech"] for word in entry["words"]},
        {entry["name"]: frozenset(entry["words"]) for entry in files["status"]},
        tuple(_uncut(entry) | {"near": expand(entry["near"], sets)} for entry in files["evaluations"]),
        tuple(_uncut(entry) | {"object": expand(entry["object"], sets)} for entry in files["issues"]),
        tuple(files["deeds"]),
        _contexts(files["contexts"]),
        tuple(files["incidents"]),
    )


def _read(folder: Path, name: str, schema: str = "") -> list[Json]:
    path = folder / f"{name}.yaml"
    schema = schema or name
    document = read_document(path.read_text(encoding="utf-8"), str(path), f"lexicon:{schema}")
    return list(document.value[schema])


def _uncut(entry: Json) -> Json:
    """Return an entry whose words with hyphens are there as the parser cuts them ("water - sharing"), and whole."""
    whole = [word.replace(" - ", "-") for word in entry["words"] if " - " in word]
    return entry | {"words": [*entry["words"], *whole]}


def _state(entry: Json) -> State:
    return State(
        entry["actor_id"],
        entry["name"],
        entry["country"],
        tuple(entry["adjectives"]),
        tuple(entry["capitals"]),
        tuple(entry["names"]),
    )


def _triggers(
    folder: Path, frames: Mapping[str, Frame], sets: Mapping[str, frozenset[str]]
) -> dict[str, tuple[Trigger, ...]]:
    """Return the triggers by their head's lemma: those with more words and conditions first, then by type.

    Verbs stand by their regular forms too: of "caned", "gutted" and "waded" spaCy does not find the lemma.
    """
    found: dict[str, list[Trigger]] = {}
    condition = cache(Condition.of)  # many entries have the same, which are kept once
    for type_ in contract.vocabulary("event_type"):
        for entry in _read(folder / "triggers", type_.lower(), "triggers"):
            when, unless = (
                {slot: condition(expand(words, sets)) for slot, words in entry[key].items()}
                for key in ("when", "unless")
            )
            for words in entry["words"]:
                parts = tuple(words.split())
                frame = frames[entry["frame"]]
                trigger = Trigger(parts, entry["pos"], type_, entry["mode"], frame, when, unless)
                for form in (parts[0], *(inflected(parts[0]) if trigger.pos == "verb" else ())):
                    found.setdefault(form, []).append(trigger)
    return {lemma: tuple(sorted(triggers, key=_generality)) for lemma, triggers in found.items()}


def inflected(verb: str) -> tuple[str, ...]:
    """Return the regular past and gerund of a verb, as spelt."""
    stem = verb.removesuffix("e")
    if stem == verb and re.search(r"[^aeiou][aeiou][^aeiouwxy]$", verb):
        return f"{stem}ed", f"{stem}ing", f"{stem}{stem[-1]}ed", f"{stem}{stem[-1]}ing"
    return f"{stem}ed", f"{verb if verb.endswith('ee') else stem}ing"


def _contexts(entries: Iterable[Json]) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in entries:
        for phrase in entry["words"]:
            found.setdefault(phrase.split()[0], []).append((phrase, entry["context"]))
    return {word: tuple(phrases) for word, phrases in found.items()}


def _generality(trigger: Trigger) -> tuple[bool, int]:
    """Return what sorts a trigger: a word that tells an event whatever stands around it comes after all others."""
    told = -4 * (len(trigger.words) - 1) - 2 * len(trigger.when) - len(trigger.unless)
    return not trigger.when and len(trigger.words) == 1, told


@lru_cache(maxsize=64)
def together(*lists: frozenset[str]) -> frozenset[str]:
    """Return the words of some lists, which are put together once and not for each text that is searched for them."""
    return frozenset().union(*lists)


def expand(words: Iterable[str], sets: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return words with each `@name` replaced by the words of that set."""
    parts = (sets[word[1:]] if word.startswith("@") else frozenset({word}) for word in words)
    return frozenset().union(*parts)
