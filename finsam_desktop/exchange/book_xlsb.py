"""Reads .xlsb: values, number formats, what is hidden and merged; of formulas the saved values alone.

After [MS-XLSB]: each part is a run of records with a number, a size and that many bytes. No kept library
tells percent from numbers, or what is hidden.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from finsam_desktop.exchange.book import BookSheet
from finsam_desktop.exchange.book_gather import (
    BUILT_IN_FORMATS,
    MAX_COLUMNS,
    MAX_MERGES,
    MAX_ROWS,
    Gathering,
    Shown,
    shown_as,
)
from finsam_desktop.exchange.book_xlsx import one_target, targets_of

_ROW, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = 0, 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR, _RICH = 8, 9, 10, 11, 62
_STRING, _FORMAT, _STYLE, _COLUMN, _BOOK, _SHEET, _MERGE = 19, 44, 47, 60, 153, 156, 176
_BEGIN_STYLES, _END_STYLES = 617, 618
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def read_xlsb(path: Path) -> Gathering:
    """The workbook. Raises what `zipfile`, `struct` and lookups raise of a damaged one."""
    found = Gathering()
    with zipfile.ZipFile(path) as archive:
        book_part = one_target(targets_of(archive, ""), "/officeDocument")
        targets = targets_of(archive, book_part)
        sheets = []
        for number, data in _records(archive, book_part):
            if number == _BOOK and data[0] & 1:
                found.use_1904()
            elif number == _SHEET:
                relation, end = _string(data, 8)
                sheets.append((_string(data, end)[0], data[0] != 0, relation))
        strings_part = one_target(targets, "/sharedStrings")
        strings = [
            _string(data, 1)[0] for number, data in _records(archive, strings_part) if number == _STRING
        ]
        shown = _styles(archive, one_target(targets, "/styles"))
        for name, hidden, relation in sheets:
            kind, part = targets.get(relation, ("", ""))
            sheet = found.add_sheet(name, hidden) if kind.endswith("/worksheet") else None
            if sheet is not None:
                _fill(found, sheet, _records(archive, part), strings, shown)
    return found


def _records(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    """Number and content of each record of a part, none of one that is not there."""
    if part not in archive.namelist():
        return
    with archive.open(part) as stream:
        while first := stream.read(1):
            number = first[0]
            if number & 0x80:
                number = (number & 0x7F) | (stream.read(1)[0] & 0x7F) << 7
            size = _size(stream)
            data = stream.read(size)
            if len(data) < size:
                raise ValueError(part)
            yield number, data


def _size(stream: IO[bytes]) -> int:
    size = 0
    for shift in (0, 7, 14, 21):
        byte = stream.read(1)[0]
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return size


def _string(data: bytes, start: int) -> tuple[str, int]:
    """The text that begins there, and where it ends."""
    (count,) = struct.unpack_from("<I", data, start)
    end = start + 4 + 2 * count
    if end > len(data):
        raise ValueError(count)
    return data[start + 4 : end].decode("utf-16-le", "replace"), end


def _styles(archive: zipfile.ZipFile, part: str) -> list[Shown]:
    formats, shown, cells = dict(BUILT_IN_FORMATS), [], False
    for number, data in _records(archive, part):
        if number == _FORMAT:
            formats[struct.unpack_from("<H", data)[0]] = shown_as(_string(data, 2)[0])
        elif number in (_BEGIN_STYLES, _END_STYLES):
            cells = number == _BEGIN_STYLES
        elif number == _STYLE and cells:
            shown.append(formats.get(struct.unpack_from("<H", data, 2)[0], Shown.NUMBER))
    return shown


def _fill(
    found: Gathering,
    sheet: BookSheet,
    records: Iterator[tuple[int, bytes]],
    strings: list[str],
    styles: list[Shown],
) -> None:
    row = -1
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    merges: list[tuple[int, int, int, int]] = []
    for number, data in records:
        if number == _ROW:
            (row,) = struct.unpack_from("<I", data)
            if data[11] & 0x10 and row < MAX_ROWS:
                hidden_rows.add(row)
        elif _RK <= number <= _FORMULA_ERROR or number == _RICH:
            column, style = struct.unpack_from("<II", data)
            style &= 0xFFFFFF
            shown = styles[style] if style < len(styles) else Shown.NUMBER
            _put(found, sheet, (row, column), number, data, strings, shown)
        elif number == _COLUMN:
            first, last = struct.unpack_from("<II", data)
            if data[16] & 1:
                hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))
        elif number == _MERGE and len(merges) <= MAX_MERGES:
            top, bottom, left, right = struct.unpack_from("<IIII", data)
            merges.append((top, left, bottom, right))
    sheet.hidden_rows, sheet.hidden_columns = frozenset(hidden_rows), frozenset(hidden_columns)
    found.merge(sheet, merges)


def _put(
    found: Gathering,
    sheet: BookSheet,
    at: tuple[int, int],
    number: int,
    data: bytes,
    strings: list[str],
    shown: Shown,
) -> None:
    """One cell; its content begins after the eight bytes of column and style."""
    if number == _RK:
        found.put_number(sheet, *at, _packed(struct.unpack_from("<I", data, 8)[0]), shown)
    elif number in (_REAL, _FORMULA_NUMBER):
        found.put_number(sheet, *at, struct.unpack_from("<d", data, 8)[0], shown)
    elif number in (_BOOL, _FORMULA_BOOL):
        found.put(sheet, *at, data[8] != 0)
    elif number in (_ERROR, _FORMULA_ERROR):
        found.put_error(sheet, *at, _ERRORS.get(data[8], "okänt"))
    else:
        text = strings[struct.unpack_from("<I", data, 8)[0]] if number == _SHARED else ""
        if number in (_TEXT, _FORMULA_TEXT, _RICH):
            text, _ = _string(data, 9 if number == _RICH else 8)
        if text:
            found.put(sheet, *at, text)


def _packed(number: int) -> float:
    """An RK number: 30 bits of a whole number or of a float's upper end, perhaps a hundredth of it."""
    if number & 2:
        value = float((number >> 2) - (number >> 31 << 30))
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))
    return value / 100 if number & 1 else value
