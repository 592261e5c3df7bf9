"""Pieces of an application as plain data, in leftovers and notes, and how they are put back."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from finsam_desktop.domain.application import Application, Row
from finsam_desktop.domain.form import Field, FormEdition
from finsam_desktop.domain.layout import sheet_view
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.template import Rows, SheetTemplate
from finsam_desktop.domain.values import Value, from_plain, is_empty, is_rich, to_plain

Cells = dict[str, dict[str, Value]]
"""Row id -> column id -> value, of one sheet."""


@dataclass(slots=True)
class Held:
    """Values and rows by their places in the edition that they come from."""

    answers: dict[str, Value] = field(default_factory=dict)
    parties: dict[str, dict[str, Value]] = field(default_factory=dict)
    """Party id -> attribute -> value."""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    """Sheet id -> rows that the cells need, added where they are not there."""
    cells: dict[str, Cells] = field(default_factory=dict)
    """Sheet id -> its cells."""

    def to_data(self) -> dict[str, Any]:
        """Plain JSON data, which `from_data` reads back."""
        rows = {sheet: [[row.id, row.group, row.party] for row in rows] for sheet, rows in self.rows.items()}
        cells = {sheet: _plain_table(cells) for sheet, cells in self.cells.items()}
        parties = _plain_table(self.parties)
        return {"answers": _plain(self.answers), "parties": parties, "rows": rows, "cells": cells}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Held:
        """What `to_data` wrote. Raises KeyError, TypeError, AttributeError or ValueError for other data."""
        return cls(
            _values(data["answers"]),
            {party: _values(values) for party, values in data["parties"].items()},
            {sheet: [Row(*map(str, row)) for row in rows] for sheet, rows in data["rows"].items()},
            {
                sheet: {row: _values(values) for row, values in cells.items()}
                for sheet, cells in data["cells"].items()
            },
        )

    @classmethod
    def read(cls, data: dict[str, Any]) -> Held | None:
        """As `from_data`; None for data that something else wrote."""
        try:
            return cls.from_data(data)
        except (KeyError, TypeError, AttributeError, ValueError):
            return None

    @property
    def empty(self) -> bool:
        """Whether there is no value in it."""
        return not (self.answers or self.parties or self.cells)


def _plain(values: dict[str, Value]) -> dict[str, Any]:
    return {name: to_plain(value) for name, value in values.items()}


def _plain_table(table: dict[str, dict[str, Value]]) -> dict[str, Any]:
    return {name: _plain(values) for name, values in table.items()}


def _values(data: dict[str, Any]) -> dict[str, Value]:
    return {name: from_plain(value) for name, value in data.items()}


def put_back(application: Application, held: Held) -> bool:
    """Put everything in its place. If one place is not there or is taken, nothing is put anywhere.

    Ticked boxes join those that are ticked. True if it was done.
    """
    trial = application.snapshot()
    done = (
        not held.empty
        and _put_answers(trial, held.answers)
        and _put_attributes(trial, held.parties)
        and all(_put_rows(trial, sheet, rows) for sheet, rows in held.rows.items())
        and all(_put_cells(trial, sheet, cells) for sheet, cells in held.cells.items())
    )
    if done:
        application.answers, application.parties = trial.answers, trial.parties
        application.rows, application.cells = trial.rows, trial.cells
    return done


def _put_answers(application: Application, values: dict[str, Value]) -> bool:
    for name, value in values.items():
        known = application.edition.fields.get(name)
        if known is None or not suits(known.type, value):
            return False
        before = application.answers.get(name)
        if known.type == "choices" and before is not None:
            value = _ticked(known, before, value)
        elif before is not None:
            return False
        application.answers[name] = value
    return True


def _ticked(choices: Field, before: Value, more: Value) -> Value:
    """The boxes of both, in the form's order; as it was where `more` adds nothing."""
    first = before if isinstance(before, tuple) else ()
    second = more if isinstance(more, tuple) else ()
    if set(second) <= set(first):
        return before
    return tuple(one.id for one in choices.choices if one.id in (*first, *second))


def _put_attributes(application: Application, parties: dict[str, dict[str, Value]]) -> bool:
    by_id = {party.id: party for party in application.parties}
    for party_id, values in parties.items():
        if party_id not in by_id or any(name in by_id[party_id].attributes for name in values):
            return False
        by_id[party_id].attributes.update(values)
    return True


def _put_rows(application: Application, sheet: str, rows: list[Row]) -> bool:
    template = application.edition.sheets_by_id.get(sheet)
    if template is None:
        return False
    known = {row.id: row for row in application.rows.setdefault(sheet, [])}
    for row in rows:
        if row.id not in known and takes(application, template, row):
            application.rows[sheet].append(row)
        elif known.get(row.id) != row:
            return False
    return True


def _put_cells(application: Application, sheet: str, cells: Cells) -> bool:
    template = application.edition.sheets_by_id.get(sheet)
    if template is None:
        return False
    view = sheet_view(application, template)
    for row, values in cells.items():
        for name, value in values.items():
            line, column = view.line_at.get(row), view.column_at.get(name)
            if line is None or column is None or view.role(line, column) != "input":
                return False
            free = application.cell(sheet, row, name) is None
            if not free or not suits(column.template.kind, value):
                return False
            application.put(("cell", sheet, row, name), value)
    return True


def takes(application: Application, sheet: SheetTemplate, row: Row) -> bool:
    """Whether the row can be one that the applicant added to its group in the sheet."""
    line = sheet.lines.get(row.group)
    if not isinstance(line, Rows) or not line.free or row.id in fixed_ids(application.edition):
        return False
    return row.party in (application.budget_parties if line.id in sheet.repeated else [""])


def fixed_ids(edition: FormEdition) -> set[str]:
    """Ids of lines and of rows that the form has from the start, which no added row may have."""
    return {name for sheet in edition.sheets for name in (*sheet.lines, *sheet.row_groups)}


def suits(kind: str, value: Value) -> bool:
    """Whether the value can stand in a field or column of the type `kind`."""
    match kind:
        case "rich":
            return is_rich(value)
        case "choices":
            return isinstance(value, tuple) and not is_rich(value)
        case "yesno":
            return isinstance(value, bool)
        case "amount":
            return isinstance(value, int | Unparsed) and not isinstance(value, bool)
        case "number" | "percent":
            return isinstance(value, Decimal | Unparsed)
        case "date":
            return isinstance(value, date | Unparsed)
        case "text" | "email" | "label":
            return isinstance(value, str)
    return False


def without(cells: Cells, left: Cells) -> Cells:
    """The cells that are not in `left`, a copy of their own."""
    kept = {
        row: {name: value for name, value in values.items() if name not in left.get(row, {})}
        for row, values in cells.items()
    }
    return copy.deepcopy({row: values for row, values in kept.items() if values})


def filled(values: dict[str, Value]) -> dict[str, Value]:
    """What is filled in."""
    return {name: value for name, value in values.items() if not is_empty(value)}
