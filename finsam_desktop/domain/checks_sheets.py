"""What does not add up in the budget sheets, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finsam_desktop.domain.checks_hints import has_inputs
from finsam_desktop.domain.finding import Finding
from finsam_desktop.domain.layout import LineView, SheetView
from finsam_desktop.domain.parse import format_amount
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Heading, Rows, Rule, SheetTemplate
from finsam_desktop.domain.units import format_with_unit, unit_of

_THOUSANDS_LIMIT = 20_000_00
"""Öre. An amount above 20 000 that is meant in tkr would be more than 20 million kronor; the
largest of the applications that we have seen asks for 4,4 million in all (FORMS.md)."""
_ABSURD = 1000 * _THOUSANDS_LIMIT
"""Öre. What would be too much for one cell, and is likely kronor that were written as tkr."""
_SAYS_TKR = re.compile(r"\btkr\b|tusental", re.IGNORECASE)
_SAYS_KRONOR = re.compile(r"\b(?:kr|kronor|sek)\b", re.IGNORECASE)


def check_sheets(budget: Budget) -> Iterator[Finding]:
    """Findings of the edition's rules, then of the unit."""
    for rule in budget.application.edition.rules:
        yield from _RULES[rule.kind](budget, rule)
    if unit_of(budget.application) == "tkr":
        for view in budget.views.values():
            yield from _thousands(budget, view)


def tab_title(budget: Budget, view: SheetView) -> str:
    """What a message calls the sheet: the title of its tab."""
    return next(tab.title for tab in budget.application.edition.tabs if tab.sheet == view.id)


def caption_of(budget: Budget, view: SheetView, line: LineView) -> str:
    """What a message calls a line: its label, with its group where the label says little."""
    label = str(budget.value(view.id, line.id, view.label_column) or "").strip()
    if isinstance(line.template, Rows) and len(label.strip("0123456789. ")) < 2:
        label = f"{line.template.label} {label}".strip()
    return f"{label} ({budget.application.party(line.party).column_name})" if line.party else label


# ------------------------------------------------------------------------------------- sums


def in_kronor(ore: int) -> str:
    """The amount as messages have it: ”4 418 130 kr”."""
    return f"{format_amount(ore)} kr"


def _difference(one: int, other: int) -> str:
    amount = in_kronor(abs(one - other))
    return f"{amount} för mycket" if one > other else f"{amount} för lite"


def _cell_caption(budget: Budget, reference: str) -> str:
    sheet, line, _ = reference.split(".")
    view = budget.views[sheet]
    return f"”{caption_of(budget, view, view.line_at[line])}” i ”{tab_title(budget, view)}”"


def _equal(budget: Budget, rule: Rule) -> Iterator[Finding]:
    left, right = budget.amount(rule.left), budget.amount(rule.right)
    if left is None or right is None or left == right or _is_blank(budget, rule.left):
        return
    message = (
        f"{_cell_caption(budget, rule.left)} är {in_kronor(left)} men {_cell_caption(budget, rule.right)} är"
        f" {in_kronor(right)}: {_difference(left, right)}."
        " Rätta de rader som skiljer sig så att summorna stämmer."
    )
    yield Finding("error", "sums_differ", ("cell", *rule.left.split(".")), message)


def _rows(budget: Budget, rule: Rule) -> Iterator[Finding]:
    view = budget.views[rule.left]
    if _is_blank(budget, rule.left):
        yield from _nothing_split(budget, view, rule)
        return
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
            f"{caption}: åren summerar till {in_kronor(whole)} men raden är {in_kronor(total)}:"
            f" {_difference(whole, total)}. Ändra ett av åren, eller låt programmet föreslå en fördelning."
        )
        yield Finding("error", "years_differ", ("cell", view.id, line.id, rule.total), message)


def _is_blank(budget: Budget, reference: str) -> bool:
    """Whether the sheet is there to be filled in and nothing has been."""
    view = budget.views[reference.partition(".")[0]]
    return not budget.application.cells.get(view.id) and has_inputs(view)


