"""Croissant metadata (format 1.0 with its RAI vocabulary, MLCommons 2024): what the files are, field by field.

There is a record set for every data file, since readers check a file's hash only where records come from that file. A
table in shards has one record set, over all of them: their hashes stand in the manifest.
Croissant describes lists of structs, but no lists or structs inside these: the labels that `sentences` holds nested are
left to the record sets of the labels themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from torkham import contract
from torkham.citation import bibtex
from torkham.contract import Json
from torkham.document import DocumentError
from torkham.files import Folder
from torkham.layout import CROISSANT, MANIFEST, Digests, by_table, logical_hash, pattern_of
from torkham.rows import Field, row_fields
from torkham.strict_json import read_json
from torkham.tables import ID_COLUMNS, present_splits

_DESCRIBED = {
    "name": "name",
    "title": "alternateName",
    "description": "description",
    "version": "version",
    "published": "datePublished",
    "language": "inLanguage",
    "licences": "license",
    "tags": "keywords",
}
"""What release.yaml says of a release, and the terms of schema.org for it."""
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
} | {term: f"cr:{term}" for term in _TERMS}
_FORMAT: Json = {
    "@context": dict(sorted(_CONTEXT.items())),
    "@type": "sc:Dataset",
    "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
}


class CroissantError(ValueError):
    """A dataset does not say what release it is."""


def croissant(digests: Digests, release: Json, hashes: Mapping[str, str]) -> Json:
    """Return the metadata of a dataset as JSON-LD.

    `digests` are the tables' by (configuration, split), `hashes` has the sha256 of each data file.
    """
    described = {theirs: release[ours] for ours, theirs in _DESCRIBED.items() if theirs != "version"} | {
        "creator": {"@type": "sc:Organization", "name": release["creator"]},
        "citeAs": bibtex(release, logical_hash(digests)),
    }
    rai = {f"rai:{name}": text for name, text in release.get("rai", {}).items()}
    return _FORMAT | described | rai | of_files(digests, release["version"], hashes)


def of_files(digests: Digests, version: str, hashes: Mapping[str, str]) -> Json:
    """Return what of the metadata follows from the files and the schema alone."""
    keys = [(config, split) for config in contract.TABLES for split in present_splits(config, digests)]
    files = by_table(hashes)
    return _FORMAT | {
        "version": version,
        "distribution": [_distribution(files[key], hashes) for key in keys],
        "recordSet": [_record_set(*key, files[key]) for key in keys],
    }


def release_of(dataset: Path) -> tuple[Json, str]:
    """Return what a built dataset says of its release, with the names of release.yaml, and its logical hash.

    Raises `CroissantError` (a `ValueError`) where its files do not say.
    """
    folder = Folder(dataset)
    texts = [folder.text(file) for file in (CROISSANT, MANIFEST)]
    try:
        said, manifest = (read_json(text or "") for text in texts)
        return described_in(said), manifest["logical_sha256"]
    except (DocumentError, KeyError, TypeError) as error:
        why = folder.findings[0].message if folder.findings else f"they do not say what a release is: {error}"
        raise CroissantError(f"{dataset}: {CROISSANT} and {MANIFEST} cannot be read: {why}") from None


def described_in(metadata: Json) -> Json:
    """Return what metadata say of a release, with the names of release.yaml. Raises `KeyError` or `TypeError`."""
    release = {ours: metadata[theirs] for ours, theirs in _DESCRIBED.items()}
    return release | {"creator": metadata["creator"]["name"]}


def _distribution(files: list[str], hashes: Mapping[str, str]) -> Json:
    path = pattern_of(files)
    if path != files[0]:
        described = {"@id": path, "name": path, "includes": path, "encodingFormat": "application/x-parquet"}
        return {"@type": "cr:FileSet"} | described
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "encodingFormat": "application/x-parquet",
        "sha256": hashes[path],
    }


def _record_set(config: str, split: str, files: list[str]) -> Json:
    name = f"{config}-{split}"
    fields = [field for field in row_fields(config) if not _is_deep(field)]
    path = pattern_of(files)
    source = {"fileObject" if path == files[0] else "fileSet": {"@id": path}}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": contract.schema(f"row:{config}")["description"],
        "key": {"@id": f"{name}/{ID_COLUMNS[config]}"},
        "field": [_field(field, name, source) for field in fields],
    }


def _is_deep(field: Field) -> bool:
    """Return whether a list of structs holds lists or structs again."""
    return field.item is not None and any(child.item or child.fields for child in field.item.fields)


def _field(field: Field, above: str, file: Json, column: str = "") -> Json:
    """Return a field; inside a struct or a list of these, `column` is the column and the field its part."""
    inner = field.item or field
    source: Json = file | {"extract": {"column": column or field.name}}
    if column:
        source["transform"] = {"jsonPath": field.name}
    described: Json = {
        "@type": "cr:Field",
        "@id": f"{above}/{field.name}",
        "name": field.name,
        "description": field.description,
    }
    if inner.fields:
        described["subField"] = [_field(child, described["@id"], file, field.name) for child in inner.fields]
    else:
        described |= {"dataType": _TYPES[inner.kind], "source": source}
    return described | ({"repeated": True} if field.item is not None else {})
