"""The type system of the CAS: layers as INCEpTION keeps its custom ones, and the types of DKPro Core that it needs.

A layer is a type `webanno.custom.…`; a value is a feature of it, a role a link feature: an array of link types with
`role` and `target`. Names: INCEpTION user guide, "Custom layers".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from torkham.exchange.document import ExchangeError
from torkham.exchange.layers import LAYERS, Layer, Role, Value

if TYPE_CHECKING:
    from cassis import TypeSystem

SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
REST, NOTE = "torkham", "note"
_STRING, _STRINGS, _BOOLEAN = "uima.cas.String", "uima.cas.StringArray", "uima.cas.Boolean"
_RANGES = {"several": _STRINGS, "flag": _BOOLEAN}
_RESERVED = {"type": "event_type"}
"""Names that a feature must not have, since every type of UIMA has them."""


def type_of(layer: str) -> str:
    """Return the type that a layer has in the CAS."""
    return f"webanno.custom.{layer.capitalize()}"


def feature_of(value: Value) -> str:
    """Return the feature that a value has in the CAS."""
    return _RESERVED.get(value.name, value.name)


def link_type_of(layer: Layer, role: Role) -> str:
    """Return the type of the links that a role has in the CAS."""
    return f"{type_of(layer.name)}{role.name[0].upper()}{role.name[1:]}Link"


def type_system() -> TypeSystem:
    """Return the type system. Raises `ExchangeError` where the library for it is not installed."""
    try:
        from cassis import TypeSystem
    except ModuleNotFoundError as error:
        if error.name != "cassis":
            raise
        message = "the CAS is written and read with dkpro-cassis, which is not installed"
        raise ExchangeError(f"{message}: pip install 'torkham[uima]'") from None
    types = TypeSystem()
    _dkpro(types)
    for layer in LAYERS.values():
        types.create_type(type_of(layer.name))
    for layer in LAYERS.values():
        _features(types, layer)
    return types


def _dkpro(types: TypeSystem) -> None:
    """Add what INCEpTION needs to open a document: sentences, tokens, and what the document is called."""
    types.create_type(SENTENCE)
    types.create_type(TOKEN)
    metadata = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId"):
        types.create_feature(metadata, name, _STRING)


def _features(types: TypeSystem, layer: Layer) -> None:
    own = types.get_type(type_of(layer.name))
    for value in layer.values:
        types.create_feature(own, feature_of(value), _RANGES.get(value.kind, _STRING))
    for name in (NOTE, REST):
        types.create_feature(own, name, _STRING)
    for role in layer.roles:
        link = types.create_type(link_type_of(layer, role), "uima.cas.TOP")
        types.create_feature(link, "role", _STRING)
        types.create_feature(link, "target", type_of(role.to))
        types.create_feature(own, role.name, "uima.cas.FSArray", elementType=link)
