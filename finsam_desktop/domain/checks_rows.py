"""What is wrong in the rows of the budget sheets: cells, periods, posts and years."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from finsam_desktop.domain.checks_sheets import caption_of, in_kronor, tab_title
from finsam_desktop.domain.finding import Finding, outside, unparsed
from finsam_desktop.domain.layout import LineView, SheetView
from finsam_desktop.domain.parse import Unparsed, format_date, format_number, format_percent
from finsam_desktop.domain.posts import (
    Post,
    full_time_by_year,
    has_posts,
    initiative_period,
    months_by_year,
    most_at_once,
    period_of,
    posts,
    rate_of,
)
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows, SumLine

_BY_PARTY = ("amount", "parties")


def check_rows(budget: Budget) -> Iterator[Finding]:
    """Findings of each sheet's lines in order, and of each sheet's rows held against each other."""
    for view in budget.views.values():
        yield from _sheet(budget, view)


def _sheet(budget: Budget, view: SheetView) -> Iterator[Finding]:
    for line in view.lines:
        cells = budget.application.cells.get(view.id, {}).get(line.id, {})
        for column in view.columns:
            if column.id in cells and view.role(line, column) == "input":
                caption = f"{tab_title(budget, view)}, {caption_of(budget, view, line)}, {column.title}"
                yield from unparsed(cells[column.id], caption, ("cell", view.id, line.id, column.id))
        if isinstance(line.template, Rows):
            yield from _row_period(budget, view, line)
            yield from _years(budget, view, line)
            yield from _months_by_year(budget, view, line)
        elif isinstance(line.template, SumLine):
            yield from _rate_summed(budget, view, line)
    yield from _months(budget, view)


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
    whole = initiative_period(budget)
    if whole is None:
        return
    for column, value in zip(columns, (first, last), strict=True):
        if isinstance(value, date) and not whole[0] <= value <= whole[1]:
            path = ("cell", view.id, line.id, column)
            yield Finding("warning", "row_outside_period", path, outside(caption, value, *whole))


# ------------------------------------------------------------------------------------ posts


def _rate_summed(budget: Budget, view: SheetView, line: LineView) -> Iterator[Finding]:
    """Percent of posts that follow each other, added up as if they were held at the same time."""
    column = next((one for one in view.columns if one.template.kind == "percent"), None)
    if column is None or view.role(line, column) != "computed":
        return
    total = budget.value(view.id, line.id, column.id)
    rows = list(_rows_below(view, line))
    found = posts(budget, view, rows)
    if len(found) < sum(bool(rate_of(budget, view, row)) for row in rows):
        return  # a post whose days are not known may be held at any time
    most = most_at_once(found)
    if isinstance(total, Decimal) and most < total:
        by_year = "; ".join(f"{year}: {_posts(n)}" for year, n in full_time_by_year(found).items())
        message = (
            f"{tab_title(budget, view)}, {caption_of(budget, view, line)}: {format_percent(total)} är en"
            f" summa över flera perioder. Räknat efter datum är det som mest {format_percent(most)}"
            f" samtidigt, i heltidstjänster {by_year}. Använd de talen när ni beskriver bemanningen."
        )
        yield Finding("warning", "rate_summed", ("cell", view.id, line.id, column.id), message)


def _rows_below(view: SheetView, line: LineView) -> Iterator[str]:
    """Ids of the rows that a sum adds, also through other sums."""
    for member in (view.line_at[name] for name in line.members):
        if isinstance(member.template, Rows):
            yield member.id
        else:
            yield from _rows_below(view, member)


def _posts(number: Fraction) -> str:
    return f"{float(number):.1f}".replace(".", ",")


def _months(budget: Budget, view: SheetView) -> Iterator[Finding]:
    """Rows that cost another number of months than their period has, at the rate of a row beside them.

    People are paid differently, so it takes that two rows beside agree on the rate, or that the cost is
    for fewer months than the period and the row has another period than the one beside.
    """
    for group in (line for line in view.template.lines.values() if isinstance(line, Rows)):
        rows = [line.id for line in view.lines if line.template is group]
        costs = {post: _cost(budget, view, post.row) for post in posts(budget, view, rows)}
        by_rate: dict[Fraction, list[Post]] = {}  # by what a month at one percent costs
        for post, cost in costs.items():
            by_rate.setdefault(cost / (Fraction(post.rate) * post.months), []).append(post)
        agreeing = {post for beside in by_rate.values() if len(beside) > 1 for post in beside}
        for post, cost in costs.items():
            if cost <= 0 or post in agreeing:
                continue
            for months in _near(post.months):
                rate = cost / (Fraction(post.rate) * months)
                beside = by_rate.get(rate, [])
                shorter = bool(beside) and months < post.months != beside[0].months
                if len(beside) > 1 or shorter:
                    yield _other_months(budget, view, post, beside[0].row, months, rate)
                    break


def _near(months: Fraction) -> list[int]:
    """Other whole numbers of months that somebody may have counted with, at most two away, nearest first."""
    whole = [number for number in range(math.ceil(months - 2), math.floor(months + 2) + 1) if number > 0]
    return sorted((one for one in whole if one != months), key=lambda one: abs(one - months))


def _cost(budget: Budget, view: SheetView, row: str) -> Fraction:
    """Öre that the organisations have put in the row."""
    columns = [one.id for one in view.columns if (one.template.kind, one.template.family) == _BY_PARTY]
    return Fraction(sum(budget.ore(view.id, row, column) or 0 for column in columns))


def _other_months(
    budget: Budget, view: SheetView, post: Post, other: str, months: int, rate: Fraction
) -> Finding:
    own, beside = (caption_of(budget, view, view.line_at[row]) for row in (post.row, other))
    expected = round(rate * Fraction(post.rate) * post.months)
    message = (
        f"{tab_title(budget, view)}, {own}: {format_percent(post.rate)} i {_month_words(post.months)} blir"
        f" {in_kronor(expected)} med samma månadskostnad som ”{beside}”, men raden är"
        f" {in_kronor(int(_cost(budget, view, post.row)))}, som räcker till {months} månader. Kontrollera"
        " beloppet och perioden."
    )
    return Finding("warning", "months_differ", ("cell", view.id, post.row, view.label_column), message)


# ------------------------------------------------------------------------------------ years


def _years(budget: Budget, view: SheetView, line: LineView) -> Iterator[Finding]:
    """What stands in a year that the initiative does not reach."""
    whole = initiative_period(budget)
    if whole is None:
        return
    by_line = line.key if isinstance(line.template, Rows) and line.template.each == "years" else ""
    for column in view.columns:
        year = column.key if column.template.family == "years" else by_line
        if not year or _year_of(whole, year) <= whole[1].year:
            continue
        value = budget.application.cell(view.id, line.id, column.id)
        if value and not isinstance(value, Unparsed):
            caption = f"{tab_title(budget, view)}, {caption_of(budget, view, line)}, {column.title}"
            message = (
                f"{caption}: år {year} i budgeten ligger efter insatstiden {format_date(whole[0])} till"
                f" {format_date(whole[1])}. Flytta det som står där till ett tidigare år, eller rätta"
                " insatstiden."
            )
            yield Finding("error", "year_beyond", ("cell", view.id, line.id, column.id), message)


def _year_of(whole: tuple[date, date], key: str) -> int:
    """The calendar year of the column or row for the year number `key`."""
    return whole[0].year + int(key) - 1


def _months_by_year(budget: Budget, view: SheetView, line: LineView) -> Iterator[Finding]:
    """Months of a post that its period does not have in that year, in a row that has months at all."""
    whole, period = initiative_period(budget), period_of(budget, view, line.id)
    columns = [
        column
        for column in view.columns
        if (column.template.kind, column.template.family) == ("number", "years")
        and view.role(line, column) == "input"
    ]
    given = [budget.application.cell(view.id, line.id, column.id) for column in columns]
    if whole is None or not any(given) or not has_posts(view):
        return
    for column, value in zip(columns, given, strict=True):
        year = _year_of(whole, column.key)
        number = Fraction(value) if isinstance(value, Decimal) else Fraction(0)
        if isinstance(value, Unparsed) or year > whole[1].year:
            continue
        caption = f"{tab_title(budget, view)}, {caption_of(budget, view, line)}, {column.title}"
        path = ("cell", view.id, line.id, column.id)
        if number > 12:
            message = f"{caption}: {_month_words(number)} är mer än årets 12. Rätta antalet."
            yield Finding("warning", "months_of_year", path, message)
        elif period and abs(number - (has := months_by_year(*period, year, 1)[0])) >= 1:
            message = (
                f"{caption}: {_month_words(number)}, men tiden {format_date(period[0])} till"
                f" {format_date(period[1])} har {_month_words(has)} det året. Rätta antalet eller tiden."
            )
            yield Finding("warning", "months_of_year", path, message)


def _month_words(number: Fraction) -> str:
    shown = format_number(Decimal(round(number * 10)) / 10)
    return f"{shown} månad" if number == 1 else f"{shown} månader"
