"""The note that goes with an application to another edition, so that it can come back as it was."""

from __future__ import annotations

from dataclasses import dataclass, field

from finsam_desktop.domain.application import Application, Leftover, Party, Row, new_id
from finsam_desktop.domain.change import item_from_json, item_to_json
from finsam_desktop.domain.convert_held import Held, put_back
from finsam_desktop.domain.form import FormEdition


@dataclass(slots=True)
class Note:
    """What an application held in the edition `source` when it went to the edition `target`.

    Without what became leftovers: that comes back with them, or not where somebody has dealt with them.
    """

    source: str
    target: str
    parties: list[Party] = field(default_factory=list)
    budget_parties: list[str] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    held: Held = field(default_factory=Held)
    """Answers and cells."""
    leftovers: list[str] = field(default_factory=list)
    """Ids of the leftovers that it had already."""

    def to_leftover(self) -> Leftover:
        """The note as it is stored: a leftover without text."""
        data = {
            "to": self.target,
            "parties": [item_to_json(party) for party in self.parties],
            "budget_parties": self.budget_parties,
            "rows": {sheet: [item_to_json(row) for row in rows] for sheet, rows in self.rows.items()},
            "held": self.held.to_data(),
            "leftovers": self.leftovers,
        }
        return Leftover(new_id("l"), self.source, "", (), {"note": data})

    @classmethod
    def read(cls, leftover: Leftover) -> Note | None:
        """The note that `to_leftover` wrote; None for any other leftover."""
        try:
            data = leftover.data["note"]
            note = cls(leftover.edition, str(data["to"]))
            note.held = Held.from_data(data["held"])
            for item in data["parties"]:
                party = item_from_json(("parties",), item)
                note.parties += [party] if isinstance(party, Party) else []
            for sheet, items in data["rows"].items():
                rows = [item_from_json(("rows", sheet), item) for item in items]
                note.rows[sheet] = [row for row in rows if isinstance(row, Row)]
            note.budget_parties = list(map(str, data["budget_parties"]))
            note.leftovers = list(map(str, data["leftovers"]))
        except (KeyError, TypeError, AttributeError, ValueError):
            return None
        known = {party.id for party in note.parties}
        return note if known.issuperset(note.budget_parties) else None

    def application(self, edition: FormEdition) -> Application | None:
        """What it tells of, in `edition`, which is its source; None where that has changed meanwhile."""
        application = Application(new_id(), edition, {}, {}, self.parties, self.budget_parties, self.rows)
        application.cells = {sheet: {} for sheet in self.held.cells}
        return application if self.held.empty or put_back(application, self.held) else None


def is_note(leftover: Leftover) -> bool:
    """Whether the leftover is a note, which nobody sees."""
    return "note" in leftover.data
