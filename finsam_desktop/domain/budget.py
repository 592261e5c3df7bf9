"""What the sums mean: requested, own, per organisation, per year; and how years are split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Change, Party
from finsam_desktop.domain.layout import UNKNOWN_YEAR, LineView, SheetView, year_labels
from finsam_desktop.domain.posts import months_by_year
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows, SumLine
from finsam_desktop.domain.values import Value


@dataclass(frozen=True, slots=True)
class PartyTotals:
    """Öre for one organisation; None where unknown."""

    party: str
    organisation: str
    requested: int | None
    own: int | None

    @property
    def total(self) -> int | None:
        return None if self.requested is None or self.own is None else self.requested + self.own


@dataclass(frozen=True, slots=True)
class Figures:
    """The application's figures in öre; None where something they need could not be read.

    `requested` is what the form states, in editions that say so, where it differs from the budget.
    """

    requested: int | None
    own: int | None
    total: int | None
    by_party: tuple[PartyTotals, ...]
    by_year: dict[str, int | None]


def figures(budget: Budget) -> Figures:
    """The totals that the edition points at; zeros for an edition without budget."""
    application, totals = budget.application, budget.application.edition.totals
    if totals is None:
        return Figures(0, 0, 0, (), {})

    def amount(reference: str) -> int | None:
        return budget.amount(reference) if reference else 0

    by_party = tuple(
        PartyTotals(
            party.id,
            party.text("organisation"),
            _of_party(budget, totals.requested_by_party, party),
            _of_party(budget, totals.own_by_party, party),
        )
        for party in map(application.party, application.budget_parties)
    )
    by_year = _by_year(budget, totals.by_year) if totals.by_year else {}
    found = Figures(amount(totals.requested), amount(totals.own), amount(totals.total), by_party, by_year)
    stated = application.answers.get(totals.stated) if totals.stated else None
    return _as_stated(found, stated) if isinstance(stated, int) and stated != found.requested else found


def _as_stated(found: Figures, stated: int) -> Figures:
    """The figures with what the form states as requested; what the whole costs cannot be told then."""
    by_party = tuple(
        replace(one, requested=stated) if one.requested == found.requested else one for one in found.by_party
    )
    return replace(found, requested=stated, total=None, by_party=by_party)


def _of_party(budget: Budget, reference: str, party: Party) -> int | None:
    """The party's own cell; one that is not by party belongs to the lead alone."""
    if not reference:
        return 0
    sheet, line, column = reference.split(".")
    template = budget.application.edition.sheets_by_id[sheet]
    if line in template.repeated or template.families[column] or party.role == "lead":
        return budget.amount(reference, party.id)
    return 0


def _by_year(budget: Budget, reference: str) -> dict[str, int | None]:
    sheet, _, family = reference.split(".")
    columns = budget.views[sheet].family(family)
    labels = year_labels(budget.application, len(columns))
    found: dict[str, int | None] = {}
    for column, label in zip(columns, labels, strict=True):
        value = budget.amount(reference, column.key)
        if label != UNKNOWN_YEAR:
            found[label] = value
        elif value != 0:
            found[f"År {column.key}"] = value
    return found


# ------------------------------------------------------------------------------- year split


def split(total: int, weights: list[int], unit: int = 1) -> list[int]:
    """`total` shared in proportion to `weights` by largest remainder, in steps of `unit`.

    The parts sum to `total` exactly; what is no whole step goes to the largest part.
    Weights that are all zero put everything in the first part.
    """
    if not any(weights):
        weights = [1] + [0] * (len(weights) - 1)
    sign = -1 if total < 0 else 1
    steps, rest = divmod(abs(total), unit)
    exact = [Fraction(steps * weight, sum(weights)) for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: steps - sum(parts)]:
        parts[i] += 1
    shares = [part * unit for part in parts]
    shares[max(range(len(shares)), key=lambda i: weights[i])] += rest
    return [sign * share for share in shares]


def days_per_year(start: date, end: date, first_year: int, count: int) -> list[int]:
    """Calendar days of the period, both ends included, in each of `count` years from `first_year`."""
    days = []
    for year in range(first_year, first_year + count):
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        days.append(max(0, (last - first).days + 1))
    return days


