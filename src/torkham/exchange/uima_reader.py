"""CAS files, read back: annotations of the layers' types become marks."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torkham.contract import Json
from torkham.exchange.incoming import Incoming, read_text
from torkham.exchange.layers import LAYERS, Layer, Link, Mark, Value
from torkham.exchange.problems import FORM, OFFSET, UNKNOWN, Problems
from torkham.exchange.uima_types import METADATA, NOTE, REST, feature_of, type_of, type_system
from torkham.findings import Origin

if TYPE_CHECKING:
    from cassis import Cas
    from cassis.typesystem import FeatureStructure

ENDING, TYPES = ".xmi", "TypeSystem.xml"
MAX_BYTES = 1 << 28
_EXPORT = "export the document from INCEpTION as UIMA CAS XMI 1.0, and keep its TypeSystem.xml beside it"
_OURS = "webanno.custom."


def read(files: Sequence[Path], problems: Problems) -> Iterator[Incoming]:
    """Yield what CAS files hold; the type system is the one beside them or, without one, that of an export."""
    for file in files:
        cas = _load(file, problems)
        if cas is not None:
            origin = Origin(str(file))
            yield Incoming(_article_id(cas, file), str(cas.sofa_string), tuple(_marks(cas, origin, problems)), origin)


def _load(file: Path, problems: Problems) -> Cas | None:
    types = type_system()
    from cassis import load_cas_from_xmi, load_typesystem

    content = read_text(file, problems, MAX_BYTES)
    if content is None:
        return None
    beside = file.with_name(TYPES)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            known = load_typesystem(beside) if beside.is_file() else types
            cas = load_cas_from_xmi(content, typesystem=known, lenient=True)
    except Exception as error:  # whatever a broken file makes lxml and cassis raise: they name no common class
        said = next(iter(str(error).splitlines()), "") or type(error).__name__
        problems.add(FORM, Origin(str(file)), f"the CAS cannot be read: {said}", hint=_EXPORT)
        return None
    for message in (str(each.message) for each in warned):
        if misplaced := re.search(r"external offset \[(-?\d+)\]", message):
            said = f"an annotation begins or ends at {misplaced[1]}, which is no place of the text"
            problems.add(OFFSET, Origin(str(file)), said, hint="mark its words again")
    if not isinstance(cas.sofa_string, str):
        problems.add(FORM, Origin(str(file)), "the CAS holds no text", hint=_EXPORT)
        return None
    return cas


def _article_id(cas: Cas, file: Path) -> str:
    """Return the article that a CAS is of: by its title, since INCEpTION may name the file after its annotator."""
    if cas.typesystem.contains_type(METADATA):
        for metadata in cas.select(METADATA):
            for name in ("documentTitle", "documentId"):
                if title := metadata.get(name):
                    return str(title).removesuffix(ENDING)
    return file.stem


def _marks(cas: Cas, origin: Origin, problems: Problems) -> Iterator[Mark]:
    for layer in LAYERS.values():
        if cas.typesystem.contains_type(type_of(layer.name)):
            yield from (_mark(each, layer, origin, problems) for each in cas.select(type_of(layer.name)))
    ours = {type_of(layer) for layer in LAYERS}
    for type_ in cas.typesystem.get_types():
        strange = type_.name.startswith(_OURS) and type_.name not in ours and not type_.name.endswith("Link")
        if strange and (others := cas.select(type_.name)):
            where = f"xmi:id {others[0].xmiID}"
            known = [name.removeprefix(_OURS) for name in ours]
            problems.unknown(UNKNOWN, origin, "layer", type_.name.removeprefix(_OURS), known, where=where)


def _mark(found: FeatureStructure, layer: Layer, origin: Origin, problems: Problems) -> Mark:
    where = f"xmi:id {found.xmiID}"
    values = {value.name: said for value in layer.values if (said := _said(found, value))}
    note = (_feature(found, NOTE) or "").strip() or None
    links = tuple(_links(found, layer))
    rest = _rest(_feature(found, REST), origin, where, problems)
    return Mark(_key(found), layer.name, found.begin, found.end, values, links, rest, note, origin, where)


def _key(found: FeatureStructure) -> str:
    return str(found.xmiID)


def _feature(found: FeatureStructure, name: str) -> Any:
    """Return what a feature says, None where it says nothing or the type has no such feature."""
    return found.get(name) if found.type.get_feature(name) is not None else None


def _said(found: FeatureStructure, value: Value) -> str | tuple[str, ...] | bool:
    said = _feature(found, feature_of(value))
    if value.kind == "several":
        elements = (said if isinstance(said, list) else getattr(said, "elements", None)) or ()
        return tuple(str(each) for each in elements if each)
    if value.kind == "flag":
        return said is True or said == "true"
    return "" if said is None else str(said).strip()


def _links(found: FeatureStructure, layer: Layer) -> Iterator[Link]:
    for role in layer.roles:
        links = _feature(found, role.name)
        for link in (links if isinstance(links, list) else getattr(links, "elements", None)) or ():
            target = None if link is None else link.get("target")
            if target is not None:  # a link that was begun and not filled
                yield Link(role.name, _key(target))


def _rest(said: str | None, origin: Origin, where: str, problems: Problems) -> Json:
    try:
        rest = json.loads(said) if said else {}
    except ValueError:
        rest = None
    if isinstance(rest, dict):
        return rest
    hint = "restore it, or clear it: the label gets a new id"
    problems.add(FORM, origin, f"the feature {REST} is no JSON object", where=where, hint=hint)
    return {}
