"""Datelines: how a place opens a text, "KABUL —", "Islamabad (Agency):", "QUETTA, March 3 —", "QUETTA, 3 March —"."""

from __future__ import annotations

import re

_DAY = r"(?:\w+\.?\s+\d{1,2}(?:,\s*\d{4})?|\d{1,2}\s+[^\W\d]+\.?(?:,?\s*\d{4})?)"
_REST = rf"(?:\s*\([^)]{{1,40}}\)|\s*,\s*{_DAY})*\s*[—–:-]{{1,2}}\s"
"""What follows the place: perhaps an agency or the day, then a sign."""
AFTER_PLACE = re.compile(_REST)
IN_CAPITALS = re.compile(rf"[A-Z][A-Z .’'-]{{2,60}}{_REST}")
"""A whole dateline, known without its place by the capitals."""
