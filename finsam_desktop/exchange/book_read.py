"""Reads workbooks from outside, .xlsx, .xlsm, .xls, .ods and .xlsb; a child process does all parsing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.book import Book, BookCell, BookSheet
from finsam_desktop.exchange.book_child import COMPUTED, DATE, PERCENT
from finsam_desktop.exchange.container import damaged

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
"""What people's workbooks are called; they are read by their content whatever they are called."""
_VALUES = frozenset((str, int, float, bool, type(None)))


def read_book(path: Path, *, cancelled: Callable[[], bool] = sandbox.never) -> Book:
    """What stands in the workbook, and what could not be read of it.

    Macros do not run, links are not followed, a formula that goes to another workbook keeps its saved value.
    Raises `OutsideFileError` when the file is no workbook, is damaged, locked or hostile, or passes the
    limits of the sandbox on time and memory; `sandbox.CancelledError` when `cancelled()` becomes true.
    """
    try:
        return _assemble(sandbox.run("book", path, cancelled=cancelled))
    except (
        TypeError,
        ValueError,
        LookupError,
        OverflowError,
    ):  # said by a child that a file got the better of
        raise OutsideFileError(damaged(f"Filen ”{path.name}”")) from None


def _assemble(items: list[Any]) -> Book:
    book = Book([])
    for kind, *rest in items:
        if kind == "sheet":
            name, hidden, rows, columns, merges = rest
            book.sheets.append(
                BookSheet(
                    str(name),
                    bool(hidden),
                    {},
                    frozenset(map(int, rows)),
                    frozenset(map(int, columns)),
                    tuple(
                        (int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in merges
                    ),
                )
            )
        elif kind == "cells":
            cells = book.sheets[-1].cells
            for row, column, value, formula, flags in rest[0]:
                if type(value) not in _VALUES or type(formula) is not str:
                    raise ValueError(value)
                if flags & DATE:
                    value = date.fromordinal(value)
                marks = (bool(flags & PERCENT), bool(flags & COMPUTED)) if flags else ()
                cells[int(row), int(column)] = BookCell(value, formula, *marks)
        else:
            book.problems = [str(problem) for problem in rest[0]]
    return book
