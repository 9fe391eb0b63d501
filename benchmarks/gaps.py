"""What stands between the rules and gold: of each gold label the first thing that keeps it from being right.

Counts only, no words of any text, so that it can be said of the unseen set too (`scripts/error_analysis.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.baselines.base import Article, Registries
from benchmarks.evaluate import cases_of, predict
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse
from torkham.annotator.repair import repair
from torkham.annotator.rules import RuleAnnotator
from torkham.annotator.triggers import candidates, possible
from torkham.scoring.cases import Case
from torkham.scoring.labels import Event, Mention, Stance, overlaps
from torkham.scoring.pairing import same_target

RIGHT = "right"
MENTIONS = ("missed, its actor not in the registries", "missed", "linked to another actor", RIGHT)
EVENTS = (
    "no word of the trigger in the lexicon",
    "its word is there for other types only",
    "its word is there for this type, but not in this setting",
    "only demanded, advised, or told again, as the rules see it",
    "whoever takes part is not found",
    "seen as another type",
    "a source is not in the registries",
    "a source comes from the context",
    "a source stands in the sentence",
    "a recipient is not in the registries",
    "a recipient comes from the context",
    "a recipient stands in the sentence",
    RIGHT,
)
_OTHER_TYPE, _SOURCE, _RECIPIENT = 5, 6, 9
"""Where in `EVENTS` what is wrong with an event that was seen begins."""
ATTRIBUTIONS = ("the event is not seen", "no speaker is seen", "another speaker", RIGHT)
STANCES = (
    "no stance is seen where it stands",
    "its target is open, and another phrase or none is seen",
    "another target",
    "another holder",
    "the other polarity",
    RIGHT,
)
LAYERS = {"mentions": MENTIONS, "events": EVENTS, "attributions": ATTRIBUTIONS, "stances": STANCES}
MISSED = {"mentions": MENTIONS[:2], "events": EVENTS[:_OTHER_TYPE], "attributions": (), "stances": STANCES[:1]}
"""The causes by which nothing is predicted; by the others, something that is wrong, or may be."""


@dataclass(frozen=True)
class Gaps:
    """How many gold labels each cause keeps from being right, by layer, and how many labels were predicted.

    `spurious` are those of them that go with no gold label.
    """

    causes: Mapping[str, Mapping[str, int]]
    predicted: Mapping[str, int]
    spurious: Mapping[str, int]


def gaps(articles: Sequence[Article], registries: Registries) -> Gaps:
    """Return what stands between the rules, with some registries, and the gold labels of articles."""
    annotator = RuleAnnotator(registries)
    known = {row["actor_id"] for row in annotator.registries["actors"]}
    causes: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
    predicted: Counter[str] = Counter()
    spurious: Counter[str] = Counter()
    implied = _implied(articles)
    for case in cases_of(articles, list(predict(annotator, articles))):
        parse = next(annotator.parser.parse([case.article[case.start : case.end]]))
        parse = repair(parse, annotator.names.lexicon)
        causes["mentions"].update(_of_mentions(case, known))
        causes["events"].update(_of_events(case, parse, annotator.names.lexicon, known, implied))
        causes["attributions"].update(_of_attributions(case))
        causes["stances"].update(_of_stances(case))
        pairs = {"mentions": case.pairs.mentions, "events": case.pairs.events, "stances": case.pairs.stances}
        predicted.update({layer: sum(pred is not None for _, pred in found) for layer, found in pairs.items()})
        predicted["attributions"] += sum(pred is not None and bool(pred.attributed_to) for _, pred in case.pairs.events)
        spurious.update({layer: sum(gold is None for gold, _ in found) for layer, found in pairs.items()})
    return Gaps(causes, predicted, spurious)


Implied = Mapping[tuple[str, int, int, str], frozenset[str]]
"""By article, place and type of an event: its participants that do not stand in its sentence."""


def _implied(articles: Sequence[Article]) -> Implied:
    found = {}
    for article in articles:
        for unit in article.units:
            for event in unit.events:
                trigger, slots = event["trigger"], (*event["sources"], *event["recipients"])
                key = article.article_id, unit.start + trigger["start"], unit.start + trigger["end"], event["type"]
                found[key] = frozenset(each["actor_id"] for each in slots if each["warrant"] != "sentence")
    return found


def _of_mentions(case: Case, known: set[str]) -> Iterator[str]:
    for gold, pred in case.pairs.mentions:
        if isinstance(gold, Mention):
            if pred is None:
                yield MENTIONS[1] if gold.actor in known else MENTIONS[0]
            else:
                yield RIGHT if gold.actor == pred.actor else MENTIONS[2]


def _of_events(case: Case, parse: Parse, lexicon: Lexicon, known: set[str], implied: Implied) -> Iterator[str]:
    for gold, pred in case.pairs.events:
        if gold is None:
            continue
        if pred is None:
            yield _missed(gold, case, parse, lexicon)
        elif gold.type != pred.type:
            yield EVENTS[_OTHER_TYPE]
        else:
            from_context = implied[case.article_id, gold.anchor.start, gold.anchor.end, gold.type]
            yield _participants(gold, pred, known, from_context)


def _missed(gold: Event, case: Case, parse: Parse, lexicon: Lexicon) -> str:
    start, end = gold.anchor.start - case.start, gold.anchor.end - case.start
    tokens = {token for token in range(len(parse)) if parse.starts[token] < end and start < parse.ends[token]}
    forms = {form for token in tokens for form in (parse.lemmas[token], parse.lowers[token])}
    types = {entry.type for form in forms for entry in lexicon.triggers.get(form, ())}
    if gold.type not in types:
        return EVENTS[1] if types else EVENTS[0]
    for kept, cause in ((candidates(parse, lexicon), EVENTS[4]), (possible(parse, lexicon), EVENTS[3])):
        if any(each.entry.type == gold.type and not tokens.isdisjoint(range(each.first, each.stop)) for each in kept):
            return cause
    return EVENTS[2]


def _participants(gold: Event, pred: Event, known: set[str], from_context: frozenset[str]) -> str:
    for first, role in ((_SOURCE, "sources"), (_RECIPIENT, "recipients")):
        wanted, found = set(getattr(gold, role)), set(getattr(pred, role))
        if wanted != found:
            lacking = wanted - found
            if lacking - known:
                return EVENTS[first]
            return EVENTS[first + 1] if lacking & from_context else EVENTS[first + 2]
    return RIGHT


def _of_attributions(case: Case) -> Iterator[str]:
    for gold, pred in case.pairs.events:
        if gold is not None and gold.attributed_to:
            if pred is None or pred.type != gold.type:
                yield ATTRIBUTIONS[0]
            elif not pred.attributed_to:
                yield ATTRIBUTIONS[1]
            else:
                yield RIGHT if pred.attributed_to == gold.attributed_to else ATTRIBUTIONS[2]


def _of_stances(case: Case) -> Iterator[str]:
    predicted = [pred for _, pred in case.pairs.stances if pred is not None]
    for gold, pred in case.pairs.stances:
        if gold is not None:
            yield _of_stance(gold, predicted if pred is None else [pred])


def _of_stance(gold: Stance, predicted: Sequence[Stance]) -> str:
    targets = [each for each in predicted if same_target(gold, each)]
    holders = [each for each in targets if each.holder == gold.holder]
    if any(each.polarity == gold.polarity for each in holders):
        return RIGHT
    if holders:
        return STANCES[4]
    if targets:
        return STANCES[3]
    if not any(overlaps(gold.anchor, each.anchor) for each in predicted):
        return STANCES[0]
    return STANCES[1] if gold.kind == "open" else STANCES[2]
