"""What stands one way in one place and another way in another: what a careful reader would ask about."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from statistics import median_low

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.finding import Finding
from finsam_desktop.domain.layout import SheetView
from finsam_desktop.domain.parse import format_date, parse_date
from finsam_desktop.domain.richtext import plain_text
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import is_rich

_FAR_APART = 90
"""Days. Parties sign within a few weeks of each other; beyond this somebody wrote the wrong year."""
_DATE = re.compile(r"\b(?:\d{4}[- ]\d{2}[- ]\d{2}|\d{1,2}/\d{1,2}\s?[-–]\s?\d{2,4}|\d{2}-\d{2}-\d{2})\b")


def check_hints(budget: Budget) -> Iterator[Finding]:
    """Findings that compare one place of the application with another."""
    application = budget.application
    yield from _order(application)
    yield from _signing_days(application)
    yield from _end_of_month(application)
    yield from _periods_in_text(application)
    yield from _annexes(budget)


def _order(application: Application) -> Iterator[Finding]:
    """The same organisations in another order on the form than in the budget get mistaken for each other."""
    roles = list(application.edition.roles_by_id)
    by_role = sorted(application.parties, key=lambda party: roles.index(party.role))
    on_form = [party.id for party in by_role if party.id in application.budget_parties]
    if on_form == application.budget_parties:
        return

    def named(ids: list[str]) -> str:
        return ", ".join(application.party(one).text("organisation") or "part utan namn" for one in ids)

    message = (
        f"Organisationerna står i en annan ordning i budgeten ({named(application.budget_parties)}) än i"
        f" formuläret ({named(on_form)}). Kontrollera att beloppen står hos rätt organisation."
    )
    yield Finding("info", "order_differs", ("budget_parties",), message)


def _signing_days(application: Application) -> Iterator[Finding]:
    signed = {party.id: party.attributes.get("signed") for party in application.parties}
    days = {party: day for party, day in signed.items() if isinstance(day, date)}
    if len(days) < 2:
        return
    middle = median_low(days.values())
    for party, day in days.items():
        if abs((day - middle).days) > _FAR_APART:
            name = application.party(party).text("organisation") or "Part utan namn"
            message = (
                f"{name}: underskriften är daterad {format_date(day)}, långt från de andra"
                f" ({format_date(middle)}). Kontrollera året."
            )
            yield Finding("warning", "signed_apart", ("party", party, "signed"), message)


def _end_of_month(application: Application) -> Iterator[Finding]:
    uses = application.edition.uses
    start, end = (application.answers.get(name) for name in (uses.start, uses.end))
    if not isinstance(start, date) or not isinstance(end, date) or start.day != 1:
        return
    last = end.replace(day=calendar.monthrange(end.year, end.month)[1])
    if (last - end).days == 1:
        message = (
            f"”{application.edition.caption(uses.end)}” är {format_date(end)}, dagen före månadens sista."
            f" Kontrollera om det ska vara {format_date(last)}."
        )
        yield Finding("info", "end_of_month", ("answer", uses.end), message)


def _periods_in_text(application: Application) -> Iterator[Finding]:
    """Dates written as text beside the period's own fields."""
    edition = application.edition
    period = [application.answers.get(name) for name in (edition.uses.start, edition.uses.end)]
    start, end = period
    if not isinstance(start, date) or not isinstance(end, date):
        return
    section = edition.section_of(edition.uses.start)
    for field in section.fields:
        value = application.answers.get(field.id)
        if not isinstance(value, tuple) or not is_rich(value):
            continue
        found = [parse_date(text) for text in _DATE.findall(plain_text(value))]
        others = sorted({day for day in found if isinstance(day, date) and day not in period})
        if others:
            message = (
                f"”{section.heading}” nämner också {', '.join(map(format_date, others))}, men insatstiden är"
                f" {format_date(start)} till {format_date(end)}. Låt det framgå vilken period ansökan gäller."
            )
            yield Finding("warning", "several_periods", ("answer", field.id), message)


def _annexes(budget: Budget) -> Iterator[Finding]:
    application = budget.application
    name = application.edition.uses.annexes
    if not name:
        return
    ticked = application.answers.get(name)
    for choice in application.edition.fields[name].choices:
        if not choice.sheet:
            continue
        is_ticked = isinstance(ticked, tuple) and choice.id in ticked
        filled = bool(application.cells.get(choice.sheet))
        if is_ticked and not filled and has_inputs(budget.views[choice.sheet]):
            message = (
                f"”{choice.label}” är ikryssad som bilaga men bladet är tomt. Fyll i bladet, eller ta bort"
                " krysset."
            )
            yield Finding("warning", "annex_empty", ("answer", name), message)
        elif filled and not is_ticked:
            message = f"”{choice.label}” är ifylld men inte ikryssad som bilaga. Kryssa i rutan."
            yield Finding("info", "annex_not_ticked", ("answer", name), message)


def has_inputs(view: SheetView) -> bool:
    """Whether anything can be filled in in the sheet."""
    return any(view.role(line, column) == "input" for line in view.lines for column in view.columns)
