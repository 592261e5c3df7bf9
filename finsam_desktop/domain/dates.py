"""Dates and periods in running text, the way people in Sweden write them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

_NAMES = "januari februari mars april maj juni juli augusti september oktober november december"
_NUMBERS = {
    name[:length]: number
    for number, name in enumerate(_NAMES.split(), start=1)
    for length in range(3, len(name) + 1)
}
"""Every beginning of a name from three letters on: jan, febr, sept, oktober."""

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:1[0-2]|0?[1-9])", r"(?:[12]\d|3[01]|0?[1-9])"
_NAME = rf"(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b\.?"
_GAP = "[ \u00a0]"
# The most telling form first. A year may be missing: "1/1–31/12 2022", "januari till december 2022".
_FORMS = (
    rf"(?P<year1>{_YEAR})(?P<mark>[- ])(?P<month1>{_MONTH})(?P=mark)(?P<day1>{_DAY})",
    rf"(?P<year2>\d\d)-(?P<month2>{_MONTH})-(?P<day2>{_DAY})",
    rf"(?P<day3>{_DAY})/(?P<month3>{_MONTH})"
    rf"(?:(?:{_GAP}?[-–]{_GAP}?|{_GAP}|/)(?P<year3>{_YEAR})|[-–](?P<year4>\d\d)(?![/\d]))?",
    rf"(?P<day5>{_DAY})(?::e|:a)?{_GAP}(?P<name5>{_NAME})(?:{_GAP}(?P<year5>{_YEAR}))?",
    rf"\b(?P<name6>{_NAME})(?:{_GAP}(?P<year6>{_YEAR}))?",
    rf"(?P<year7>{_YEAR})-(?P<month7>0[1-9]|1[0-2])(?!-\d)",
    rf"(?P<year8>{_YEAR})",
)
_MENTION = re.compile(rf"(?<!\d)(?:{'|'.join(_FORMS)})(?!\d)", re.IGNORECASE)
_BETWEEN = re.compile(
    rf"{_GAP}*(?:[-–—]|,?{_GAP}*(?:\w+ ){{0,3}}(?:till(?: och med)?|t\.? ?o\.? ?m\.?|slutar|avslutas))"
    rf"{_GAP}*(?:den )?",
    re.IGNORECASE,
)
_LONGEST_BETWEEN = 60
"""What stands between the two ends of a period; the words before ”till” as in ”och pågår till”."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A day, a month or a year as it stands in a text. What is not written is 0; a month has no day."""

    text: str
    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0

    def first(self, year: int = 0) -> date | None:
        """Its first day, in `year` where none is written; None for a day that is not in the calendar."""
        return _day(self.year or year, self.month or 1, self.day or 1)

    def last(self, year: int = 0) -> date | None:
        """Its last day, as for `first`."""
        year, month = self.year or year, self.month or 12
        return _day(year, month, self.day or (calendar.monthrange(year, month)[1] if year else 0))


@dataclass(frozen=True, slots=True)
class Span:
    """A period as it stands in a text. Each end is the days that it may mean: one, a month's or a year's."""

    text: str
    start: tuple[date, date]
    end: tuple[date, date]

    def fits(self, start: date, end: date) -> bool:
        """Whether the period is the one from `start` to `end`, as exactly as it is written."""
        return self.start[0] <= start <= self.start[1] and self.end[0] <= end <= self.end[1]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def mentions(text: str) -> list[Mention]:
    """Every day, month and year in the text, in order."""
    found = []
    for match in _MENTION.finditer(text):
        parts = {name.rstrip("12345678"): part for name, part in match.groupdict().items() if part}
        year = int(parts.get("year", 0))
        year += 2000 if 0 < year < 100 else 0
        name = parts.get("name", "").rstrip(".").lower()
        month = _NUMBERS[name] if name else int(parts.get("month", 0))
        found.append(Mention(match[0], *match.span(), year, month, int(parts.get("day", 0))))
    return found


def read_periods(text: str) -> tuple[list[Span], list[date]]:
    """The periods in the text, and the days that stand alone, each in order.

    ”1/1–31/12 2022” takes the year of its end. Months and years that stand alone are no days.
    """
    spans: list[Span] = []
    days: list[date] = []
    found = mentions(text)
    ends_period = False
    for here, following in zip_longest(found, found[1:]):
        if ends_period:
            ends_period = False
        elif following and (span := _span(text, here, following)):
            spans.append(span)
            ends_period = True
        elif here.day and (day := here.first()):
            days.append(day)
    return spans, days


def _span(text: str, one: Mention, other: Mention) -> Span | None:
    """The period from one mention to the next; None where they are no period."""
    between = text[one.end : min(other.start, one.end + _LONGEST_BETWEEN)]
    before = text[max(one.start - len("mellan "), 0) : one.start].lower()
    if not _BETWEEN.fullmatch(between) and not (before == "mellan " and between == " och "):
        return None
    year = other.year or one.year
    is_year_before = not one.year and (one.month, one.day) > (other.month, other.day)
    start, end = _both(one, year - is_year_before), _both(other, year)
    if start is None or end is None or start[0] > end[1]:
        return None
    return Span(text[one.start : other.end], start, end)


def _both(mention: Mention, year: int) -> tuple[date, date] | None:
    first, last = mention.first(year), mention.last(year)
    return (first, last) if first and last else None
