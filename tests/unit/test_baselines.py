"""The baselines: what each gives, that none sees what it is judged by, and how their scores are recorded and shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.baselines import SYSTEMS, System
from benchmarks.baselines.base import Article, Baseline, Found, Registries, is_annotated
from benchmarks.baselines.learned import classes
from benchmarks.baselines.majority import majority
from benchmarks.baselines.strings import strings
from benchmarks.baselines.vader import vader
from benchmarks.baselines.words import lemmas, verb_like
from benchmarks.evaluate import NoGoldError, articles_of, evaluate, others, predict, read_gold, score
from tests.conftest import TOY
from torkham.annotation import Unit
from torkham.annotator.base import Annotator, Draft
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.trigger import Condition, Frame, Trigger
from torkham.contract import REGISTRIES, Json
from torkham.convert.run import convert
from torkham.corpus import Corpus

pytestmark = pytest.mark.slow  # each system is made and run several times

SIMPLE = tuple(name for name in SYSTEMS if name != "rules")


@pytest.fixture(scope="module")
def seeds(corpus: Corpus) -> tuple[Article, ...]:
    return articles_of(corpus)


@pytest.fixture(scope="module")
def registries(corpus: Corpus) -> Registries:
    return corpus.registries


@pytest.fixture(scope="module")
def toy() -> tuple[Article, ...]:
    return read_gold(TOY)


def unlabelled(article: Article) -> Article:
    units = (replace(unit, mentions=(), events=(), stances=()) for unit in article.units)
    return article._replace(units=tuple(units))


class TestGold:
    def test_of_a_tree_is_that_of_the_dataset_built_from_it(self, toy: Sequence[Article], toy_dataset: Path) -> None:
        built = {article.article_id: article for article in read_gold(toy_dataset)}
        assert built == {article.article_id: article for article in toy}

    def test_has_the_best_of_all_scores_against_itself(self, seeds: Sequence[Article]) -> None:
        figures = score(seeds, [article.units for article in seeds])
        assert {figure.value for figure in figures if figure.kind != "rate"} <= {1.0, None}
        assert [figure.value for figure in figures if figure.kind == "rate"] == [0.0]
        assert sum(figure.value == 1.0 for figure in figures) > 20

    def test_that_is_broken_is_told_without_a_word_of_it(self, tree: Path) -> None:
        (labels, *_) = sorted((tree / "annotations/articles").glob("*.yaml"))
        text = labels.read_text(encoding="utf-8")
        labels.write_text(
            text.replace("quote: ", "quote: xyzzy ", 1).replace("trigger: ", "trigger: xyzzy ", 1), "utf-8"
        )
        with pytest.raises(NoGoldError, match=r"spans/quote \(\d+\)") as caught:
            read_gold(tree)
        assert "xyzzy" not in str(caught.value)

    @pytest.mark.parametrize("name", ["", "nothing"])
    def test_that_is_not_there_is_told(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(NoGoldError, match="neither an annotation tree nor a dataset"):
            read_gold(tmp_path / name)


class TestLeaveOneOut:
    def test_never_trains_on_the_article_that_is_judged(self, seeds: Sequence[Article]) -> None:
        asked: list[tuple[set[str], list[str]]] = []

        def make(training: Sequence[Article]) -> Baseline:
            told: list[str] = []
            asked.append(({article.text for article in training}, told))
            return Baseline("spy-1.0", "", {}, lambda unit, _: told.append(unit.sentence_id) or Found())

        evaluate(seeds, make)
        assert len(asked) == len(seeds)
        for (training, told), article in zip(asked, seeds, strict=True):
            assert training == {each.text for each in seeds} - {article.text}
            assert {id_.partition(":")[0] for id_ in told} == {article.article_id}

    def test_leaves_out_a_copy_under_another_name(self, toy: Sequence[Article]) -> None:
        assert others([*toy, toy[0]._replace(article_id="copy")], toy[0]) == (*toy[1:],)

    def test_with_training_articles_of_its_own_leaves_none_out(
        self, toy: Sequence[Article], seeds: Sequence[Article]
    ) -> None:
        made: list[Sequence[Article]] = []

        def make(training: Sequence[Article]) -> Baseline:
            made.append(training)
            return Baseline("spy-1.0", "", {}, lambda *_: Found())

        evaluate(toy, make, seeds)
        assert made == [seeds]


@pytest.fixture(scope="module", params=SIMPLE)
def system(request: pytest.FixtureRequest) -> System:
    return SYSTEMS[request.param]


@pytest.fixture(scope="module")
def annotator(system: System, seeds: Sequence[Article], registries: Registries) -> Annotator:
    """The system, made from all seeds but the first."""
    return system.make(seeds[1:], registries)


class TestEach:
    def test_gives_what_a_dataset_may_hold_and_scores_as_that_dataset_does(
        self, annotator: Annotator, seeds: Sequence[Article], tmp_path: Path
    ) -> None:
        gold = seeds[:1]
        lines = (json.dumps({"text": each.text, "published": each.published}) for each in gold)
        (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
        done = convert(tmp_path / "articles.jsonl", tmp_path / "out", annotator)  # which refuses what is not sound
        assert done.converted == len(gold)
        assert done.rows["stances"] > 0
        converted = read_gold(tmp_path / "out")
        assert evaluate(gold, lambda _: annotator, gold) == score(gold, [article.units for article in converted])

    def test_predicts_the_same_whatever_gold_says_of_the_article(
        self, annotator: Annotator, seeds: Sequence[Article]
    ) -> None:
        assert list(predict(annotator, seeds[:1])) == list(predict(annotator, [unlabelled(seeds[0])]))

    def test_learns_from_its_training_articles_where_it_says_so(
        self, system: System, annotator: Annotator, seeds: Sequence[Article], registries: Registries
    ) -> None:
        taught_nothing = system.make([unlabelled(each) for each in seeds[1:]], registries)
        full, empty = (list(predict(each, seeds[:1])) for each in (annotator, taught_nothing))
        assert (full != empty) == system.trained


EVALUATION: dict[str, Any] = {
    "pos": "verb",
    "target": ["object"],
    "holder": "subject",
    "near": frozenset(),
    "aux": [],
    "also": [],
    "kinds": ["issue"],
    "negated": "turned",
    "expression": "explicit",
}
ISSUE: dict[str, Any] = {
    "issue_id": "free_ferry",
    "pos": "any",
    "object": frozenset(),
    "scope": "sentence",
    "holder": "voice",
    "deed": False,
    "by": [],
    "wanted": False,
    "whose": [],
}
LEXICON = Lexicon(
    sets={},
    states=(),
    frames={},
    triggers={},
    speech={"say": {}},
    status={},
    evaluations=(
        EVALUATION | {"words": ["welcome"], "polarity": "favor"},
        EVALUATION | {"words": ["speak out against"], "polarity": "against"},
    ),
    deeds=(),
    issues=(
        ISSUE | {"words": ["ferry"], "near": [], "stands": "for"},
        ISSUE | {"words": ["toll"], "near": ["bridge"], "stands": "against"},
    ),
    contexts={},
    incidents=(),
)


def trigger(words: str, type_: str, *, sides: bool = False, **conditions: Any) -> Trigger:
    frame = Frame("any", ("subject",), () if sides else ("object",), sides)
    wanted = {
        key: {slot: Condition.of(frozenset(of)) for slot, of in value.items()} for key, value in conditions.items()
    }
    return Trigger(tuple(words.split()), "verb", type_, None, frame, wanted.get("when", {}), wanted.get("unless", {}))


def with_triggers(*triggers: Trigger) -> Lexicon:
    heads = {each.words[0] for each in triggers}
    return replace(LEXICON, triggers={head: tuple(t for t in triggers if t.words[0] == head) for head in heads})


@pytest.fixture(scope="module")
def states() -> Registries:
    def actor(name: str, type_: str = "state", members: Sequence[str] = ()) -> Json:
        row = {"actor_id": name.lower().replace(" ", "_"), "name": name, "type": type_, "members": list(members)}
        aliases = [{"text": name, "valid_from": None, "valid_to": None, "contested": False}]
        return row | {"country": None, "sector": None, "parent_id": None, "relations": [], "aliases": aliases}

    actors = [actor("Velmora"), actor("Tarsund"), actor("both banks", "compound", ["velmora", "tarsund"])]
    issues = [{"issue_id": "free_ferry", "kind": "policy"}]
    return dict.fromkeys(REGISTRIES, ()) | {"actors": actors, "issues": issues}


def sentence(text: str) -> Draft:
    return Draft("a", text, None, (Unit("a:s001", "body", 0, len(text), text, 0, None, (), (), ()),))


def labels(annotator: Any, text: str) -> Unit:
    (labelled,) = annotator.annotate([sentence(text)])
    (unit,) = labelled.units
    return unit


def told(unit: Unit) -> list[tuple[str, str, str, str]]:
    return [
        (
            each["trigger"]["text"],
            each["type"],
            *("+".join(p["actor_id"] for p in each[s]) for s in ("sources", "recipients")),
        )
        for each in unit.events
    ]


class TestStrings:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Velmora accused Tarsund.", [("accused", "ACCUSE", "velmora", "tarsund")]),
            ("Then Velmora, accusing Tarsund, left.", [("accusing", "ACCUSE", "velmora", "tarsund")]),
            ("Tarsund was accused by Velmora.", [("accused", "ACCUSE", "tarsund", "velmora")]),  # no parse, no passive
            ("Velmora made accusations.", []),
            ("Velmora accused nobody.", [("accused", "ACCUSE", "velmora", "")]),
            ("Velmora blockaded nobody.", []),  # the type requires somebody
            ("Velmora blockaded Velmora.", []),
            ("Velmora called off the ferry for Tarsund.", [("called off", "REJECT", "velmora", "tarsund")]),
            ("Velmora called Tarsund.", []),
            ("Velmora met Tarsund.", [("met", "CONSULT", "velmora+tarsund", "")]),
            ("Both banks meet.", [("meet", "CONSULT", "velmora+tarsund", "")]),
            ("Both banks trade.", [("trade", "COOPERATE", "velmora+tarsund", "velmora+tarsund")]),
            ("Velmora trades.", []),
            ("Velmora shut Tarsund's gate.", [("shut", "SANCTION", "velmora", "tarsund")]),
            ("Velmora shut Tarsund out.", []),
            ("Velmora shut Tarsund's gate, they joked.", []),
        ],
    )
    def test_take_the_nearest_names(self, text: str, wanted: list[Any], states: Registries) -> None:
        lexicon = with_triggers(
            trigger("accuse", "ACCUSE"),
            trigger("blockade", "SANCTION"),
            trigger("call off", "REJECT"),
            trigger("meet", "CONSULT", sides=True),
            trigger("trade", "COOPERATE", sides=True),
            trigger("shut", "SANCTION", when={"object": ["gate"]}, unless={"about": ["joke"]}),
        )
        assert told(labels(strings((), states, lexicon), text)) == wanted

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Velmora welcomed the ferry.", [("velmora", "favor")]),
            ("Nobody welcomes the ferry.", [("author", "favor")]),
            ("Velmora spoke, Tarsund speaks out against ferries.", [("tarsund", "against")]),
            ("Velmora welcomes the toll of the bridge.", [("velmora", "against")]),
            ("Velmora welcomes the toll.", []),
            ("Velmora has a ferry.", []),
            ("Both banks welcome the ferry.", [("velmora", "favor"), ("tarsund", "favor")]),
        ],
    )
    def test_take_issues_as_the_nearest_evaluation_has_them(
        self, text: str, wanted: list[Any], states: Registries
    ) -> None:
        found = labels(strings((), states, LEXICON), text).stances
        assert [(each["holder_id"], each["polarity"]) for each in found] == wanted

    def test_leave_what_is_not_annotated(self, states: Registries) -> None:
        draft = sentence("Velmora welcomed the ferry.")
        draft = replace(draft, units=tuple(replace(unit, role="comment") for unit in draft.units))
        (labelled,) = strings((), states, LEXICON).annotate([draft])
        assert labelled.units == draft.units


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A great, wonderful ferry.", [("author", "free_ferry", "favor")]),
        ("Velmora said: a horrible, terrible ferry.", [("velmora", "free_ferry", "against")]),
        ("Velmora said Tarsund is great.", [("velmora", "tarsund", "favor")]),
        ("Velmora has a ferry.", []),
    ],
)
def test_vader_s_polarity_goes_to_all_that_is_named(text: str, wanted: list[Any], states: Registries) -> None:
    found = labels(vader((), states, LEXICON), text).stances
    stances = [(each["holder_id"], each["target_id"], each["polarity"]) for each in found]
    assert [each for each in stances if each[1] != "velmora"] == wanted


def test_the_majority_says_the_same_of_every_annotated_sentence(
    seeds: Sequence[Article], registries: Registries
) -> None:
    (units,) = predict(majority(seeds[1:], registries), seeds[:1])
    annotated = [unit for unit in units if is_annotated(unit)]
    assert {(len(unit.mentions), len(unit.events), len(unit.stances)) for unit in annotated} == {(0, 1, 1)}
    assert len({(event["type"], str(event["sources"])) for unit in annotated for event in unit.events}) == 1


@pytest.mark.parametrize(
    ("words", "at"),
    [("The two sides traded fire", 3), ("Bed and board", 0), ("red tape", 0), ("Having seen it ended", 3)],
)
def test_what_looks_like_a_verb_is_written_small_and_ends_like_one(words: str, at: int) -> None:
    assert verb_like(words.split()) == at


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("ferries", "ferry"),
        ("accused", "accuse"),
        ("stopped", "stop"),
        ("calls", "call"),
        ("denied", "deny"),
        ("is", "is"),
    ],
)
def test_forms_lead_to_their_lemma(word: str, lemma: str) -> None:
    assert lemma in set(lemmas(word))


def test_a_class_is_learned_from_two_sentences_on() -> None:
    texts = ["the ferry sails", "the ferry sinks", "a gate", "a gate shuts", "rain"]
    wanted = [{("boat",)}, {("boat",)}, {("door",)}, set(), set()]
    predict_classes = classes(texts, wanted)
    assert predict_classes("the ferry") == [("boat",)]
    assert predict_classes("a gate") == []
    assert classes(texts, [set()] * 5)("the ferry") == []
