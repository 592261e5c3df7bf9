"""Filling cells from others, the series that a fill handle continues, and what a selection comes to."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from finsam_desktop.domain import edits
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.layout import ColumnView, LineView, SheetView
from finsam_desktop.domain.parse import FIRST_YEAR, LAST_YEAR, NUMBER_DECIMALS, Unparsed
from finsam_desktop.domain.paste import Selection
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import ColumnKind
from finsam_desktop.domain.typed import FIGURES, enter, held, written
from finsam_desktop.domain.units import Unit, unit_of
from finsam_desktop.domain.values import Value, is_empty

Cell = tuple[LineView, ColumnView]
_View = TypeVar("_View", LineView, ColumnView)


def fill_down(budget: Budget, sheet: str, lines: Iterable[str], columns: Iterable[str]) -> Change | None:
    """Put what stands in the first of the lines into the others, sums as they were written.

    A single line takes what stands in the line above it.
    """
    view = budget.views[sheet]
    rows, across = _filled(view.lines, lines), _chosen(view.columns, columns)
    return _fill(budget, view, [[(line, column) for line in rows] for column in across], "Fyll nedåt")


def fill_right(budget: Budget, sheet: str, lines: Iterable[str], columns: Iterable[str]) -> Change | None:
    """Put what stands in the first of the columns into the others, sums as they were written.

    A single column takes what stands in the column to the left of it.
    """
    view = budget.views[sheet]
    rows, across = _chosen(view.lines, lines), _filled(view.columns, columns)
    return _fill(budget, view, [[(line, column) for column in across] for line in rows], "Fyll åt höger")


def _chosen(views: Sequence[_View], ids: Iterable[str]) -> list[_View]:
    wanted = set(ids)
    return [one for one in views if one.id in wanted]


def _filled(views: Sequence[_View], ids: Iterable[str]) -> list[_View]:
    """Those to fill, with the one to fill from first."""
    chosen = _chosen(views, ids)
    if len(chosen) == 1:
        place = views.index(chosen[0])
        return list(views[max(0, place - 1) : place + 1])
    return chosen


def _fill(budget: Budget, view: SheetView, runs: Iterable[Sequence[Cell]], label: str) -> Change | None:
    values: dict[edits.Path, Value] = {}
    for run in runs:
        text = _text(budget, view, run[0]) if run else None
        if text is not None:
            _enter(budget, view, run[1:], itertools.repeat(text), values)
    return edits.set_values(budget.application, values, label)


def _text(budget: Budget, view: SheetView, cell: Cell) -> str | None:
    """What to type to get the cell's content; None for a cell that has none of its own."""
    line, column = cell
    role = view.role(line, column)
    if role == "input":
        return held(budget, view.id, line.id, column.id)
    value = budget.value(view.id, line.id, column.id) if role == "computed" else None
    return None if value is None else written(column.template.kind, value, unit_of(budget.application))


def _enter(
    budget: Budget,
    view: SheetView,
    cells: Iterable[Cell],
    texts: Iterable[str],
    values: dict[edits.Path, Value],
) -> None:
    """Add the texts, one for each cell that is filled in by hand, as far as they go."""
    inputs = (cell for cell in cells if view.role(*cell) == "input")
    for (line, column), text in zip(inputs, texts, strict=False):
        enter(values, budget.application, view, line, column, text)


# ------------------------------------------------------------------------------------ series


def series(budget: Budget, sheet: str, source: Selection, target: Selection) -> Change | None:
    """Continue what stands in the source into the target, which lies below, above, right or left of it.

    The target may hold the source. One value is repeated; two or more dates, figures or years with one step
    go on with it; a text that ends in a number counts on; anything else is repeated in turn. Cells that are
    not filled in by hand are passed by and take no step.
    """
    view = budget.views[sheet]
    values: dict[edits.Path, Value] = {}
    rows, across = _chosen(view.lines, source[0]), _chosen(view.columns, source[1])
    if set(target[0]) - set(source[0]):
        here, there = set(source[0]), set(target[0])
        for column in across:
            _go_on(budget, view, [(line, column) for line in view.lines], 0, here, there, values)
    else:
        here, there = set(source[1]), set(target[1])
        for line in rows:
            _go_on(budget, view, [(line, column) for column in view.columns], 1, here, there, values)
    return edits.set_values(budget.application, values, "Fyll serie")


def _go_on(
    budget: Budget,
    view: SheetView,
    run: Sequence[Cell],
    along: int,
    source: set[str],
    target: set[str],
    values: dict[edits.Path, Value],
) -> None:
    """Fill the target's cells of one run on both sides of the source; `along` says what tells them apart."""
    ids = [cell[along].id for cell in run]
    places = [place for place, name in enumerate(ids) if name in source]
    if not places:
        return
    after = [run[place] for place in range(places[-1] + 1, len(run)) if ids[place] in target]
    before = [run[place] for place in reversed(range(places[0])) if ids[place] in target]
    given = [run[place] for place in places if view.role(*run[place]) == "input"]
    for cells, way in ((after, 1), (before, -1)):
        if given and cells:
            _enter(budget, view, cells, _following(budget, view, given[::way], way), values)


