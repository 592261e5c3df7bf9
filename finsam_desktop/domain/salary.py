"""What a post costs: monthly pay, rate, period, payroll overhead and yearly raise, and how it was worked out.

Nothing is assumed: a salary has an overhead and says where that comes from; `overhead` has rates to
choose among.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.budget import days_per_year, is_locked, split, two_decimals
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.layout import LineView, SheetView
from finsam_desktop.domain.parse import (
    MAX_AMOUNT,
    MAX_PERCENT,
    format_amount,
    format_date,
    format_number,
    format_percent,
)
from finsam_desktop.domain.posts import months, months_by_year
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.values import Value

_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
_NOTES = ("pay", "rate", "from", "to", "overhead", "source", "raise", "raise_month")
"""What is kept of a salary beside its row, in the order of its fields."""


class SalaryError(UserError):
    """A salary that says too little, or what cannot be."""


@dataclass(frozen=True, slots=True)
class Salary:
    """What the cost of a post follows from. Raises `SalaryError`, in Swedish, for what cannot be.

    Öre a month for full time, `rate` and `overhead` in percent (of full time, of the pay); both days
    are included. The pay is that of the first day and is raised by `yearly_raise` percent on the
    first of `raise_month` (1 is January) each year after it. `source` says where the overhead
    comes from.
    """

    pay: int
    rate: Decimal
    start: date
    end: date
    overhead: Decimal
    source: str
    yearly_raise: Decimal = Decimal(0)
    raise_month: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.pay <= MAX_AMOUNT:
            raise SalaryError("Månadslönen saknas. Skriv lönen för heltid, till exempel 35 190 kr.")
        if not 0 < self.rate <= MAX_PERCENT:
            raise SalaryError(f"Tjänsten ska vara mer än 0 och högst {MAX_PERCENT} %.")
        if self.end < self.start:
            raise SalaryError("Till ligger före från. Rätta ett av datumen.")
        if not 0 <= self.overhead <= MAX_PERCENT or not 0 <= self.yearly_raise <= MAX_PERCENT:
            raise SalaryError(f"PO-pålägg och löneökning ska vara mellan 0 och {MAX_PERCENT} %.")
        if not self.source.strip():
            raise SalaryError("Det framgår inte var PO-pålägget kommer ifrån. Skriv källa och år.")
        if not 1 <= self.raise_month <= 12:
            raise SalaryError("Månaden för löneökningen ska vara 1 till 12.")

    @property
    def factor(self) -> Decimal:
        """What the pay is multiplied by for the overhead: 1,4015 for 40,15 %."""
        return 1 + self.overhead / 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a salary's period, within one year and with one pay. Öre; both days included."""

    start: date
    end: date
    pay: int
    cost: int


def stretches(salary: Salary) -> Iterator[Stretch]:
    """The period in parts, each with its cost in whole öre; a raised pay is whole öre too."""
    first, pay = salary.start, salary.pay
    while first <= salary.end:
        new_year, raised = date(first.year + 1, 1, 1), _next_raise(salary, first)
        stop = min(new_year, raised) if salary.yearly_raise else new_year
        last = min(salary.end, stop - timedelta(days=1))
        share = Fraction(salary.rate) / 100 * Fraction(salary.factor)
        yield Stretch(first, last, pay, _whole(months(first, last) * pay * share))
        if salary.yearly_raise and stop == raised:
            pay = _whole(pay * (1 + Fraction(salary.yearly_raise) / 100))
        first = stop


def _next_raise(salary: Salary, day: date) -> date:
    this_year = date(day.year, salary.raise_month, 1)
    return this_year if this_year > day else this_year.replace(year=day.year + 1)


def _whole(number: Fraction) -> int:
    """Whole öre of a positive number, halves up."""
    return int(number + Fraction(1, 2))


def cost_by_year(salary: Salary) -> dict[int, int]:
    """Calendar year -> öre. A part of a month is counted by its days, as in `posts`."""
    costs: dict[int, int] = {}
    for part in stretches(salary):
        costs[part.start.year] = costs.get(part.start.year, 0) + part.cost
    return costs


