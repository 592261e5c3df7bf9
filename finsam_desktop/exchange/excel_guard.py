"""What helps whoever fills in the workbook: checks of what is typed, locked cells, names for ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_range_abs

from finsam_desktop.domain.parse import FIRST_YEAR, LAST_YEAR, MAX_PERCENT
from finsam_desktop.domain.template import Rows, SumLine
from finsam_desktop.exchange.excel_plan import Plan, Table

_CHECKS: dict[str, dict[str, Any]] = {
    "amount": {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": "Inget belopp",
        "error_message": "Här ska stå ett belopp med siffror, noll eller mer, till exempel 120000. "
        "Vill du ändå ha det som du skrev?",
    },
    "number": {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": "Inget tal",
        "error_message": "Här ska stå ett tal, noll eller mer, till exempel 12 eller 3,5. "
        "Vill du ändå ha det som du skrev?",
    },
    "percent": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": MAX_PERCENT // 100,
        "error_title": "Ingen procentsats",
        "error_message": f"Här ska stå en procentsats mellan 0 och {MAX_PERCENT} %, till exempel 50 %. "
        "Vill du ändå ha det som du skrev?",
    },
    "date": {
        "validate": "date",
        "criteria": "between",
        "minimum": datetime(FIRST_YEAR, 1, 1),
        "maximum": datetime(LAST_YEAR, 12, 31),
        "error_title": "Inget datum",
        "error_message": f"Här ska stå ett datum mellan {FIRST_YEAR} och {LAST_YEAR}, till exempel "
        "2025-07-01. Vill du ändå ha det som du skrev?",
    },
}
_MAY_CHANGE = {"objects": True, "format_columns": True, "format_rows": True}
"""What a protected sheet lets people do besides filling in: comments, widths and heights."""


def protect(sheet: Any) -> None:
    """Lock the cells that are not to be filled in, without a password: a slip is stopped, nobody is."""
    sheet.protect("", _MAY_CHANGE)


def check_cells(sheet: Any, cells: dict[str, list[tuple[int, int]]]) -> None:
    """Ask, when something else than the column's kind is typed; what is pasted comes in as it is.

    `cells` has rows and columns from zero by the kind of their column.
    """
    for kind, places in cells.items():
        if kind in _CHECKS and places:
            areas = list(_rectangles(places))
            check = _CHECKS[kind] | {"error_type": "warning", "multi_range": _joined(areas)}
            sheet.data_validation(*areas[0], check)


def _joined(areas: Sequence[tuple[int, int, int, int]]) -> str:
    return " ".join(xl_range_abs(*area).replace("$", "") for area in areas)


def _rectangles(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """The cells as few areas: first row, first column, last row, last column."""
    runs: dict[tuple[int, int], list[int]] = {}
    for row, cells in groupby(sorted(places), key=lambda place: place[0]):
        columns = [column for _, column in cells]
        for _, run in groupby(enumerate(columns), key=lambda pair: pair[1] - pair[0]):
            together = [column for _, column in run]
            runs.setdefault((together[0], together[-1]), []).append(row)
    for (left, right), rows in runs.items():
        for _, below in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            spell = [row for _, row in below]
            yield spell[0], left, spell[-1], right


def name_ranges(book: Any, plans: Sequence[Plan]) -> None:
    """Name each table, group and sum by its ids: `detailed_requested_table`, `detailed_salaries`."""
    taken: set[str] = set()
    for plan in plans:
        last = len(plan.columns) - 1
        for ids, first_row, last_row in _ranges(plan):
            name = base = re.sub(r"[^A-Za-z0-9_]", "_", f"{plan.view.id}_{ids}")
            number = 1
            while name.lower() in taken:
                number += 1
                name = f"{base}_{number}"
            taken.add(name.lower())
            area = xl_range_abs(first_row, 0, last_row, last)
            book.define_name(name, f"='{plan.view.template.name}'!{area}")


def _ranges(plan: Plan) -> Iterator[tuple[str, int, int]]:
    """What is named, with its first and last row."""
    for table in plan.tables:
        if table.part.lines:
            last = table.first_line + len(table.part.lines) - 1
            yield f"{table.part.id}_table", table.header_row, last
            yield from _lines(table)


def _lines(table: Table) -> Iterator[tuple[str, int, int]]:
    groups: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(table.part.lines, start=table.first_line):
        if isinstance(line.template, Rows):
            name = f"{line.template.id}@{line.party}" if line.party else line.template.id
            groups[name] = (groups.get(name, (row, row))[0], row)
        elif isinstance(line.template, SumLine):
            groups[line.id] = (row, row)
    yield from ((name, first, last) for name, (first, last) in groups.items())
