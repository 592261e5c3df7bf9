"""An application into another edition of its form, or into another association's form, and back.

Nothing is lost: what the other edition has no place for is a `Leftover` that a person sees, and
a note that nobody sees tells what the application was, so that the way back gives it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.convert_back import back
from finsam_desktop.domain.convert_comments import carry_notes, without_comments
from finsam_desktop.domain.convert_cross import cross
from finsam_desktop.domain.convert_note import Note
from finsam_desktop.domain.convert_report import Entry, Report
from finsam_desktop.domain.form import FormEdition

__all__ = ["Entry", "Report", "convert", "newer"]


def convert(application: Application, edition: FormEdition) -> tuple[Application, Report]:
    """A new application in `edition`, and what went where; the application itself is left as it is.

    Fields go by id and `means`, budget sheets that both have by row and column. An application
    that came from `edition` and was not changed since becomes what it was there; changes follow.
    """
    result, report = _converted(without_comments(application), edition)
    carry_notes(application, result)
    return result, report


def _converted(application: Application, edition: FormEdition) -> tuple[Application, Report]:
    for leftover in application.leftovers:
        note = Note.read(leftover) if leftover.edition == edition.id else None
        if note and note.target == application.edition.id:
            way = back(application, edition, note)
            if way:
                return way.result, Report(tuple(way.entries))
    crossing = cross(application, edition)
    result = crossing.target
    if edition.id != application.edition.id:
        crossing.note.leftovers = [one.id for one in result.leftovers]
        result.leftovers += [*crossing.leftovers, crossing.note.to_leftover()]
    else:
        result.leftovers += crossing.leftovers
    return result, Report(tuple(crossing.entries))


def newer(edition_id: str, editions: Iterable[FormEdition]) -> FormEdition | None:
    """The last in the chain of editions that replace `edition_id` one after the other.

    None if none does, or where the chain comes back to its start and so has no last.
    """
    after = {edition.replaces: edition for edition in editions if edition.replaces}
    found: FormEdition | None = None
    step = after.get(edition_id)
    while step and step.id != edition_id:
        found, step = step, after.pop(step.id, None)
    return None if step else found