def _nothing_split(budget: Budget, view: SheetView, rule: Rule) -> Iterator[Finding]:
    totals = (
        budget.ore(view.id, line.id, rule.total)
        for line in view.lines
        if isinstance(line.template, Rows) and rule.total in view.column_at
    )
    whole = sum(total for total in totals if total)
    if whole:
        message = (
            f"”{tab_title(budget, view)}” är tomt, men budgeten har {in_kronor(whole)} att fördela. Fördela"
            " beloppen, eller låt programmet föreslå en fördelning."
        )
        yield Finding("error", "years_missing", ("sheet", view.id), message)


def _stated(budget: Budget, rule: Rule) -> Iterator[Finding]:
    stated, computed = budget.application.answers.get(rule.left), budget.amount(rule.right)
    if not isinstance(stated, int) or computed is None or stated == computed:
        return
    message = (
        f"”{budget.application.edition.caption(rule.left)}” är {in_kronor(stated)} men"
        f" {_cell_caption(budget, rule.right)} är {in_kronor(computed)}: {_difference(stated, computed)}."
        " Rätta beloppet eller budgeten."
    )
    yield Finding("error", "stated_differs", ("answer", rule.left), message)


def _unit(budget: Budget, rule: Rule) -> Iterator[Finding]:
    if unit_of(budget.application) == "tkr" or not _SAYS_TKR.search(rule.right):
        return
    for _, value in _amounts(budget, budget.views[rule.left]):
        if abs(value) > _THOUSANDS_LIMIT:
            message = (
                f"Blanketten säger ”{rule.right}” men beloppen ser ut att vara i kronor, till exempel"
                f" {format_amount(value)}. Kontrollera att alla belopp är i kronor och tala om det för"
                " förbundet."
            )
            yield Finding("warning", "unit", ("sheet", rule.left), message)
            return


def _thousands(budget: Budget, view: SheetView) -> Iterator[Finding]:
    """What speaks against tkr, which the application has chosen: the form's words, or absurd amounts."""
    texts = [text for text in _printed(view.template) if text]
    kronor = next((text for text in texts if _SAYS_KRONOR.search(text)), "")
    if kronor and not any(map(_SAYS_TKR.search, texts)):
        message = (
            f"Budgeten är i tkr men blanketten säger ”{kronor}” i ”{tab_title(budget, view)}”. Välj kronor"
            " som enhet."
        )
        yield Finding("warning", "unit", ("sheet", view.id), message)
    for (line, column), value in _amounts(budget, view):
        if abs(value) > _ABSURD:
            caption = f"{tab_title(budget, view)}, {caption_of(budget, view, view.line_at[line])}"
            message = (
                f"{caption}: {format_with_unit(value, 'tkr')} är {in_kronor(value)}. Om beloppet är i kronor,"
                " skriv det med kr efter, eller välj kronor som enhet."
            )
            yield Finding("warning", "unit", ("cell", view.id, line, column), message)
            return


def _amounts(budget: Budget, view: SheetView) -> Iterator[tuple[tuple[str, str], int]]:
    """Line and column of each amount that is filled in, with its öre, in the sheet's order."""
    rows = budget.application.cells.get(view.id, {})
    columns = [column.id for column in view.columns if column.template.kind == "amount"]
    for line in view.lines:
        for column in columns:
            value = rows.get(line.id, {}).get(column)
            if isinstance(value, int):
                yield (line.id, column), value


def _printed(sheet: SheetTemplate) -> Iterator[str]:
    """The form's own words at the head of the sheet, of its tables, columns and groups."""
    yield from (sheet.title, *sheet.before, *sheet.after)
    for column in sheet.columns:
        yield from column.header
    for part in sheet.parts:
        yield part.title
        yield from (text for header in part.header.values() for text in header)
        yield from (
            text for line in part.lines if isinstance(line, Heading) for text in (line.label, line.note)
        )


_RULES = {"equal": _equal, "rows": _rows, "stated": _stated, "unit": _unit}
