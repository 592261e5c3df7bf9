"""One application into another edition, without regard to where it came from before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from finsam_desktop.domain.application import Application, Leftover, Party, new_id
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.convert_budget import move_sheets, rows_by_meaning, sheet_leftover
from finsam_desktop.domain.convert_fields import Moves, caption, field_leftover, move_answers, same
from finsam_desktop.domain.convert_held import Cells, Held, filled, put_back, without
from finsam_desktop.domain.convert_note import Note, is_note
from finsam_desktop.domain.convert_parties import move_attributes, party_leftovers
from finsam_desktop.domain.convert_report import Entry, answer_entries
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value


@dataclass(slots=True)
class Crossing:
    """An application in its new edition, and how it came there."""

    target: Application
    note: Note
    """What went along, as it was in the source; the rest is in `leftovers`."""
    moves: Moves = field(default_factory=Moves)
    left_cells: dict[str, Cells] = field(default_factory=dict)
    """Of each sheet that both editions have, the cells without a place."""
    leftovers: list[Leftover] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def cross(source: Application, edition: FormEdition) -> Crossing:
    """The application in `edition`; the source is left as it is."""
    target = Application(new_id(), edition, dict(source.meta), attachments=list(source.attachments))
    crossing = Crossing(target, Note(source.edition.id, edition.id))
    budget = Budget(source)
    _cross_parties(source, crossing)
    _cross_answers(source, crossing)
    _cross_sheets(budget, crossing)
    _take_home(source, crossing)
    for sheet, other in rows_by_meaning(budget, target):
        titles = source.edition.sheets_by_id[sheet].title, edition.sheets_by_id[other].title
        crossing.entries.append(Entry(*titles, "moved"))
    _compute_requested(budget, crossing)
    return crossing


def _cross_parties(source: Application, crossing: Crossing) -> None:
    target, note = crossing.target, crossing.note
    for party in source.parties:
        kept, left = dict(party.attributes), dict[str, Value]()
        if target.edition.id != source.edition.id:
            kept, left = move_attributes(party.attributes, party.role, target.edition)
        target.parties.append(Party(party.id, kept))
        along = {name: value for name, value in party.attributes.items() if name not in left}
        note.parties.append(Party(party.id, along))
        _leave(crossing, party_leftovers(party, left, source.edition))
    target.budget_parties = list(source.budget_parties)
    note.budget_parties = list(source.budget_parties)


def _cross_answers(source: Application, crossing: Crossing) -> None:
    target, values = crossing.target, filled(source.answers)
    moves = crossing.moves = move_answers(source.edition, values, target.edition, target.answers)
    crossing.entries += answer_entries(source.edition, values, target.edition, moves)
    for name, value in moves.unplaced.items():
        crossing.leftovers.append(field_leftover(source.edition, name, value))
    # Of ticked boxes some may be left over: they join the others when they come back.
    ticks = {one.id for one in source.edition.fields.values() if one.type == "choices"}
    crossing.note.held.answers = {
        name: value for name, value in source.answers.items() if name not in moves.unplaced or name in ticks
    }


def _cross_sheets(budget: Budget, crossing: Crossing) -> None:
    source, target = budget.application, crossing.target
    crossing.left_cells = move_sheets(budget, target)
    crossing.note.rows = {sheet: list(rows) for sheet, rows in source.rows.items()}
    for sheet, cells in source.cells.items():
        if sheet not in source.edition.sheets_by_id:
            continue
        left = crossing.left_cells.get(sheet, cells)
        crossing.note.held.cells[sheet] = without(cells, left)
        title = source.edition.sheets_by_id[sheet].title
        if sheet in crossing.left_cells and cells != left:
            crossing.entries.append(Entry(title, target.edition.sheets_by_id[sheet].title, "moved"))
        if left:
            _leave(crossing, [sheet_leftover(budget, sheet, left)])


def _leave(crossing: Crossing, leftovers: list[Leftover]) -> None:
    crossing.leftovers += leftovers
    crossing.entries += (Entry(one.caption, "", "left over") for one in leftovers)


def _take_home(source: Application, crossing: Crossing) -> None:
    """Put leftovers of the target's own edition in their places; the others travel along."""
    target, edition = crossing.target, crossing.target.edition
    for one in source.leftovers:
        if one.edition == edition.id and is_note(one):
            continue  # it tells of another journey
        if one.edition == edition.id and (places := take_home(target, one)):
            crossing.entries += (Entry(one.caption, place, "moved") for place in places)
        else:
            target.leftovers.append(one)


def take_home(application: Application, leftover: Leftover) -> list[str]:
    """Put a leftover of the application's edition in its places, if they are free.

    Gives what the places are called; nothing where it was not done.
    """
    held = Held.read(leftover.data)
    if held is None or not put_back(application, held):
        return []
    return list(dict.fromkeys(_places(application, held)))


def _places(application: Application, held: Held) -> Iterator[str]:
    yield from (caption(application.edition, name) for name in held.answers)
    yield from (f"Uppgifter om {application.party(party).text('organisation')}" for party in held.parties)
    yield from (application.edition.sheets_by_id[sheet].title for sheet in held.cells)


def _compute_requested(budget: Budget, crossing: Crossing) -> None:
    """Fill in the amount that the target states where the source has no field for it."""
    target, edition = crossing.target, crossing.target.edition
    name = edition.uses.requested or (edition.totals.stated if edition.totals else "")
    if not name or name in target.answers:
        return
    if any(same(one, edition.fields[name]) for one in budget.application.edition.fields.values()):
        return
    amount = figures(budget).requested
    if amount:
        target.answers[name] = amount
        crossing.entries.append(Entry("", caption(edition, name), "computed"))
