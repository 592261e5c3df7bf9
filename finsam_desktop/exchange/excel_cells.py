"""Where the budget's cells stand in a workbook, and the formula and value of the computed ones.

Values come from `Budget`. Where it says that a figure is unknown, because something it needs
could not be read, the value is what Excel will show: SUM passes text by, arithmetic on text
is `#VALUE!`. Products and quotients of money are rounded to whole öre in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import floor

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.arithmetic import excel_formula
from finsam_desktop.domain.formula import Binary, Formula, Number, evaluate, parse_formula, to_excel
from finsam_desktop.domain.layout import Address, ColumnView, LineView, SheetView
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Control
from finsam_desktop.domain.typed import sum_source
from finsam_desktop.domain.units import Unit, unit_of
from finsam_desktop.domain.values import Value, is_rich

_parsed = lru_cache(maxsize=256)(parse_formula)


class ExcelError(str):
    """An error value such as `#VALUE!`, not a text that a person wrote."""

    __slots__ = ()


Shown = Number | str
"""What a cell shows, in the units of formulas (öre, shares of one); text where it could not be read."""

DECIMALS: dict[Unit, int] = {"kr": 2, "tkr": 5}
"""How many decimals an amount in the unit has: one öre is the last of them."""

MAX_TEXT = 32_767
"""UTF-16 units in a cell (Microsoft, "Excel specifications and limits")."""

_TEXT_IN_ARITHMETIC = ExcelError("#VALUE!")
_DIVISION_BY_ZERO = ExcelError("#DIV/0!")


class Cells:
    """The workbook's formulas. `places` is filled before any formula is asked for."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.unit = unit_of(budget.application)
        self.places: dict[Address, tuple[int, int]] = {}
        """Row and column, from zero, of each budget cell on its sheet; columns left out are absent."""
        self._together: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = {}

    def number(self, number: Number, column: ColumnView) -> int | float:
        """The figure as Excel holds it: the amount in the application's unit, a share of one, or as it is."""
        is_amount = column.template.kind == "amount"
        exact = Fraction(number) / 10 ** DECIMALS[self.unit] if is_amount else Fraction(number)
        return int(exact) if exact.denominator == 1 else float(exact)

    def sum_formula(self, sheet: str, line_id: str, column_id: str) -> str:
        """An input cell's figure as the sum that it was written as; empty where it is a plain figure."""
        source = sum_source(self.budget, sheet, line_id, column_id)
        if not source:
            return ""
        text, kind = excel_formula(source), self.budget.views[sheet].column_at[column_id].template.kind
        if kind == "percent" and "%" not in text:
            return f"=({text})/100"
        return f"=ROUND({text},{DECIMALS[self.unit]})" if kind == "amount" else f"={text}"

    def formula(self, sheet: str, line_id: str, column_id: str) -> str:
        """The formula of a computed cell, without the leading equals sign."""
        view = self.budget.views[sheet]
        line, column = view.line_at[line_id], view.column_at[column_id]
        if line.kind == "sum":
            return self._sum(view, line, column)
        if isinstance(line.template, Control):
            return self._in_row(view, line.members[0], column, line.template.formula)
        source = view.carried_from(line, column)
        if source:
            return self._reference(source, sheet)
        return self._in_row(view, line_id, column, column.template.formula)

    def shown(self, sheet: str, line_id: str, column_id: str) -> Shown:
        """What Excel shows in the cell: the budget's figure, or what text among its sources makes of it."""
        number = self.budget.number(sheet, line_id, column_id)
        if number is not None:
            return number
        view = self.budget.views[sheet]
        line, column = view.line_at[line_id], view.column_at[column_id]
        if view.role(line, column) == "input":
            value = self.budget.value(sheet, line_id, column_id)
            return value.text if isinstance(value, Unparsed) else 0
        if line.kind == "sum":
            return _total(self.shown(sheet, member, column_id) for member in _summands(view, line, column))
        if isinstance(line.template, Control):
            return self._shown_in_row(view, line.members[0], column, line.template.formula)
        source = view.carried_from(line, column)
        if source:
            return self.shown(*source)
        return self._shown_in_row(view, line_id, column, column.template.formula)

    def _sum(self, view: SheetView, line: LineView, column: ColumnView) -> str:
        """`SUM` over rows, in runs; sums of nothing but sums are added up, as in the forms' own workbooks."""
        members = _summands(view, line, column)
        if not members:
            return "0"
        if all(view.line_at[member].kind == "sum" for member in members):
            return "+".join(self._reference((view.id, member, column.id), view.id) for member in members)
        areas = (
            self._area((view.id, first, column.id), (view.id, last, column.id))
            for first, last in self._runs(view, members)
        )
        return f"SUM({','.join(areas)})"

    def _runs(self, view: SheetView, members: tuple[str, ...]) -> list[tuple[str, str]]:
        """First and last of the members that stand together; headings between rows do not part them."""
        if (view.id, members) in self._together:  # by a sum in another column
            return self._together[view.id, members]
        headings = {self._row(view, line.id) for line in view.lines if line.kind == "heading"}
        runs: list[tuple[str, str]] = []
        for member in members:
            between = range(self._row(view, runs[-1][1]) + 1, self._row(view, member)) if runs else ()
            if runs and headings.issuperset(between):
                runs[-1] = (runs[-1][0], member)
            else:
                runs.append((member, member))
        self._together[view.id, members] = runs
        return runs

    def _row(self, view: SheetView, line: str) -> int:
        return self.places[view.id, line, view.label_column][0]

    def _in_row(self, view: SheetView, line: str, column: ColumnView, formula: str) -> str:
        def cell(name: str) -> str:
            known = _column_named(view, name, column)
            return self._reference((view.id, line, known.id), view.id) if known else "0"

        def area(family: str) -> str:
            columns = view.family(family)
            return (
                self._area((view.id, line, columns[0].id), (view.id, line, columns[-1].id))
                if columns
                else "0"
            )

        tree = _parsed(formula)
        text = to_excel(tree, cell, area)
        return f"ROUND({text},{DECIMALS[self.unit]})" if _is_rounded(tree, column) else text

    def _shown_in_row(self, view: SheetView, line: str, column: ColumnView, formula: str) -> Shown:
        faults: list[ExcelError] = []

        def value(name: str) -> Number | None:
            known = _column_named(view, name, column)
            shown = self.shown(view.id, line, known.id) if known else 0
            if isinstance(shown, str):
                faults.append(shown if isinstance(shown, ExcelError) else _TEXT_IN_ARITHMETIC)
                return None
            return shown

        def values(family: str) -> list[Number] | None:
            total = _total(self.shown(view.id, line, one.id) for one in view.family(family))
            if isinstance(total, ExcelError):
                faults.append(total)
                return None
            return [total]

        tree = _parsed(formula)
        result = evaluate(tree, value, values)
        if result is None:
            return [*faults, _DIVISION_BY_ZERO][0]
        return _whole(result) if _is_rounded(tree, column) else result

    def _reference(self, address: Address, sheet: str) -> str:
        """`I10`, or `'Insatsbudget'!I10` from another sheet; the figure itself where there is no cell."""
        place = self.places.get(address)
        if place is not None:
            name = self.budget.views[address[0]].template.name
            return (
                xl_rowcol_to_cell(*place) if address[0] == sheet else f"'{name}'!{xl_rowcol_to_cell(*place)}"
            )
        other = self.budget.views[address[0]]
        if address[1] not in other.line_at or address[2] not in other.column_at:
            return "0"
        figure = self.shown(*address)
        return "0" if isinstance(figure, str) else str(self.number(figure, other.column_at[address[2]]))

    def _area(self, first: Address, last: Address) -> str:
        area: str = xl_range(*self.places[first], *self.places[last])
        return area


