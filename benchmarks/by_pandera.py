"""The flat columns of mentions and events by pandera.pandas: types, vocabularies, ranges, patterns, unique ids."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from torkham import contract

SLUG = "[a-z0-9]+(-[a-z0-9]+)*"


def words(pattern: str = "", **options: Any) -> pa.Column:
    """Return a column of text that is not empty, or that matches a pattern from end to end."""
    check = pa.Check.str_matches(f"^(?:{pattern})\\Z") if pattern else pa.Check.str_length(min_value=1)
    return pa.Column("str", check, **options)


def code(vocabulary: str, **options: Any) -> pa.Column:
    """Return a column of codes."""
    return pa.Column("str", pa.Check.isin(contract.vocabulary(vocabulary)), **options)


def number(least: float, most: float, kind: str = "int32", **options: Any) -> pa.Column:
    """Return a column of numbers between two."""
    return pa.Column(kind, pa.Check.in_range(least, most), **options)


LABEL = {
    "article_id": pa.Column("str", [pa.Check.str_matches(f"^{SLUG}\\Z"), pa.Check.str_length(max_value=100)]),
    "fold": words(),
    "sentence_id": words(f"{SLUG}:s[0-9]{{3,}}"),
    "sentence_start": number(0, 2**31 - 1),
    "sentence_text": words(),
    "label_source": code("label_source"),
    "annotator_id": words("[a-z][a-z0-9_.-]*"),
    "confidence": number(0, 1, "float64", nullable=True),
}
TABLES = {
    "mentions": LABEL
    | {
        "mention_id": words(f"{SLUG}:s[0-9]{{3,}}:m[0-9]{{2,}}", unique=True),
        "start": number(0, 2**31 - 1),
        "end": number(0, 2**31 - 1),
        "text": words(),
        "actor_id": words("[a-z][a-z0-9_]*"),
        "form": code("mention_form"),
    },
    "events": LABEL
    | {
        "event_id": words(f"{SLUG}:s[0-9]{{3,}}:e[0-9]{{2,}}", unique=True),
        "type": code("event_type"),
        "mode": code("event_mode", nullable=True),
        "quad_class": code("quad_class"),
        "score": number(-10, 10, "float64", nullable=True),
        "reciprocal": pa.Column("bool"),
        "status": code("status"),
        "content_of": words(f"{SLUG}:s[0-9]{{3,}}:e[0-9]{{2,}}", nullable=True),
        "incident_id": words("[a-z][a-z0-9_]*", nullable=True),
        "certainty": code("certainty"),
        "alternative": words(nullable=True),
    },
}


def read(root: Path, table: str) -> pd.DataFrame:
    """Return the flat columns of a table in all splits."""
    parts = sorted((root / "data" / table).glob("*.parquet"))
    return pd.concat([pd.read_parquet(path, columns=list(TABLES[table])) for path in parts], ignore_index=True)


def check(frame: pd.DataFrame, table: str) -> Counter[str]:
    """Return how many values of each flat column of a table break its schema."""
    try:
        pa.DataFrameSchema(TABLES[table]).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        return Counter(str(column) for column in errors.failure_cases["column"])
    return Counter()
