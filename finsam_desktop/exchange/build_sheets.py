"""The budget sheets of an application as tables of the outline."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.layout import CellRole, ColumnView, LineView, PartView, SheetView
from finsam_desktop.domain.parse import Unparsed, format_date, format_number, format_percent
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Example, Heading, SumLine
from finsam_desktop.domain.units import Unit, format_in_unit, unit_of
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.outline import Align, HeaderCell, RowKind, Table, TableCell, TableRow
from finsam_desktop.exchange.printed import printed_budget

UNKNOWN = "–"
"""Printed for a figure that cannot be computed, because something it needs could not be read."""
_HUNDREDTH = Decimal("0.01")

_ALIGN: dict[str, Align] = {"amount": "right", "percent": "right", "number": "right", "date": "center"}


def sheet_tables(application: Application) -> dict[str, list[Table]]:
    """For each budget sheet by id, a table for each of its parts."""
    budget = printed_budget(application)
    return {
        view.id: [_table(budget, view, part, _printed_columns(view)) for part in view.parts]
        for view in budget.views.values()
    }


def _printed_columns(view: SheetView) -> list[ColumnView]:
    return [column for column in view.columns if not column.template.screen_only]


def _table(budget: Budget, view: SheetView, part: PartView, columns: list[ColumnView]) -> Table:
    rows = (
        TableRow(_kind(line), tuple(_cell(budget, view, line, column) for column in columns))
        for line in part.lines
    )
    title = part.title or view.template.title
    return Table(
        title=part.title,
        widths=tuple(column.template.width for column in columns),
        header=_header(view, part, columns),
        rows=tuple(rows),
        summary=f"{title}. Tabell med kolumnerna {', '.join(column.title for column in columns)}.",
        top=any(column.template.kind == "text" for column in columns),
    )


# ------------------------------------------------------------------------------------- rows


def _kind(line: LineView) -> RowKind:
    if isinstance(line.template, SumLine):
        return line.template.style
    kinds: dict[str, RowKind] = {
        "heading": "heading",
        "example": "example",
        "rows": "row",
        "control": "control",
    }
    return kinds[line.kind]


def _cell(budget: Budget, view: SheetView, line: LineView, column: ColumnView) -> TableCell:
    is_label = column.id == view.label_column
    align = _ALIGN.get(column.template.kind, "left")
    if isinstance(line.template, Heading | Example):
        note = line.template.note if is_label and isinstance(line.template, Heading) else ""
        return TableCell(view.text(line, column), align, label=is_label, note=note)
    role = view.role(line, column)
    value = budget.value(view.id, line.id, column.id)
    numeric = isinstance(value, int | Decimal | date)
    text = _text(value, column, role, unit_of(budget.application))
    return TableCell(text, align, role == "input", is_label, numeric=numeric)


def _text(value: Value, column: ColumnView, role: CellRole, unit: Unit) -> str:
    match value:
        case None:
            return UNKNOWN if role == "computed" else ""
        case Unparsed(text):
            return text
        case int():
            return format_in_unit(value, unit)
        case date():
            return format_date(value)
        case Decimal():
            shown = value.quantize(_HUNDREDTH) if role == "computed" else value
            return format_percent(shown) if column.template.kind == "percent" else format_number(shown)
    return str(value).strip()


# ------------------------------------------------------------------------------------- head


@dataclass(frozen=True, slots=True)
class _Span:
    """A text at the head of one column and the header rows that it covers, `end` excluded."""

    text: str
    start: int
    end: int


def _header(
    view: SheetView, part: PartView, columns: list[ColumnView]
) -> tuple[tuple[HeaderCell | None, ...], ...]:
    """The head's rows: texts stand at the bottom, equal neighbours above the last row are one cell."""
    texts = [view.header_of(part, column) for column in columns]
    depth = max(map(len, texts), default=0)
    spans = [
        _spans(("",) * (depth - len(lines)) + lines, keep_blank=bool(column.template.family))
        for lines, column in zip(texts, columns, strict=True)
    ]
    cells: list[list[HeaderCell | None]] = [[None] * len(columns) for _ in range(depth)]
    for number, column in enumerate(columns):
        for span in spans[number]:
            shared = bool(span.text) and span.end < depth
            if shared and number and span in spans[number - 1]:
                continue
            width = 1
            while shared and number + width < len(columns) and span in spans[number + width]:
                width += 1
            align = "center" if width > 1 else _ALIGN.get(column.template.kind, "left")
            cells[span.start][number] = HeaderCell(span.text, width, span.end - span.start, align)
    return tuple(map(tuple, cells))


def _spans(lines: tuple[str, ...], *, keep_blank: bool) -> list[_Span]:
    """The column's texts from the top; a blank is one cell with the text below it, else with the one above.

    With `keep_blank` a blank below a text stays a cell of its own: a name to be filled in.
    """
    spans: list[_Span] = []
    start = 0
    for row, text in enumerate(lines):
        if text or (keep_blank and row == len(lines) - 1):
            spans.append(_Span(text, start, row + 1))
            start = row + 1
    if start == len(lines):
        return spans
    if not spans:
        return [_Span("", 0, len(lines))] if lines else []
    return [*spans[:-1], replace(spans[-1], end=len(lines))]
