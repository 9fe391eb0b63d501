"""Longer names: to which name of the article a shorter one, an acronym or a phrase with its last word goes back.

"The committee" is the State Customs Committee, "Belik" Ana Belik, "the Bloc" the National Democratic Bloc, "FIA" the
Federal Investigation Agency. The name may follow: a headline says "court" where the text names the High Court.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from torkham.annotator.names import Names, root
from torkham.annotator.newcomers import known_ministry
from torkham.annotator.nominals import DEFINITE
from torkham.annotator.parse import Parse
from torkham.annotator.referent import Referent
from torkham.annotator.scene import Scene
from torkham.annotator.syntax import children, complements

_INDEFINITE = frozenset({"a", "an", "another", "other", "some", "any", "no", "every", "each"})
_SMALL = frozenset({"the", "of", "and", "for", "on", "&", "’s", "'s", "-"})


class _Name(NamedTuple):
    """A referent with the number of its unit, the words of its phrase, and the last words by which it is called."""

    unit: int
    referent: Referent
    words: frozenset[str]
    ends: frozenset[str]


class LongerNames:
    """The names of an article, by the words that a shorter one may take from them."""

    def __init__(self, scenes: Sequence[Scene], names: Names) -> None:
        self._scenes, self._names = scenes, names
        self._by_end: dict[str, list[_Name]] = defaultdict(list)
        self._by_acronym: dict[str, Referent] = {}
        for index, scene in enumerate(scenes):
            if scene.parse is not None:
                for each in scene.referents:
                    self._enter(index, scene.parse, each)
                self._enter_offices(index, scene, scene.parse)

    def _enter_offices(self, index: int, scene: Scene, parse: Parse) -> None:
        """Enter office and ministry of a minister named with the title: "Minister for Interior Mohsin Naqvi"."""
        for token in parse.places.get("minister", ()):
            if parse.lemmas[token] != "minister":
                continue
            fields = [each for each in children(parse, token, "compound", "amod") if each < token]
            around = [token, parse.heads[token], *children(parse, token, "appos")]
            for preposition in children(parse, token, "prep"):
                inner = complements(parse, preposition) if parse.lowers[preposition] in ("of", "for") else []
                fields += [each for each in inner if parse.heads[each] == preposition][:1]
                fields += [c for each in inner for c in children(parse, each, "compound")][:1]
                around += inner
            persons = (scene.by_head.get(each) for each in around)
            person = next(
                (p.actor_id for p in persons if p and self._names.types.get(p.actor_id or "") == "person"), ""
            )
            state = root(person or "", self._names)
            if person:
                office = Referent(token, token + 1, token, person, "name", kept=False, kind="person")
                words = frozenset({"minister", *(parse.lowers[each] for each in fields)})
                self._by_end["minister"].append(_Name(index, office, words, frozenset({"minister"})))
            ranks = self._names.lexicon.sets["ranks"]
            bare = (parse.lowers[each] for each in fields if scene.by_token.get(each) is None)
            for field in [each for each in bare if each not in ranks] if state in self._names.states else ():
                if (actor := known_ministry([field, "ministry"], state, self._names)) is not None:
                    title = Referent(token, token + 1, token, actor, "name", kept=False, kind="government_body")
                    self._by_end["ministry"].append(_Name(index, title, frozenset({"ministry", field}), frozenset()))

    def _enter(self, index: int, parse: Parse, each: Referent) -> None:
        if each.actor_id is None or each.form in ("pronoun", "adjective", "metonym"):
            return
        ends = {parse.lemmas[each.stop - 1], parse.lemmas[each.head]}
        name = _Name(index, each, _words(parse, each, self._names), frozenset(ends))
        for end in ends:
            self._by_end[end].append(name)
        self._enter_description(index, parse, each)
        if each.form == "name" and each.stop - each.first > 2:
            capitals = [w for w in parse.words[each.first : each.stop] if w[:1].isupper()]
            self._by_acronym.setdefault("".join(word[0] for word in capitals), each)
        if each.stop + 1 < len(parse) and parse.words[each.stop] == "(" and parse.words[each.stop + 1].isupper():
            self._by_acronym[parse.words[each.stop + 1]] = each

    def _enter_description(self, index: int, parse: Parse, each: Referent) -> None:
        """Enter the words that describe a name beside it: "Rehmat Foundation, a Karachi charity"."""
        if each.form != "name":
            return
        beside = children(parse, each.head, "appos")
        if parse.deps[each.head] == "appos":
            beside.append(parse.heads[each.head])
        for noun in beside:
            if parse.pos[noun] == "NOUN":
                lemma = parse.lemmas[noun]
                self._by_end[lemma].append(
                    _Name(index, each, frozenset({lemma, *parse.lemmas[each.first : each.stop]}), frozenset({lemma}))
                )

    def of(self, index: int, referent: Referent) -> Referent | None:
        """Return the referent whose actor a phrase names in short: the nearest before it, else the nearest after."""
        parse = self._scenes[index].parse
        if parse is None or referent.form in ("pronoun", "metonym", "adjective"):
            return None
        if referent.actor_id in self._names.types:
            return None
        text = parse.quote(referent.first, referent.stop)
        if (full := self._by_acronym.get(text)) is not None and full is not referent:
            return full
        if not _refers(parse, referent):
            return None
        return next(self._fitting(index, parse, referent), None)

    def _fitting(self, index: int, parse: Parse, referent: Referent) -> Iterator[Referent]:
        key = referent.head if referent.key is None else referent.key
        words = frozenset({parse.lemmas[key]}) if referent.key is not None else _words(parse, referent, self._names)
        same = [
            each
            for each in self._by_end.get(parse.lemmas[key], ())
            if words <= each.words and each.referent is not referent and self._is_longer(each, words, referent)
        ]
        before = [each for each in same if (each.unit, each.referent.first) < (index, referent.first)]
        # The nearest unit, and in it the first, which is the centre of attention.
        before.sort(key=lambda each: (-each.unit, each.referent.first))
        yield from (each.referent for each in before)
        after = {each.referent.actor_id: each.referent for each in same if each not in before}
        if len(after) == 1:
            yield from after.values()

    def _is_longer(self, each: _Name, words: frozenset[str], referent: Referent) -> bool:
        return len(each.words) > len(words) or (each.referent.actor_id in self._names.types and referent.form != "name")


def _words(parse: Parse, each: Referent, names: Names) -> frozenset[str]:
    words = frozenset(parse.lemmas[each.first : each.stop])
    if each.form == "nominal":  # "the Uzbek committee" is the State Customs Committee
        words -= {parse.lemmas[t] for t in range(each.first, each.stop) if parse.words[t] in names.adjectives}
    return words - _SMALL - names.lexicon.sets["subnational"]


def _refers(parse: Parse, referent: Referent) -> bool:
    """Return whether a phrase may refer to somebody whom the article names: a name, or a definite phrase.

    A noun without an article counts where it is singular, as in headlines and for "police".
    """
    if referent.key is not None or referent.form == "name":
        return True
    children = parse.children[referent.head]
    determiners = {parse.lowers[child] for child in children if parse.deps[child] == "det"}
    if determiners & _INDEFINITE:
        return False
    owned = any(parse.tags[child] == "PRP$" for child in children)
    return bool(determiners & DEFINITE) or owned or (not determiners and referent.kind == "government_body")
