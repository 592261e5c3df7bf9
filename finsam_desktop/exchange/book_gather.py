"""What the readers of the different kinds of workbook put together, within bounds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from finsam_desktop.exchange.book import Book, BookCell, BookSheet, CellValue, place

MAX_ROWS = 100_000
MAX_COLUMNS = 1_000
MAX_CELLS = 1_000_000
MAX_SHEETS = 256
MAX_MERGES = 10_000
"""In one sheet."""
MAX_MERGED = 10_000
"""Cells in one merge."""
MAX_PROBLEMS = 200

_EPOCH = date(1899, 12, 30)
_FIRST_TRUE_DAY = 61  # Excel believes that 1900 had a 29 February, which is its day 60
_DAYS_BETWEEN_EPOCHS = 1462
_NOT_PATTERN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^]]*\]')


class Shown(Enum):
    """As what a number is shown."""

    NUMBER = 0
    PERCENT = 1
    DATE = 2


BUILT_IN_FORMATS = {
    **dict.fromkeys((9, 10), Shown.PERCENT),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), Shown.DATE),
}
"""The numbered formats that a workbook does not spell out; the others show numbers or times of day."""


def shown_as(pattern: str) -> Shown:
    """What a number format makes of a number; a time of day without a date counts as a number."""
    pattern = _NOT_PATTERN.sub("", pattern.lower()).partition(";")[0]
    if "general" in pattern or "standard" in pattern:
        return Shown.NUMBER
    if "%" in pattern:
        return Shown.PERCENT
    if "y" in pattern or "d" in pattern or ("m" in pattern and "h" not in pattern and "s" not in pattern):
        return Shown.DATE
    return Shown.NUMBER


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A cell with a formula whose value the file does not hold; `saved_zero` if it holds a doubtful 0."""

    sheet: BookSheet
    row: int
    column: int
    formula: str
    shown: Shown
    saved_zero: bool = False


class Gathering:
    """A workbook as far as it has been read. `problems` are Swedish sentences that begin with the place."""

    def __init__(self) -> None:
        self.sheets: list[BookSheet] = []
        self.unsaved: list[Unsaved] = []
        self.days_off = 0
        self._count = 0
        self._problems: dict[str, None] = {}
        self._more = 0

    def use_1904(self) -> None:
        """The dates of this workbook count from 1904."""
        self.days_off = _DAYS_BETWEEN_EPOCHS

    def add_sheet(self, name: str, hidden: bool) -> BookSheet | None:
        """A new sheet, None when there are more than anybody needs."""
        if len(self.sheets) >= MAX_SHEETS:
            self.say(f"{name}: arbetsboken har fler än {MAX_SHEETS} blad. Bladet är inte läst.")
            return None
        self.sheets.append(BookSheet(name, hidden))
        return self.sheets[-1]

    def say(self, problem: str) -> None:
        """Note a problem; the same one twice counts once."""
        if problem not in self._problems:
            if len(self._problems) < MAX_PROBLEMS:
                self._problems[problem] = None
            else:
                self._more += 1

    def put(
        self,
        sheet: BookSheet,
        row: int,
        column: int,
        value: CellValue,
        formula: str = "",
        percent: bool = False,
    ) -> None:
        """A cell as it is, unless it is out of bounds."""
        if 0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS and self._count < MAX_CELLS:
            self._count += 1
            sheet.cells[row, column] = BookCell(value, formula, percent)
        elif self._count >= MAX_CELLS:
            self.say(f"{sheet.name}: arbetsboken har fler än {MAX_CELLS} celler. Resten är inte läst.")
        else:
            edge = place("", MAX_ROWS - 1, MAX_COLUMNS - 1)[1:]
            self.say(f"{sheet.name}: det som står nedanför eller till höger om {edge} är inte läst.")

    def put_number(
        self, sheet: BookSheet, row: int, column: int, number: float, shown: Shown, formula: str = ""
    ) -> None:
        """A number as it is shown: a date as a date, an impossible one as a problem."""
        value: CellValue
        if shown is not Shown.DATE and -1e15 < number < 1e15:  # as nearly all are
            value = int(number) if number.is_integer() else number
        else:
            value = self.as_shown(sheet, row, column, number, shown)
        self.put(sheet, row, column, value, formula, shown is Shown.PERCENT)

    def put_error(self, sheet: BookSheet, row: int, column: int, error: str, formula: str = "") -> None:
        """A cell that shows an error such as #REF! holds nothing, and is a problem."""
        self.say(f"{place(sheet.name, row, column)}: cellen visar felet {error[:40]}.")
        self.put(sheet, row, column, None, formula)

    def put_unsaved(
        self, sheet: BookSheet, row: int, column: int, formula: str, shown: Shown, *, saved_zero: bool = False
    ) -> None:
        """A formula without a value, to be computed when all has been read."""
        self.put(sheet, row, column, 0 if saved_zero else None, formula, shown is Shown.PERCENT)
        if (row, column) in sheet.cells:
            self.unsaved.append(Unsaved(sheet, row, column, formula, shown, saved_zero))

    def as_shown(
        self, sheet: BookSheet, row: int, column: int, number: float, shown: Shown
    ) -> int | float | date | None:
        """The number, whole if it is, or the date; None, and a problem, for what is neither."""
        if not math.isfinite(number):
            self.say(f"{place(sheet.name, row, column)}: cellen har ett tal som inte finns ({number}).")
            return None
        if shown is Shown.DATE and not 0 <= number < 1:  # below 1 there is no date: 0, or a time of day
            day = self.day(number)
            if day is None:
                self.say(
                    f"{place(sheet.name, row, column)}: cellen ska visa ett datum, men talet {number:g}"
                    " är inget datum."
                )
            return day
        return int(number) if abs(number) < 1e15 and number == int(number) else number

    def day(self, number: float) -> date | None:
        """The date with this number, None before 1900 and after 9999."""
        whole = math.floor(number) + self.days_off
        if whole < _FIRST_TRUE_DAY:
            whole += 1
        try:
            return _EPOCH + timedelta(whole) if number >= 0 else None
        except OverflowError:
            return None

    def number_of(self, day: date) -> int:
        """The number of a date, as formulas count with it."""
        whole = (day - _EPOCH).days
        return whole - (whole < _FIRST_TRUE_DAY) - self.days_off

    def merge(self, sheet: BookSheet, found: list[tuple[int, int, int, int]]) -> None:
        """The sheet's merged cells; call when its cells are read.

        A merge of a great many cells ends where the sheet's own cells do, so that whoever goes
        through it comes to an end.
        """
        if len(found) > MAX_MERGES:
            self.say(f"{sheet.name}: bladet har fler än {MAX_MERGES} sammanfogningar. Resten är inte läst.")
        last_row = max((row for row, _ in sheet.cells), default=0)
        last_column = max((column for _, column in sheet.cells), default=0)
        merges = []
        for top, left, bottom, right in found[:MAX_MERGES]:
            if (bottom - top + 1) * (right - left + 1) > MAX_MERGED:
                bottom, right = min(bottom, last_row), min(right, last_column)
            if bottom >= top and right >= left and (top, left) != (bottom, right):
                merges.append((top, left, bottom, right))
        sheet.merges = tuple(merges)

    def book(self) -> Book:
        """All of it."""
        problems = list(self._problems)
        if self._more:
            problems.append(f"Det finns {self._more} anmärkningar till.")
        return Book(self.sheets, problems)
