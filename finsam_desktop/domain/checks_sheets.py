"""What does not add up in the budget sheets, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain.checks_hints import has_inputs
from finsam_desktop.domain.finding import Finding, outside, unparsed
from finsam_desktop.domain.layout import LineView, SheetView
from finsam_desktop.domain.parse import format_amount, format_date, format_number, format_percent
from finsam_desktop.domain.posts import Post, full_time_by_year, most_at_once, posts
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Heading, Rows, Rule, SheetTemplate, SumLine
from finsam_desktop.domain.units import format_with_unit, unit_of

_BY_PARTY = ("amount", "parties")
_THOUSANDS_LIMIT = 20_000_00
"""Öre. An amount above 20 000 that is meant in tkr would be more than 20 million kronor; the
largest of the applications that we have seen asks for 4,4 million in all (FORMS.md)."""
_ABSURD = 1000 * _THOUSANDS_LIMIT
"""Öre. What would be too much for one cell, and is likely kronor that were written as tkr."""
_SAYS_TKR = re.compile(r"\btkr\b|tusental", re.IGNORECASE)
_SAYS_KRONOR = re.compile(r"\b(?:kr|kronor|sek)\b", re.IGNORECASE)


def check_sheets(budget: Budget) -> Iterator[Finding]:
    """Findings of each sheet in order, then of the edition's rules."""
    for view in budget.views.values():
        yield from _sheet(budget, view)
    for rule in budget.application.edition.rules:
        yield from _RULES[rule.kind](budget, rule)
    if unit_of(budget.application) == "tkr":
        for view in budget.views.values():
            yield from _thousands(budget, view)


def _sheet(budget: Budget, view: SheetView) -> Iterator[Finding]:
    for line in view.lines:
        cells = budget.application.cells.get(view.id, {}).get(line.id, {})
        for column in view.columns:
            if column.id in cells and view.role(line, column) == "input":
                caption = f"{tab_title(budget, view)}, {caption_of(budget, view, line)}, {column.title}"
                yield from unparsed(cells[column.id], caption, ("cell", view.id, line.id, column.id))
        if isinstance(line.template, Rows):
            yield from _row_period(budget, view, line)
        elif isinstance(line.template, SumLine):
            yield from _rate_summed(budget, view, line)
    yield from _months(budget, view)


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
            yield Finding("warning", "row_outside_period", path, outside(caption, value, start, end))


# ------------------------------------------------------------------------------------ posts


def _rate_summed(budget: Budget, view: SheetView, line: LineView) -> Iterator[Finding]:
    """Percent of posts that follow each other, added up as if they were held at the same time."""
    column = next((one for one in view.columns if one.template.kind == "percent"), None)
    if column is None or view.role(line, column) != "computed":
        return
    total = budget.value(view.id, line.id, column.id)
    found = posts(budget, view, line.members)
    most = most_at_once(found)
    if isinstance(total, Decimal) and most < total:
        by_year = "; ".join(f"{year}: {_posts(n)}" for year, n in full_time_by_year(found).items())
        message = (
            f"{tab_title(budget, view)}, {caption_of(budget, view, line)}: {format_percent(total)} är en"
            f" summa över flera perioder. Räknat efter datum är det som mest {format_percent(most)}"
            f" samtidigt, i heltidstjänster {by_year}."
        )
        yield Finding("warning", "rate_summed", ("cell", view.id, line.id, column.id), message)


def _posts(number: Fraction) -> str:
    return f"{float(number):.1f}".replace(".", ",")


def _months(budget: Budget, view: SheetView) -> Iterator[Finding]:
    """Rows that cost another number of months than their period has, at the rate of a row beside them."""
    for group in (line for line in view.template.lines.values() if isinstance(line, Rows)):
        rows = [line.id for line in view.lines if line.template is group]
        costs = [(post, _cost(budget, view, post.row)) for post in posts(budget, view, rows)]
        costs = [(post, cost) for post, cost in costs if cost > 0]
        monthly = {post.row: cost / (Fraction(post.rate) * post.months) for post, cost in costs}
        for post, cost in costs:
            if list(monthly.values()).count(monthly[post.row]) > 1:
                continue  # it agrees with another row
            for row, rate in monthly.items():
                months = cost / (rate * Fraction(post.rate))
                if row != post.row and months.denominator == 1 and 0 < abs(months - post.months) <= 2:
                    yield _other_months(budget, view, post, row, int(months), rate)
                    break


def _cost(budget: Budget, view: SheetView, row: str) -> Fraction:
    """Öre that the organisations have put in the row."""
    columns = [one.id for one in view.columns if (one.template.kind, one.template.family) == _BY_PARTY]
    return Fraction(sum(budget.ore(view.id, row, column) or 0 for column in columns))


def _other_months(
    budget: Budget, view: SheetView, post: Post, other: str, months: int, rate: Fraction
) -> Finding:
    own, beside = (caption_of(budget, view, view.line_at[row]) for row in (post.row, other))
    expected = round(rate * Fraction(post.rate) * post.months)
    length = format_number(Decimal(round(float(post.months), 1)).normalize())
    message = (
        f"{tab_title(budget, view)}, {own}: {format_percent(post.rate)} i {length} månader blir"
        f" {_kronor(expected)} med samma månadskostnad som ”{beside}”, men raden är"
        f" {_kronor(int(_cost(budget, view, post.row)))}, som räcker till {months} månader. Rätta beloppet"
        " eller perioden."
    )
    return Finding("warning", "months_differ", ("cell", view.id, post.row, view.label_column), message)


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
    if left is None or right is None or left == right or _is_blank(budget, rule.left):
        return
    message = (
        f"{_cell_caption(budget, rule.left)} är {_kronor(left)} men {_cell_caption(budget, rule.right)} är"
        f" {_kronor(right)}: {_difference(left, right)}."
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
            f"{caption}: åren summerar till {_kronor(whole)} men raden är {_kronor(total)}:"
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
            f"”{tab_title(budget, view)}” är tomt, men budgeten har {_kronor(whole)} att fördela. Fördela"
            " beloppen, eller låt programmet föreslå en fördelning."
        )
        yield Finding("error", "years_missing", ("sheet", view.id), message)


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
                f"{caption}: {format_with_unit(value, 'tkr')} är {_kronor(value)}. Om beloppet är i kronor,"
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
