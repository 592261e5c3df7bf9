"""An application back into the edition that it came from.

What it was is known from the note and the leftovers. Taken over once more, it shows what it was
when it arrived; whatever is different now was written since, and follows.
"""

from __future__ import annotations

from collections.abc import Mapping

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Party
from finsam_desktop.domain.convert_budget import move_sheets, sheet_leftover
from finsam_desktop.domain.convert_cross import cross, take_home
from finsam_desktop.domain.convert_fields import caption, field_leftover, move_answers
from finsam_desktop.domain.convert_held import Cells, Held, filled
from finsam_desktop.domain.convert_note import Note, is_note
from finsam_desktop.domain.convert_parties import move_attributes, party_leftovers
from finsam_desktop.domain.convert_report import Entry, answer_entries
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.layout import sheet_view
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.values import Value, is_empty


class Return:
    """One way back. `result` has what the application was, then what was written since."""

    def __init__(self, now: Application, edition: FormEdition, note: Note, result: Application) -> None:
        self.now, self.result, self.edition = now, result, edition
        self.entries: list[Entry] = []
        result.meta, result.attachments = dict(now.meta), list(now.attachments)
        self._take_home(note)
        self.was = result.snapshot()
        self.first = cross(self.was, now.edition)
        self.result.leftovers = self.kept
        self._answers()
        self._parties()
        self._sheets()

    def _take_home(self, note: Note) -> None:
        """Put back what was left over, unless somebody has taken it away, or its party."""
        self.kept = []
        parties = {party.id for party in self.now.parties}
        for one in self.now.leftovers:
            if one.edition == self.edition.id and one.id not in note.leftovers:
                if is_note(one):
                    continue
                held = Held.read(one.data)
                here = held is not None and parties.issuperset(held.parties)
                if here and (places := take_home(self.result, one)):
                    self.entries += (Entry(one.caption, place, "moved") for place in places)
                    continue
            self.kept.append(one)

    # ------------------------------------------------------------------------------ answers

    def _answers(self) -> None:
        now, before = filled(self.now.answers), self.first.target.answers
        origins = self.first.moves.origins
        values: dict[str, Value] = {}
        for name in dict.fromkeys((*before, *now)):
            if now.get(name) == before.get(name):
                continue
            for source in origins.get(name, ()):
                self.result.answers.pop(source, None)
            if name in now:
                values[name] = now[name]
        self._tell_unchanged(now, values)
        wishes = {name: origins[name][0] for name in values if name in origins}
        moves = move_answers(self.now.edition, values, self.edition, self.result.answers, wishes)
        self.entries += answer_entries(self.now.edition, values, self.edition, moves)
        for name, value in moves.unplaced.items():
            self.result.leftovers.append(field_leftover(self.now.edition, name, value))

    def _tell_unchanged(self, now: Mapping[str, Value], changed: Mapping[str, Value]) -> None:
        origins = self.first.moves.origins
        for name in now:
            if name in changed:
                continue
            there = caption(self.now.edition, name)
            sources = origins.get(name, [])
            self.entries += (Entry(there, caption(self.edition, one), "moved") for one in sources)
            if not sources:
                self.entries.append(Entry(there, "", "computed"))

    # ------------------------------------------------------------------------------ parties

    def _parties(self) -> None:
        self._party_lists()
        before = {party.id: party.attributes for party in self.first.target.parties}
        for party in self.now.parties:
            mine, arrived = self.result.party(party.id).attributes, before.get(party.id, {})
            changed = {
                name: party.attributes.get(name)
                for name in dict.fromkeys((*arrived, *party.attributes))
                if party.attributes.get(name) != arrived.get(name)
            }
            kept, left = move_attributes(changed, party.role, self.edition)
            for name, value in changed.items():
                if is_empty(value):
                    mine.pop(name, None)
            mine.update(kept)
            found = party_leftovers(party, left, self.now.edition)
            self.result.leftovers += found
            self.entries += (Entry(one.caption, "", "left over") for one in found)

    def _party_lists(self) -> None:
        """The parties and budget columns that there are now, in the order that they have now."""
        result, wanted = self.result, {party.id for party in self.now.parties}
        known = {party.id for party in result.parties}
        for party in list(result.parties):
            if party.id not in wanted:
                edits.remove_party(result, party.id).apply(result)
        result.parties += [Party(party.id) for party in self.now.parties if party.id not in known]
        for party in self.now.parties:
            change = edits.set_in_budget(result, party.id, party.id in self.now.budget_parties)
            if change:
                change.apply(result)
        order = [party.id for party in self.now.parties]
        result.parties.sort(key=lambda party: order.index(party.id))
        result.budget_parties = list(self.now.budget_parties)
        self._keep_unseen()

    def _keep_unseen(self) -> None:
        """Leave over what went with a budget column and could not be seen when that was taken away."""
        for sheet, cells in self.was.cells.items():
            lost: Cells = {}
            for row, values in self.first.left_cells.get(sheet, cells).items():
                for name, value in values.items():
                    if self.result.cell(sheet, row, name) is None:
                        lost.setdefault(row, {})[name] = value
            self._leave_sheet(Budget(self.was), sheet, lost)

    # ------------------------------------------------------------------------------- sheets

    def _sheets(self) -> None:
        budget = Budget(self.now)
        again = Application("", self.edition, answers=self.result.answers, parties=self.result.parties)
        again.budget_parties = self.result.budget_parties
        left = move_sheets(budget, again)
        for sheet in self.now.edition.sheets:
            changed, cells = self._changed(sheet.id), self.now.cells.get(sheet.id, {})
            there = self.edition.sheets_by_id.get(sheet.id)
            if there and changed:
                self._renew_sheet(sheet.id, again)
                self._leave_sheet(budget, sheet.id, left[sheet.id])
            elif changed:
                self._leave_sheet(budget, sheet.id, cells)
            if cells and there:
                self.entries.append(Entry(sheet.title, there.title, "moved"))
            elif cells and not changed:
                self.entries.append(Entry(sheet.title, "", "computed"))
        self._sweep()

    def _changed(self, sheet: str) -> bool:
        before = self.first.target
        return (self.now.rows.get(sheet, []), self.now.cells.get(sheet, {})) != (
            before.rows.get(sheet, []),
            before.cells.get(sheet, {}),
        )

    def _leave_sheet(self, budget: Budget, sheet: str, cells: Cells) -> None:
        if cells:
            leftover = sheet_leftover(budget, sheet, cells)
            self.result.leftovers.append(leftover)
            self.entries.append(Entry(leftover.caption, "", "left over"))

    def _renew_sheet(self, sheet: str, again: Application) -> None:
        """The sheet as it comes over now, with what had no place on the way there."""
        known = {row.id for row in (*self.first.target.rows[sheet], *again.rows[sheet])}
        absent = [row for row in self.result.rows[sheet] if row.id not in known]
        self.result.rows[sheet] = again.rows[sheet] + absent
        before, self.result.cells[sheet] = self.result.cells[sheet], again.cells[sheet]
        for row, values in self.first.left_cells[sheet].items():
            for name in values:
                value = before.get(row, {}).get(name)
                if value is not None and self.result.cell(sheet, row, name) is None:
                    self.result.put(("cell", sheet, row, name), value)

    def _sweep(self) -> None:
        """Leave over what stands in rows that were removed meanwhile."""
        for sheet in self.edition.sheets:
            view = sheet_view(self.result, sheet)
            lost: Cells = {}
            for row, values in self.result.cells.get(sheet.id, {}).items():
                for name, value in values.items():
                    line, column = view.line_at.get(row), view.column_at.get(name)
                    if not line or not column or view.role(line, column) != "input":
                        lost.setdefault(row, {})[name] = value
            for row, values in lost.items():
                for name in values:
                    self.result.put(("cell", sheet.id, row, name), None)
            self._leave_sheet(Budget(self.was), sheet.id, lost)


def back(now: Application, edition: FormEdition, note: Note) -> Return | None:
    """The way back to `edition`, the source of the note; None where its form has changed meanwhile."""
    result = note.application(edition)
    return None if result is None else Return(now, edition, note, result)
