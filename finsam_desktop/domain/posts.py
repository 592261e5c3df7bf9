"""Full-time posts: counted by which days they overlap, never as a sum of percent over periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain.layout import SheetView
from finsam_desktop.domain.sheet import Budget

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Post:
    """A row's employment: `rate` in percent of full time, both days included."""

    row: str
    rate: Decimal
    start: date
    end: date

    @property
    def months(self) -> Fraction:
        """Length of the period, a part of a month by its days: 11 for 1 January to 30 November."""
        months = Fraction((self.end.year - self.start.year) * 12 + self.end.month - self.start.month)
        after = self.end + _DAY
        last = Fraction(self.end.day, self.end.day if after.day == 1 else _days_in(self.end))
        return months + last - Fraction(self.start.day - 1, _days_in(self.start))


def _days_in(day: date) -> int:
    first = day.replace(day=1)
    return ((first + 31 * _DAY).replace(day=1) - first).days


def posts(budget: Budget, view: SheetView, rows: Iterable[str]) -> list[Post]:
    """The posts of the rows that have a rate; the initiative's period where a row has none of its own.

    Rows whose rate or period is not known are left out.
    """
    columns = {column.template.kind: column.id for column in reversed(view.columns)}
    dates = [column.id for column in view.columns if column.template.kind == "date"][:2]
    if "percent" not in columns or len(dates) < 2:
        return []
    application = budget.application
    uses = application.edition.uses
    whole = [application.answers.get(name) for name in (uses.start, uses.end)]
    found = []
    for row in rows:
        rate = application.cell(view.id, row, columns["percent"])
        own = [application.cell(view.id, row, name) for name in dates]
        start, end = (mine if mine is not None else other for mine, other in zip(own, whole, strict=True))
        if not isinstance(rate, Decimal) or not rate:
            continue
        if isinstance(start, date) and isinstance(end, date) and start <= end:
            found.append(Post(row, rate, start, end))
    return found


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
