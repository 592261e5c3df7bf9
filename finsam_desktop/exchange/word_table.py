"""Budget tables in the Word document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from finsam_desktop.exchange.outline import HeaderCell, Table, TableRow
from finsam_desktop.exchange.word_xml import add_cell, add_paragraph, add_row, add_run, add_table

INPUT, BAND, GROUP = "FFFF99", "BDD7EE", "D9D9D9"
"""Fills of the forms' own workbooks: cells to fill in, bands and part sums, group sums."""

_FILLS = {"group": GROUP, "part": BAND, "total": BAND}
_RULES = {"group": 6, "part": 12, "total": 12}
"""Above sums, in eighths of a point."""
_ROW_INDENT = 110
_ROWS_ON_A_PAGE = 30
"""A table of so many rows fits on a page that lies down, and is not split."""


def add_budget_table(parent: Any, table: Table, width: int) -> None:
    """The table over the whole `width` (twentieths of a point); band and head are repeated on every page."""
    widths = scaled(table.widths, width)
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
        keep_next = line.kind == "heading" or (stays_whole and number < len(table.rows))
        _row(element, line, widths, keep_next=keep_next)


def scaled(widths: tuple[float, ...], total: int) -> list[int]:
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


def _row(table: Any, line: TableRow, widths: list[int], *, keep_next: bool) -> None:
    row = add_row(table)
    is_sum = line.kind in _FILLS
    for content, width in zip(line.cells, widths, strict=True):
        cell = add_cell(
            row,
            width,
            rule_above=_RULES.get(line.kind, 0),
            fill=_FILLS.get(line.kind, INPUT if content.input else ""),
            no_wrap=content.numeric,
            valign="center",
        )
        paragraph = add_paragraph(
            cell,
            "TableText",
            keep_next=keep_next,
            indent=_ROW_INDENT if content.label and line.kind == "row" else 0,
            align=_align(content.align),
        )
        bold = is_sum or (line.kind == "heading" and content.label)
        add_run(paragraph, content.text, bold=bold, italic=line.kind == "control")
        if content.note:
            add_run(paragraph, f" {content.note}")


def _align(align: str) -> str:
    return "" if align == "left" else align