def working(salary: Salary) -> list[str]:
    """How the cost comes about, in Swedish lines: what it comes to, each part, and what was put in."""
    parts, costs = list(stretches(salary)), cost_by_year(salary)
    rate, overhead = format_percent(salary.rate), format_percent(salary.overhead)
    lines = [
        f"Lönekostnad {_kronor(sum(costs.values()))}: {_kronor(salary.pay)} i månaden, {rate},"
        f" {format_date(salary.start)} till {format_date(salary.end)}, PO-pålägg {overhead}."
    ]
    for year, cost in costs.items():
        mine = [part for part in parts if part.start.year == year]
        for part in mine:
            when = str(year) if part is mine[0] else f"{year} från 1 {_month(part.start.month)}"
            lines.append(
                f"{when}: {_length(part)} × {_kronor(part.pay)} × {rate} ×"
                f" {format_number(salary.factor)} = {_kronor(part.cost)}"
            )
        lines += [f"{year} i allt: {_kronor(cost)}"] * (len(mine) > 1)
    lines.append(f"PO-pålägg {overhead}: {salary.source}.")
    if salary.yearly_raise:
        lines.append(
            f"Lönen höjs med {format_percent(salary.yearly_raise)} den 1 {_month(salary.raise_month)}"
            f" varje år, första gången {format_date(_next_raise(salary, salary.start))}."
        )
    return lines


def _length(part: Stretch) -> str:
    exact = months(part.start, part.end)
    shown = format_number((Decimal(round(exact * 10_000)) / 10_000).normalize())
    return f"{shown} månad" if exact == 1 else f"{shown} månader"


def _month(number: int) -> str:
    return _MONTHS.split()[number - 1]


def _kronor(ore: int) -> str:
    return f"{format_amount(ore)}\u00a0kr"


# ------------------------------------------------------------------------------ in the budget


@dataclass(frozen=True, slots=True)
class _Places:
    """The columns of a row that a salary fills; "" or nothing where the row has none.

    With `overhead` the sheet works out the cost itself, from pay, overhead and months.
    """

    rate: str
    start: str
    end: str
    overhead: str
    pay: str
    months: list[str]
    cost: str
    years: list[str]

    @property
    def exist(self) -> bool:
        """Whether the row has a place for the cost."""
        return bool(self.pay or self.cost or self.years)


def _places(view: SheetView, line: LineView, party: str) -> _Places:
    inputs = [column for column in view.columns if view.role(line, column) == "input"]

    def of(kind: str, family: str = "") -> list[str]:
        return [one.id for one in inputs if (one.template.kind, one.template.family) == (kind, family)]

    rate, overhead, *_ = *of("percent"), "", ""
    start, end, *_ = *of("date"), "", ""
    amount, *_ = *of("amount"), ""
    if overhead:
        return _Places(rate, start, end, overhead, amount, of("number", "years"), "", [])
    own = [one.id for one in inputs if (one.template.kind, one.key) == ("amount", party) and party]
    return _Places(rate, start, end, "", "", [], (own or [amount])[0], of("amount", "years"))


def takes_salary(view: SheetView, line: LineView) -> bool:
    """Whether the row's cost can be worked out: one of posts, or of a sheet that tells no posts apart."""
    if not isinstance(line.template, Rows) or line.template.carry:
        return False
    inputs = [column.template.kind for column in view.columns if view.role(line, column) == "input"]
    has_posts = any(column.template.kind == "percent" for column in view.columns)
    return "amount" in inputs and ("percent" in inputs or not has_posts)


