"""Full-time posts: counted by which days they overlap, never as a sum of percent over periods."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain.layout import SheetView
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Post:
    """A row's employment: `rate` in percent of full time, both days included."""

    row: str
    rate: Decimal
    start: date
    end: date

    @property
    def months(self) -> Fraction:
        """Length of the period in months."""
        return months(self.start, self.end)


def months(start: date, end: date) -> Fraction:
    """Months of the period, both days included, parts of a month by its days; 11 for January to November."""
    whole = Fraction((end.year - start.year) * 12 + end.month - start.month)
    return whole + Fraction(end.day, _days_in(end)) - Fraction(start.day - 1, _days_in(start))


def months_by_year(start: date, end: date, first_year: int, count: int) -> list[Fraction]:
    """The months of the period that fall in each of `count` years from `first_year`."""
    found = []
    for year in range(first_year, first_year + count):
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        found.append(months(first, last) if first <= last else Fraction(0))
    return found


def _days_in(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def posts(budget: Budget, view: SheetView, rows: Iterable[str]) -> list[Post]:
    """The posts of the rows that have a rate; the initiative's period where a row has none of its own.

    Rows whose rate or period is not known are left out.
    """
    if not has_posts(view):
        return []
    found = []
    for row in rows:
        rate, period = rate_of(budget, view, row), period_of(budget, view, row)
        if rate and period:
            found.append(Post(row, rate, *period))
    return found


def has_posts(view: SheetView) -> bool:
    """Whether the rows of the sheet tell who is employed: a rate, and from when to when."""
    return "percent" in {column.template.kind for column in view.columns} and len(_dates(view)) == 2


def rate_of(budget: Budget, view: SheetView, row: str) -> Decimal | None:
    """The row's rate in percent of full time; None where it is empty or cannot be read."""
    name = next((column.id for column in view.columns if column.template.kind == "percent"), "")
    rate = budget.application.cell(view.id, row, name)
    return rate if isinstance(rate, Decimal) else None


def initiative_period(budget: Budget) -> Period | None:
    """The initiative's first and last day; None where they are not known, or the last comes first."""
    return _period(*_whole(budget))


def period_of(budget: Budget, view: SheetView, row: str) -> Period | None:
    """First and last day of the row, the initiative's where it has none of its own; None where not known."""
    own = [budget.application.cell(view.id, row, name) for name in _dates(view)] or [None, None]
    start, end = (
        mine if mine is not None else other for mine, other in zip(own, _whole(budget), strict=True)
    )
    return _period(start, end)


def _whole(budget: Budget) -> tuple[Value, Value]:
    application = budget.application
    uses = application.edition.uses
    return application.answers.get(uses.start), application.answers.get(uses.end)


def _period(start: Value, end: Value) -> Period | None:
    if isinstance(start, date) and isinstance(end, date) and start <= end:
        return start, end
    return None


def _dates(view: SheetView) -> list[str]:
    """The columns for the first and the last day; none where the sheet lacks one of them."""
    found = [column.id for column in view.columns if column.template.kind == "date"][:2]
    return found if len(found) == 2 else []


def most_at_once(found: Sequence[Post]) -> Decimal:
    """The most percent that is employed on any one day; 0 without posts."""
    days = {post.start for post in found}
    return max(
        (sum((p.rate for p in found if p.start <= day <= p.end), Decimal(0)) for day in days),
        default=Decimal(0),
    )


def full_time_by_year(found: Sequence[Post]) -> dict[int, Fraction]:
    """Calendar year -> full-time posts on average over the days of the year that have any post."""
    if not found:
        return {}
    years: dict[int, Fraction] = {}
    for year in range(min(p.start for p in found).year, max(p.end for p in found).year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        parts = [(p.rate, max(p.start, first), min(p.end, last)) for p in found]
        parts = [part for part in parts if part[1] <= part[2]]
        if parts:
            covered = (max(end for _, _, end in parts) - min(start for _, start, _ in parts)).days + 1
            worked = sum(
                (Fraction(rate) / 100 * ((end - start).days + 1) for rate, start, end in parts), Fraction(0)
            )
            years[year] = worked / covered
    return years
