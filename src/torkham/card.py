"""The dataset card: front matter that `datasets` reads, and a body from a template."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from os.path import lexists
from pathlib import Path
from string import Template
from typing import Any, TypeAlias

import yaml

from torkham import contract
from torkham.citation import bibtex
from torkham.contract import Json
from torkham.files import Folder
from torkham.layout import Digests, by_table, combine, logical_hash, pattern_of
from torkham.rows import Field, row_fields
from torkham.tables import present_splits

DEFAULT_CONFIG = "sentences"
TEMPLATE = "docs/card.md"
PAGES = {"agreement": "docs/agreement.md", "baselines": "docs/baselines.md"}
"""Pages that stand in the template under a name, up to the line `NOT_IN_CARD` where they have one."""
NOT_IN_CARD = "<!-- not in the card -->"
_Files: TypeAlias = Mapping[tuple[str, str], list[str]]
"""The data files of each table, by (configuration, split)."""
_DTYPES = {"string": "string", "integer": "int32", "number": "float64", "boolean": "bool"}


class CardError(ValueError):
    """The template of the card cannot be read or filled."""


def render_card(
    digests: Digests, release: Json, sizes: Mapping[str, int], template: str, figures: Mapping[str, str] | None = None
) -> str:
    """Return the whole card.

    `digests` are the tables' by (configuration, split); `sizes` gives the bytes of each data file, by which
    a table is in one or in shards; `template`
    is the body (a `string.Template`), in which `figures` (see `torkham.statistics`) may stand too. Raises `CardError`
    where that cannot be filled.
    """
    front = front_matter(digests, release, sizes)
    body = _fill(template, _placeholders(digests, release) | dict(figures or {}))
    return put_together(front, body)


def put_together(front: Json, body: str) -> str:
    """Return the card of some front matter and a body."""
    head: str = yaml.dump(front, Dumper=_NoAliases, sort_keys=False, allow_unicode=True, width=float("inf"))
    return f"---\n{head}---\n{body}"


def front_matter(digests: Digests, release: Json, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Return the metadata of the card: what the Hub shows, and the configs and features that `datasets` loads by.

    Each config carries the version and the hash of its rows, since the cache of `datasets` is keyed by what the card
    says and not by what the files hold.
    """
    configs = [name for name in contract.TABLES if present_splits(name, digests)]
    return {
        "pretty_name": release["title"],
        "language": [release["language"]],
        "license": "other",
        "license_name": "mixed",
        "license_link": release["licence_link"],
        "annotations_creators": release["annotations_creators"],
        "language_creators": ["found"],
        "source_datasets": ["original"],
        "task_categories": ["text-classification", "token-classification"],
        "tags": release["tags"],
        "size_categories": [
            _size_category(sum(digests["sentences", split].rows for split in present_splits("sentences", digests)))
        ],
        **loading_metadata(configs, digests, release["version"], sizes),
    }


def loading_metadata(
    configs: Sequence[str],
    digests: Digests,
    version: str,
    sizes: Mapping[str, int],
    fields_of: Callable[[str], tuple[Field, ...]] = row_fields,
) -> dict[str, Any]:
    """Return what `datasets` loads some configurations by; `fields_of` gives the fields that each has."""
    files = by_table(sizes)
    return {
        "configs": [_config(name, digests, version, files) for name in configs],
        "dataset_info": [_info(name, digests, sizes, files, fields_of(name)) for name in configs],
    }


def _config(name: str, digests: Digests, version: str, files: _Files) -> dict[str, Any]:
    splits = present_splits(name, digests)
    rows = config_hash(name, digests)
    config: dict[str, Any] = {
        "config_name": name,
        "version": version,
        "description": f"{contract.schema(f'row:{name}')['description']} Rows {rows[:16]}.",
        "data_files": [{"split": split, "path": pattern_of(files[name, split])} for split in splits],
    }
    return config | ({"default": True} if name == DEFAULT_CONFIG else {})


def config_hash(name: str, digests: Digests) -> str:
    """Return one hash over the logical hashes of a configuration's splits."""
    return combine({split: digests[name, split].sha256 for split in present_splits(name, digests)})


def _info(
    name: str, digests: Digests, sizes: Mapping[str, int], files: _Files, fields: tuple[Field, ...]
) -> dict[str, Any]:
    splits = [
        {"name": split, "num_bytes": digests[name, split].num_bytes, "num_examples": digests[name, split].rows}
        for split in present_splits(name, digests)
    ]
    return {
        "config_name": name,
        "features": [_feature(field) for field in fields],
        "splits": splits,
        "download_size": sum(sizes[file] for split in present_splits(name, digests) for file in files[name, split]),
        "dataset_size": sum(split["num_bytes"] for split in splits),
    }


