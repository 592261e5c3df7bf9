"""What is missing in an application, what does not add up, and what to do about it.

Checks inform; they never stop anyone from writing or saving.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import Field, FormEdition, Section
from finsam_desktop.domain.layout import LineView, SheetView
from finsam_desktop.domain.parse import Unparsed, format_amount, format_date
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows, Rule
from finsam_desktop.domain.values import Value, is_empty

Severity = Literal["error", "warning", "info"]

_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;.]+(\.[^\s@,;.]+)+")
_THOUSANDS_LIMIT = 20_000_00
"""Öre. An amount above 20 000 that is meant in tkr would be more than 20 million kronor; the
largest of the applications that we have seen asks for 4,4 million in all (FORMS.md)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `path` is the place as a `Change` names it."""

    severity: Severity
    code: str
    path: tuple[str, ...]
    message: str

    @property
    def where(self) -> str:
        """The place as text: `answer.start_date`, `party.ID.organisation`, `cell.SHEET.LINE.COLUMN`."""
        return ".".join(self.path)


def check(budget: Budget) -> list[Finding]:
    """All findings, in the form's order: fields and parties first, then sheets, then sums."""
    application = budget.application
    found: list[Finding] = []
    for section, field in application.edition.section_fields():
        found += (
            _parties(application, section, field) if field.type == "parties" else _field(application, field)
        )
    found += _signatures(application)
    found += _period(application)
    for view in budget.views.values():
        found += _sheet(budget, view)
    for rule in application.edition.rules:
        found += _RULES[rule.kind](budget, rule)
    return found


# ----------------------------------------------------------------------------------- fields


def _field(application: Application, field: Field) -> Iterator[Finding]:
    value = application.answers.get(field.id)
    caption, path = application.edition.caption(field.id), ("answer", field.id)
    if field.required and is_empty(value):
        yield Finding("error", "required", path, f"”{caption}” är inte ifyllt. {_how_to_fill(field)}")
    yield from _unparsed(value, caption, path)
    if field.type == "email" and isinstance(value, str):
        yield from _email(value, caption, path)
    if field.fallback and isinstance(value, str):
        other = application.answers.get(field.fallback)
        if isinstance(other, str) and value != other:
            yield Finding(
                "warning",
                "name_differs",
                path,
                f"”{caption}” är ”{value}” men ”{application.edition.caption(field.fallback)}” är ”{other}”."
                " Skriv samma på båda ställena, eller lämna det första tomt.",
            )


def _how_to_fill(field: Field) -> str:
    ways = {
        "yesno": "Välj Ja eller Nej.",
        "date": "Skriv ett datum som åååå-mm-dd.",
        "amount": "Skriv beloppet i kronor.",
        "number": "Skriv ett antal.",
    }
    return ways.get(field.type, "Fyll i fältet.")