def apply(budget: Budget, sheet: str, row: str, salary: Salary, party: str = "") -> Change | None:
    """One change that puts the salary in the row: rate and period, and the cost of the organisation `party`.

    A sheet that works out the cost itself gets pay, overhead and months by year instead. Years of the
    row, here or in a sheet that mirrors it, get their cost unless they are locked. What the cost
    was worked out from is kept beside the row. `caveats` says what else to know. None if nothing changes.
    Raises ValueError for a row without a place for the cost of that organisation.
    """
    application, view = budget.application, budget.views[sheet]
    line = view.line_at[row]
    places, left = _places(view, line, party), _left_behind(application, sheet, row, party)
    if not places.exist:
        raise ValueError(f"no place for a salary: {sheet} {row} {party}")
    costs = cost_by_year(salary)
    cells: dict[tuple[str, str, str], Value] = {
        (sheet, row, places.rate): salary.rate,
        (sheet, row, places.start): salary.start,
        (sheet, row, places.end): salary.end,
        (sheet, row, places.overhead): salary.overhead,
        (sheet, row, places.pay): _mean_pay(salary),
        (sheet, row, places.cost): sum(costs.values()),
    }
    if left:
        cells[sheet, row, left] = None
    first = _first_year(application)
    if first is not None:
        by_year = months_by_year(salary.start, salary.end, first, len(places.months))
        for column, part in zip(places.months, by_year, strict=True):
            cells[sheet, row, column] = two_decimals(part) if part else None
        own = {(sheet, row, column): costs.get(first + i, 0) or None for i, column in enumerate(places.years)}
        cells |= own if not places.cost else {}
        cells |= _mirrored_years(budget, sheet, row, {places.cost, left}, salary, first)
    values: dict[edits.Path, Value] = {}
    for cell, value in cells.items():
        if cell[2] and not is_locked(application, *cell):
            values["cell", *cell] = value
            values["note", cell[0], cell[1], note_name("sum", cell[2])] = None
    for name, kept in {**_kept(salary), "party": party or None}.items():
        values["note", sheet, row, note_name("salary", name)] = kept
    return edits.set_values(application, values, "Räkna ut lönekostnad", "salary")


def caveats(budget: Budget, sheet: str, row: str, salary: Salary, party: str = "") -> list[str]:
    """What to know before `apply`, in Swedish sentences: years without a column, locked years, a mean pay."""
    application, view = budget.application, budget.views[sheet]
    places = _places(view, view.line_at[row], party)
    first = _first_year(application)
    found = _computed_otherwise(places, salary, first)
    families = [(view, row, places.months or places.years)]
    families += [(other, line.id, years) for other, line, years in _mirrors(budget, sheet, row)]
    count = max(len(columns) for *_, columns in families)
    if count and first is None:
        found.append("Insatsens startdatum saknas, så åren fylls inte i. Fyll i det först.")
    elif count and first is not None:
        found += [
            f"{year} har ingen kolumn: {_kronor(cost)} kommer inte med på något år."
            for year, cost in cost_by_year(salary).items()
            if not first <= year < first + count
        ]
    locked = [
        other.column_at[column].title
        for other, line, columns in families
        for column in columns
        if is_locked(application, other.id, line, column)
    ]
    if locked:
        found.append(f"Låsta år ändras inte: {', '.join(locked)}.")
    if left := _left_behind(application, sheet, row, party):
        found.append(f"Beloppet som räknades ut för {view.column_at[left].title} tas bort.")
    return found


def _computed_otherwise(places: _Places, salary: Salary, first: int | None) -> list[str]:
    """Where a sheet works out the cost itself: what it cannot say, and what it comes to for that reason."""
    found = []
    if places.pay and len({part.pay for part in stretches(salary)}) > 1:
        found.append(
            "Bladet har en enda månadslön på raden. Den blir snittet över perioden,"
            f" {_kronor(_mean_pay(salary))}."
        )
    if places.months and first is not None:
        lengths = months_by_year(salary.start, salary.end, first, len(places.months))
        month = _mean_pay(salary) * Fraction(salary.rate) / 100 * Fraction(salary.factor)
        total = sum(_whole(month * Fraction(two_decimals(length))) for length in lengths)
        if total != sum(cost_by_year(salary).values()):
            found.append(
                f"Bladet räknar själv och kommer till {_kronor(total)}, med månader i två decimaler på de"
                " år som har en kolumn."
            )
    return found


