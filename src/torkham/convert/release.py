"""What a converted dataset says of itself: its release record and the body of its card."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from torkham.annotator.base import Annotator
from torkham.contract import Json
from torkham.convert.drafting import LANGUAGE, slug_of

NO_DATE = "1970-01-01"
"""The day of a release whose articles have none: outputs know no wall clock."""
LICENCE = "LicenseRef-Article-Text"

_UNCHECKED = "No person has checked them: read how well the annotator does before relying on them."
_USE = (
    "A label records what a text says, not what is true: a claim is not to be shown without whom it is attributed to."
)
_BY_MACHINE = """\
**All labels were made by machine**, by the annotator `{annotator_id}`. {description} No person has checked them. How
often such labels are right is measured by `torkham score`; scores of the annotator by rules stand in torkham's
documentation, in `docs/baselines.md`. `label_source` is `machine` in every label; `confidence`, where there is one,
says how sure the annotator was."""


def release_record(out: Path, annotator: Annotator, given: Mapping[str, str]) -> Json:
    """Return the release record (`schema/files/release.json`) of the dataset at `out`.

    `given` has the fields that are not to be derived: of name, title, version, creator, published.
    """
    labelled = _labels(annotator)
    described = f"{annotator.description} {_UNCHECKED}" if labelled else annotator.description
    return {
        "name": slug_of(out.name) or "dataset",
        "title": f"{out.name}, converted by torkham",
        "description": f"English articles, cut into sentences by torkham convert. {described}",
        "creator": "Whoever converted the articles",
        "version": "0.1.0",
        "published": NO_DATE,
        "language": LANGUAGE,
        "annotations_creators": ["machine-generated" if labelled else "no-annotation"],
        "licences": [LICENCE],
        "licence_link": "README.md",
        "tags": ["event-extraction", "stance-detection", "entity-linking", "plover", "news"] if labelled else ["news"],
        "rai": {"dataAnnotationProtocol": described} | ({"dataLimitations": _USE} if labelled else {}),
    } | dict(given)


def card_template() -> str:
    """Return the body of the card, with what stands for figures (`card_figures`) in it."""
    return Path(__file__).with_name("card_template.md").read_text(encoding="utf-8")


def card_figures(annotator: Annotator) -> dict[str, str]:
    """Return the paragraph of the card that says where the labels come from."""
    if not _labels(annotator):
        return {"labels": annotator.description}
    said = _BY_MACHINE.format(annotator_id=annotator.annotator_id, description=annotator.description)
    return {"labels": said}


def _labels(annotator: Annotator) -> bool:
    return annotator.annotator_id != "none"
