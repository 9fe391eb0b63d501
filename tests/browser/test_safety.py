"""Nobody is shut out and nothing gets in: axe-core, the policy at work, hostile text; two datasets side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, SHIPPED, WIDE, Open
from torkham.browse import browse
from torkham.cli import main
from torkham.scoring.scores import score

pytestmark = pytest.mark.browser

HOSTILE = "</script><script>window.struck = 1</script><img src=x onerror='window.struck = 1'>"
ALL_OPEN = "for (const each of document.querySelectorAll('details')) each.open = true"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the annotator makes of the shipped articles."""
    out = tmp_path_factory.mktemp("machine") / "machine"
    assert main(["convert", str(SHIPPED / "data/articles"), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def comparison(machine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of gold and machine side by side."""
    out = tmp_path_factory.mktemp("comparison") / "comparison.html"
    browse(SHIPPED, out, against=machine)
    return out


@pytest.fixture(scope="module")
def small(machine: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of one article, without and with comparison, on which axe-core is quicker."""
    folder = tmp_path_factory.mktemp("small")
    pages = {"plain": None, "comparison": machine}
    for name, against in pages.items():
        browse(SHIPPED, folder / f"{name}.html", against=against, articles=["cautious-optimism"])
    return {name: folder / f"{name}.html" for name in pages}


def violations(page: Any) -> list[str]:
    """What axe-core finds that is serious or worse, each with an example."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}: {each['nodes'][0].get('failureSummary')}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("state", ["record", "all open", "comparison"])
def test_axe_finds_nothing_serious(
    open_page: Open, small: dict[str, Path], state: str, size: tuple[int, int], dark: bool
) -> None:
    file = small.get(state, small["plain"])
    page = open_page(file, "" if state == "all open" else "#cautious-optimism:s003:e01", size=size, dark=dark)
    if state == "all open":
        page.evaluate(ALL_OPEN)
        page.check("input[data-facet=type][value=ACCUSE]")
        page.check("#ui_context")
    if state == "record":
        page.check("#ui_explain")
    assert violations(page) == []


def test_axe_finds_nothing_serious_in_the_page_of_all_articles(open_page: Open, explorer: Path) -> None:
    assert violations(open_page(explorer)) == []


def test_an_articles_words_are_shown_and_never_run(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    text = f"Pakistan and Afghanistan held talks in Istanbul on Monday, and they said {HOSTILE} twice. " * 3
    (tmp_path / "articles/a.txt").write_text(text, "utf-8")
    assert main(["convert", str(tmp_path / "articles"), "--out", str(tmp_path / "d"), "--annotator", "none"]) == 0
    browse(tmp_path / "d", tmp_path / "page.html")
    page = open_page(tmp_path / "page.html")
    assert HOSTILE in "".join(page.locator(".text").all_text_contents())
    assert page.evaluate("window.struck === undefined")
    assert page.locator("#ui_articles img").count() == 0


def test_the_policy_stops_code_that_found_a_way_in(driver: Any, explorer: Path) -> None:
    context = driver.new_context()
    page = context.new_page()
    page.goto(explorer.as_uri())
    page.evaluate("""() => {
        const image = document.createElement("img");
        document.body.append(image);
        try { image.setAttribute("onerror", "window.struck = 1"); } catch {}
        image.src = "https://example.org/x.png";
        const script = document.createElement("script");
        try { script.textContent = "window.struck = 1"; document.body.append(script); } catch {}
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.struck === undefined")
    context.close()


def test_gold_and_machine_stand_side_by_side_with_the_scorers_differences(
    open_page: Open, comparison: Path, machine: Path
) -> None:
    page = open_page(comparison)
    errors = score(SHIPPED, machine).errors
    assert f"{len(errors)} differences" in page.locator("#ui_compared").text_content()
    shown = page.locator("button.difference").all_text_contents()
    assert len(shown) == len(errors)
    assert sum("missed event" in each for each in shown) == sum(
        (e.layer, e.kind) == ("events", "missed") for e in errors
    )
    left, right = (page.locator(".sides").first.locator(".side").nth(side).bounding_box() for side in (0, 1))
    assert left["x"] + left["width"] <= right["x"]


def test_only_sentences_with_differences_are_shown_where_that_is_asked(
    open_page: Open, comparison: Path, machine: Path
) -> None:
    page = open_page(comparison)
    page.check("#ui_only-differences")
    shown = page.locator(".sentence").filter(visible=True).evaluate_all("(shown) => shown.map(({id}) => id)")
    assert set(shown) == {error.case.sentence_id for error in score(SHIPPED, machine).errors}


@pytest.mark.parametrize(("view", "seen"), [("gold", "gold"), ("other", "machine")])
def test_one_side_can_be_read_alone(open_page: Open, comparison: Path, view: str, seen: str) -> None:
    page = open_page(comparison)
    page.select_option("#ui_view", view)
    sides = page.locator(".side").filter(visible=True).evaluate_all("(sides) => sides.map(({dataset}) => dataset.side)")
    assert set(sides) == {seen}


def test_a_sample_is_called_one(open_page: Open, tmp_path: Path) -> None:
    browse(SHIPPED, tmp_path / "part.html", articles=["cautious-optimism"])
    page = open_page(tmp_path / "part.html")
    assert page.locator("#ui_sample").is_visible()
    assert "1 of 5 articles" in page.locator("#ui_sample").text_content()