def salary_of(application: Application, sheet: str, row: str) -> Salary | None:
    """The salary that the row's cost was worked out from; None where none is kept, or not all of it."""
    kept = [application.get(("note", sheet, row, note_name("salary", name))) for name in _NOTES]
    match kept:
        case [
            int(pay), Decimal() as rate, date() as start, date() as end, Decimal() as overhead, str(source),
            Decimal() as raised, Decimal() as month,
        ]:  # fmt: skip
            try:
                return Salary(pay, rate, start, end, overhead, source, raised, int(month))
            except SalaryError:
                return None
    return None


def salary_party(application: Application, sheet: str, row: str) -> str:
    """Id of the organisation that the row's salary was put at; "" where there is none."""
    party = application.get(("note", sheet, row, note_name("salary", "party")))
    return party if isinstance(party, str) else ""


def still_holds(budget: Budget, sheet: str, row: str) -> bool:
    """Whether the row has a salary and still holds what follows from it."""
    salary = salary_of(budget.application, sheet, row)
    if salary is None:
        return False
    party, view = salary_party(budget.application, sheet, row), budget.views[sheet]
    if not _places(view, view.line_at[row], party).exist:
        return False  # its organisation is gone
    change = apply(budget, sheet, row, salary, party)
    return change is None or not any(path[:2] == ("cell", sheet) for path in change.paths)


def _kept(salary: Salary) -> dict[str, Value]:
    month = Decimal(salary.raise_month)
    inputs = (salary.pay, salary.rate, salary.start, salary.end, salary.overhead, salary.source)
    return dict(zip(_NOTES, (*inputs, salary.yearly_raise, month), strict=True))


def _first_year(application: Application) -> int | None:
    first = application.answers.get(application.edition.uses.start)
    return first.year if isinstance(first, date) else None


def _mean_pay(salary: Salary) -> int:
    """Öre a month over the period: what gives the same cost in a sheet with one pay."""
    parts = [(months(part.start, part.end), part.pay) for part in stretches(salary)]
    return _whole(sum((length * pay for length, pay in parts), Fraction(0)) / sum(one for one, _ in parts))


def _left_behind(application: Application, sheet: str, row: str, party: str) -> str:
    """The column where the row's earlier salary was put, if it was another organisation's and holds it."""
    before, other = salary_of(application, sheet, row), salary_party(application, sheet, row)
    if before is None or not other or other == party:
        return ""
    cost = sum(cost_by_year(before).values())
    cells = application.cells.get(sheet, {}).get(row, {})
    return next((name for name, value in cells.items() if name.endswith(f":{other}") and value == cost), "")


def _mirrors(budget: Budget, sheet: str, row: str) -> Iterator[tuple[SheetView, LineView, list[str]]]:
    """Rows of other sheets that stand for the row, with their columns for years."""
    for view in budget.views.values():
        for line in view.lines:
            if line.source == (sheet, row):
                yield view, line, _places(view, line, "").years


def _mirrored_years(
    budget: Budget, sheet: str, row: str, own: set[str], salary: Salary, first: int
) -> dict[tuple[str, str, str], Value]:
    """Cells of years that mirror the row: the salary's cost, and what the row holds beside its `own`."""
    columns = [one.id for one in budget.views[sheet].columns if one.template.family == "parties"]
    others = [budget.ore(sheet, row, column) for column in columns if column not in own]
    rest = sum(ore for ore in others if ore is not None)
    cells: dict[tuple[str, str, str], Value] = {}
    for view, line, years in _mirrors(budget, sheet, row):
        days = days_per_year(salary.start, salary.end, first, len(years))
        if None in others or not any(days):
            continue  # what the others have cannot be split, so that the years are left to the person
        shares = split(rest, days, 1 if rest % 100 else 100)
        for i, (year, share) in enumerate(zip(years, shares, strict=True)):
            cells[view.id, line.id, year] = cost_by_year(salary).get(first + i, 0) + share or None
    return cells
