"""Which rows of a workbook's sheet are which lines of the form.

The sheet is cut into regions by the titles of its tables. In a region, headings and sums tell which
group the rows between them belong to; within its group a row is known by its label.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finsam_desktop.domain.template import Example, Heading, Line, Rows, SumLine
from finsam_desktop.exchange.recognise_grid import Grid
from finsam_desktop.exchange.recognise_text import CORE, likeness, tidy
from finsam_desktop.exchange.recognise_values import year_mark
from finsam_desktop.exchange.recognise_words import SheetWords

_EXAMPLE_NEEDS = 0.9
_BESIDE = 3
"""Columns right of the labels in which the word of a sum may stand instead."""


@dataclass(frozen=True, slots=True)
class Region:
    """Rows of the sheet that are one table, and the parts of the form that it may be."""

    rows: tuple[int, ...]
    parts: tuple[int, ...]
    name: str = ""
    """The organisation that its title names."""
    titled: bool = False
    title_row: int = -1


@dataclass(frozen=True, slots=True)
class Token:
    """A row that is a heading, a sum or a control."""

    row: int
    column: int
    """Where its word stands."""
    index: int
    """Its line's place among all of the sheet."""


def regions(grid: Grid, words: SheetWords, label: int) -> list[Region]:
    """The tables of the sheet, from the top; parts without title belong to the one before."""
    bands: list[tuple[int, int, str]] = []
    for row in grid.rows:
        text = grid.text(row, label)
        found = words.part_of(text, _beside(grid, row, label)) if text else None
        if found and not grid.has_figures(row, label) and not _is_line_of(words, text, bands, found[0]):
            bands.append((row, *found))
    if not bands:
        return [Region(tuple(grid.rows), tuple(range(len(words.parts))))]
    titled = {part for _, part, _ in bands}
    found_regions = []
    first = bands[0]
    before = tuple(part for part in range(first[1]) if part not in titled)
    above = tuple(row for row in grid.rows if row < first[0])
    if before and above:
        found_regions.append(Region(above, before))
    ends = [row for row, _, _ in bands[1:]] + [grid.rows[-1] + 1]
    for (start, part, name), end in zip(bands, ends, strict=True):
        rows = tuple(row for row in grid.rows if start <= row < end)
        parts = [part]
        while (
            parts[-1] + 1 < len(words.parts) and parts[-1] + 1 not in titled and not words.parts[part].repeat
        ):
            parts.append(parts[-1] + 1)
        found_regions.append(Region(rows, tuple(parts), name, titled=True, title_row=start))
    return found_regions


def _is_line_of(words: SheetWords, text: str, bands: list[tuple[int, int, str]], part: int) -> bool:
    """Whether the text is a sum's or heading's label rather, or repeats the title that stands above it."""
    found = words.lines.find(text)
    if found and found[0][0] >= CORE:
        return True
    return bool(bands) and bands[-1][1] == part and not words.parts[part].repeat


def _beside(grid: Grid, row: int, label: int) -> str:
    """The text in the next cell that has one, years apart."""
    texts = (grid.text(row, n) for n in range(label + 1, label + 3))
    return next((text for text in texts if text and year_mark(text) is None), "")


def examples(grid: Grid, words: SheetWords, rows: tuple[int, ...], label: int, headers: set[int]) -> set[int]:
    """Rows that show how to fill in: below the word "Exempel", or with the words of the form's example.

    A lone marker stands for the rows down to the next header or blank row; a header directly below
    it is the example's own.
    """
    found: set[int] = set()
    lines = [line for _, line in words.flat if isinstance(line, Example)]
    for at, row in enumerate(rows):
        text = tidy(grid.text(row, label))
        if not text.startswith("exempel"):
            if lines and any(_shows(grid, row, label, line) for line in lines):
                found.add(row)
            continue
        found.add(row)
        if text not in ("exempel", "exempel på") or not lines:
            continue
        last, entered = row, False
        for below in rows[at + 1 :]:
            if below != last + 1 or (below in headers and entered):
                break
            entered = entered or below not in headers
            if below not in headers:
                found.add(below)
            last = below
    return found


def _shows(grid: Grid, row: int, label: int, line: Example) -> bool:
    """Whether the row has the words of the form's example and nothing else in words."""
    own = [text for one in line.texts.values() for text in ([one] if isinstance(one, str) else one)]
    own = [text for text in own if not text.isdecimal()]
    texts = [text for n in grid.by_row.get(row, ()) if n != label and (text := grid.text(row, n))]
    return bool(texts) and all(any(likeness(text, one) >= _EXAMPLE_NEEDS for one in own) for text in texts)


