"""What a cell of a workbook says, as a value of the budget."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from finsam_desktop.domain.parse import (
    FIRST_YEAR,
    LAST_YEAR,
    MAX_AMOUNT,
    MAX_PERCENT,
    Unparsed,
    parse_amount,
    parse_date,
    parse_number,
    parse_percent,
    plain_amount,
)
from finsam_desktop.domain.template import ColumnKind
from finsam_desktop.domain.units import parse_in_unit
from finsam_desktop.domain.values import Value, cleaned
from finsam_desktop.exchange.book import BookCell, CellValue

_ERROR = re.compile(r"#[A-ZÅÄÖ][A-ZÅÄÖ0-9/]*[!?]?|Err:\d+|#NAMN\?|#SAKNAS!?")
_MOST_SHARE = 4
"""Shares above this, as of four full-time posts, are percent already where the cell does not say so."""
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050
"""Day numbers of 1990-01-01 and 2099-12-31, counted as Excel does from 1899-12-30."""
_DAY_ZERO = date(1899, 12, 30)
_YEAR = re.compile(r"^(?:år )?(?P<number>\d{1,2}(?= |$))? ?(?P<year>20\d\d|20\dx|20?xx?)?$")
_BARE_NUMBER = re.compile(r"[\s\d.,'’−-]*\d\s*")
"""Ends in a figure: the strokes of 500,- say that it is kronor."""
_DASHES = re.compile(r"\s*[-–—−]{1,3}\s*")
_CURRENCY_FIRST = re.compile(r"\A\s*(?:sek|kr)\.?\s*(?=[-−\d])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class YearMark:
    """What the head of a year says: its number in the form, its calendar year; 0 for what it does not say."""

    number: int = 0
    calendar: int = 0


def is_error(value: CellValue) -> bool:
    """Whether the cell shows an error instead of a value, such as `#REF!`."""
    return isinstance(value, str) and _ERROR.fullmatch(value.strip()) is not None


def is_dash(value: CellValue) -> bool:
    """Whether the cell has the stroke that stands for nothing among figures."""
    return isinstance(value, str) and _DASHES.fullmatch(value) is not None


def is_note(cell: BookCell | None) -> bool:
    """Whether the cell has words without a figure, which among amounts are a note: "ingår", "se bilaga"."""
    text = cell.value if cell else None
    return isinstance(text, str) and bool(text.strip()) and not any(char.isdigit() for char in text)


def is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def is_figure(cell: BookCell | None) -> bool:
    """Whether the cell holds a number other than zero, or a text that is an amount."""
    if cell is None or isinstance(cell.value, bool | date):
        return False
    if isinstance(cell.value, str):
        found = _money(cell.value)
        return isinstance(found, int) and found != 0
    return cell.value is not None and math.isfinite(cell.value) and cell.value != 0


def holds_something(cell: BookCell | None) -> bool:
    """Whether the cell says anything: zeros, blanks and errors do not."""
    if cell is None or is_blank(cell.value) or is_error(cell.value) or is_dash(cell.value):
        return False
    if isinstance(cell.value, str):
        return _money(cell.value) != 0 and parse_percent(cell.value) != 0
    return cell.value != 0


def year_mark(value: CellValue) -> YearMark | None:
    """The year that a header cell names: 2025, "År 2025", "ÅR 1", "År 1 2025", "20xx", "ÅR"; else None."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, date):
        return YearMark(0, value.year) if (value.month, value.day) == (1, 1) else None
    if isinstance(value, float | int):
        return YearMark(0, int(value)) if value == int(value) and 2000 <= value < 2100 else None
    words = " ".join(value.casefold().replace("\u00a0", " ").split())
    words = re.sub(r"^2 0(\d\d)$", r"20\1", words)
    if words == "år":
        return YearMark()
    match = _YEAR.match(words)
    if match is None or not (match["number"] or match["year"]):
        return None
    if match["number"] and not words.startswith("år"):
        return None
    year = match["year"] or ""
    return YearMark(int(match["number"] or 0), int(year) if year.isdecimal() else 0)


def read_value(cell: BookCell, kind: ColumnKind, factor: int = 1) -> Value:
    """The cell's value for a column of the kind; `Unparsed` for what has no one reading, None for a blank.

    `factor` multiplies amounts that are bare numbers: 1000 where the sheet is in thousands.
    """
    value = cell.value
    if is_blank(value) or value is None or (kind != "text" and kind != "label" and is_dash(value)):
        return None
    match kind:
        case "amount":
            return _amount(value, factor)
        case "percent":
            return _percent(cell, value)
        case "number":
            return parse_number(_plain(value))
        case "date":
            return _date(value)
    return cleaned(_plain(value))


def _amount(value: CellValue, factor: int) -> Value:
    if isinstance(value, str):
        found = _money(value)
        if factor == 1 or not _BARE_NUMBER.fullmatch(value):
            return found
        exact = parse_in_unit(value, "tkr")  # which has more decimals than kronor have
        return _within(found * factor) if isinstance(found, int) and isinstance(exact, Unparsed) else exact
    if isinstance(value, date | bool) or value is None or not math.isfinite(value):
        return parse_amount(_plain(value))
    # Figures beyond the öre come from divisions in the workbook, not from what somebody wrote.
    return _within(round(Decimal(repr(value)) * 100 * factor))


def _money(text: str) -> int | Unparsed | None:
    """An amount in öre, with the currency first or last; `Unparsed` has the text as it stands."""
    found = parse_amount(_CURRENCY_FIRST.sub("", text))
    return parse_amount(text) if isinstance(found, Unparsed) else found


def _within(ore: int) -> Value:
    """The amount, or `Unparsed` with all its figures where it is too large."""
    return ore if abs(ore) <= MAX_AMOUNT else parse_amount(plain_amount(ore))


def _percent(cell: BookCell, value: CellValue) -> Value:
    if isinstance(value, str):
        found = parse_percent(value)
        if not isinstance(found, Unparsed) or "%" in value or "procent" in value.casefold():
            return found
        number = parse_number(value)
        return _share(number, shown_as_percent=False) if isinstance(number, Decimal) else found
    if isinstance(value, date | bool) or value is None or not math.isfinite(value):
        return parse_percent(_plain(value))
    return _share(Decimal(repr(value)), shown_as_percent=cell.percent)


def _share(number: Decimal, *, shown_as_percent: bool) -> Value:
    """1 is 100 %, and 100 is 100 % too, also where somebody typed it into a cell shown as percent."""
    most = Decimal(MAX_PERCENT) / 100 if shown_as_percent else Decimal(_MOST_SHARE)
    percent = round(number * 100 if abs(number) <= most else number, 4)
    plain = Decimal(format(percent.normalize(), "f"))
    return plain if 0 <= plain <= MAX_PERCENT else parse_percent(format(plain, "f"))


def _date(value: CellValue) -> Value:
    if isinstance(value, date):
        return value if FIRST_YEAR <= value.year <= LAST_YEAR else parse_date(value.isoformat())
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and isinstance(value, int | float) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return _DAY_ZERO + timedelta(days=int(value))
    return parse_date(_plain(value))


def _plain(value: CellValue) -> str:
    """The value as a person would type it."""
    match value:
        case bool():
            return "Ja" if value else "Nej"
        case float() if math.isfinite(value) and value == int(value):
            return str(int(value))
        case float() | int():
            return format(Decimal(repr(value)), "f") if math.isfinite(value) else str(value)
        case date():
            return value.isoformat()
    return value or ""


def shown(value: CellValue) -> str:
    """The cell's value in a list of what had no place."""
    return " ".join(_plain(value).split())
