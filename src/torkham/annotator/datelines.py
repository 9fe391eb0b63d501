"""Datelines: how a place opens a text, "KABUL —", "Islamabad (Agency):", "QUETTA, March 3 —"."""

from __future__ import annotations

import re

_REST = r"(?:\s*\([^)]{1,40}\)|\s*,\s*\w+\.?\s+\d{1,2}(?:,\s*\d{4})?)*\s*[—–:-]{1,2}\s"
"""What follows the place: perhaps an agency or the day, then a sign."""
AFTER_PLACE = re.compile(_REST)
IN_CAPITALS = re.compile(rf"[A-Z][A-Z .’'-]{{2,60}}{_REST}")
"""A whole dateline, known without its place by the capitals."""
