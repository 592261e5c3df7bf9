"""Which row of a worksheet holds what, and how wide and high its cells have to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil

from finsam_desktop.domain.layout import ColumnView, PartView, SheetView
from finsam_desktop.domain.template import HeadItem

_MAX_WORD_MM = 60.0
# Millimetres in Arial 10: 0.28, 0.5, 0.56 and 0.72 em.
_WIDTHS = dict.fromkeys("fijlrt.,:;-'|!()[] I", 1.1) | dict.fromkeys("ckszvxyJ", 1.77)
_SMALL, _CAPITAL = 1.97, 2.55
_BOLDER = 1.05
_WIDEST_MM = _CAPITAL * _BOLDER
_CELL_MARGIN_MM = 3.0

MARGINS = {"left": 0.5, "right": 0.5, "top": 0.4, "bottom": 0.6}
"""Of the printed page, in inches: one in all, both ways."""
_LONG_MM, _SHORT_MM = 297 - 25.4, 210 - 25.4
"""What they leave of A4."""
_WIDER, _HIGHER = 1.08, 1.04
"""What columns and rows may grow by in print: columns are counted in digits, which printers have wider."""
_LARGEST, _SMALLEST = 1.3, 0.5
_ABOUT_AS_LARGE = 0.9


@dataclass(frozen=True, slots=True)
class Table:
    """Where a part stands on its sheet; rows from zero."""

    part: PartView
    band: int | None
    header: tuple[tuple[str, ...], ...]
    """Rows of one text for each column, bottom aligned."""
    header_row: int
    first_line: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet from top to bottom; rows from zero. The title is row 0, the head begins in row 1."""

    view: SheetView
    columns: tuple[ColumnView, ...]
    widths: tuple[float, ...]
    """Millimetres for each column."""
    head: tuple[tuple[HeadItem, ...], ...]
    """Items that stand beside each other: those without a label follow the one before."""
    before: int
    tables: tuple[Table, ...]
    after: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Paper:
    """How a sheet is printed; `divided` where each table begins a page."""

    portrait: bool
    divided: bool
    percent: int
    """The scale."""


def fit_on_paper(width: float, heights: Sequence[float]) -> Paper:
    """The way to print that fills the page's width, of those that show the sheet about as large as can be.

    `width` and the `heights` of what stands on each page, should each table begin one, in
    millimetres. Rows that would be too small to read so go on over pages instead.
    """
    width *= _WIDER
    scales: dict[tuple[bool, bool], float] = {}
    filled: dict[tuple[bool, bool], float] = {}
    for divided, portrait in product((False, True), (False, True)):
        across, down = (_SHORT_MM, _LONG_MM) if portrait else (_LONG_MM, _SHORT_MM)
        height = _HIGHER * (max(heights) if divided else sum(heights))
        scales[portrait, divided] = min(across / width, down / height, _LARGEST)
        filled[portrait, divided] = round(scales[portrait, divided] * width / across, 2)
    best = max(scales.values())
    to_width = min(_LONG_MM / width, 1.0)
    if best < min(_SMALLEST, to_width):
        return Paper(False, len(heights) > 1, _percent(to_width))
    way = max(
        (way for way, scale in scales.items() if scale >= best * _ABOUT_AS_LARGE), key=filled.__getitem__
    )
    return Paper(*way, _percent(scales[way]))


def _percent(scale: float) -> int:
    """Within what Excel takes."""
    return max(10, int(scale * 100))


def plan_sheet(view: SheetView) -> Plan:
    """The places of everything that the sheet prints; columns for the screen alone are left out."""
    columns = tuple(column for column in view.columns if not column.template.screen_only)
    head: list[tuple[HeadItem, ...]] = []
    for item in view.template.head:
        if item.label or not head:
            head.append((item,))
        else:
            head[-1] += (item,)
    before = row = len(head) + 2
    row += len(view.template.before) + bool(view.template.before)
    tables = []
    for part in view.parts:
        header = _header(view, part, columns)
        header_row = row + bool(part.title)
        first_line = header_row + len(header)
        tables.append(Table(part, row if part.title else None, header, header_row, first_line))
        row = first_line + len(part.lines) + 1
    widths = tuple(_width(view, column) for column in columns)
    last_row = row + len(view.template.after) - 1 if view.template.after else row - 2
    return Plan(view, columns, widths, tuple(head), before, tuple(tables), row, last_row)


def _header(view: SheetView, part: PartView, columns: tuple[ColumnView, ...]) -> tuple[tuple[str, ...], ...]:
    headers = [view.header_of(part, column) for column in columns]
    height = max(map(len, headers), default=0)
    filled = [("",) * (height - len(header)) + header for header in headers]
    return tuple(row for row in zip(*filled, strict=True) if any(row))


def _width(view: SheetView, column: ColumnView) -> float:
    """The form's width, or what the longest word of the column's headers needs."""
    headers = [text for part in view.parts for text in view.header_of(part, column)]
    longest = max((text_mm(word, bold=True) for text in headers for word in text.split()), default=0.0)
    return max(column.template.width, min(longest, _MAX_WORD_MM) + _CELL_MARGIN_MM)


def text_mm(text: str, *, bold: bool = False) -> float:
    """About how wide the text is in Arial 10, erring on the wide side; millimetres."""
    width = sum(_WIDTHS.get(char, _CAPITAL if char.isupper() else _SMALL) for char in text)
    return width * _BOLDER if bold else width


def wrapped_lines(text: str, room: float, *, bold: bool = False) -> int:
    """About how many lines the text takes in a cell of `room` millimetres."""
    room = max(room - _CELL_MARGIN_MM / 3, _WIDEST_MM)
    if len(text) * _WIDEST_MM <= room and "\n" not in text:
        return 1
    lines = 0
    for line in text.split("\n"):
        lines += 1
        used = 0.0
        for word in line.split():
            wide = text_mm(word, bold=bold)
            if used and used + wide > room:
                lines += 1
                used = 0.0
            used += wide
            if used > room:
                lines += ceil(used / room) - 1
                used %= room
            used += text_mm(" ")
    return lines
