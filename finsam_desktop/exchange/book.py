"""What stands in a workbook from outside, whatever kind of file it is, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

CellValue = str | float | int | bool | date | None
"""Money and shares are numbers as the file has them (1 for 100 %); a time of day is left out."""


class BookCell(NamedTuple):
    """A cell that is not empty; a tuple, for a workbook has tens of thousands.

    `value` is what the file says that it shows, None where the file has a formula without a saved
    value. `formula` is as Excel writes it, with the equals sign, empty for none.
    """

    value: CellValue
    formula: str = ""
    percent: bool = False
    """Whether the cell is shown as percent."""
    computed: bool = False
    """Whether we computed the value, because the file had none."""


@dataclass(slots=True)
class BookSheet:
    """A sheet. Rows and columns count from zero; of merged cells the one at top left stands for all."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], BookCell] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """First row, first column, last row, last column."""


@dataclass(slots=True)
class Book:
    """A workbook, with what could not be read of it (Swedish; `Sheet!A1: message`)."""

    sheets: list[BookSheet]
    problems: list[str] = field(default_factory=list)


def place(sheet: str, row: int, column: int) -> str:
    """`Sheet!A1` for a cell counted from zero."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{row + 1}"
