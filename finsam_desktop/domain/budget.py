"""What the sums mean: requested, own, per organisation, per year; and how years are split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Party, note_name
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.checks_sheets import caption_of
from finsam_desktop.domain.layout import UNKNOWN_YEAR, ColumnView, LineView, SheetView, year_labels
from finsam_desktop.domain.posts import months_by_year
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Control, Rows, SumLine
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

    `lines` are ids of rows, groups, sums or controls of the sheet (all rows by default); rows whose
    total comes from another sheet are split, by their own period where they have one, else by the
    initiative's. Locked cells stay: what they leave of the total is split over the other years. Whole
    kronor stay whole kronor; the years sum to the row exactly. Rows that cannot be split are left as
    they are, and `unsplit` tells of them. None if nothing changes.

    Where a row has years to fill with numbers instead of amounts (months of a post), they are the
    months of its period that fall in each year.
    """
    view = budget.views[sheet]
    values: dict[tuple[str, ...], Value] = {}
    for line in _wanted(view, lines):
        shares = _shares(budget, view, line)
        if not isinstance(shares, str):
            values |= _cells(budget, view, line, shares)
        values |= _months(budget, view, line)
    return edits.set_values(budget.application, values, "Föreslå fördelning per år", "year_split")


def unsplit(budget: Budget, sheet: str, lines: Iterable[str] | None = None) -> list[str]:
    """Why `suggest_years` leaves rows with an amount as they are: a sentence or two for each such row."""
    view = budget.views[sheet]
    found = [(line, _shares(budget, view, line)) for line in _wanted(view, lines)]
    return [f"{caption_of(budget, view, line)}: {why}" for line, why in found if isinstance(why, str)]


def is_locked(application: Application, sheet: str, row: str, column: str) -> bool:
    """Whether suggestions leave the cell alone."""
    return application.get(("note", sheet, row, note_name("lock", column))) is True


def lock(
    application: Application, sheet: str, cells: Iterable[tuple[str, str]], wanted: bool
) -> Change | None:
    """Lock cells (row id, column id), so that suggestions leave them alone, or unlock them."""
    paths = [("note", sheet, row, note_name("lock", column)) for row, column in cells]
    label = ("Lås" if wanted else "Lås upp") + (" cell" if len(paths) == 1 else " celler")
    return edits.set_values(application, dict.fromkeys(paths, wanted or None), label)


def difference(budget: Budget, sheet: str, line: str) -> int | None:
    """Öre that the years lack to make the row's total, below zero where they are too much.

    Of a sum or control it is that of all its rows together. None where it is unknown, and where no
    row has a total to compare with.
    """
    view = budget.views[sheet]
    rows = [row for row in _wanted(view, [line]) if _years(view, row) and _total_column(view, row)]
    found = [_lacking(budget, view, row) for row in rows]
    known = [ore for ore in found if ore is not None]
    return sum(known) if found and len(known) == len(found) else None


def place_difference(budget: Budget, sheet: str, line: str) -> Change | None:
    """Put what the row's years lack into its largest unlocked year; of a sum or control, in every row.

    Rows without any year filled in are split as `suggest_years` does. Rows where it cannot be done
    are left as they are, and `unplaced` tells of them. None if nothing changes.
    """
    view = budget.views[sheet]
    values: dict[tuple[str, ...], Value] = {}
    for row in _wanted(view, [line]):
        placed = _placed(budget, view, row)
        if not isinstance(placed, str):
            values |= _cells(budget, view, row, placed)
    return edits.set_values(budget.application, values, "Placera skillnaden", "year_split")


def unplaced(budget: Budget, sheet: str, line: str) -> list[str]:
    """Why `place_difference` leaves rows as they are: a sentence or two for each such row."""
    view = budget.views[sheet]
    found = [(row, _placed(budget, view, row)) for row in _wanted(view, [line])]
    return [f"{caption_of(budget, view, row)}: {why}" for row, why in found if isinstance(why, str)]


