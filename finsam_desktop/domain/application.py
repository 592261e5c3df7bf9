"""An application and the one way in which it changes.

Parties, rows and cells are addressed by id, never by position. A `Change` is data: a list of
operations, each with what was there before, so that it has an inverse and can be stored.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from finsam_desktop.domain import richtext
from finsam_desktop.domain.richtext import RichText
from finsam_desktop.domain.values import Value, from_plain, to_plain

if TYPE_CHECKING:  # the schema library is slow to import, and the list of applications needs no form
    from finsam_desktop.domain.form import FormEdition
    from finsam_desktop.domain.template import Part, SheetTemplate

Kind = Literal["new", "extension", "supplement"]
ROLES = ("lead", "co-owner", "partner")
TYPING = "typing"
"""Origin of changes that come while somebody types; neighbours in one field are one step."""
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


_NONE: dict[str, dict[str, Value]] = {}


class SetValue(NamedTuple):
    """Put `after` where `before` was. A tuple, for a large paste makes tens of thousands of them."""

    path: tuple[str, ...]
    before: Value
    after: Value

    def apply(self, application: Application) -> None:
        path, _, after = self
        if path[0] == "cell" and after is not None:  # without ado: see the docstring
            row = application.cells.get(path[1], _NONE).get(path[2])
            if row is not None:
                row[path[3]] = after
                return
        application.put(path, after)

    def inverse(self) -> SetValue:
        return SetValue(self.path, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Insert:
    """Put `item` into the list at `path`, in front of the item `next_id`, or last."""

    path: tuple[str, ...]
    item: Item
    next_id: str | None = None

    def apply(self, application: Application) -> None:
        items = application.sequence(self.path)
        ids = [item_id(item) for item in items]
        items.insert(ids.index(self.next_id) if self.next_id is not None else len(ids), _own(self.item))

    def inverse(self) -> Remove:
        return Remove(self.path, self.item, self.next_id)


@dataclass(frozen=True, slots=True)
class Remove:
    """Take `item` out of the list at `path`, where it stood in front of `next_id`, or last."""

    path: tuple[str, ...]
    item: Item
    next_id: str | None = None

    def apply(self, application: Application) -> None:
        items = application.sequence(self.path)
        del items[[item_id(item) for item in items].index(item_id(self.item))]

    def inverse(self) -> Insert:
        return Insert(self.path, self.item, self.next_id)


Operation = SetValue | Insert | Remove


def _own(item: Item) -> Item:
    """A party of its own for the application, so that the change stays as it was written."""
    return Party(item.id, dict(item.attributes)) if isinstance(item, Party) else item


@dataclass(frozen=True, slots=True)
class Change:
    """One step: what a person did, in words (`label`), as operations in order."""

    label: str
    operations: tuple[Operation, ...]
    origin: str = "edit"
    id: str = field(default_factory=new_id)
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def apply(self, application: Application) -> None:
        """Change the application.

        Raises KeyError or ValueError if it does not fit, which is a fault in the program.
        """
        for operation in self.operations:
            operation.apply(application)

    def inverse(self) -> Change:
        """The change that takes this one back."""
        backwards = tuple(operation.inverse() for operation in reversed(self.operations))
        return Change(self.label, backwards, "undo")

    @property
    def paths(self) -> Iterator[tuple[str, ...]]:
        """The places that it touches, in order."""
        return (operation.path for operation in self.operations)

    def to_json(self) -> dict[str, Any]:
        """Plain data from which `from_json` makes the same change."""
        return {
            "id": self.id,
            "time": self.time.isoformat(),
            "origin": self.origin,
            "label": self.label,
            "operations": [_operation_to_json(operation) for operation in self.operations],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Change:
        """The change that `to_json` wrote. Raises KeyError or ValueError for anything else."""
        return cls(
            data["label"],
            tuple(_operation_from_json(item) for item in data["operations"]),
            data["origin"],
            data["id"],
            datetime.fromisoformat(data["time"]),
        )


def _operation_to_json(operation: Operation) -> dict[str, Any]:
    if isinstance(operation, SetValue):
        before, after = to_plain(operation.before), to_plain(operation.after)
        return {"op": "set", "path": list(operation.path), "before": before, "after": after}
    name = "insert" if isinstance(operation, Insert) else "remove"
    item = item_to_json(operation.item)
    return {"op": name, "path": list(operation.path), "item": item, "next": operation.next_id}


def _operation_from_json(data: dict[str, Any]) -> Operation:
    path = tuple(data["path"])
    if data["op"] == "set":
        return SetValue(path, from_plain(data["before"]), from_plain(data["after"]))
    item, next_id = item_from_json(path, data["item"]), data["next"]
    match data["op"]:
        case "insert":
            return Insert(path, item, next_id)
        case "remove":
            return Remove(path, item, next_id)
    raise ValueError(f"no operation: {data['op']!r}")


def item_to_json(item: Item) -> Any:
    """Plain data from which `item_from_json` makes the same item."""
    match item:
        case Party(party_id, attributes):
            return {
                "id": party_id,
                "attributes": {name: to_plain(value) for name, value in attributes.items()},
            }
        case Row(row_id, group, party):
            return {"id": row_id, "group": group, "party": party}
        case Leftover(leftover_id, edition, caption, text, data):
            rich = richtext.to_json(text)
            return {"id": leftover_id, "edition": edition, "caption": caption, "text": rich, "data": data}
        case Attachment(attachment_id, name, size, digest):
            return {"id": attachment_id, "name": name, "size": size, "digest": digest}
    return item


def item_from_json(path: tuple[str, ...], data: Any) -> Item:
    """The item that `item_to_json` wrote, of the list at `path`. Raises KeyError for anything else."""
    if path[0] == "parties":
        return Party(data["id"], {name: from_plain(value) for name, value in data["attributes"].items()})
    if path[0] == "rows":
        return Row(data["id"], data["group"], data["party"])
    if path[0] == "leftovers":
        text = richtext.from_json(data["text"])
        return Leftover(data["id"], data["edition"], data["caption"], text, data["data"])
    if path[0] == "attachments":
        return Attachment(data["id"], data["name"], data["size"], data["digest"])
    return str(data)
