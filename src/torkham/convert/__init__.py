"""Conversion: anybody's articles become a dataset of the same tables as the shipped one, labelled by machine.

An article goes this way, one module each: `inputs` finds it, a reader (`plain`, `markdown`, `html`, `rows`) takes its
text and what is said of it, `admission` and `language` say whether it is taken, `drafting` cuts it into units,
`labelling` has them labelled, `journal` keeps the result until `dataset` writes all of them. `intake` leads one article
through these, `run` a whole conversion; `batch` does the same for texts in memory.
"""

from __future__ import annotations

from torkham.convert.batch import convert_texts
from torkham.convert.errors import ConvertError, StrictError
from torkham.convert.found import Skip
from torkham.convert.journal import JournalError
from torkham.convert.report import Report
from torkham.convert.run import Options, convert
from torkham.convert.unlabelled import Unlabelled

__all__ = [
    "ConvertError",
    "JournalError",
    "Options",
    "Report",
    "Skip",
    "StrictError",
    "Unlabelled",
    "convert",
    "convert_texts",
]