def _is_rounded(formula: Formula, column: ColumnView) -> bool:
    """Whether the formula can give parts of an öre, which the budget rounds."""
    return column.template.kind == "amount" and _multiplies(formula)


def _multiplies(formula: Formula) -> bool:
    return isinstance(formula, Binary) and (
        formula.sign in "*/" or _multiplies(formula.left) or _multiplies(formula.right)
    )


def _whole(number: Number) -> int:
    """Whole öre, halves away from zero as ROUND has it."""
    rounded = floor(abs(Fraction(number)) + Fraction(1, 2))
    return rounded if number >= 0 else -rounded


def _total(parts: Iterable[Shown]) -> Number | ExcelError:
    """What SUM makes of its cells: the first error, or the sum of what is no text."""
    total: Number = 0
    for part in parts:
        if isinstance(part, ExcelError):
            return part
        if not isinstance(part, str):
            total += part
    return total


def _summands(view: SheetView, line: LineView, column: ColumnView) -> tuple[str, ...]:
    return tuple(one for one in line.members if view.role(view.line_at[one], column) in ("input", "computed"))


def _column_named(view: SheetView, name: str, beside: ColumnView) -> ColumnView | None:
    """The column, or the one of its family that belongs to the same organisation or year."""
    return view.column_at.get(name) or view.column_at.get(f"{name}:{beside.key}")


def too_long(text: str, where: str) -> str:
    """That the text of `where` does not fit a cell, and what to do; empty for a text that does."""
    length = len(text.encode("utf-16-le")) // 2
    if length <= MAX_TEXT:
        return ""
    return (
        f"Texten är för lång för Excel: {where} har {length} tecken, och en cell rymmer {MAX_TEXT}."
        " Korta texten och exportera igen."
    )


def in_words(application: Application, field_id: str, value: Value) -> Value:
    """The answer to a field; in words where Excel has no type for it."""
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if is_rich(value):
        return richtext.plain_text(value)
    if isinstance(value, tuple):
        choices = application.edition.fields[field_id].choices
        return ", ".join(choice.label for choice in choices if choice.id in value)
    return value
