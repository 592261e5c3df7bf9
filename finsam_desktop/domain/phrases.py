"""Words of an application inside the form's own texts: ”Ansökan om samverkansinsatser {years}”.

A title, a signature heading or label may hold `{years}` (the calendar years of the initiative's
period, ”2018-2020”), the id of a text field in braces, and in a signature label `{organisation}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

from finsam_desktop.domain.application import Application, Party

if TYPE_CHECKING:
    from finsam_desktop.domain.form import FormEdition

UNKNOWN_YEARS = "20xx-20xx"


def phrase(text: str, application: Application, party: Party | None = None) -> str:
    """The text with its words filled in; a field or organisation without a value leaves nothing."""
    if "{" not in text:
        return text
    pieces = Formatter().parse(text)
    filled = (literal + (_word(name, application, party) if name else "") for literal, name, _, _ in pieces)
    return "".join(filled).strip(" –-,")


def _word(name: str, application: Application, party: Party | None) -> str:
    if name == "years":
        return years(application)
    if name == "organisation" and party is not None:
        return party.text("organisation")
    value = application.answer(name) if name in application.edition.fields else None
    return value if isinstance(value, str) else ""


def years(application: Application) -> str:
    """The calendar years of the period, ”2018-2020” or ”2023”."""
    uses = application.edition.uses
    start, end = (application.answers.get(name) for name in (uses.start, uses.end))
    if not isinstance(start, date) or not isinstance(end, date):
        return UNKNOWN_YEARS
    return str(start.year) if start.year == end.year else f"{start.year}-{end.year}"


def words_in(text: str) -> Iterator[str]:
    """The names in braces. Raises ValueError for braces that do not match or say how to write the word."""
    for _, name, form, conversion in Formatter().parse(text):
        if form or conversion:
            raise ValueError(f"{name} is followed by a form of writing")
        if name is not None:
            yield name


def unknown_words(edition: FormEdition, text: str, *more: str) -> list[str]:
    """Names in braces that cannot be filled in; the text itself where `words_in` fails."""
    known = {"years", *more, *(field.id for field in edition.fields.values() if field.type == "text")}
    try:
        return [name for name in words_in(text) if name not in known]
    except ValueError:
        return [text]
