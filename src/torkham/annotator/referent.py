"""A referent: a phrase of a unit that may stand for an actor, before and after it is known for which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Referent:
    """A phrase that may be a mention: tokens [first, stop), its head, its actor and form.

    `actor_id` is None until a pronoun or definite nominal is resolved; `wants` is then the class of actor that it can
    stand for. `kept` says whether the guidelines mark it even if no label uses it (§4.1); `ground` whether it is a
    place here (§4.5). `kind` is the type of an actor that is not in the registry, where the words tell it; `key` the
    token by which a phrase refers back to a longer name (by default its head); `members` who a compound stands for
    where the registry does not say.
    """

    first: int
    stop: int
    head: int
    actor_id: str | None
    form: str
    kept: bool
    ground: bool = False
    wants: str | None = None
    used: bool = False
    kind: str | None = None
    key: int | None = None
    members: tuple[str, ...] = ()
