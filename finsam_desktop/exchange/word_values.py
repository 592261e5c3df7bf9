"""Values that stand on a line of a form in Word."""

from __future__ import annotations

from datetime import date

from finsam_desktop.domain.parse import parse_amount, parse_date, parse_number

PARSERS = {"date": parse_date, "number": parse_number, "amount": parse_amount}
_LONG_VALUE = 60
_BETWEEN_DATES = ("–", "—", " - ", " till ", " t.o.m. ", " tom ")


def may_be_value(text: str) -> bool:
    """Whether the text, which cannot be read, is meant as a date or a number all the same."""
    return len(text) <= _LONG_VALUE and any(map(str.isdigit, text))


def two_dates(text: str) -> tuple[date, date] | None:
    """A period on a line: "2024 09 01 – 2026 08 30"."""
    for mark in _BETWEEN_DATES:
        first, found, last = text.partition(mark)
        start, end = parse_date(first), parse_date(last)
        if found and isinstance(start, date) and isinstance(end, date):
            return start, end
    return None
