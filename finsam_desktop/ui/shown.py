"""What a cell of the budget grid shows: made once from the sheet, kept by the model, painted as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finsam_desktop.domain.layout import ColumnView, LineView, PartView, SheetView
from finsam_desktop.domain.parse import Unparsed, format_date, format_number, format_percent
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Heading, SumLine
from finsam_desktop.domain.units import Unit, format_in_unit, unit_of
from finsam_desktop.domain.values import Value

UNKNOWN_TEXT = "?"
_NOT_COMPUTED = "Kan inte räknas: ett belopp som behövs går inte att tolka."
_YEARS_DIFFER = "Åren ska tillsammans bli radens summa: skillnaden ska vara 0."
_KINDS = {"input": "att fylla i", "void": "används inte", "example": "exempel"}
"""What a cell is, in words, by its style."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that painting a cell needs."""

    text: str
    style: str
    """`input`, `computed`, `label`, `heading`, `example`, `band`, `group`, `part`, `total`, `control` or
    `void`."""
    right: bool = False
    problem: str = ""
    """Why the text is no figure, or what is wrong with it."""
    negative: bool = False
    comment: str = ""
    locked: bool = False
    finding: str = ""
    """What the checks say of the cell."""

    @property
    def is_marked(self) -> bool:
        """Whether anything is drawn in the cell's corners."""
        return bool(self.comment or self.locked or self.finding)

    @property
    def remarks(self) -> list[str]:
        """What is to be known of the cell beside its text, in sentences."""
        findings = [self.finding] if self.finding != self.problem else []
        words = [self.problem, *findings, f"Kommentar: {self.comment}" if self.comment else ""]
        words.append("Låst: ett förslag till fördelning ändrar inte cellen." if self.locked else "")
        return [word for word in words if word]


def shown_cell(budget: Budget, view: SheetView, item: PartView | LineView, column: ColumnView) -> Shown:
    """What the cell shows of its value; for a band its title, under the labels."""
    is_label = column.id == view.label_column
    if isinstance(item, PartView):
        return Shown(item.title if is_label else "", "band")
    role = view.role(item, column)
    value = budget.value(view.id, item.id, column.id)
    style = _style(item, role)
    if role == "computed" and value is None:
        return Shown(UNKNOWN_TEXT, style, True, _NOT_COMPUTED)
    if isinstance(value, Unparsed):
        return Shown(value.text, style, False, value.reason)
    if isinstance(item.template, Heading) and is_label:
        note = item.template.note
        return Shown(f"{item.label}, {note}" if note else item.label, style)
    kind, unit = column.template.kind, unit_of(budget.application)
    if column.template.screen_only and column.template.formula and isinstance(value, int):  # a difference
        sign = "+" if value > 0 else ""
        text = f"{sign}{_format(value, kind, unit)}" if value else ""
        return Shown(text, style, True, _YEARS_DIFFER if value else "")
    return Shown(
        _format(value, kind, unit),
        style,
        right=kind in ("amount", "percent", "number"),
        negative=isinstance(value, int) and value < 0,
    )


def meaning(shown: Shown, label: str, title: str) -> str:
    """The cell in words for a screen reader: row, column, value, what kind of cell, what is to know of it.

    `label` is empty where the cell is itself the row's label.
    """
    if shown.style == "band":
        return shown.text
    kind = _KINDS.get(shown.style, "räknas fram")
    if not label:
        words = [shown.text, kind if shown.style == "example" else ""]
    else:
        words = [label, title, shown.text or "tom", kind]
    return ", ".join(word for word in (*words, *shown.remarks) if word)


def _style(line: LineView, role: str) -> str:
    if isinstance(line.template, SumLine):
        return line.template.style
    if line.kind in ("heading", "example", "control"):
        return line.kind
    return role


def _format(value: Value, kind: str, unit: Unit) -> str:
    match value:
        case bool() | None:
            return ""
        case int():
            return format_in_unit(value, unit)
        case Decimal():
            return format_percent(value) if kind == "percent" else format_number(value)
        case date():
            return format_date(value)
    return str(value)
