"""What a model is sent: the guidelines, the entries of the registries that matter, and units as data.

What is the same for all requests comes first, then what is the same for an article: servers that keep what they have
read of a prompt read it once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from torkham import contract
from torkham.annotation import Unit
from torkham.annotator.base import Draft
from torkham.annotator.llm.answers import Label, Problem, is_annotated, local
from torkham.annotator.llm.settings import SettingsError
from torkham.contract import Json
from torkham.layout import sha256

VERSION = "1.1"
"""Of the prompt. What it says is in prompt.md, beside this file."""
_GUIDELINES = "annotations/GUIDELINES.md"
_TEMPLATE = "prompt.md"
MAX_PROBLEMS = 100
"""How many problems of one answer the model is told: more are of one kind."""


class Prompt:
    """The prompts of a run. Raises `OSError` or `SettingsError` where the file of guidelines cannot be read."""

    def __init__(self, registries: Mapping[str, Sequence[Json]], guidelines: Path | None = None) -> None:
        self._registries = registries
        template = Path(__file__).with_name(_TEMPLATE).read_text(encoding="utf-8")
        rules = _read(guidelines or contract.data_dir() / _GUIDELINES)
        issues = "\n".join(map(_line, registries["issues"]))
        # In this order: whatever the guidelines hold, they are not read as a template.
        before, between, after = re.split(r"\{guidelines\}|\{issues\}", template)
        self._system = f"{before}{rules}{between}{issues}{after}"
        self.hash = sha256(f"{template}\x00{rules}".encode())

    def messages(
        self, draft: Draft, shown: Sequence[Unit], asked: Sequence[Unit], known: Sequence[Label]
    ) -> list[Json]:
        """Return the messages that ask for labels of the units `asked`, which are among those `shown`.

        `known` are labels of the article that stand already: what other units may cite of them is shown.
        """
        among = {local(unit.sentence_id) for unit in shown}
        parts = [
            *self._entries(" ".join(unit.text for unit in shown)),
            f"# The article, published: {draft.published or 'not known'}\n\n{_lines(_unit(unit) for unit in shown)}",
        ]
        if cited := [_citable(label) for label in known if label.layer != "stances" and label.unit in among]:
            parts.append(f"# Labelled already\n\n{_lines(cited)}")
        parts.append(f"# Label these units\n\n{json.dumps([local(unit.sentence_id) for unit in asked])}")
        return [{"role": "system", "content": self._system}, {"role": "user", "content": "\n\n".join(parts)}]

    def _entries(self, text: str) -> Iterator[str]:
        for name, rows in entries_that_matter(self._registries, text).items():
            yield f"# {name.capitalize()} of the registry\n\n{_lines(map(_short, rows)) or 'none'}"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8: save the guidelines as such") from None


def correction(content: str, problems: Sequence[Problem]) -> list[Json]:
    """Return the messages that send an answer back with what is wrong with it."""
    told = [{"where": p.where, "problem": p.message, "hint": p.hint} for p in problems[:MAX_PROBLEMS]]
    more = f"\n… and {len(problems) - MAX_PROBLEMS} more" if len(problems) > MAX_PROBLEMS else ""
    asking = f"# What is wrong with the answer\n\n{_lines(told)}{more}\n\nAnswer again, in full, for the same units."
    said = content or "(nothing)"  # some servers take no empty message
    return [{"role": "assistant", "content": said}, {"role": "user", "content": asking}]


def entries_that_matter(registries: Mapping[str, Sequence[Json]], text: str) -> dict[str, list[Json]]:
    """Return the actors, places and incidents that a text may be about, in the order of the registries.

    An actor or place is one where a name of it begins a word of the text, or where it has no names. Then come the
    bodies of such actors and their compounds ("the army", "both sides"), the incidents that these take part in, those
    who take part with them, and last the members of all compounds and whom each actor belongs to.
    """
    folded = text.casefold()
    actors = {row["actor_id"]: row for row in registries["actors"]}
    wanted = {id_ for id_, row in actors.items() if _is_named(row, folded)}
    bodies = {id_ for id_, row in actors.items() if row["parent_id"] in wanted and row["type"] != "person"}
    wanted |= bodies | {id_ for id_, row in actors.items() if wanted & set(row["members"])}
    incidents = [row for row in registries["incidents"] if wanted & set(row["participants"])]
    wanted |= {id_ for row in incidents for id_ in row["participants"]}
    left = list(wanted & set(actors))
    while left:
        row = actors[left.pop()]
        new = {row["parent_id"], *row["members"]} & set(actors) - wanted
        wanted |= new
        left += new
    scenes = {row["place_id"] for row in incidents}
    places = [row for row in registries["places"] if row["place_id"] in scenes or _is_named(row, folded)]
    return {"actors": [actors[id_] for id_ in actors if id_ in wanted], "places": places, "incidents": incidents}


def _is_named(row: Json, folded: str) -> bool:
    names = [str(alias["text"]).casefold() for alias in row["aliases"]]
    return not names or any(_begins_a_word(name, folded) for name in (str(row["name"]).casefold(), *names))


def _begins_a_word(name: str, folded: str) -> bool:
    start = folded.find(name)
    while start > 0 and folded[start - 1].isalnum():
        start = folded.find(name, start + 1)
    return start >= 0


def _short(row: Json) -> Json:
    """Return an entry without what is empty, names without dates as bare words."""
    kept = {key: value for key, value in row.items() if value not in (None, [], False)}
    if "aliases" in kept:
        told = [{key: value for key, value in alias.items() if value} for alias in kept["aliases"]]
        kept["aliases"] = [alias["text"] if len(alias) == 1 else alias for alias in told]
    return kept


def _unit(unit: Unit) -> Json:
    labelled = {} if is_annotated(unit) else {"labelled": False}
    return {"id": local(unit.sentence_id), "role": unit.role, "paragraph": unit.paragraph, "text": unit.text} | labelled


def _citable(label: Label) -> Json:
    keys = ("quote", "nth", "actor_id") if label.layer == "mentions" else ("trigger", "type")
    return {"id": label.name} | {key: label.value[key] for key in keys if label.value.get(key) is not None}


def _lines(values: Iterable[Json]) -> str:
    return "\n".join(map(_line, values))


def _line(value: Json) -> str:
    """Return a value as JSON on one line: no text in it can end the line, or begin another."""
    return re.sub(r"[\x85\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