def _following(budget: Budget, view: SheetView, given: Sequence[Cell], way: int) -> Iterator[str]:
    """The texts that follow on those of the cells; they end where a date or count leaves its bounds."""
    found = [budget.application.cell(view.id, line.id, column.id) for line, column in given]
    kinds: set[ColumnKind] = {column.template.kind for _, column in given}
    going: Iterator[str] | None = None
    if len(kinds) == 1:
        going = _progress(kinds.pop(), found, way, unit_of(budget.application))
    return going or itertools.cycle([_text(budget, view, cell) or "" for cell in given])


def _progress(kind: ColumnKind, found: Sequence[Value], way: int, unit: Unit) -> Iterator[str] | None:
    """The texts of a series with one step; None where the values make no such series."""
    texts = [value for value in found if isinstance(value, str)]
    if len(texts) == len(found):
        return _counted(texts, way)
    if len(found) < 2:
        return None
    dates = [value for value in found if isinstance(value, date)]
    if len(dates) == len(found):
        return _dated(dates)
    figures = [Fraction(value) for value in found if isinstance(value, int | Decimal)]
    step = _step(figures)
    if len(figures) < len(found) or step is None:
        return None
    return (written(kind, _figure(kind, figures[-1] + step * number), unit) for number in itertools.count(1))


def _step(numbers: Iterable[int | Fraction]) -> Fraction | None:
    """The one difference between neighbours, None where there are several."""
    steps = {after - before for before, after in itertools.pairwise(map(Fraction, numbers))}
    return steps.pop() if len(steps) == 1 else None


_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})", re.DOTALL)


def _counted(texts: Sequence[str], way: int) -> Iterator[str] | None:
    found = [_NUMBERED.fullmatch(text) for text in texts]
    parts = [(match[1], match[2]) for match in found if match]
    if len(parts) < len(texts) or len({stem for stem, _ in parts}) != 1:
        return None
    stem, last = parts[-1]
    numbers = [int(digits) for _, digits in parts]
    step = _step(numbers) if len(texts) > 1 else Fraction(way)
    if step is None or (len(texts) == 1 and not stem.strip()):
        return None
    width = len(last) if any(digits.startswith("0") for _, digits in parts) else 0
    counted = (numbers[-1] + int(step) * number for number in itertools.count(1))
    return (f"{stem}{number:0{width}}" for number in itertools.takewhile(lambda number: number >= 0, counted))


def _dated(dates: Sequence[date]) -> Iterator[str] | None:
    """Dates of one day of the month, or of its last, go by months and years; others by days."""
    months = _step([one.year * 12 + one.month for one in dates])
    last = all(one.day == _last_day(one.year, one.month) for one in dates)
    if months and (last or len({one.day for one in dates}) == 1):
        return _by_months(dates[-1], int(months), last)
    days = _step([one.toordinal() for one in dates])
    return None if days is None else _by_days(dates[-1], int(days))


def _by_months(start: date, step: int, last: bool) -> Iterator[str]:
    month = start.year * 12 + start.month - 1
    while FIRST_YEAR <= (month := month + step) // 12 <= LAST_YEAR:
        year, number = month // 12, month % 12 + 1
        end = _last_day(year, number)
        yield date(year, number, end if last else min(start.day, end)).isoformat()


def _by_days(start: date, step: int) -> Iterator[str]:
    day = start
    while FIRST_YEAR <= (day := day + timedelta(step)).year <= LAST_YEAR:
        yield day.isoformat()


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


# -------------------------------------------------------------------------- what it comes to


@dataclass(frozen=True, slots=True)
class Figures:
    """What selected cells come to. `kind` is that of the figures: öre for "amount", percent, plain numbers.

    Without figures, or with figures of several kinds, `kind` is "" and there is neither sum nor mean. They
    are None too where a figure is unknown or could not be read.
    """

    kind: str
    sum: int | Decimal | None
    mean: int | Decimal | None
    count: int
    """Cells with any content."""


def selection_figures(budget: Budget, sheet: str, cells: Iterable[tuple[str, str]]) -> Figures:
    """Sum, mean and count of the cells (line, column) that are filled in or computed.

    Raises KeyError for a cell that is not there.
    """
    view = budget.views[sheet]
    found: list[int | Decimal] = []
    kinds: set[str] = set()
    count, unknown = 0, False
    for line, column in cells:
        role, kind = (
            view.role(view.line_at[line], view.column_at[column]),
            view.column_at[column].template.kind,
        )
        if role not in ("input", "computed"):
            continue
        value = budget.value(sheet, line, column)
        missing = isinstance(value, Unparsed) or (value is None and role == "computed")
        count += missing or not is_empty(value)
        if kind in FIGURES and (missing or isinstance(value, int | Decimal)):
            kinds.add(kind)
            unknown = unknown or missing
            found += [value] if isinstance(value, int | Decimal) else []
    kind_of_all = kinds.pop() if len(kinds) == 1 else ""
    if not kind_of_all or unknown:
        return Figures(kind_of_all, None, None, count)
    total = sum(map(Fraction, found), Fraction(0))
    return Figures(kind_of_all, _figure(kind_of_all, total), _figure(kind_of_all, total / len(found)), count)


def _figure(kind: str, number: Fraction) -> int | Decimal:
    """Whole öre, or a number of as many decimals as are read; halves away from zero."""
    places = 0 if kind == "amount" else NUMBER_DECIMALS
    whole = int(abs(number) * 10**places + Fraction(1, 2))
    signed = whole if number >= 0 else -whole
    return signed if kind == "amount" else Decimal(f"{signed}E-{places}").normalize()
