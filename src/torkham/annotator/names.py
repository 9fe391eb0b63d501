"""The names that the rules know: the registry's, and those of states that it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torkham.annotator.evaluations import Evaluation
from torkham.annotator.gazetteer import Gazetteer, Name
from torkham.annotator.ids import ministry_id
from torkham.annotator.issues import Issues
from torkham.annotator.lexicon import Lexicon, State
from torkham.annotator.parse import Parser
from torkham.annotator.phrases import Phrases
from torkham.contract import Json


@dataclass(frozen=True)
class Newcomer:
    """What a text says of an actor outside the registry: words that name it, its type, whom it is made of."""

    text: str
    kind: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """What referents are found by: the registry's names, states outside it, word lists."""

    gazetteer: Gazetteer
    lexicon: Lexicon
    types: dict[str, str]
    """Actor type by actor id, for the registry and the states outside it."""
    states: dict[str, State]
    """States by their actor id."""
    forces: dict[str, str]
    """The actor that is a state's armed forces, by the state's id."""
    ministries: dict[str, str]
    """The registry's ministries by the id that one outside it would get (`torkham.annotator.newcomers`)."""
    members: dict[str, tuple[str, ...]]
    """The members of compound actors."""
    parents: dict[str, str]
    """The parent of an actor that has one."""
    incidents: dict[str, Json]
    """The rows of the incidents' registry by id."""
    places: tuple[Json, ...]
    """The rows of the places' registry."""
    place_names: Gazetteer
    """The names of the registry's places; what a name means is a place's id."""
    groups: dict[str, str]
    """The registry's actor for a group by the singular of the word that names it ("terrorist")."""
    adjectives: frozenset[str]
    """Adjectives of states."""
    capitals: frozenset[str]
    """Capitals and other seats that stand for a government."""
    evaluations: Phrases[Evaluation]
    """The evaluating phrases of the lexicon."""
    issues: Issues
    """The issues' registry with the words that name its entries."""


def names_of(registries: Mapping[str, Sequence[Json]], lexicon: Lexicon, parser: Parser) -> Names:
    """Return what referents are found by, from the rows of the registries and the lexicon's states."""
    actors = {row["actor_id"]: row for row in registries["actors"]}
    gazetteer = Gazetteer.of(actors.values(), parser.words)
    states: dict[str, State] = {}
    for state in lexicon.states:
        actor_id = _state_id(state, actors)
        states[actor_id] = state
        for text in (state.name, *state.names, *state.adjectives, *state.capitals):
            gazetteer.add(Name(actor_id, text, None, None), parser.words(text))
    types = dict.fromkeys(states, "state") | {row["actor_id"]: row["type"] for row in actors.values()}
    return Names(
        gazetteer,
        lexicon,
        types,
        states,
        _forces(actors, states),
        _ministries(actors, states),
        {row["actor_id"]: tuple(row["members"]) for row in actors.values() if row["members"]},
        {row["actor_id"]: row["parent_id"] for row in actors.values() if row["parent_id"]},
        {row["incident_id"]: row for row in registries["incidents"]},
        tuple(registries["places"]),
        _place_names(registries["places"], parser),
        _groups(actors),
        frozenset(adjective for state in states.values() for adjective in state.adjectives),
        frozenset(capital for state in states.values() for capital in state.capitals),
        Phrases.of((entry["words"], Evaluation.of(entry)) for entry in lexicon.evaluations),
        Issues.of(lexicon.issues, {row["issue_id"]: row["kind"] for row in registries["issues"]}),
    )


def _state_id(state: State, actors: Mapping[str, Json]) -> str:
    """Return the registry's id of a state, its own where the registry lacks it."""
    same = (row["actor_id"] for row in actors.values() if row["type"] == "state" and row["country"] == state.country)
    return next(same, state.actor_id)


def _forces(actors: Mapping[str, Json], states: Mapping[str, State]) -> dict[str, str]:
    """Return the armed forces of each state: the registry's armed force right below it with the most names."""
    found: dict[str, str] = {}
    for state in states:
        below = [row for row in actors.values() if row["type"] == "armed_force" and row["parent_id"] == state]
        below.sort(key=lambda row: (-len(row["aliases"]), row["actor_id"]))
        if below:
            found[state] = below[0]["actor_id"]
    return found


def _ministries(actors: Mapping[str, Json], states: Mapping[str, State]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in actors.values():
        if row["type"] == "government_body" and row["parent_id"] in states:
            for alias in row["aliases"]:
                own = states[row["parent_id"]]
                words = [
                    w for w in re.split(r"['’]s\b|\s", alias["text"]) if w and w not in (own.name, *own.adjectives)
                ]
                if (key := ministry_id(words, row["parent_id"])) is not None:
                    found.setdefault(key, row["actor_id"])
    return found


def _place_names(places: Sequence[Json], parser: Parser) -> Gazetteer:
    found = Gazetteer()
    for row in places:
        for alias in row["aliases"]:
            found.add(Name(row["place_id"], alias["text"], None, None), parser.words(alias["text"]))
    return found


def _groups(actors: Mapping[str, Json]) -> dict[str, str]:
    """Return the registry's actors of which a name is one small word, by its singular."""
    words = ((alias["text"], row["actor_id"]) for row in actors.values() for alias in row["aliases"])
    found = {word.removesuffix("s"): actor_id for word, actor_id in words if word.isalpha() and word.islower()}
    # The last word of a longer name of a group says what it is too: "terrorist groups".
    longer = ((alias["text"].split(), row) for row in actors.values() for alias in row["aliases"])
    for parts, row in longer:
        if len(parts) == 2 and parts[1] == "groups" and row["type"] == "armed_group":
            found.setdefault(parts[0], row["actor_id"])
    return found


def root(actor_id: str, names: Names) -> str:
    """Return the state or body at the top of an actor's parents."""
    while actor_id in names.parents:
        actor_id = names.parents[actor_id]
    return actor_id


def new_actors(used: Sequence[str], names: Names, shown: Mapping[str, Newcomer]) -> list[Json]:
    """Return registry rows for actors that the registry lacks; `shown` says of each what the text does."""
    rows = []
    for actor_id in used:
        state = names.states.get(actor_id)
        if state is not None:
            texts = [state.name, *state.names, *state.adjectives, *state.capitals]
            rows.append(_row(actor_id, state.name, "state", state.country, "GOV", None, texts))
            continue
        owner = actor_id.removesuffix("_armed_forces")
        parent = owner if owner != actor_id and owner in names.states else None
        new = shown[actor_id]
        kind = "armed_force" if parent else new.kind or "other"
        sector = "MIL" if parent else None
        rows.append(_row(actor_id, new.text, kind, None, sector, parent, [new.text], new.members))
    return rows


def _row(
    actor_id: str,
    name: str,
    kind: str,
    country: str | None,
    sector: str | None,
    parent: str | None,
    aliases: list[str],
    members: tuple[str, ...] = (),
) -> Json:
    return {
        "actor_id": actor_id,
        "name": name,
        "type": kind,
        "country": country,
        "sector": sector,
        "parent_id": parent,
        "members": list(members),
        "relations": [],
        "aliases": [
            {"text": text, "valid_from": None, "valid_to": None, "contested": False} for text in dict.fromkeys(aliases)
        ],
    }
