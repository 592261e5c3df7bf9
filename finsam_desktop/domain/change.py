"""The one way in which an application changes.

A `Change` is data: a list of operations, each with what was there before, so that it has an inverse and can
be stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from finsam_desktop.domain import richtext
from finsam_desktop.domain.application import (
    Application,
    Attachment,
    Item,
    Leftover,
    Party,
    Row,
    item_id,
    new_id,
)
from finsam_desktop.domain.values import Value, from_plain, to_plain

TYPING = "typing"
"""Origin of changes that come while somebody types; neighbours in one field are one step."""
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
