"""Take a workbook into an application: what was recognised and what was chosen become one change.

Nothing is changed here: `propose` gives a `Change` that the session or the command line applies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from finsam_desktop.domain.application import Application, repeated_id
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value, is_rich
from finsam_desktop.exchange.book import CellValue
from finsam_desktop.exchange.recognise import Reading, Recogniser, gather, recognise, unit_of
from finsam_desktop.exchange.recognise_choices import NEW, SKIP, Choices, Plan, TakenCell, Unit
from finsam_desktop.exchange.recognise_model import FoundRow, Problem, SheetReading, Spot, Unplaced
from finsam_desktop.exchange.recognise_plan import make_plan, years_of
from finsam_desktop.exchange.recognise_values import is_error, is_figure, read_value, shown

__all__ = [
    "NEW",
    "SKIP",
    "Choices",
    "Difference",
    "Proposal",
    "Reading",
    "TakenCell",
    "as_sheets",
    "default_choices",
    "propose",
    "recognise",
]


_VALUES_ALONE = (".xls", ".xlsb")
"""Kinds of file of which the formulas are not told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the workbook has computed and that is another here."""

    spot: Spot
    to: str
    """What it is, in words."""
    theirs: Value
    ours: Value
    """Öre or percent; None where ours cannot be told."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What taking in a workbook would do."""

    recognised: tuple[tuple[str, str], ...]
    """Sheets of the workbook with the edition's sheets that they are taken as."""
    change: Change | None
    """None where the application has everything already, or nothing was recognised."""
    cells: tuple[TakenCell, ...]
    """Cells that change, and conflicts that are left alone; in the workbook's order."""
    changed: int
    """How many values are others afterwards."""
    differences: tuple[Difference, ...]
    unplaced: tuple[Unplaced, ...]
    problems: tuple[Problem, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data: amounts in kronor, shares in percent, dates as ISO 8601."""
        return {
            "recognised": [{"sheet": name, "as": title} for name, title in self.recognised],
            "changed": self.changed,
            "cells": [
                {
                    "where": str(cell.spot),
                    "to": cell.to,
                    "path": list(cell.path),
                    "old": _plain(cell.old),
                    "new": _plain(cell.new),
                    "conflict": cell.conflict,
                    "taken": cell.taken,
                }
                for cell in self.cells
            ],
            "differences": [
                {
                    "where": str(one.spot),
                    "what": one.to,
                    "theirs": _plain(one.theirs),
                    "ours": _plain(one.ours),
                }
                for one in self.differences
            ],
            "unplaced": [
                {"where": str(one.spot), "row": one.label, "value": shown(one.value)} for one in self.unplaced
            ],
            "problems": [{"where": one.where, "message": one.message} for one in self.problems],
        }


def default_choices(reading: Reading, application: Application) -> Choices:
    """What seems right: sheets and organisations as they were recognised, the unit by the evidence.

    An organisation without any amount is left out, unless it is in the application without any too.
    """
    organisations = {}
    for key, one in reading.organisations.items():
        if one.filled:
            organisations[key] = one.party or NEW
        else:
            organisations[key] = one.party if one.party and not _has_amounts(application, one.party) else SKIP
    unit: Unit = "tkr" if reading.unit == "tkr" else "kr"
    return Choices({sheet.name: sheet.template for sheet in reading.sheets}, organisations, unit=unit)


def _has_amounts(application: Application, party: str) -> bool:
    """Whether anything is filled in under the party's column or in its table."""
    return any(
        name.partition(":")[2] == party or row.partition("@")[2] == party
        for rows in application.cells.values()
        for row, cells in rows.items()
        for name in cells
    )


def propose(reading: Reading, application: Application, choices: Choices | None = None) -> Proposal:
    """What taking in the workbook would do to the application, which is left as it is.

    Raises KeyError for a party in the choices that the application does not have.
    """
    chosen = as_sheets(reading, application, choices.sheets if choices else {})
    defaults = default_choices(chosen, application)
    choices = choices or defaults
    choices = replace(choices, organisations=defaults.organisations | choices.organisations)
    plan = make_plan(chosen, application, choices)
    change = (
        Change(f"Läs in budget från {reading.file_name}", tuple(plan.operations), "import")
        if plan.operations
        else None
    )
    titles = {sheet.id: sheet.name for sheet in reading.edition.sheets}
    of_book = list(_book_problems(reading))
    said = {one.where for one in of_book if "!" in one.where}
    of_plan = (one for one in plan.problems if one.where not in said)
    differences = tuple(_differences(chosen, plan, choices))
    problems = [
        *of_book, *of_plan, *_unit_problems(chosen, choices), *_unsaved_problems(reading, differences)
    ]  # fmt: skip
    return Proposal(
        tuple((sheet.name, titles[sheet.template]) for sheet in chosen.recognised),
        change,
        tuple(sorted(plan.cells, key=lambda cell: cell.spot)),
        sum(cell.taken for cell in plan.cells) + plan.removed,
        differences,
        tuple(sorted(plan.unplaced, key=lambda one: one.spot)),
        tuple(dict.fromkeys(problems)),
    )


def as_sheets(reading: Reading, application: Application, sheets: Mapping[str, str]) -> Reading:
    """The reading with sheets taken as others than they seem to be, by their names; see `Choices.sheets`.

    What organisations there are follows from it: make the choices anew with `default_choices`.
    """
    recogniser = Recogniser(application, reading.others)
    found = []
    for sheet in reading.sheets:
        wanted = sheets.get(sheet.name, sheet.template)
        found.append(sheet if wanted == sheet.template else recogniser.read(sheet.source, wanted))
    if all(one is other for one, other in zip(found, reading.sheets, strict=True)):
        return reading
    chosen = Reading(
        reading.book,
        reading.edition,
        reading.file_name,
        found,
        problems=reading.problems,
        others=reading.others,
    )
    gather(chosen, application)
    chosen.unit = unit_of(chosen, application)
    return chosen


def _book_problems(reading: Reading) -> Iterator[Problem]:
    for text in reading.book.problems:
        where, colon, message = text.partition(": ")
        yield Problem(where, message) if colon and "!" in where else Problem("", text)
    yield from reading.problems


def _unit_problems(reading: Reading, choices: Choices) -> Iterator[Problem]:
    for sheet in reading.recognised:
        if sheet.thousands is None:
            continue
        if choices.unit == "tkr":
            text = "Här står ”tkr”, och beloppen är små nog att vara det. De räknas om till kronor."
        else:
            text = "Här står ”tkr”, men beloppen är i kronor. De läses som kronor."
        yield Problem(str(sheet.thousands), text)


def _unsaved_problems(reading: Reading, differences: Sequence[Difference]) -> Iterator[Problem]:
    """Where a kind of file that shows no formulas seems to have some that were never computed."""
    suffix = Path(reading.file_name).suffix.lower()
    zeros = [one for one in differences if one.theirs == 0 and one.ours]
    if suffix in _VALUES_ALONE and zeros and not _has_amounts_as_text(reading):
        text = (
            f"Summan är 0 i arbetsboken fast det finns belopp. I en {suffix}-fil syns inga formler, bara de "
            "värden som sparades, så belopp som räknas fram kan saknas. Öppna filen i Excel, spara den på "
            "nytt och läs in den igen."
        )
        yield Problem(str(zeros[0].spot), text)


def _has_amounts_as_text(reading: Reading) -> bool:
    """Whether some amount is a text, which no sum of the workbook counts."""
    return any(
        isinstance(cell.value, str) and is_figure(cell)
        for sheet in reading.recognised
        for row in sheet.rows
        for number, column in row.columns.items()
        if column.template.kind == "amount" and (cell := sheet.cell(row.row, number))
    )


# ---------------------------------------------------------------------------------- differences


def _differences(reading: Reading, plan: Plan, choices: Choices) -> Iterator[Difference]:
    """The workbook's own sums against those of the application as it would be."""
    budget = Budget(plan.work)
    left_out = any(one.filled and key not in plan.parties for key, one in reading.organisations.items())
    factor = 1000 if choices.unit == "tkr" else 1
    for sheet in reading.recognised:
        for row in sheet.rows:
            years = years_of(plan.work, row)
            for number, column in row.columns.items():
                address = _address(sheet, row, number, plan, years)
                if address and (not left_out or column.template.family == "parties"):
                    yield from _difference(sheet, row, number, budget, address, factor)


def _address(
    sheet: SheetReading, row: FoundRow, number: int, plan: Plan, years: Mapping[int, str]
) -> tuple[str, str] | None:
    """Line and column of the application that the cell stands for."""
    column = row.columns[number]
    party = plan.parties.get(row.organisation, "")
    if row.organisation and not party:
        return None
    line = repeated_id(row.line, party) if row.line else plan.lines.get((sheet.name, row.row), "")
    match column.template.family:
        case "parties":
            key = plan.parties.get(column.organisation, "")
        case "years":
            key = years.get(number, "")
        case _:
            return line, column.template.id
    return (line, f"{column.template.id}:{key}") if key else None


def _difference(
    sheet: SheetReading, row: FoundRow, number: int, budget: Budget, address: tuple[str, str], factor: int
) -> Iterator[Difference]:
    cell, column = sheet.cell(row.row, number), row.columns[number].template
    view = budget.views[sheet.template]
    line, name = address
    if cell is None or cell.value is None or is_error(cell.value):
        return
    if line not in view.line_at or name not in view.column_at or column.kind not in ("amount", "percent"):
        return
    if view.role(view.line_at[line], view.column_at[name]) != "computed":
        return
    theirs, ours = read_value(cell, column.kind, factor), budget.value(view.id, line, name)
    if theirs is None or isinstance(theirs, Unparsed) or theirs == ours:
        return
    label = view.line_at[line].label or row.label
    words = f"{view.template.name}: {label}, {view.column_at[name].title}"
    yield Difference(sheet.spot(row.row, number), words, theirs, ours)


def _plain(value: Value) -> CellValue:
    """The value for JSON: kronor, percent, a date or text."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value // 100 if value % 100 == 0 else value / 100
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case date():
            return value.isoformat()
        case Unparsed(text):
            return text
    return "" if is_rich(value) else str(value)
