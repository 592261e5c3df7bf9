"""An application: what it holds, and where each value of it stands.

Parties, rows and cells are addressed by id, never by position. It changes by `change.Change` alone.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from finsam_desktop.domain.richtext import RichText
from finsam_desktop.domain.values import Value

if TYPE_CHECKING:  # the schema library is slow to import, and the list of applications needs no form
    from finsam_desktop.domain.form import FormEdition
    from finsam_desktop.domain.template import Part, SheetTemplate

Kind = Literal["new", "extension", "supplement"]
ROLES = ("lead", "co-owner", "partner")
META = ("kind", "dnr", "parent_name", "parent_dnr", "status", "unit", "print_comments")
"""What is said of the application itself. `dnr` is the association's number for it, once it has one;
`unit` is what amounts in the budget are read and shown in, see `units`."""
PARTY_ATTRIBUTES = (
    "role",
    "organisation",
    "workplace",
    "resources",
    "contact",
    "email",
    "phone",
    "short_name",
    "signed",
    "place",
    "signer",
    "signer_email",
    "sent",
    "sent_version",
    "signed_how",
    "signed_version",
    "scan",
)
"""What can be said of a party. `short_name` heads its budget column; `signed`, `place`, `signer`
and `signer_email` are the signature's date, place, printed name and e-mail. `sent` is when the form went out
to be signed, `signed_how` one of `SIGNED_HOW`, `scan` the id of the attached file with the signed page, and
the versions are the numbers of what was sent and what was signed."""
SIGNED_HOW = ("paper", "electronic")
ATTRIBUTE_KINDS = {"signed": "date", "sent": "date", "sent_version": "number", "signed_version": "number"}
"""The types of attributes that are not text, as fields have them."""
OF_SIGNING = ("sent", "sent_version", "signed", "signed_how", "signed_version", "scan", "place")
"""What of a party is written when a version has been sent and signed, and is no part of what was signed."""


Note = Literal["comment", "sum", "lock", "salary"]
NOTES = ("comment", "sum", "lock", "salary")


def note_name(kind: Note, detail: str = "") -> str:
    """The name of a note on a row: `kind`, and the column's id (or for salaries the figure) that it is about.

    `comment` is words about a row or a cell, `sum` how a figure was written ("=12*34500"), `lock`
    says that a suggestion leaves the cell alone, `salary` holds what a cost was worked out from.
    """
    return f"{kind}:{detail}" if detail else kind


def new_id(prefix: str = "") -> str:
    """An id that no other application or computer has given."""
    return prefix + uuid.uuid4().hex[:12]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation in the application; `attributes` are named as in `PARTY_ATTRIBUTES`."""

    id: str
    attributes: dict[str, Value] = field(default_factory=dict)

    def text(self, attribute: str) -> str:
        """The attribute as text, empty where nothing is filled in."""
        value = self.attributes.get(attribute)
        return value if isinstance(value, str) else ""

    @property
    def role(self) -> str:
        return self.text("role") or "partner"

    @property
    def column_name(self) -> str:
        """What its budget column is called."""
        return self.text("short_name") or self.text("organisation")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a budget sheet in a group; `party` where its table is one of several, by organisation."""

    id: str
    group: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What had no place when the application came from another edition, for a person to read and move.

    `text` is what a person sees. `data` is what is needed to put it back in the edition that it came
    from, as `convert` writes it; an item without text is such a note alone.
    """

    id: str
    edition: str
    caption: str
    text: RichText = ()
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the application. Its bytes are stored by `digest`, their SHA-256 in hex."""

    id: str
    name: str
    size: int
    """Bytes."""
    digest: str


Item = Party | Row | Leftover | Attachment | str
"""What stands in an ordered list; a string is the id of a party in `budget_parties`."""


def item_id(item: Item) -> str:
    """The id under which a list holds the item."""
    return item if isinstance(item, str) else item.id


def initial_rows(sheet: SheetTemplate, party_ids: Iterable[str]) -> list[Row]:
    """The rows that the form has from the start, those of repeated tables for each party."""
    ids = list(party_ids)
    return [row for part in sheet.parts for row in _part_rows(part, ids if part.repeat else [""])]


def _part_rows(part: Part, party_ids: list[str]) -> Iterator[Row]:
    for party in party_ids:
        for line in part.lines:
            for row in line.rows if line.kind == "rows" else ():
                yield Row(repeated_id(row.id, party), line.id, party)


def repeated_id(line_id: str, party: str) -> str:
    """The id of a line or row in the table of one party; the plain id where tables are not repeated."""
    return f"{line_id}@{party}" if party else line_id


@dataclass(slots=True)
class Application:
    """Everything that one application holds. Changed by `Change.apply` alone."""

    id: str
    edition: FormEdition
    meta: dict[str, Value] = field(default_factory=dict)
    answers: dict[str, Value] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    budget_parties: list[str] = field(default_factory=list)
    """Ids of the parties that carry cost, in the order of their columns."""
    rows: dict[str, list[Row]] = field(default_factory=dict)
    """Sheet id -> rows of its groups that are not mirrored."""
    cells: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    """Sheet id -> row id -> column id -> value; empty cells are absent."""
    notes: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    """Sheet id -> row id -> name -> what is kept beside the figures; see `note_name`."""
    leftovers: list[Leftover] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    @classmethod
    def new(cls, edition: FormEdition, application_id: str = "") -> Application:
        """An empty application with a lead, a partner and the rows that the form has from the start."""
        application = cls(application_id or new_id(), edition, {"kind": "new", "status": "draft"})
        for role in edition.roles:
            for _ in range(role.minimum):
                application.parties.append(Party(new_id("p"), {"role": role.id}))
        application.budget_parties = [party.id for party in application.parties if party.role != "partner"]
        for sheet in edition.sheets:
            application.cells[sheet.id] = {}
            application.rows[sheet.id] = initial_rows(sheet, application.budget_parties)
        return application

    @property
    def name(self) -> str:
        """The initiative's name, empty until it is given."""
        value = self.answers.get(self.edition.uses.name)
        return value if isinstance(value, str) else ""

    @property
    def kind(self) -> str:
        return str(self.meta.get("kind") or "new")

    @property
    def status(self) -> str:
        return str(self.meta.get("status") or "draft")

    def answer(self, field_id: str) -> Value:
        """The field's value, or that of its `fallback` while it is empty."""
        value = self.answers.get(field_id)
        if value is None and (other := self.edition.fields[field_id].fallback):
            return self.answers.get(other)
        return value

    def party(self, party_id: str) -> Party:
        """The party. Raises KeyError for an id that is not there."""
        for party in self.parties:
            if party.id == party_id:
                return party
        raise KeyError(party_id)

    def parties_of(self, roles: tuple[str, ...]) -> list[Party]:
        """Parties in the roles, in the application's order."""
        return [party for party in self.parties if party.role in roles]

    def cell(self, sheet: str, row: str, column: str) -> Value:
        """The input value, None where nothing is filled in."""
        return self.cells.get(sheet, {}).get(row, {}).get(column)

    def sequence(self, path: tuple[str, ...]) -> list[Any]:
        """The ordered list that `path` names. Raises KeyError for an unknown one."""
        match path:
            case ("parties",):
                return self.parties
            case ("budget_parties",):
                return self.budget_parties
            case ("leftovers",):
                return self.leftovers
            case ("attachments",):
                return self.attachments
            case ("rows", sheet):
                return self.rows[sheet]
        raise KeyError(path)

    def get(self, path: tuple[str, ...]) -> Value:
        """The value at a path.

        Paths are (answer, field), (meta, name), (party, id, attribute), (cell, sheet, row, column) and
        (note, sheet, row, name). Raises KeyError for any other path and for a party that is not there.
        """
        match path:
            case ("cell", sheet, row, column):  # first, for there are many of them
                return self.cell(sheet, row, column)
            case ("answer", name):
                return self.answers.get(name)
            case ("meta", name):
                return self.meta.get(name)
            case ("party", party_id, attribute):
                return self.party(party_id).attributes.get(attribute)
            case ("note", sheet, row, name):
                return self.notes.get(sheet, {}).get(row, {}).get(name)
        raise KeyError(path)

    def put(self, path: tuple[str, ...], value: Value) -> None:
        """Set the value at `path`; None takes it away. Only `Change.apply` calls this."""
        match path:
            case ("cell", sheet, row, name):
                holder = self.cells.setdefault(sheet, {}).setdefault(row, {})
            case ("answer", name):
                holder = self.answers
            case ("meta", name):
                holder = self.meta
            case ("party", party_id, name):
                holder = self.party(party_id).attributes
            case ("note", sheet, row, name):
                holder = self.notes.setdefault(sheet, {}).setdefault(row, {})
            case _:
                raise KeyError(path)
        if value is None:
            holder.pop(name, None)
        else:
            holder[name] = value
        if path[0] == "cell" and not holder:
            del self.cells[path[1]][path[2]]
        if path[0] == "note" and not holder:
            del self.notes[path[1]][path[2]]
            if not self.notes[path[1]]:
                del self.notes[path[1]]

    def snapshot(self) -> Application:
        """A copy that later changes leave alone, for work outside the window's thread."""
        return Application(
            self.id,
            self.edition,
            dict(self.meta),
            dict(self.answers),
            [Party(party.id, dict(party.attributes)) for party in self.parties],
            list(self.budget_parties),
            {sheet: list(rows) for sheet, rows in self.rows.items()},
            copy.deepcopy(self.cells),
            copy.deepcopy(self.notes),
            list(self.leftovers),
            list(self.attachments),
        )
