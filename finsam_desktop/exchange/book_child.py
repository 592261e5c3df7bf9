"""What the child process does with a workbook: it tells the kind, reads, computes, and says what it found.

The pieces go over as plain lists; `book_read` puts them together again.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.book import BookCell
from finsam_desktop.exchange.book_compute import compute
from finsam_desktop.exchange.book_gather import Gathering
from finsam_desktop.exchange.container import damaged, look_into_book

PERCENT, COMPUTED, DATE = 1, 2, 4
"""Flags of a cell on its way; a date goes as its ordinal."""
_CELLS_AT_ONCE = 2_000
"""Few enough that whoever takes them in can do something else in between."""


def items(path: Path) -> Iterator[Any]:
    """`["sheet", name, hidden, rows, columns, merges]`, `["cells", [row, column, value, formula, flags] ...]`
    of that sheet, and at last `["problems", ...]`. Raises `OutsideFileError`."""
    name = f"Filen ”{path.name}”"
    try:
        found = _reader(look_into_book(path))(path)
    except (zipfile.BadZipFile, zlib.error, ExpatError, struct.error, LookupError, ValueError, EOFError):
        raise OutsideFileError(damaged(name)) from None
    if not found.sheets:
        raise OutsideFileError(f"{name} är inget kalkylark. Välj en annan fil.")
    compute(found)
    book = found.book()
    for sheet in book.sheets:
        hidden = sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)
        yield ["sheet", sheet.name, sheet.hidden, *hidden, sheet.merges]
        cells = iter(sheet.cells.items())
        while some := [_plain(row, column, cell) for (row, column), cell in islice(cells, _CELLS_AT_ONCE)]:
            yield ["cells", some]
    yield ["problems", book.problems]


def _reader(kind: str) -> Callable[[Path], Gathering]:
    if kind == "xlsx":
        from finsam_desktop.exchange.book_xlsx import read_xlsx

        return read_xlsx
    if kind == "xlsb":
        from finsam_desktop.exchange.book_xlsb import read_xlsb

        return read_xlsb
    if kind == "ods":
        from finsam_desktop.exchange.book_ods import read_ods

        return read_ods
    from finsam_desktop.exchange.book_xls import read_xls

    return read_xls


def _plain(row: int, column: int, cell: BookCell) -> list[Any]:
    flags = PERCENT * cell.percent | COMPUTED * cell.computed
    if isinstance(cell.value, date):
        return [row, column, cell.value.toordinal(), cell.formula, flags | DATE]
    return [row, column, cell.value, cell.formula, flags]
