"""Articles recognised in somebody's own copies: by the hashes of their units, in order, and by nothing else.

A copy may hold more than the article, before, between and after its units, such as the header and footer of a page.
What a unit's hash does not prove is not taken for it, however like it may be.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path

from torkham.document import MAX_BYTES
from torkham.edition.normal_form import Edit, apply_edits, normal_form, positions

LONG = 40
"""Code points from which a unit is taken to stand in a copy once, so that shorter ones are looked for beside it."""
PROBES = 3
"""How many of an article's longest units tell which copies are worth a closer look, however short they are."""
_SHOWN = 160
_WORD_START = re.compile(r"(?<!\w)\S")
_WORD_END = re.compile(r"(?<=\S)(?!(?<=\w)\w)")
_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True)
class Unit:
    """A unit of an article without its text: a row of the `units` table, with its offsets in the article."""

    sentence_id: str
    start: int
    end: int
    length: int
    sha256: str
    before: str
    after: str
    edits: Sequence[Edit]


@dataclass(frozen=True)
class Copy:
    """A text that somebody has, under whatever name."""

    file: str
    text: str

    @cached_property
    def normal(self) -> str:
        """Its normal form."""
        return normal_form(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where words begin in the normal form."""
        return [match.start() for match in _WORD_START.finditer(self.normal)]

    @cached_property
    def ends(self) -> frozenset[int]:
        """Where words or marks end in the normal form."""
        return frozenset(match.start() for match in _WORD_END.finditer(self.normal))

    def line(self, at: int) -> int:
        """Return the line of the text, counted from 1, in which a place of the normal form stands."""
        origins = positions(self.text)
        return len(_LINE_END.findall(self.text, 0, origins[at] if at < len(origins) else len(self.text))) + 1


@dataclass(frozen=True)
class Miss:
    """A unit that a copy does not have, and the words of the copy that stand where it was looked for."""

    article_id: str
    unit: Unit
    file: str
    line: int
    words: str

    def lines(self) -> Iterator[str]:
        """Yield what there is to say of it, for people."""
        unit = self.unit
        length = f"{unit.end - unit.start} code points"
        yield f"{unit.sentence_id} is not in {self.file}: {length} from offset {unit.start} of {self.article_id}"
        yield f"  line {self.line} has: {self.words}" if self.words else f"  nothing stands there, at line {self.line}"


def read_copies(folder: Path) -> tuple[list[Copy], list[str]]:
    """Return the texts in a folder and all below it, and why other files are not among them.

    Names that start with a dot are passed over.
    """
    copies, refused = [], []
    paths = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    for path in paths:
        name = path.name if path == folder else path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        try:
            if len(data) > MAX_BYTES:
                raise ValueError(f"is larger than {MAX_BYTES} bytes: split it")
            copies.append(Copy(name, data.decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            refused.append(f"{name} is not UTF-8 (byte {error.start}): convert it, if it is a text")
        except ValueError as error:
            refused.append(f"{name} {error}")
    return copies, refused


def recognise(articles: Mapping[str, Sequence[Unit]], copies: Sequence[Copy]) -> dict[str, Copy | list[Miss]]:
    """Return for each article the copy that has all its units in order, or else what the likeliest copy lacks.

    The list is empty where no copy has any of the article's long units.
    """
    likely = _likely(articles, copies)
    found: dict[str, Copy | list[Miss]] = {}
    for article_id, units in articles.items():
        best: tuple[int, Copy | list[Miss]] = (0, [])
        for copy in likely[article_id]:
            places = locate(units, copy)
            count = len(places) - places.count(None)
            if count == len(units):
                best = count, copy
                break
            if count > best[0]:
                best = count, list(_misses(article_id, units, places, copy))
        found[article_id] = best[1]
    return found


def exact_text(units: Sequence[Unit], copy: Copy) -> str:
    """Return the text of an article from a copy in which all its units were found."""
    parts = []
    for unit, at in zip(units, locate(units, copy), strict=True):
        assert at is not None
        parts += [unit.before, apply_edits(copy.normal[at : at + unit.length], unit.edits), unit.after]
    return "".join(parts)


def _likely(articles: Mapping[str, Sequence[Unit]], copies: Sequence[Copy]) -> dict[str, list[Copy]]:
    """Return for each article the copies that have some of its long units, those that have most first.

    Each copy is read once for each length that units have, however many articles there are.
    """
    probes: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for article_id, units in articles.items():
        longest = sorted(units, key=lambda unit: -unit.length)
        for unit in longest[:PROBES] + [unit for unit in longest[PROBES:] if unit.length >= LONG]:
            probes[unit.length][unit.sha256].append(article_id)
    hits: dict[str, Counter[int]] = {article_id: Counter() for article_id in articles}
    for number, copy in enumerate(copies):
        for length, wanted in probes.items():
            for at in _whole_words(copy, length, 0, len(copy.normal)):
                for article_id in wanted.get(_hash(copy.normal[at : at + length]), ()):
                    hits[article_id][number] += 1
    return {article_id: [copies[number] for number, _ in count.most_common()] for article_id, count in hits.items()}


def locate(units: Sequence[Unit], copy: Copy) -> list[int | None]:
    """Return where in the copy's normal form each unit begins, in order; None where it does not stand."""
    places = _in_order(units, copy, 0, len(copy.normal))
    return places if None not in places else _around_long(units, copy)


def _in_order(units: Sequence[Unit], copy: Copy, start: int, end: int) -> list[int | None]:
    places = []
    for unit, after in zip_longest(units, units[1:]):
        at = _find(unit, after, copy, start, end)
        places.append(at)
        start = start if at is None else at + unit.length
    return places


def _around_long(units: Sequence[Unit], copy: Copy) -> list[int | None]:
    """Look for the long units first: short ones ("Talks") stand in many places, and far from their own mislead."""
    long = [number for number, unit in enumerate(units) if unit.length >= LONG]
    anchors = zip(long, _in_order([units[number] for number in long], copy, 0, len(copy.normal)), strict=True)
    places: list[int | None] = []
    start = 0
    for number, at in [*((number, at) for number, at in anchors if at is not None), (len(units), len(copy.normal))]:
        places += _in_order(units[len(places) : number], copy, start, at)
        if number < len(units):
            places.append(at)
            start = at + units[number].length
    return places


def _find(unit: Unit, after: Unit | None, copy: Copy, start: int, end: int) -> int | None:
    """Return the first place of a unit, `after` which another comes: right at `start`, or else between whole words."""
    following = (start, start + copy.normal.startswith(" ", start))
    for at in (*following, *_whole_words(copy, unit.length, start, end)):
        border = at + unit.length
        if border > end or not _stands(unit, copy, at):
            continue
        # The white space between two units may be missing; else a unit ends where a word does.
        if border in copy.ends or not unit.length or (after is not None and _stands(after, copy, border)):
            return at
    return None


def _stands(unit: Unit, copy: Copy, at: int) -> bool:
    return _hash(copy.normal[at : at + unit.length]) == unit.sha256


def _whole_words(copy: Copy, length: int, start: int, end: int) -> list[int]:
    """Return where `length` code points between `start` and `end` begin where a word does, and end where one does."""
    starts, ends = copy.starts, copy.ends
    first, last = bisect_left(starts, start), bisect_left(starts, end - length + 1)
    return [at for at in starts[first:last] if at + length in ends]


def _misses(article_id: str, units: Sequence[Unit], places: Sequence[int | None], copy: Copy) -> Iterator[Miss]:
    first = next((number for number, at in enumerate(places) if at is not None), len(places))
    # What is missing at the start of an article stands right before what is there, not at the top of the page.
    cursor = max(0, (places[first] or 0) - sum(unit.length + 1 for unit in units[:first])) if first < len(places) else 0
    for number, (unit, at) in enumerate(zip(units, places, strict=True)):
        if at is not None:
            cursor = at + unit.length
            continue
        border = next((later for later in places[number:] if later is not None), len(copy.normal))
        cursor += copy.normal.startswith(" ", cursor)
        is_last = number + 1 < len(units) and places[number + 1] is not None
        end = border if is_last else min(border, cursor + unit.length)
        words = copy.normal[cursor:end].strip()
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        yield Miss(article_id, unit, copy.file, copy.line(cursor), shown)
        cursor = end


def _hash(normal: str) -> str:
    return hashlib.sha256(normal.encode()).hexdigest()
