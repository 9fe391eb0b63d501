"""What was released, and what was retired: a version is the same data for ever, an id is never given to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from os.path import lexists
from typing import TYPE_CHECKING

from torkham.contract import Json
from torkham.document import Document
from torkham.files import Folder
from torkham.findings import Finding, Origin, did_you_mean, rule
from torkham.layout import RELEASE, RELEASES, RETIRED, logical_hash
from torkham.parquet import digest
from torkham.versions.semver import Bump, read_version

if TYPE_CHECKING:
    from torkham.tables import TableSet

_ORDER = rule("links/release-order", "Versions ascend in releases.yaml, each once.")
_RETIRED = rule("links/retired-id", "A retired id stands once in retired.yaml, and nowhere else again.")
_SUPERSEDED = rule("links/superseded-by", "What supersedes a retired id is there, or is retired itself.")
_VERSION = rule("release/version", "A version has the data that it was released with; other data have a higher one.")


def read_releases(folder: Folder) -> tuple[Json, ...]:
    """Return the entries of releases.yaml, the oldest first; none where a tree has no such file.

    They are no input of a build: a release is entered when its data are there, and its manifest stays as it is.
    """
    document = _read(folder, RELEASES, "file:releases")
    folder.hashes.pop(RELEASES, None)
    if document is None:
        return ()
    entries = document.value["releases"]
    for index, (before, after) in enumerate(pairwise(entry["version"] for entry in entries), 1):
        if read_version(after) <= read_version(before):
            message = f"{after} stands twice" if after == before else f"{after} stands after {before}"
            origin = Origin(RELEASES, document.line(("releases", index, "version")))
            folder.findings.append(_ORDER.at(origin, message, hint="put the oldest first, each once"))
    return tuple(entries)


def read_retired(folder: Folder, origins: Mapping[str, Origin]) -> tuple[Json, ...]:
    """Return the entries of retired.yaml; none where a tree has no such file.

    `origins` are those of all ids of the tree (see `Corpus`).
    """
    document = _read(folder, RETIRED, "file:retired")
    if document is None:
        return ()
    # What could not be read is not gone.
    complete = not folder.findings
    folder.findings.extend(_used_again(document, origins))
    if complete:
        folder.findings.extend(_superseded_by_nothing(document, origins))
    return tuple(document.value["retired"])


def retired_in(entries: Sequence[Json], prefix: str) -> list[int]:
    """Return the numbers of the retired labels whose ids begin with `prefix` (`short:s002:m`)."""
    numbers = (entry["id"].removeprefix(prefix) for entry in entries if entry["id"].startswith(prefix))
    return [int(number) for number in numbers]


def version_findings(releases: Sequence[Json], release: Json, tables: TableSet, origin: Origin) -> Iterator[Finding]:
    """Yield what the version of release.yaml (at `origin`) says that is not so, by what was released before."""
    if not releases or not release:
        return
    version, logical = read_version(release["version"]), logical_hash({key: digest(tables[key]) for key in tables})
    released = {read_version(entry["version"]): entry["logical_sha256"] for entry in releases}
    last = max(released)
    lowest = last.after(Bump.MINOR)
    if released.get(version) == logical:
        return
    if version in released:
        message = f"the data are not those that {version} was released with: their logical hash is {logical}"
    elif version < last:
        message = f"{version} was never released, and {last} was already"
    elif released[last] != logical and version < lowest:
        message = f"the data are not those of {last}, and a PATCH changes none: their logical hash is {logical}"
    else:
        return
    hint = f"raise the version to {lowest} or higher and say in CHANGELOG.md what changed, or undo the change"
    yield _VERSION.at(origin, message, hint=hint)


def _read(folder: Folder, file: str, schema: str) -> Document | None:
    return folder.document(file, schema) if lexists(folder.root / file) else None


def _used_again(document: Document, origins: Mapping[str, Origin]) -> Iterator[Finding]:
    retired: dict[str, str] = {}
    for index, entry in enumerate(document.value["retired"]):
        if entry["id"] in retired:
            origin = Origin(RETIRED, document.line(("retired", index)))
            yield _RETIRED.at(origin, f"{entry['id']} stands twice", where=entry["id"], hint="keep one of the entries")
        retired[entry["id"]] = entry["last_version"]
    told = set()
    for id_ in origins if retired else ():
        whole = next((part for part in _wholes(id_) if part in retired), None)
        if whole is not None and whole not in told:
            told.add(whole)
            message = f"{whole} was retired after {retired[whole]}, and is used again"
            hint = f"give an id not used before, or take {whole} out of {RETIRED} where it was never retired"
            yield _RETIRED.at(origins[id_], message, where=id_, hint=hint)


def _wholes(id_: str) -> Iterator[str]:
    """Yield an id and those of the sentence and article it stands in; nothing for a vote or a field."""
    if "@" in id_ or "#" in id_:
        return
    parts = id_.split(":")
    yield from (":".join(parts[:count]) for count in range(len(parts), 0, -1))


def _superseded_by_nothing(document: Document, origins: Mapping[str, Origin]) -> Iterator[Finding]:
    entries = document.value["retired"]
    known = {*origins, *(entry["id"] for entry in entries)}
    for index, entry in enumerate(entries):
        for number, id_ in enumerate(entry["superseded_by"]):
            if id_ not in known or id_ == entry["id"]:
                origin = Origin(RETIRED, document.line(("retired", index, "superseded_by", number)))
                message = f"{id_} is not there" if id_ not in known else f"{id_} cannot supersede itself"
                near = (other for other in known if "#" not in other and "@" not in other)
                hint = did_you_mean(id_, near) or "name an id that is there, or [] where nothing takes its place"
                yield _SUPERSEDED.at(origin, message, where=entry["id"], hint=hint)


def version_origin(document: Document) -> Origin:
    """Return where release.yaml says its version."""
    return Origin(RELEASE, document.line(("version",)))