def rows_below(view: SheetView, line: str) -> list[str]:
    """Ids of the sheet's rows that a sum or control adds; of any other line its own id."""
    found = view.line_at[line]
    if isinstance(found.template, SumLine | Control):
        return [row for member in found.members for row in rows_below(view, member)]
    return [line]


def _wanted(view: SheetView, lines: Iterable[str] | None) -> list[LineView]:
    """The rows among `lines`, below them or in the groups of those names; all rows for None."""
    rows = [line for line in view.lines if isinstance(line.template, Rows)]
    if lines is None:
        return rows
    ids = set(lines)
    ids |= {row for line in ids & view.line_at.keys() for row in rows_below(view, line)}
    return [line for line in rows if line.id in ids or line.template.id in ids]


def _years(view: SheetView, line: LineView, kind: str = "amount") -> list[ColumnView]:
    """The year columns of the kind that are filled in on the row."""
    return [
        column
        for column in view.columns
        if (column.template.family, column.template.kind) == ("years", kind)
        and view.role(line, column) == "input"
    ]


def _total_column(view: SheetView, line: LineView) -> ColumnView | None:
    """The column of the row's total, where that comes from another sheet."""
    return next((one for one in view.columns if not one.key and view.carried_from(line, one)), None)


def _cells(
    budget: Budget, view: SheetView, line: LineView, amounts: Mapping[str, int]
) -> dict[tuple[str, ...], Value]:
    """Path of each cell -> öre; an empty cell is not filled with zero."""
    values: dict[tuple[str, ...], Value] = {}
    for column, amount in amounts.items():
        empty = amount == 0 and budget.application.cell(view.id, line.id, column) is None
        values["cell", view.id, line.id, column] = None if empty else amount
    return values


def _months(budget: Budget, view: SheetView, line: LineView) -> dict[tuple[str, ...], Value]:
    """Path of each of the row's cells for months -> months, two decimals, in rows that hold anything else."""
    application = budget.application
    columns = _years(view, line, "number")
    first = application.answers.get(application.edition.uses.start)
    period = _period(application, view.id, line.id)
    filled = application.cells.get(view.id, {}).get(line.id, {}).keys() - {column.id for column in columns}
    if not columns or not filled or not period or not isinstance(first, date):
        return {}
    parts = months_by_year(*period, first.year, len(columns))
    return {
        ("cell", view.id, line.id, column.id): two_decimals(part) if part else None
        for column, part in zip(columns, parts, strict=True)
        if not is_locked(application, view.id, line.id, column.id)
    }


def two_decimals(number: Fraction) -> Decimal:
    """The number as a sheet holds months; a whole one without decimals, so that 4 months are read as 4."""
    return Decimal(round(number)) if number.denominator == 1 else Decimal(round(number * 100)) / 100


def _shares(budget: Budget, view: SheetView, line: LineView) -> dict[str, int] | str:
    """Öre for each of the row's unlocked years by column; why, in Swedish, where it cannot be told."""
    application, years = budget.application, _years(view, line)
    first = application.answers.get(application.edition.uses.start)
    costs = [
        (*source[:2], ore) for source in _sources(budget, view, line) if (ore := budget.ore(*source)) != 0
    ]
    if not years or not _total_column(view, line) or not (costs or isinstance(first, date)):
        return {}
    if not isinstance(first, date):
        return "insatsens startdatum saknas. Fyll i det."
    shares, weights = [0] * len(years), [Fraction(0)] * len(years)
    for sheet, row, ore in costs:
        period = _period(application, sheet, row)
        if ore is None:
            return "beloppet går inte att tolka. Rätta det."
        if period is None:
            return "radens tid går inte att läsa. Rätta datumen."
        days = days_per_year(*period, first.year, len(years))
        if sum(days) != (period[1] - period[0]).days + 1:  # a day outside the years has no column to go to
            return "en del av tiden ligger utanför insatstidens år. Rätta datumen."
        parts = split(ore, days, _unit(ore))
        shares = [one + other for one, other in zip(shares, parts, strict=True)]
        weights = [w + Fraction(abs(ore) * d, sum(days)) for w, d in zip(weights, days, strict=True)]
    if not any(is_locked(application, view.id, line.id, column.id) for column in years):
        return {column.id: share for column, share in zip(years, shares, strict=True)}
    by_column = {column.id: weight for column, weight in zip(years, weights, strict=True)}
    return _rest(budget, view, line, sum(shares), by_column)


