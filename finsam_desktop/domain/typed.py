"""What a text that is typed or pasted into a cell means, and the text that says what a cell holds.

The two are inverse: `typed(kind, written(kind, value))` gives the value again, for every value that the
program reads. A sum ("=12*34500") gives its figure, and how it was written is kept as a note beside it.
"""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal
from functools import lru_cache

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Change, note_name
from finsam_desktop.domain.arithmetic import Calculated, calculate, is_sum
from finsam_desktop.domain.layout import ColumnView, LineView, SheetView
from finsam_desktop.domain.parse import (
    NUMBER_DECIMALS,
    PERCENT_DECIMALS,
    Unparsed,
    format_date,
    parse_date,
    parse_number,
    parse_percent,
    plain_number,
)
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import ColumnKind
from finsam_desktop.domain.units import Unit, calculate_in_unit, parse_in_unit, plain_in_unit, unit_of
from finsam_desktop.domain.values import Value

FIGURES = frozenset(("amount", "percent", "number"))
"""Kinds of column that hold figures."""
# A large block has few dates and rates, many times over.
_date, _percent = lru_cache(1024)(parse_date), lru_cache(1024)(parse_percent)
_PRECISION = Context(prec=60)
_SHORT = 13
"""Digits; so many make an amount within `parse.MAX_AMOUNT`."""


def typed(kind: ColumnKind, text: str, unit: Unit = "kr") -> tuple[Value, str]:
    """The value of a text in a cell of the kind, and how it was written if it is a sum, else "".

    A plain amount is in the unit.
    """
    match kind:
        case "label" | "text":
            return text, ""
        case "date":
            return _date(text), ""
    if kind == "amount" and unit == "kr" and len(text) <= _SHORT and text.isdigit() and text.isascii():
        return int(text) * 100, ""  # most of a large paste is plain kronor, which need no grammar
    if is_sum(text):
        found = calculate_in_unit(text, unit) if kind == "amount" else calculate(kind, text)
        return (found.value, found.source) if isinstance(found, Calculated) else (found, "")
    if kind == "amount":
        return parse_in_unit(text, unit), ""
    return _percent(text) if kind == "percent" else parse_number(text), ""


def written(kind: ColumnKind, value: Value, unit: Unit = "kr") -> str:
    """The value as a text to edit and to copy: no grouping, ASCII minus, decimal comma, ISO dates.

    Amounts are in the unit.
    What has more decimals than are read is rounded to those.
    """
    match value:
        case Unparsed(text):
            return text
        case int() if not isinstance(value, bool):
            return plain_in_unit(value, unit)
        case Decimal():
            places = PERCENT_DECIMALS if kind == "percent" else NUMBER_DECIMALS
            short = value.quantize(Decimal(1).scaleb(-places), context=_PRECISION)
            return f"{plain_number(short)}%" if kind == "percent" else plain_number(short)
        case date():
            return format_date(value)
    return value if isinstance(value, str) else ""


def typed_change(budget: Budget, sheet: str, line: str, column: str, text: str) -> Change | None:
    """Put what was typed into a cell; a sum is kept beside the figure, and an earlier one goes.

    Raises KeyError for a cell that is not there.
    """
    view = budget.views[sheet]
    values: dict[edits.Path, Value] = {}
    enter(values, budget.application, view, view.line_at[line], view.column_at[column], text)
    return edits.set_values(budget.application, values, "Ändra cell")


def enter(
    values: dict[edits.Path, Value],
    application: Application,
    view: SheetView,
    line: LineView,
    column: ColumnView,
    text: str,
    unit: Unit | None = None,
) -> Value:
    """Add to `values` what a text in an input cell comes to, and the note on its sum; gives the value.

    `unit` is the application's, for those who know it already.
    """
    value, source = typed(column.template.kind, text, unit or unit_of(application))
    if column.id == view.label_column and text == line.label:
        value = None  # the form's own name for the row stands by itself
    sheet = view.template.id
    values["cell", sheet, line.id, column.id] = value
    if source or sheet in application.notes:
        name = note_name("sum", column.id)
        if source or name in application.notes[sheet].get(line.id, ()):
            values["note", sheet, line.id, name] = source or None
    return value


def sum_source(budget: Budget, sheet: str, line: str, column: str) -> str:
    """How the cell's figure was written as a sum; "" where it was not, or holds another figure by now."""
    application = budget.application
    if sheet not in application.notes:
        return ""
    source = application.notes[sheet].get(line, {}).get(note_name("sum", column))
    if not isinstance(source, str):
        return ""
    kind = budget.views[sheet].column_at[column].template.kind
    value, kept = typed(kind, source, unit_of(application))
    return kept if kept and value == application.cell(sheet, line, column) else ""


def held(budget: Budget, sheet: str, line: str, column: str) -> str:
    """The text that gives an input cell when it is typed again: its sum, or its value; "" when empty."""
    kind = budget.views[sheet].column_at[column].template.kind
    value = budget.application.cell(sheet, line, column)
    return sum_source(budget, sheet, line, column) or written(kind, value, unit_of(budget.application))
