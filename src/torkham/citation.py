"""How a release is cited: as BibTeX, and as CITATION.cff (Citation File Format 1.2.0, Druskat et al. 2021).

Both name an entity as author, and the version with the hash of its rows, which tells what exactly was used.
"""

from __future__ import annotations

import re

import yaml

from torkham.contract import Json

HOW = "If you use this dataset, please cite it with its version and the hash of its rows."


def bibtex(release: Json, logical_sha256: str) -> str:
    """Return the BibTeX entry of a release, described as in release.yaml."""
    lines = {
        "author": f"{{{_plain(release['creator'])}}}",
        "title": f"{{{_plain(release['title'])}}}",
        "year": release["published"][:4],
        "version": release["version"],
        "note": f"Dataset, version {release['version']}, logical SHA-256 {logical_sha256}",
    }
    width = max(map(len, lines))
    body = "".join(f"  {name:<{width}} = {{{value}}},\n" for name, value in lines.items())
    return f"@misc{{{release['name']}-{release['version']},\n{body}}}"


def _plain(words: str) -> str:
    """Escape what TeX would not print."""
    return re.sub(r"([&%$#_{}])", r"\\\1", words)


def citation_cff(release: Json, logical_sha256: str) -> str:
    """Return the content of CITATION.cff for a release."""
    content = {
        "cff-version": "1.2.0",
        "message": HOW,
        "type": "dataset",
        "title": release["title"],
        "abstract": release["description"],
        "authors": [{"name": release["creator"]}],
        "version": release["version"],
        "date-released": release["published"],
        "keywords": release["tags"],
        "license": [licence for licence in release["licences"] if not licence.startswith("LicenseRef-")],
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{logical_sha256}",
                "description": "logical hash of the rows of all tables, from dataset/manifest.json",
            }
        ],
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)
