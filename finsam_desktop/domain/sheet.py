"""The figures of all budget sheets of one application, each computed in one place.

Screen, checks, paper and Excel read the same `Budget`. Computed figures are kept and
forgotten by dependency: an edit invalidates the cells that follow from it and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.formula import (
    Formula,
    Number,
    columns_of,
    evaluate,
    families_of,
    parse_formula,
)
from finsam_desktop.domain.layout import Address, ColumnView, LineView, SheetView, located, sheet_view
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.template import Control, Rows
from finsam_desktop.domain.values import Value

_PARTY_WORDS = ("role", "organisation", "short_name")
"""Attributes of a party that stand in the sheets."""

MANY = 500
"""Changed cells from which on it is quicker to forget every figure than to ask what follows from each."""

_formula = lru_cache(maxsize=256)(parse_formula)


@dataclass(slots=True)
class Update:
    """What a change means to those who show the sheets."""

    structure: bool = False
    """Columns, lines or their labels are others; read the views again."""
    cells: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    """Sheet id -> (line id, column id) of cells to show again, for their figure or a note beside it."""
    everything: bool = False
    """So many cells are others that all are to be shown again."""


class Budget:
    """Views and figures of an application's sheets. `update` after every change."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.rebuild()

    def rebuild(self) -> None:
        """Read the structure again and forget every figure."""
        application = self.application
        self.views: dict[str, SheetView] = {
            sheet.id: sheet_view(application, sheet) for sheet in application.edition.sheets
        }
        self._known: dict[Address, Number | None] = {}
        self._sums: dict[tuple[str, str], list[str]] = {}
        self._shown_in: dict[Address, list[Address]] = {}
        self._formulas = {view.id: list(_read_by_formulas(view)) for view in self.views.values()}
        self._mirrored: set[tuple[str, str]] = set()
        self._summands: dict[Address, list[Address]] = {}
        for view in self.views.values():
            for line in view.lines:
                if line.source:
                    self._mirrored.add(line.source)
                for member in line.members:
                    self._sums.setdefault((view.id, member), []).append(line.id)
                if not isinstance(line.template, Rows) or not line.template.carry:
                    continue
                for column in view.columns:
                    source = view.carried_from(line, column)
                    if source:
                        self._shown_in.setdefault(source, []).append((view.id, line.id, column.id))

    def value(self, sheet: str, line: str, column: str) -> Value:
        """What the cell holds: the input as it is, a figure (öre, percent), or the label.

        None is an empty input, or a computed figure that is unknown because something it
        needs could not be read.
        """
        view = self.views[sheet]
        line_view, column_view = view.line_at[line], view.column_at[column]
        role = view.role(line_view, column_view)
        if role == "input":
            given = self.application.cell(sheet, line, column)
            return line_view.label if given is None and column == view.label_column else given
        if role == "label":
            return view.text(line_view, column_view)
        if role == "void":
            return None
        return _as_value(column_view, self.number(sheet, line, column))

    def number(self, sheet: str, line: str, column: str) -> Number | None:
        """The figure in the units of formulas: öre, or a share of one. None where unknown, 0 where empty.

        Raises KeyError for an address that is not there.
        """
        address = (sheet, line, column)
        if address not in self._known:
            self._known[address] = self._compute(address)
        return self._known[address]

    def amount(self, reference: str, key: str = "") -> int | None:
        """Öre at `sheet.line.column`; None where unknown.

        `key` is the party or year where there is a cell for each. Raises KeyError for a reference or
        key that is not there.
        """
        keys = {"parties": key, "years": key}
        return self.ore(*located(self.application.edition, reference, keys))

    def ore(self, sheet: str, line: str, column: str) -> int | None:
        """Öre in the cell; None where unknown. Raises KeyError for an address that is not there."""
        number = self.number(sheet, line, column)
        return None if number is None else _whole(number)

    def update(self, change: Change) -> Update:
        """Take in a change that was applied to the application; says what to show again."""
        return self.touch(change.paths)

    def touch(self, paths: Iterable[tuple[str, ...]]) -> Update:
        """Take in that the values at `paths` are others."""
        update = Update()
        uses = self.application.edition.uses
        cells = []
        for path in paths:
            if path[0] == "cell":
                cells.append(path)
            elif path[0] == "note":
                self._note_changed(path, update)
            elif path == ("meta", "unit"):
                update.everything = True
            elif (
                path[0] in ("rows", "parties", "budget_parties")
                or (path[0] == "party" and path[2] in _PARTY_WORDS)
                or path in (("answer", uses.start), ("answer", uses.end))
            ):
                update.structure = True
        update.everything = update.everything or len(cells) >= MANY
        if update.structure or not self._has(cells):
            update.structure = True
            self.rebuild()
            return update
        update.structure = self._relabel(cells)
        if update.everything:
            self._known.clear()
        else:
            for _, sheet, line, column in cells:
                self._cell_changed((sheet, line, column), update)
        return update

    def _has(self, cells: Iterable[tuple[str, ...]]) -> bool:
        """Whether the views have all of the cells."""
        views = self.views
        return all(
            sheet in views and line in views[sheet].line_at and column in views[sheet].column_at
            for _, sheet, line, column in cells
        )

    def _relabel(self, cells: Iterable[tuple[str, ...]]) -> bool:
        """Read the sheets again that carry a label among the cells; False if there is no such label."""
        labels = {sheet: view.label_column for sheet, view in self.views.items()}
        sources = {
            sheet
            for _, sheet, line, column in cells
            if column == labels[sheet] and (sheet, line) in self._mirrored
        }
        for view in list(self.views.values()):
            if any(line.source and line.source[0] in sources for line in view.lines):
                self.views[view.id] = sheet_view(self.application, view.template)
        return bool(sources)

    def _cell_changed(self, cell: Address, update: Update) -> None:
        for address in self.followers(cell):
            self._known.pop(address, None)
            update.cells.setdefault(address[0], set()).add(address[1:])

    def _note_changed(self, path: tuple[str, ...], update: Update) -> None:
        """The cell that a note is about shows it; the label shows those about the row."""
        _, sheet, line, name = path
        view = self.views.get(sheet)
        if view is not None:
            column = name.partition(":")[2]
            shown_at = column if column in view.column_at else view.label_column
            update.cells.setdefault(sheet, set()).add((line, shown_at))

    def followers(self, address: Address) -> set[Address]:
        """The cell and every cell that is computed from it, in all sheets; perhaps a few more."""
        found: set[Address] = set()
        waiting = [address]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found.add(here)
            waiting.extend(self._shown_in.get(here, ()))
            sheet, line, column = here
            view = self.views[sheet]
            waiting.extend(self._following_in_row(view, line, view.column_at[column]))
            for other in self._sums.get((sheet, line), ()):
                waiting.extend(self._following_below(view, view.line_at[other], view.column_at[column]))
        return found

    def _following_in_row(self, view: SheetView, line: str, column: ColumnView) -> Iterable[Address]:
        name = column.template.id
        for other, families, columns in self._formulas[view.id]:
            same_key = not other.key or not column.key or other.key == column.key
            read = name in families or (same_key and name in columns)
            if read and view.role(view.line_at[line], other) == "computed":
                yield view.id, line, other.id

    def _following_below(self, view: SheetView, line: LineView, column: ColumnView) -> Iterable[Address]:
        if isinstance(line.template, Control):
            yield from (
                (view.id, line.id, other.id) for other in view.columns if view.role(line, other) == "computed"
            )
        elif view.role(line, column) == "computed":
            yield view.id, line.id, column.id

    def _compute(self, address: Address) -> Number | None:
        sheet, line_id, column_id = address
        view = self.views[sheet]
        line, column = view.line_at[line_id], view.column_at[column_id]
        role = view.role(line, column)
        if role == "input":
            return _as_number(column, self.application.cell(sheet, line_id, column_id))
        if role != "computed":
            return 0
        if line.kind == "sum":
            return self._sum(address, line.members)
        if isinstance(line.template, Control):
            if column.template.screen_only:
                return self.number(sheet, line.members[0], column_id)
            return self._evaluate(view, line.members[0], column, _formula(line.template.formula))
        source = view.carried_from(line, column)
        if source:
            other = self.views[source[0]]
            exists = source[1] in other.line_at and source[2] in other.column_at
            return self.number(*source) if exists else 0
        return self._evaluate(view, line_id, column, _formula(column.template.formula))

    def _sum(self, address: Address, members: Iterable[str]) -> Number | None:
        summands = self._summands.get(address)
        if summands is None:
            view = self.views[address[0]]
            column = view.column_at[address[2]]
            summands = self._summands[address] = [
                (view.id, member, column.id)
                for member in members
                if view.role(view.line_at[member], column) in ("input", "computed")
            ]
        total: Number = 0
        for one in summands:
            number = self._known[one] if one in self._known else self.number(*one)
            if number is None:
                return None
            total += number
        return total

    def _evaluate(self, view: SheetView, line: str, column: ColumnView, formula: Formula) -> Number | None:
        def value(name: str) -> Number | None:
            known = view.column_at.get(name) or view.column_at.get(f"{name}:{column.key}")
            return self.number(view.id, line, known.id) if known else 0

        def values(name: str) -> list[Number] | None:
            numbers = [self.number(view.id, line, other.id) for other in view.family(name)]
            known = [number for number in numbers if number is not None]
            return known if len(known) == len(numbers) else None

        number = evaluate(formula, value, values)
        # Money is whole öre in every cell, so that what is shown adds up.
        return _whole(number) if number is not None and column.template.kind == "amount" else number


def _read_by_formulas(view: SheetView) -> Iterator[tuple[ColumnView, set[str], set[str]]]:
    """Each column that is computed in the row, with the families and the columns that it reads."""
    for column in view.columns:
        if column.template.formula:
            formula = _formula(column.template.formula)
            yield column, families_of(formula), columns_of(formula)


def _as_number(column: ColumnView, value: Value) -> Number | None:
    match value:
        case Unparsed():
            return None
        case bool() | str():
            return 0
        case int():
            return value
        case Decimal():
            return Fraction(value) / 100 if column.template.kind == "percent" else Fraction(value)
    return 0


def _as_value(column: ColumnView, number: Number | None) -> Value:
    if number is None:
        return None
    if column.template.kind == "amount":
        return _whole(number)
    scaled = Fraction(number) * (100 if column.template.kind == "percent" else 1)
    return Decimal(scaled.numerator) / Decimal(scaled.denominator)


def _whole(number: Number) -> int:
    """Whole öre, halves away from zero."""
    if isinstance(number, int):
        return number
    doubled = abs(number) * 2
    rounded = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return rounded if number >= 0 else -rounded