def _rest(
    budget: Budget, view: SheetView, line: LineView, total: int, weights: Mapping[str, Fraction]
) -> dict[str, int] | str:
    """What locked years leave of the total, over the others by the weights; why where that cannot be."""
    application = budget.application
    locked = [column for column in weights if is_locked(application, view.id, line.id, column)]
    held = [budget.ore(view.id, line.id, column) for column in locked]
    if None in held:
        return "ett låst belopp går inte att tolka. Rätta det eller lås upp året."
    rest = total - sum(ore for ore in held if ore is not None)
    free = {column: weight for column, weight in weights.items() if column not in locked}
    if rest == 0:
        return dict.fromkeys(free, 0)
    if not free:
        return "alla år är låsta, men de blir inte radens summa. Lås upp ett år."
    if rest * total <= 0:
        return "de låsta åren är mer än radens summa. Ändra dem eller lås upp ett år."
    if not any(free.values()):
        return "inget olåst år ligger i radens tid. Lås upp ett år."
    scale = lcm(*(weight.denominator for weight in free.values()))
    parts = split(rest, [int(weight * scale) for weight in free.values()], _unit(rest))
    return dict(zip(free, parts, strict=True))


def _unit(ore: int) -> int:
    """The step in which an amount is split: whole kronor stay whole kronor."""
    return 1 if ore % 100 else 100


def _lacking(budget: Budget, view: SheetView, line: LineView) -> int | None:
    column = _total_column(view, line)
    total = budget.ore(view.id, line.id, column.id) if column else None
    years = [budget.ore(view.id, line.id, one.id) for one in _years(view, line)]
    known = [ore for ore in years if ore is not None]
    return total - sum(known) if total is not None and len(known) == len(years) else None


def _placed(budget: Budget, view: SheetView, line: LineView) -> dict[str, int] | str:
    """Column -> öre, with the row's difference in its largest unlocked year; why where it cannot be."""
    application, years, total = budget.application, _years(view, line), _total_column(view, line)
    if not years or not total:
        return {}
    lacking = _lacking(budget, view, line)
    if lacking is None:
        return "ett belopp går inte att tolka. Rätta det."
    if lacking == 0:
        return {}
    if all(application.cell(view.id, line.id, column.id) is None for column in years):
        return _shares(budget, view, line)
    free = [column.id for column in years if not is_locked(application, view.id, line.id, column.id)]
    if not free:
        return "alla år är låsta. Lås upp ett år."
    largest = max(free, key=lambda column: abs(budget.ore(view.id, line.id, column) or 0))
    before = budget.ore(view.id, line.id, largest) or 0
    placed = before + lacking
    if placed and placed * (before or budget.ore(view.id, line.id, total.id) or 0) <= 0:
        return "skillnaden är större än det största olåsta året. Ändra åren eller lås upp ett."
    return {largest: placed}


def _sources(budget: Budget, view: SheetView, line: LineView) -> list[tuple[str, str, str]]:
    """The rows (sheet, row, column of the total) that make up the line's carried total."""
    column = _total_column(view, line)
    source = view.carried_from(line, column) if column else None
    if source is None:
        return []
    return [(source[0], row, source[2]) for row in rows_below(budget.views[source[0]], source[1])]


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
