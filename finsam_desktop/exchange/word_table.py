"""Budget tables in the Word document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from finsam_desktop.exchange.columns import share
from finsam_desktop.exchange.excel_plan import text_mm
from finsam_desktop.exchange.outline import HeaderCell, Table, TableRow
from finsam_desktop.exchange.word_xml import add_cell, add_paragraph, add_row, add_run, add_table

INPUT, BAND, GROUP = "FFFF99", "BDD7EE", "D9D9D9"
"""Fills of the forms' own workbooks: cells to fill in, bands and part sums, group sums."""

_FILLS = {"group": GROUP, "part": BAND, "total": BAND}
_RULES = {"group": 6, "part": 12, "total": 12}
"""Above sums, in eighths of a point."""
_ROW_INDENT = 110
_PER_MM = 0.92 * 1440 / 25.4
"""Twentieths of a point for a millimetre of Arial 10, at the size of the table's text and some more."""
_MARGINS = 170
"""Left and right in each cell, with the lines."""
_ROWS_ON_A_PAGE = 30
"""A table of so many rows fits on a page that lies down, and is not split."""


def add_budget_table(parent: Any, table: Table, width: int) -> None:
    """The table over the whole `width` (twentieths of a point); band and head are repeated on every page."""
    widths = _widths(table, width)
    element = add_table(parent, "TableGrid", widths, title=table.title, summary=table.summary)
    if table.title:
        row = add_row(element, header=True)
        cell = add_cell(row, sum(widths), columns=len(widths), fill=BAND)
        add_run(add_paragraph(cell, "TableText", keep_next=True), table.title, bold=True)
    for row_number in range(len(table.header)):
        row = add_row(element, header=True)
        for column, origin, header in _head_row(table.header, row_number):
            _head_cell(row, widths, column, header, begins=origin == row_number)
    stays_whole = len(table.header) + len(table.rows) <= _ROWS_ON_A_PAGE
    for number, line in enumerate(table.rows, start=1):
        leading = line.kind in ("heading", "example")
        keep_next = leading or (stays_whole and number < len(table.rows))
        top = table.top and line.kind in ("row", "example")
        _row(element, line, widths, keep_next=keep_next, valign="" if top else "center")


def _widths(table: Table, width: int) -> list[int]:
    """The table's widths with words in the head kept whole, as far as there is room for them."""
    least = [0.0] * len(table.widths)
    for row in table.header:
        for column, cell in enumerate(row):
            for word in cell.text.split() if cell and cell.columns == 1 else ():
                least[column] = max(least[column], text_mm(word, bold=True) * _PER_MM + _MARGINS)
    if sum(least) > width:
        return scaled(table.widths, width)
    return scaled(share(scaled(table.widths, width), least, width), width)


def scaled(widths: Sequence[float], total: int) -> list[int]:
    """The widths in proportion, so that they make up the total exactly."""
    edges = [round(sum(widths[:number]) / sum(widths) * total) for number in range(len(widths) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _head_row(
    header: tuple[tuple[HeaderCell | None, ...], ...], number: int
) -> Iterator[tuple[int, int, HeaderCell]]:
    """The cells that stand in the row or reach into it from above: column, row where it begins, cell."""
    for column in range(len(header[number])):
        for origin in range(number, -1, -1):
            cell = header[origin][column]
            if cell and origin + cell.rows > number:
                yield column, origin, cell
                break


def _head_cell(row: Any, widths: list[int], column: int, header: HeaderCell, *, begins: bool) -> None:
    cell = add_cell(
        row,
        sum(widths[column : column + header.columns]),
        columns=header.columns,
        merge="" if header.rows == 1 else "restart" if begins else "continue",
        valign="bottom",
    )
    paragraph = add_paragraph(cell, "TableText", keep_next=True, align=_align(header.align))
    if begins:
        add_run(paragraph, header.text, bold=True)


def _row(table: Any, line: TableRow, widths: list[int], *, keep_next: bool, valign: str) -> None:
    row = add_row(table)
    is_sum = line.kind in _FILLS
    for content, width in zip(line.cells, widths, strict=True):
        cell = add_cell(
            row,
            width,
            rule_above=_RULES.get(line.kind, 0),
            fill=_FILLS.get(line.kind, INPUT if content.input else ""),
            no_wrap=content.numeric,
            valign=valign,
        )
        paragraph = add_paragraph(
            cell,
            "TableExample" if line.kind == "example" else "TableText",
            keep_next=keep_next,
            indent=_ROW_INDENT if content.label and line.kind in ("row", "example") else 0,
            align=_align(content.align),
        )
        bold = is_sum or (line.kind == "heading" and content.label)
        add_run(paragraph, content.text, bold=bold, italic=line.kind == "control")
        if content.note:
            add_run(paragraph, f" {content.note}")


def _align(align: str) -> str:
    return "" if align == "left" else align
