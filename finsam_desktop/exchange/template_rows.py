"""Which rows of a template take which of the application's rows, and its columns which organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from finsam_desktop.domain.application import Application
from finsam_desktop.exchange.recognise_model import FoundColumn, FoundRow, Organisation
from finsam_desktop.exchange.recognise_pairs import has_name
from finsam_desktop.exchange.recognise_text import is_placeholder, tidy
from finsam_desktop.exchange.recognise_values import YearMark


@dataclass(frozen=True, slots=True)
class Ours:
    """A row of the application."""

    id: str
    form_row: str
    """Id of the form's own row, without the organisation; empty for one that was added."""
    label: str
    named: bool
    """Whether the applicant gives it its label."""
    filled: bool
    """Whether anything is filled in for it."""


def rows_for(found: Sequence[FoundRow], ours: Sequence[Ours], counted: Collection[int]) -> dict[int, str]:
    """Position in `found` -> id of our row; those of ours that hold something and are not there have no room.

    The form's own rows are known by their labels, then ours by theirs. The others take their own place in the
    group, else the next row without a name or with figures that are not ours.
    A row that somebody has named and not filled in is the association's own, and left alone; so are rows
    outside `counted`, which the template's sums pass by.
    """
    pairs: dict[int, str] = {}

    def take(one: Ours, fits: Iterable[int]) -> None:
        at = next((n for n in fits if n not in pairs), None)
        if at is not None and one.id not in pairs.values():
            pairs[at] = one.id

    free = [n for n in sorted(counted) if _is_free(found[n])]
    for one in ours:
        if one.form_row and not one.named:
            take(one, (n for n, row in enumerate(found) if row.fixed == one.form_row))
    waiting = [one for one in ours if one.named and (one.filled or not is_placeholder(one.label))]
    for one in waiting:
        take(one, (n for n, row in enumerate(found) if has_name(row) and tidy(row.label) == tidy(one.label)))
    for place, one in enumerate(ours):
        if one in waiting or (one.named and place < len(found) and not has_name(found[place])):
            take(one, [place] if place in free else [])
    for one in waiting:
        take(one, free)
    return pairs


def _is_free(row: FoundRow) -> bool:
    return not row.fixed and not (row.bare and has_name(row))


def rows_by_place(
    found: Sequence[FoundRow], counted: Collection[int], source: Mapping[int, str], count: int
) -> dict[int, str] | None:
    """Rows that show those of another sheet: the same at the same places, where they are as many.

    `source` is what `rows_for` gave there, `count` how many rows there are; None where places do not tell.
    """
    for places in (range(len(found)), [n for n in sorted(counted) if _is_free(found[n])]):
        if len(places) == count and not any(found[n].fixed for n in places):
            return {n: source[at] for at, n in enumerate(places) if at in source}
    return None


def years_for(marks: Mapping[int, YearMark], labels: Sequence[str], filled: Iterable[str]) -> dict[int, str]:
    """Position of each year of the template -> ours, "1" for the first.

    As the years are headed, where all that are `filled` in ours have a place so; else in order.
    """
    calendar = {int(label): str(n) for n, label in enumerate(labels, start=1) if label.isdecimal()}
    keys = {
        position: calendar[mark.calendar] for position, mark in marks.items() if mark.calendar in calendar
    }
    for place, (position, mark) in enumerate(marks.items(), start=1):
        key = str(mark.number or place)
        if not mark.calendar and key not in keys.values() and int(key) <= len(labels):
            keys[position] = key
    if set(filled) <= set(keys.values()):
        return keys
    return {position: str(n) for n, position in enumerate(marks, start=1) if n <= len(labels)}


def parties_for(application: Application, organisations: Iterable[Organisation]) -> dict[str, str]:
    """Key of an organisation in the template -> the party of ours that takes its column or table.

    Those that are known by name come first. The others take what is without a name, then what
    others have; the lead takes a lead's.
    """
    found = list(organisations)
    budget = application.budget_parties
    parties = {one.key: one.party for one in found if one.party in budget}
    for wanted in (True, False):
        for party in budget:
            if party in parties.values():
                continue
            role = application.party(party).role
            free = [one for one in found if one.key not in parties and is_placeholder(one.name) == wanted]
            fits = [one for one in free if _suits(one.role, role)]
            if fits:
                parties[fits[0].key] = party
    return parties


def _suits(role: str, ours: str) -> bool:
    return not role or role == ours or "lead" not in (role, ours)


def marks_of(columns: Mapping[int, FoundColumn]) -> dict[str, dict[int, YearMark]]:
    """Family of years -> its columns by number, with what their heads say."""
    marks: dict[str, dict[int, YearMark]] = {}
    for number, column in columns.items():
        if column.template.family == "years":
            marks.setdefault(column.template.id, {})[number] = column.year or YearMark()
    return marks
