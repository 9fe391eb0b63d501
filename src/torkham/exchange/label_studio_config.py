"""The labelling configuration of Label Studio: what may be marked, said of a mark and linked.

Tags: https://labelstud.io/tags. Every value is asked for a region (`perRegion`) whose label has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from torkham import contract
from torkham.exchange.document import Registries
from torkham.exchange.layers import LAYERS, Layer, Value, colours

TEXT, LABEL, REST = "text", "label", "torkham"
EVENT_VALUE = "type"
"""The value of the layer `event` that is its label."""
KINDS = {"choice": "choices", "several": "choices", "flag": "choices", "entry": "choices", "text": "textarea"}
"""What a value of each kind is in a result."""


def labels_of(layer: str) -> tuple[str, ...]:
    """Return the labels that the regions of a layer have."""
    return contract.vocabulary("event_type") if layer == "event" else (layer,)


def layer_of(label: str) -> Layer | None:
    """Return the layer that a label belongs to, None where it is none of ours."""
    return LAYERS["event"] if label in labels_of("event") else LAYERS.get(label) if label != "event" else None


def asked(layer: Layer) -> Iterator[Value]:
    """Yield the values of a layer that are asked for beside its label."""
    yield from (value for value in layer.values if value.name != EVENT_VALUE)


def options(value: Value, registries: Registries) -> tuple[str, ...]:
    """Return the choices for a value; a flag has itself."""
    return (value.name,) if value.kind == "flag" else value.options(registries)


def config(registries: Registries) -> str:
    """Return the labelling configuration, as XML."""
    view = ET.Element("View")
    _labels(view)
    article = ET.SubElement(view, "View", style="line-height: 2.4")  # room for the arrows between the lines
    ET.SubElement(article, "Text", name=TEXT, value="$text")
    relations = ET.SubElement(view, "Relations", choice="multiple")
    for role in dict.fromkeys(role.name for layer in LAYERS.values() for role in layer.roles):
        ET.SubElement(relations, "Relation", value=role)
    for name, value in _values().items():
        _ask(view, name, value, registries)
    hidden = ET.SubElement(view, "View", style="display: none")
    ET.SubElement(hidden, "TextArea", name=REST, toName=TEXT, perRegion="true", editable="true")
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def _labels(view: ET.Element) -> None:
    shades = colours("dark")
    labels = ET.SubElement(view, "Labels", name=LABEL, toName=TEXT, choice="single")
    for layer in LAYERS:
        for name in labels_of(layer):
            quad = contract.terms("event_type")[name]["quad_class"] if layer == "event" else layer
            ET.SubElement(labels, "Label", value=name, background=shades[quad])


def _values() -> dict[str, Value]:
    """Return the values that are asked for, each once: `certainty` is the same for events and stances."""
    return {value.name: value for layer in LAYERS.values() for value in asked(layer)}


def _ask(view: ET.Element, name: str, value: Value, registries: Registries) -> None:
    having = [label for layer in LAYERS.values() if layer.value(name) for label in labels_of(layer.name)]
    when = {"visibleWhen": "region-selected", "whenTagName": LABEL, "whenLabelValue": ",".join(having)}
    group = ET.SubElement(view, "View", when)
    ET.SubElement(group, "Header", value=name.replace("_", " "), size="6")
    common = {"name": name, "toName": TEXT, "perRegion": "true"}
    if value.kind == "text":
        ET.SubElement(group, "TextArea", common | {"editable": "true", "maxSubmissions": "1"})
        return
    listed = options(value, registries)
    how = {"choice": "multiple" if value.kind == "several" else "single", "layout": "select"}
    choices = ET.SubElement(group, "Choices", common | how)
    for option in listed:
        entry = registries[value.of].get(option, {}) if value.kind == "entry" else {}
        shown = entry.get("name") or entry.get("proposition")
        ET.SubElement(choices, "Choice", {"value": option} | ({"hint": shown} if shown else {}))