class RowFinder:
    """Finds headings, sums and groups in one region."""

    def __init__(self, grid: Grid, words: SheetWords, region: Region, label: int) -> None:
        self.grid, self.words, self.region, self.label = grid, words, region, label
        self.indexes = [n for n, (part, _) in enumerate(words.flat) if part in region.parts]

    def line(self, index: int) -> Line:
        return self.words.flat[index][1]

    def tokens(self, rows: list[int]) -> list[Token]:
        """Headings and sums among the rows, from the top; each goes on from the line before it."""
        found: list[Token] = []
        at = -1
        for row in rows:
            if token := self._token(row, at):
                found.append(token)
                at = token.index
        return [token for token in found if self._is_its_own(token, found)]

    def _is_its_own(self, token: Token, found: list[Token]) -> bool:
        """Whether the token is the line itself, not a row above it that somebody has called like it."""
        mates = [one for one in found if one.index == token.index]
        is_sum = isinstance(self.line(token.index), SumLine)
        computed = [one for one in mates if is_sum and self.grid.is_computed(one.row)]
        return token == (computed or mates)[-1]

    def _token(self, row: int, at: int) -> Token | None:
        places = [self.label]
        if not self.grid.label(row, self.label):
            places += range(self.label + 1, self.label + 1 + _BESIDE)
        figures = self.grid.has_amounts(row, self.label)
        for column in places:
            text = self.grid.text(row, column)
            known = [pair for pair in self.words.lines.find(text) if pair[1] in self.indexes] if text else []
            if figures:
                known = [pair for pair in known if not isinstance(self.line(pair[1]), Heading)]
            if column != self.label:
                known = [pair for pair in known if isinstance(self.line(pair[1]), SumLine)]
            if not known or known[0][0] < self._as_row(text):
                continue
            best = [index for worth, index in known if worth >= known[0][0] - 0.01]
            after = [index for index in best if index > at]
            if figures or after or column != self.label or not self._fits_row(text):
                return Token(row, column, after[0] if after else best[-1])
        return None

    def _as_row(self, text: str) -> float:
        """How well the label fits one of the form's own rows."""
        return max((found[0][0] for found in self._row_matches(text) if found), default=0.0)

    def _fits_row(self, text: str) -> bool:
        return self._as_row(text) > 0

    def _row_matches(self, text: str) -> Iterator[list[tuple[float, str]]]:
        for index in self.indexes:
            line = self.line(index)
            if isinstance(line, Rows):
                yield self.words.groups[line.id].find(text)

    def groups_between(self, above: Token | None, below: Token | None) -> tuple[list[Rows], list[Rows]]:
        """The groups that rows between the two may belong to, and those among them that take any row."""
        first = above.index + 1 if above else self.indexes[0]
        last = below.index if below and below.index >= first else self.indexes[-1] + 1
        near = self._next_structure(first)
        headed = above is not None and isinstance(self.line(above.index), Heading)
        if above is not None and below is None and not headed:
            last = near
        between = [line for n in range(first, last) if isinstance(line := self.line(n), Rows)]
        if not between and below and isinstance(line := self.line(below.index), SumLine):
            between = [one for _, one in self.words.flat if isinstance(one, Rows) and one.id in line.of]
        # What follows a heading is its group, though the sum below it is not there.
        own = [line for n in range(first, near) if isinstance(line := self.line(n), Rows)] if headed else []
        return between, own or between

    def _next_structure(self, first: int) -> int:
        last = self.indexes[-1] + 1
        return next((n for n in range(first, last) if not isinstance(self.line(n), Rows | Example)), last)

    def group_of(
        self, label: str, groups: tuple[list[Rows], list[Rows]], used: set[str]
    ) -> tuple[Rows, str] | None:
        """The group and the form's row that a row is, by its label; `used` are columns with values."""
        between, taking = groups
        best: tuple[float, Rows, str] | None = None
        for group in between:
            if group.each:
                return group, ""
            for worth, row in self.words.groups[group.id].find(label)[:1]:
                if best is None or worth > best[0]:
                    best = worth, group, row
        if best:
            return best[1], best[2]
        open_groups = [one for one in taking if one.free or one.mirror or any(row.named for row in one.rows)]
        fitting = [one for one in open_groups if used <= set(one.columns)]
        chosen = fitting or open_groups or taking
        return (chosen[-1], "") if chosen else None
