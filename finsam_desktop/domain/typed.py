"""What a text that is typed or pasted into a cell means, and the text that says what a cell holds.

The two are inverse: `typed(kind, written(kind, value))` gives the value again, for every value that the
program reads. A sum ("=12*34500") gives its figure, and how it was written is kept as a note beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from functools import lru_cache, partial

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, note_name
from finsam_desktop.domain.arithmetic import Calculated, calculate, is_sum
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.layout import ColumnView, LineView, SheetView
from finsam_desktop.domain.parse import (
    NUMBER_DECIMALS,
    PERCENT_DECIMALS,
    Unparsed,
    format_date,
    parse_amount,
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
    return reader(kind, unit)(text)


@lru_cache
def reader(kind: ColumnKind, unit: Unit) -> Callable[[str], tuple[Value, str]]:
    """`typed` for one kind and unit, for those who read many texts."""
    match kind:
        case "label" | "text":
            return lambda text: (text, "")
        case "date":
            return lambda text: (_date(text), "")
        case "amount" if unit == "kr":
            return _kronor
        case "amount":
            return partial(_figure, partial(parse_in_unit, unit=unit), partial(calculate_in_unit, unit=unit))
        case "percent":
            return partial(_figure, _percent, partial(calculate, kind))
    return partial(_figure, parse_number, partial(calculate, kind))


def _kronor(text: str) -> tuple[Value, str]:
    if len(text) <= _SHORT and text.isdigit() and text.isascii():
        return int(text) * 100, ""  # most of a large paste is plain kronor, which need no grammar
    return _figure(parse_amount, partial(calculate, "amount"), text)


def _figure(
    parse: Callable[[str], Value], compute: Callable[[str], Calculated | Unparsed], text: str
) -> tuple[Value, str]:
    if is_sum(text):
        found = compute(text)
        return (found.value, found.source) if isinstance(found, Calculated) else (found, "")
    return parse(text), ""


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
) -> Value:
    """Add to `values` what a text in an input cell comes to, and the note on its sum; gives the value."""
    value, source = typed(column.template.kind, text, unit_of(application))
    if column.id == view.label_column and text == line.label:
        value = None  # the form's own name for the row stands by itself
    sheet = view.template.id
    values["cell", sheet, line.id, column.id] = value
    values |= sum_note(application, sheet, line.id, column.id, source)
    return value


def sum_note(
    application: Application, sheet: str, line: str, column: str, source: str
) -> dict[edits.Path, Value]:
    """The note on how a cell's figure was written, where there is or was any: its path and the source."""
    name = note_name("sum", column)
    if source or name in application.notes.get(sheet, {}).get(line, ()):
        return {("note", sheet, line, name): source or None}
    return {}


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