def _feature(field: Field) -> dict[str, Any]:
    return {"name": field.name} | _feature_type(field)


def _feature_type(field: Field) -> dict[str, Any]:
    if field.item is not None:
        item = field.item
        if item.fields:
            return {"list": [_feature(child) for child in item.fields]}
        inner = _feature_type(item)
        dtype = inner["dtype"]
        return {"list": dtype}
    if field.fields:
        return {"struct": [_feature(child) for child in field.fields]}
    if field.vocabulary is not None:
        names = {str(number): label for number, label in enumerate(contract.vocabulary(field.vocabulary))}
        return {"dtype": {"class_label": {"names": names}}}
    return {"dtype": _DTYPES[field.kind]}


def _fill(template: str, values: Mapping[str, str]) -> str:
    known = ", ".join(f"${name}" for name in values)
    try:
        return Template(template).substitute(values)
    except KeyError as error:
        raise CardError(f"the card's template has ${error.args[0]}, known are {known}") from None
    except ValueError as error:
        raise CardError(f"the card's template has a $ that starts none of {known}; write $$ for a dollar") from error


_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
"""The bounds of the Hub's size categories, each ten times the one before it."""


def _size_category(rows: int) -> str:
    passed = sum(rows >= 1_000 * 10**power for power in range(len(_SIZES)))
    if passed == 0:
        return f"n<{_SIZES[0]}"
    return f"{_SIZES[passed - 1]}<n<{_SIZES[passed]}" if passed < len(_SIZES) else f"n>{_SIZES[-1]}"


def _placeholders(digests: Digests, release: Json) -> dict[str, str]:
    return {
        "title": release["title"],
        "version": release["version"],
        "counts": _counts(digests),
        "citation": f"```bibtex\n{bibtex(release, logical_hash(digests))}\n```",
        "fields": _fields(),
    }


def _counts(digests: Digests) -> str:
    lines = ["| config | " + " | ".join(contract.SPLITS) + " | all |", "|---|" + "--:|" * (len(contract.SPLITS) + 1)]
    for name in (name for name in contract.TABLES if present_splits(name, digests)):
        rows = {split: digests[name, split].rows for split in present_splits(name, digests)}
        cells = [str(rows[split]) if split in rows else "–" for split in contract.SPLITS]
        lines.append(f"| `{name}` | " + " | ".join(cells) + f" | {sum(rows.values())} |")
    return "\n".join(lines)


def _fields() -> str:
    parts = []
    for name in contract.TABLES:
        head = [
            f"### `{name}`",
            "",
            contract.schema(f"row:{name}")["description"],
            "",
            "| field | type | description |",
        ]
        rows = [f"| `{field.name}` | {_type_name(field)} | {field.description} |" for field in row_fields(name)]
        parts.append("\n".join([*head, "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _type_name(field: Field) -> str:
    if field.item is not None:
        inner = (
            "{" + ", ".join(child.name for child in field.item.fields) + "}"
            if field.item.fields
            else _type_name(field.item)
        )
        return f"list of {inner}"
    if field.fields:
        name = "{" + ", ".join(child.name for child in field.fields) + "}"
    elif field.vocabulary is not None:
        name = "label"
    else:
        name = field.kind
    return f"{name} or null" if field.nullable else name


class _NoAliases(yaml.SafeDumper):
    """Writes repeated values out: YAML aliases in a card break every version of `datasets`."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def read_template(root: Path) -> str:
    """Return the card's body template of a tree (`docs/card.md`), or the packaged one where the tree has none.

    In it, `$agreement` and `$baselines` stand for the tree's pages of these names (`PAGES`). Raises `CardError`
    where a file is not there, or no clean UTF-8.
    """
    packaged = Path(__file__).with_name("card_template.md")
    template = _read_text(root, TEMPLATE) if lexists(root / TEMPLATE) else packaged.read_text(encoding="utf-8")
    return re.sub(rf"(?<!\$)\$({'|'.join(PAGES)})\b", lambda found: _page(root, PAGES[found[1]]), template)


def _page(root: Path, file: str) -> str:
    """Return a page as it stands in a template."""
    shown, _, _ = _read_text(root, file).partition(NOT_IN_CARD)
    return shown.strip().replace("$", "$$")


def _read_text(root: Path, file: str) -> str:
    folder = Folder(root)
    text = folder.text(file)
    if text is None:
        raise CardError(f"{root / file}: {folder.findings[0].message}; the card is made from it")
    return text