def suggest_years(budget: Budget, sheet: str, lines: Iterable[str] | None = None) -> Change | None:
    """One change that splits the rows' totals over the years by calendar days.

    `lines` are row ids of the sheet (all rows by default), of rows whose total comes from another
    sheet. A row is split by its own period where it has one, else by the initiative's. Whole kronor
    stay whole kronor; the years sum to the row exactly. Rows whose total or period is unknown are
    left as they are. None if nothing changes.

    Where a row has years to fill with numbers instead of amounts (months of a post), they are the
    months of its period that fall in each year.
    """
    view = budget.views[sheet]
    wanted = set(view.line_at if lines is None else lines)
    values: dict[tuple[str, ...], Value] = {}
    for line in view.lines:
        if isinstance(line.template, Rows) and line.id in wanted:
            values |= _suggestion(budget, view, line) | _months(budget, view, line)
    return edits.set_values(budget.application, values, "Föreslå fördelning per år", "year_split")


def _suggestion(budget: Budget, view: SheetView, line: LineView) -> dict[tuple[str, ...], Value]:
    """Path of each of the row's year cells -> öre; nothing where it cannot be told."""
    years = [
        column
        for column in view.columns
        if column.template.family == "years"
        and column.template.kind == "amount"
        and view.role(line, column) == "input"
    ]
    values: dict[tuple[str, ...], Value] = {}
    for column, amount in zip(years, _year_parts(budget, view, line, len(years)), strict=False):
        empty = amount == 0 and budget.application.cell(view.id, line.id, column.id) is None
        values["cell", view.id, line.id, column.id] = None if empty else amount
    return values


def _months(budget: Budget, view: SheetView, line: LineView) -> dict[tuple[str, ...], Value]:
    """Path of each of the row's cells for months -> months, two decimals, in rows that hold anything else."""
    application = budget.application
    columns = [
        column
        for column in view.columns
        if (column.template.family, column.template.kind) == ("years", "number")
        and view.role(line, column) == "input"
    ]
    first = application.answers.get(application.edition.uses.start)
    period = _period(application, view.id, line.id)
    filled = application.cells.get(view.id, {}).get(line.id, {}).keys() - {column.id for column in columns}
    if not columns or not filled or not period or not isinstance(first, date):
        return {}
    parts = months_by_year(*period, first.year, len(columns))
    return {
        ("cell", view.id, line.id, column.id): _two_decimals(part) if part else None
        for column, part in zip(columns, parts, strict=True)
    }


def _two_decimals(number: Fraction) -> Decimal:
    """A whole number without decimals, so that 4 months are read as 4."""
    return Decimal(round(number)) if number.denominator == 1 else Decimal(round(number * 100)) / 100


def _year_parts(budget: Budget, view: SheetView, line: LineView, count: int) -> list[int]:
    """Öre for each of `count` years; an empty list where it cannot be told."""
    first = budget.application.answers.get(budget.application.edition.uses.start)
    sources = _sources(budget, view, line)
    if not count or not sources or not isinstance(first, date):
        return []
    sums = [0] * count
    for sheet, row, total in sources:
        amount, period = budget.ore(sheet, row, total), _period(budget.application, sheet, row)
        if amount == 0:
            continue
        weights = days_per_year(*period, first.year, count) if period else []
        if amount is None or period is None or sum(weights) != (period[1] - period[0]).days + 1:
            return []  # a day outside the years has no column to go to
        unit = 100 if amount % 100 == 0 else 1
        sums = [one + other for one, other in zip(sums, split(amount, weights, unit), strict=True)]
    return sums


def _sources(budget: Budget, view: SheetView, line: LineView) -> list[tuple[str, str, str]]:
    """The rows (sheet, row, column of the total) that make up the line's carried total."""
    for column in view.columns:
        source = view.carried_from(line, column)
        if source and not column.key:
            return _rows_below(budget, *source)
    return []


def _rows_below(budget: Budget, sheet: str, line: str, column: str) -> list[tuple[str, str, str]]:
    view = budget.views[sheet].line_at[line]
    if isinstance(view.template, SumLine):
        return [row for member in view.members for row in _rows_below(budget, sheet, member, column)]
    return [(sheet, line, column)]


def _period(application: Application, sheet: str, row: str) -> tuple[date, date] | None:
    """The row's own period, where it has none the initiative's; None where it cannot be told."""
    uses, columns = application.edition.uses, application.edition.sheets_by_id[sheet].columns
    dates = [column.id for column in columns if column.kind == "date"]
    own = [application.cell(sheet, row, name) for name in dates[:2]] if len(dates) > 1 else [None, None]
    whole = [application.answers.get(name) for name in (uses.start, uses.end)]
    start, end = (mine if mine is not None else other for mine, other in zip(own, whole, strict=True))
    if isinstance(start, date) and isinstance(end, date) and start <= end:
        return start, end
    return None
