"""Kinds for votes: what each pass said, and what became of it."""

from __future__ import annotations

from random import Random

from tests.corruption.datasets import Dataset
from tests.corruption.kinds import Change, kind
from tests.corruption.rows import row
from tests.corruption.tablelabels import spans
from torkham import contract

SLOTS = ("sources", "recipients", "attributed_to")


@kind("dataset", "votes: id, label id or annotator wrong", "links/vote-id", "schema/value", "links/vote-reference")
def misname(dataset: Dataset, random: Random) -> Change:
    key, rows, vote = row(dataset, random, *contract.VOTES)
    column = random.choice(["vote_id", "annotator_id", f"{key[0].removesuffix('_votes')}_id"])
    vote[column] += "7"
    return dataset.change({key: rows}, f"{column} made {vote[column]}", vote["vote_id"])


@kind("dataset", "votes: gold label that is not there", "links/unknown-gold")
def misgold(dataset: Dataset, random: Random) -> Change:
    key, rows, vote = row(dataset, random, *contract.VOTES)
    vote["gold_id"] = f"{vote['sentence_id']}:{'mes'[contract.VOTES.index(key[0])].replace('s', 't')}77"
    return dataset.change({key: rows}, f"{vote['vote_id']} became {vote['gold_id']}", vote["vote_id"])


@kind("dataset", "votes: kept without a gold label, or dropped with one", "links/unknown-gold")
def lose(dataset: Dataset, random: Random) -> Change | None:
    key, rows, vote = row(dataset, random, *contract.VOTES)
    if vote["gold_id"] is not None and vote["outcome"] != "overturned" and random.random() < 0.5:
        vote["gold_id"] = None
    else:
        vote["outcome"] = "dropped" if vote["gold_id"] else "kept"
    return dataset.change({key: rows}, f"{vote['vote_id']} {vote['outcome']} {vote['gold_id']}", vote["vote_id"])


@kind("dataset", "votes: reference to what is not there", "links/vote-reference")
def dangle(dataset: Dataset, random: Random) -> Change | None:
    key, rows, vote = row(dataset, random, *contract.VOTES)
    slots = [item for field in SLOTS for item in vote.get(field, ())]
    own = [name for name in ("actor_id", "holder_id", "incident_id", "content_of") if vote.get(name) is not None]
    if slots and (not own or random.random() < 0.5):
        random.choice(slots)["actor_id"] = "nobody"
    elif own:
        name = random.choice(own)
        vote[name] = f"{vote['sentence_id']}:e77" if name == "content_of" else "nobody"
    else:
        return None
    return dataset.change({key: rows}, f"{vote['vote_id']} refers to nothing", vote["vote_id"])


@kind("dataset", "votes: offsets shifted", "spans/text-equal", "schema/value")
def shift(dataset: Dataset, random: Random) -> Change:
    key, rows, vote = row(dataset, random, *contract.VOTES)
    span = random.choice(spans(vote))
    span[random.choice(["start", "end"])] += random.choice([-1, 1, 9, -900])
    return dataset.change({key: rows}, f"{vote['vote_id']} shifted", vote["vote_id"])


@kind("dataset", "votes: code misspelt", "schema/unknown-code")
def misspell(dataset: Dataset, random: Random) -> Change:
    key, rows, vote = row(dataset, random, *contract.VOTES)
    column = random.choice(["protocol", "outcome", "label_source"])
    vote[column] += "x"
    return dataset.change({key: rows}, f"{vote['vote_id']}: {column} misspelt", vote["vote_id"])
