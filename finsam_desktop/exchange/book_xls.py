"""Reads .xls of Excel 5 to 2003, through xlrd. Formulas are not told, only their saved values."""

from __future__ import annotations

import os
from pathlib import Path

import xlrd
from xlrd.biffh import XLRDError

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.book import BookSheet
from finsam_desktop.exchange.book_gather import Gathering, shown_as


def read_xls(path: Path) -> Gathering:
    """The workbook. Raises `OutsideFileError` for an encrypted one, and much else for a damaged one."""
    found = Gathering()
    with open(os.devnull, "w", encoding="utf-8") as log:
        try:
            book = xlrd.open_workbook(
                str(path), logfile=log, formatting_info=True, on_demand=True, ragged_rows=True
            )
        except XLRDError as error:
            if "encrypted" not in str(error).lower() and "password" not in str(error).lower():
                raise
            raise OutsideFileError(
                f"Filen ”{path.name}” är skyddad med lösenord. Spara den utan lösenord och försök igen."
            ) from None
        if book.datemode:
            found.use_1904()
        for index in range(book.nsheets):
            theirs = book.sheet_by_index(index)
            sheet = found.add_sheet(theirs.name, theirs.visibility != 0)
            if sheet is not None:
                _fill(found, sheet, book, theirs)
            book.unload_sheet(index)
    return found


def _fill(found: Gathering, sheet: BookSheet, book: xlrd.Book, theirs: xlrd.sheet.Sheet) -> None:
    shown = {
        number: shown_as(book.format_map[style.format_key].format_str)
        for number, style in enumerate(book.xf_list)
        if style.format_key in book.format_map
    }
    for row in range(theirs.nrows):
        for column, cell in enumerate(theirs.row(row)):
            if cell.ctype == xlrd.XL_CELL_TEXT and cell.value:
                found.put(sheet, row, column, cell.value)
            elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                found.put_number(sheet, row, column, cell.value, shown[cell.xf_index])
            elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
                found.put(sheet, row, column, bool(cell.value))
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                error = xlrd.error_text_from_code.get(cell.value, "okänt")
                found.put_error(sheet, row, column, error)
    sheet.hidden_rows = frozenset(row for row, info in theirs.rowinfo_map.items() if info.hidden)
    sheet.hidden_columns = frozenset(column for column, info in theirs.colinfo_map.items() if info.hidden)
    merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in theirs.merged_cells]
    found.merge(sheet, merges)
