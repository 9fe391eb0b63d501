"""Exchange with other tools: labels go out in their formats, and come back from those that people annotate with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the module that writes it, what it is, and the ending of the files that are read, if it is read."""

    module: str
    what: str
    ending: str | None = None


FORMATS = {
    "brat": Format("brat", "brat standoff, with its configuration", ".ann"),
    "label-studio": Format("label_studio", "Label Studio's tasks, with the labelling configuration", ".json"),
    "uima": Format("uima", "UIMA CAS as XMI with its type system, as INCEpTION opens it", ".xmi"),
    "conll": Format("conll", "CoNLL-U Plus, a token a line with BIO tags"),
    "csv": Format("csv_tables", "a CSV file for each table, for spreadsheets and R"),
    "plover": Format("plover", "PLOVER event records in JSON Lines"),
}
"""The formats by name; those that are read as well have an ending."""
BOTH_WAYS = tuple(name for name, form in FORMATS.items() if form.ending is not None)
