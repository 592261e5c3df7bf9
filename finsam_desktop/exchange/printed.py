"""The budget as it is printed, with the columns and rows that the form has for organisations to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finsam_desktop.domain.application import Application, Party
from finsam_desktop.domain.layout import LineView, SheetView
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows, SheetTemplate

NO_NAME = "NAMN"
"""What the forms call an organisation that is not there."""
_KEY = "blank-"


def printed_budget(application: Application) -> Budget:
    """The budget of the application, filled up with blank organisations in each sheet as its form says."""
    least = {sheet.id: _at_least(sheet) for sheet in application.edition.sheets}
    there = len(application.budget_parties)
    missing = max(least.values(), default=0) - there
    if missing <= 0:
        return Budget(application)
    blank = application.snapshot()
    role = _role(application)
    for number in range(missing):
        blank.parties.append(Party(f"{_KEY}{number}", {"role": role, "short_name": NO_NAME}))
        blank.budget_parties.append(f"{_KEY}{number}")
    budget = Budget(blank)
    for sheet, view in budget.views.items():
        kept = {f"{_KEY}{number}" for number in range(least[sheet] - there)}
        budget.views[sheet] = _without(view, kept)
    return budget


def _at_least(sheet: SheetTemplate) -> int:
    groups = [line.at_least for line in sheet.lines.values() if isinstance(line, Rows)]
    return max([0, *(column.at_least for column in sheet.columns), *groups])


def _role(application: Application) -> str:
    """The role of organisations that there can be several of, and that the budget has a title for."""
    roles = application.edition.roles
    return next((role.id for role in roles if role.maximum > 1 and role.budget_title), roles[-1].id)


def _without(view: SheetView, kept: set[str]) -> SheetView:
    """The view without the blank organisations that are not among the kept."""

    def stays(key: str) -> bool:
        return not key.startswith(_KEY) or key in kept

    columns = [column for column in view.columns if stays(column.key)]
    gone = {line.id for line in view.lines if not stays(line.key)}
    parts = []
    for part in view.parts:
        lines = []
        for line in part.lines:
            if line.id not in gone:
                lines.append(replace(line, members=tuple(one for one in line.members if one not in gone)))
        parts.append(replace(part, lines=tuple(_without_bare_headings(lines))))
    return SheetView(view.edition, view.template, columns, parts)


def _without_bare_headings(lines: list[LineView]) -> Iterator[LineView]:
    """The lines without headings of organisations (`GROUP::NUMBER`) whose rows are gone."""
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        group, made_by_each, _ = line.id.partition("::")
        if not made_by_each or (below is not None and below.id.startswith(f"{group}:")):
            yield line
