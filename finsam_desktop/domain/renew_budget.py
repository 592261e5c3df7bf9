"""The amounts of an application in its next period: raised, and shared among the years again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.budget import split, suggest_years
from finsam_desktop.domain.layout import ColumnView, LineView, SheetView
from finsam_desktop.domain.parse import Unparsed, format_percent
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows

_KRONA = 100
"""Öre."""


def raised(ore: int, percent: Decimal) -> int:
    """The amount raised, rounded to whole kronor where it was whole kronor, else to whole öre."""
    unit = _unit(ore)
    steps = Fraction(ore, unit) * (100 + Fraction(percent)) / 100
    whole = int(abs(steps) + Fraction(1, 2)) * unit
    return whole if steps >= 0 else -whole


def _unit(*amounts: int) -> int:
    return _KRONA if all(amount % _KRONA == 0 for amount in amounts) else 1


def raise_amounts(source: Application, result: Application, percent: Decimal, same_years: bool) -> list[str]:
    """Raise every amount in the sheets of `result`, a copy of `source`, and share the years anew.

    With `same_years` each row keeps its proportions; otherwise rows whose total comes from another sheet
    are shared by calendar days. Gives what to look over, in sentences.
    """
    before = Budget(source)
    notes = [note for view in before.views.values() for note in _raise_sheet(view, result, percent)]
    # The years after all other amounts: their totals come from there.
    for view in before.views.values():
        shared = dict(_shared_rows(view))
        split_rows = [line for line in shared if _years(result, view, line)]
        if split_rows and same_years:
            _keep_proportions(before, Budget(result), view, {line: shared[line] for line in split_rows})
            notes.append(f"Fördelningen per år i ”{view.template.title}” är som förut: se över den.")
        elif split_rows:
            notes.append(_suggest_anew(result, view, split_rows))
        elif not same_years and _has_years(result, view):
            notes.append(f"Uppgifterna per år i ”{view.template.title}” är kvar på samma plats: se över dem.")
    return notes


def _raise_sheet(view: SheetView, result: Application, percent: Decimal) -> Iterator[str]:
    """Raise the amounts of a sheet, but for the years of rows whose total comes from another sheet."""
    shared = dict(_shared_rows(view))
    changed = unread = 0
    for line, cells in result.cells.get(view.id, {}).items():
        for name, value in cells.items():
            column = view.column_at.get(name)
            if column is None or column.template.kind != "amount":
                continue
            unread += isinstance(value, Unparsed)
            if isinstance(value, int) and not (line in shared and column.template.family == "years"):
                cells[name] = raised(value, percent)
                changed += 1
    title = view.template.title
    if changed and percent:
        yield f"Beloppen i ”{title}” är ändrade med {format_percent(percent)}: se över dem."
    elif changed:
        yield f"Beloppen i ”{title}” är som förut: se över dem."
    if unread:
        yield f"Belopp i ”{title}” som inte går att läsa är oförändrade: skriv dem på nytt."


def _shared_rows(view: SheetView) -> Iterator[tuple[str, str]]:
    """Rows that are filled in per year and whose total comes from another sheet, with its column."""
    for line in view.lines:
        if isinstance(line.template, Rows) and any(_is_year(view, line, column) for column in view.columns):
            for column in view.columns:
                if not column.key and view.carried_from(line, column):
                    yield line.id, column.id
                    break


def _is_year(view: SheetView, line: LineView, column: ColumnView) -> bool:
    template = column.template
    return template.family == "years" and template.kind == "amount" and view.role(line, column) == "input"


def _years(result: Application, view: SheetView, line: str) -> list[str]:
    """The year columns of the row that hold something."""
    cells = result.cells.get(view.id, {}).get(line, {})
    return [one.id for one in view.columns if one.id in cells and _is_year(view, view.line_at[line], one)]


def _has_years(result: Application, view: SheetView) -> bool:
    """Whether anything is filled in by year, in columns or rows."""
    families = {column.id for column in view.columns if column.template.family == "years"}
    rows = {
        line.id for line in view.lines if isinstance(line.template, Rows) and line.template.each == "years"
    }
    cells = result.cells.get(view.id, {})
    return any(line in rows or families & values.keys() for line, values in cells.items())


def _keep_proportions(before: Budget, now: Budget, view: SheetView, totals: dict[str, str]) -> None:
    """Years that made up the row's total make up the new one, in the same proportions."""
    cells = now.application.cells[view.id]
    for line, column in totals.items():
        years = [name for name in _years(now.application, view, line) if isinstance(cells[line][name], int)]
        weights = [amount for name in years if isinstance(amount := cells[line][name], int)]
        old, new = before.ore(view.id, line, column), now.ore(view.id, line, column)
        if old is None or new is None or old == 0:
            continue
        if sum(weights) != old:  # what was not in order stays so, in proportion
            new = round(Fraction(sum(weights) * new, old))
        if sum(weights) == new:
            continue
        parts = _in_proportion(new, weights)
        cells[line].update(zip(years, parts, strict=True))


def _in_proportion(total: int, weights: list[int]) -> list[int]:
    if all(weight >= 0 for weight in weights):
        return split(total, weights, _unit(total, *weights))
    parts = [round(Fraction(weight * total, sum(weights))) for weight in weights] if sum(weights) else weights
    largest = max(range(len(parts)), key=lambda i: abs(weights[i]))
    return [part + (total - sum(parts)) * (i == largest) for i, part in enumerate(parts)]


def _suggest_anew(result: Application, view: SheetView, lines: list[str]) -> str:
    """Clear the years and share them by calendar days of the new period."""
    for line in lines:
        for name in _years(result, view, line):
            result.put(("cell", view.id, line, name), None)
    change = suggest_years(Budget(result), view.id)
    title = view.template.title
    if change is None:
        return f"Fördelningen per år i ”{title}” är tömd: fördela kostnaderna på åren."
    change.apply(result)
    return f"Fördelningen per år i ”{title}” är föreslagen på nytt efter kalenderdagar: se över den."