def _unparsed(value: Value, caption: str, path: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(value, Unparsed):
        yield Finding(
            "error", "unparsed", path, f"”{caption}”: ”{value.text}” går inte att tolka. {value.reason}"
        )


def _email(text: str, caption: str, path: tuple[str, ...]) -> Iterator[Finding]:
    if text and not _EMAIL.fullmatch(text.strip()):
        message = f"”{caption}”: ”{text}” är ingen e-postadress. Skriv den som namn@organisation.se."
        yield Finding("error", "email", path, message)


def _parties(application: Application, section: Section, field: Field) -> Iterator[Finding]:
    parties = application.parties_of(field.roles)
    if field.required and not parties:
        message = f"”{section.heading}” saknar part. Lägg till minst en organisation."
        yield Finding("error", "required", ("parties", field.roles[0]), message)
    else:
        yield from _party_counts(application, field)
    for number, party in enumerate(parties, start=1):
        title = application.edition.roles_by_id[party.role].title
        name = party.text("organisation") or f"{title} {number}"
        for attribute in field.attributes:
            value, path = party.attributes.get(attribute.id), ("party", party.id, attribute.id)
            caption = f"{name}: {attribute.label.rstrip(':')}"
            if attribute.required and is_empty(value):
                way = (
                    "Skriv organisationens namn."
                    if attribute.id == "organisation"
                    else "Skriv det vid parten."
                )
                yield Finding("error", "required", path, f"”{caption}” är inte ifyllt. {way}")
            if attribute.id == "email":
                yield from _email(party.text("email"), caption, path)


def _party_counts(application: Application, field: Field) -> Iterator[Finding]:
    for role in (application.edition.roles_by_id[name] for name in field.roles):
        count = len(application.parties_of((role.id,)))
        title = role.budget_title if role.id == "lead" and role.budget_title else role.title
        if count < role.minimum:
            message = f"Ansökan har {count} {title.lower()} men behöver {role.minimum}. Lägg till en part."
            yield Finding("error", "required", ("parties", role.id), message)
        elif count > role.maximum:
            message = (
                f"Ansökan har {count} {title.lower()} men blanketten tar högst {role.maximum}."
                " Ta bort en part eller ändra dess roll."
            )
            yield Finding("error", "too_many_parties", ("parties", role.id), message)


def _signatures(application: Application) -> Iterator[Finding]:
    for party in application.parties:
        name = party.text("organisation") or "Part utan namn"
        yield from _email(
            party.text("signer_email"), f"{name}: E-post vid underskrift", ("party", party.id, "signer_email")
        )
        yield from _unparsed(
            party.attributes.get("signed"), f"{name}: Datum vid underskrift", ("party", party.id, "signed")
        )


def _period(application: Application) -> Iterator[Finding]:
    edition = application.edition
    start, end = (application.answers.get(name) for name in (edition.uses.start, edition.uses.end))
    if not isinstance(start, date) or not isinstance(end, date):
        return
    if end < start:
        message = (
            f"”{edition.caption(edition.uses.start)}” {format_date(start)} ligger efter"
            f" ”{edition.caption(edition.uses.end)}” {format_date(end)}. Rätta ett av datumen."
        )
        yield Finding("error", "dates", ("answer", edition.uses.end), message)
        return
    for field in edition.fields.values():
        value = application.answers.get(field.id)
        if field.type == "date" and isinstance(value, date) and not start <= value <= end:
            caption = f"”{edition.caption(field.id)}”"
            yield Finding("error", "dates", ("answer", field.id), _outside(caption, value, start, end))
    room, years = _room_for_years(edition), end.year - start.year + 1
    if room and years > room:
        message = (
            f"Insatstiden berör {years} kalenderår men blankettens budget har plats för {room}."
            " Kontrollera datumen."
        )
        yield Finding("warning", "too_many_years", ("answer", edition.uses.end), message)


def _outside(caption: str, value: date, start: date, end: date) -> str:
    period = f"{format_date(start)} till {format_date(end)}"
    return f"{caption} {format_date(value)} ligger utanför insatstiden {period}. Rätta datumet."


def _room_for_years(edition: FormEdition) -> int:
    """How many years the budget has columns and rows for, 0 where it has none by year."""
    columns = (column for sheet in edition.sheets for column in sheet.columns)
    lines = (line for sheet in edition.sheets for line in sheet.lines.values())
    counts = [column.count for column in columns if column.family == "years"]
    counts += [line.count for line in lines if isinstance(line, Rows) and line.each == "years"]
    return min(counts, default=0)


# ----------------------------------------------------------------------------------- sheets


def _sheet(budget: Budget, view: SheetView) -> Iterator[Finding]:
    for line in view.lines:
        cells = budget.application.cells.get(view.id, {}).get(line.id, {})
        for column in view.columns:
            if column.id in cells and view.role(line, column) == "input":
                caption = f"{tab_title(budget, view)}, {caption_of(budget, view, line)}, {column.title}"
                yield from _unparsed(cells[column.id], caption, ("cell", view.id, line.id, column.id))
        if isinstance(line.template, Rows):
            yield from _row_period(budget, view, line)


def tab_title(budget: Budget, view: SheetView) -> str:
    """What a message calls the sheet: the title of its tab."""
    return next(tab.title for tab in budget.application.edition.tabs if tab.sheet == view.id)


def caption_of(budget: Budget, view: SheetView, line: LineView) -> str:
    """What a message calls a line: its label, with its group where the label says little."""
    label = str(budget.value(view.id, line.id, view.label_column) or "").strip()
    if isinstance(line.template, Rows) and len(label.strip("0123456789. ")) < 2:
        label = f"{line.template.label} {label}".strip()
    return f"{label} ({budget.application.party(line.party).column_name})" if line.party else label


def _row_period(budget: Budget, view: SheetView, line: LineView) -> Iterator[Finding]:
    application = budget.application
    columns = [column.id for column in view.columns if column.template.kind == "date"][:2]
    if len(columns) < 2:
        return
    first, last = (application.cell(view.id, line.id, column) for column in columns)
    caption = f"{tab_title(budget, view)}, {caption_of(budget, view, line)}:"
    if isinstance(first, date) and isinstance(last, date) and last < first:
        message = (
            f"{caption} från {format_date(first)} ligger efter till {format_date(last)}."
            " Rätta ett av datumen."
        )
        yield Finding("error", "dates", ("cell", view.id, line.id, columns[1]), message)
    start, end = (
        application.answers.get(name)
        for name in (application.edition.uses.start, application.edition.uses.end)
    )
    if not isinstance(start, date) or not isinstance(end, date):
        return
    for column, value in zip(columns, (first, last), strict=True):
        if isinstance(value, date) and not start <= value <= end:
            path = ("cell", view.id, line.id, column)
            yield Finding("warning", "row_outside_period", path, _outside(caption, value, start, end))


# ------------------------------------------------------------------------------------- sums


def _kronor(ore: int) -> str:
    return f"{format_amount(ore)} kr"


def _difference(one: int, other: int) -> str:
    amount = _kronor(abs(one - other))
    return f"{amount} för mycket" if one > other else f"{amount} för lite"


def _cell_caption(budget: Budget, reference: str) -> str:
    sheet, line, _ = reference.split(".")
    view = budget.views[sheet]
    return f"”{caption_of(budget, view, view.line_at[line])}” i ”{tab_title(budget, view)}”"


def _equal(budget: Budget, rule: Rule) -> Iterator[Finding]:
    left, right = budget.amount(rule.left), budget.amount(rule.right)
    if left is None or right is None or left == right:
        return
    message = (
        f"{_cell_caption(budget, rule.left)} är {_kronor(left)} men {_cell_caption(budget, rule.right)} är"
        f" {_kronor(right)}: {_difference(left, right)}."
        " Rätta de rader som skiljer sig så att summorna stämmer."
    )
    yield Finding("error", "sums_differ", ("cell", *rule.left.split(".")), message)


def _rows(budget: Budget, rule: Rule) -> Iterator[Finding]:
    view = budget.views[rule.left]
    if not budget.application.cells.get(view.id):
        return  # nothing is split yet; the sums differ, and one finding says so
    for line in view.lines:
        if not isinstance(line.template, Rows) or rule.total not in view.column_at:
            continue
        parts = [budget.number(view.id, line.id, column.id) for column in view.family(rule.right)]
        total = budget.amount(f"{view.id}.{line.id}.{rule.total}")
        if total is None or None in parts:
            continue
        whole = int(sum(part for part in parts if part is not None))
        if whole == total:
            continue
        caption = f"{tab_title(budget, view)}, {caption_of(budget, view, line)}"
        message = (
            f"{caption}: åren summerar till {_kronor(whole)} men raden är {_kronor(total)}:"
            f" {_difference(whole, total)}. Ändra ett av åren, eller låt programmet föreslå en fördelning."
        )
        yield Finding("error", "years_differ", ("cell", view.id, line.id, rule.total), message)


def _stated(budget: Budget, rule: Rule) -> Iterator[Finding]:
    stated, computed = budget.application.answers.get(rule.left), budget.amount(rule.right)
    if not isinstance(stated, int) or computed is None or stated == computed:
        return
    message = (
        f"”{budget.application.edition.caption(rule.left)}” är {_kronor(stated)} men"
        f" {_cell_caption(budget, rule.right)} är {_kronor(computed)}: {_difference(stated, computed)}."
        " Rätta beloppet eller budgeten."
    )
    yield Finding("error", "stated_differs", ("answer", rule.left), message)


def _unit(budget: Budget, rule: Rule) -> Iterator[Finding]:
    view, rows = budget.views[rule.left], budget.application.cells.get(rule.left, {})
    amounts = [column.id for column in view.columns if column.template.kind == "amount"]
    values = (rows.get(line.id, {}).get(column) for line in view.lines for column in amounts)
    for value in values:
        if isinstance(value, int) and abs(value) > _THOUSANDS_LIMIT:
            message = (
                f"Blanketten säger ”{rule.right}” men beloppen ser ut att vara i kronor, till exempel"
                f" {format_amount(value)}. Kontrollera att alla belopp är i kronor och tala om det för"
                " förbundet."
            )
            yield Finding("warning", "unit", ("sheet", rule.left), message)
            return


_RULES = {"equal": _equal, "rows": _rows, "stated": _stated, "unit": _unit}
