"""What stands one way in one place and another way in another: what a careful reader would ask about."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from statistics import median_low

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.dates import read_periods
from finsam_desktop.domain.finding import Finding
from finsam_desktop.domain.form import Choice
from finsam_desktop.domain.layout import SheetView
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.richtext import plain_text
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.signing import annexes
from finsam_desktop.domain.values import is_rich

_FAR_APART = 90
"""Days. Parties sign within a few weeks of each other; beyond this somebody wrote the wrong year."""


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
        return ", ".join(_named(application, one) for one in ids)

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
    far = [party for party, day in days.items() if abs((day - middle).days) > _FAR_APART]
    if 2 * len(far) >= len(days):  # as many on either side: nobody is the one who differs
        names = (f"{_named(application, party)} {format_date(day)}" for party, day in days.items())
        message = f"Underskrifterna är daterade långt från varandra: {', '.join(names)}. Kontrollera åren."
        yield Finding("warning", "signed_apart", ("party", far[0], "signed"), message)
        return
    for party in far:
        message = (
            f"{_named(application, party)}: underskriften är daterad {format_date(days[party])}, långt från"
            f" de andra ({format_date(middle)}). Kontrollera året."
        )
        yield Finding("warning", "signed_apart", ("party", party, "signed"), message)


def _named(application: Application, party: str) -> str:
    return application.party(party).text("organisation") or "Part utan namn"


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
    """Periods and days written as text beside the period's own fields."""
    edition = application.edition
    start, end = (application.answers.get(name) for name in (edition.uses.start, edition.uses.end))
    if not isinstance(start, date) or not isinstance(end, date):
        return
    stated = [value for value in application.answers.values() if isinstance(value, date)]
    section = edition.section_of(edition.uses.start)
    for field in section.fields:
        value = application.answers.get(field.id)
        if not isinstance(value, tuple) or not is_rich(value):
            continue
        spans, days = read_periods(plain_text(value))
        periods = [f"”{span.text}”" for span in spans if not span.fits(start, end)]
        others = [format_date(day) for day in sorted(set(days).difference(stated))]
        if periods:
            message = (
                f"”{section.heading}” nämner också {', '.join(dict.fromkeys(periods))}, men insatstiden är"
                f" {format_date(start)} till {format_date(end)}. Låt det framgå vilken period ansökan gäller."
            )
            yield Finding("warning", "several_periods", ("answer", field.id), message)
        if others:
            message = (
                f"”{section.heading}” nämner {', '.join(others)}, men insatstiden är {format_date(start)}"
                f" till {format_date(end)}. Kontrollera att det framgår vad som händer då."
            )
            yield Finding("info", "other_dates", ("answer", field.id), message)


# ---------------------------------------------------------------------------------- annexes


def _annexes(budget: Budget) -> Iterator[Finding]:
    application = budget.application
    name = application.edition.uses.annexes
    if not name:
        return
    answer = application.answers.get(name)
    ticked = answer if isinstance(answer, tuple) else ()
    choices = application.edition.fields[name].choices
    for choice in choices:
        if choice.sheet:
            yield from _sheet_annex(budget, choice, choice.id in ticked, ("answer", name))
    others = [choice for choice in choices if not choice.sheet]
    if len(others) == 1:
        yield from _files(application, others[0], others[0].id in ticked, ("answer", name))


def _sheet_annex(budget: Budget, choice: Choice, is_ticked: bool, path: tuple[str, ...]) -> Iterator[Finding]:
    view = budget.views[choice.sheet]
    filled = _is_filled(budget, view)
    if is_ticked and not filled and has_inputs(view):
        message = (
            f"”{choice.label}” är ikryssad som bilaga men bladet är tomt. Fyll i bladet, eller ta bort"
            " krysset."
        )
        yield Finding("warning", "annex_empty", path, message)
    elif filled and not is_ticked:
        message = f"”{choice.label}” är ifylld men inte ikryssad som bilaga. Kryssa i rutan."
        yield Finding("info", "annex_not_ticked", path, message)


def _is_filled(budget: Budget, view: SheetView) -> bool:
    """Whether the sheet holds anything: written in it, or computed from what stands in other sheets."""
    return bool(budget.application.cells.get(view.id)) or any(
        budget.number(view.id, line.id, column.id) != 0
        for line in view.lines
        for column in view.columns
        if view.role(line, column) == "computed"
    )


def _files(
    application: Application, choice: Choice, is_ticked: bool, path: tuple[str, ...]
) -> Iterator[Finding]:
    """The one box that stands for no sheet is for the files that go with the application."""
    names = ", ".join(f"”{one.name}”" for one in annexes(application))
    if is_ticked and not names:
        message = (
            f"”{choice.label}” är ikryssad som bilaga men ingen fil är bifogad. Bifoga filen, eller ta bort"
            " krysset."
        )
        yield Finding("warning", "annex_empty", path, message)
    elif names and not is_ticked:
        message = f"”{choice.label}” är inte ikryssad som bilaga, men {names} är bifogad. Kryssa i rutan."
        yield Finding("info", "annex_not_ticked", path, message)


def has_inputs(view: SheetView) -> bool:
    """Whether anything can be filled in in the sheet."""
    return any(view.role(line, column) == "input" for line in view.lines for column in view.columns)
