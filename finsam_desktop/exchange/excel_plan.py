"""Which row of a worksheet holds what, and how wide and high its cells have to be."""

from __future__ import annotations

from dataclasses import dataclass
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
