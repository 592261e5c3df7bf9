"""Reads an application's JSON and names everything in it that has no place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from finsam_desktop.domain.application import (
    ATTRIBUTE_KINDS,
    NOTES,
    PARTY_ATTRIBUTES,
    SIGNED_HOW,
    Application,
    Attachment,
    Leftover,
    Party,
    Row,
    initial_rows,
    new_id,
)
from finsam_desktop.domain.errors import TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.layout import LineView, SheetView, sheet_view
from finsam_desktop.domain.richtext import DIGEST
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.transfer_items import (
    ATTACHMENT_KEYS,
    LEFTOVER_KEYS,
    MAX_FILE,
    PICTURE_KEYS,
    file_name,
    fitting_content,
    fitting_picture,
    plain_object,
)
from finsam_desktop.domain.transfer_values import WrongValueError, from_json_value
from finsam_desktop.domain.units import UNITS
from finsam_desktop.domain.values import Value, from_plain, is_rich
from finsam_desktop.domain.words import KINDS

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEYS = ("id", "edition", "kind", "parent", "dnr", "name", "status", "unit", "print_comments")
_LISTS = ("answers", "parties", "budget_parties", "sheets", "leftovers", "attachments", "pictures")
_COMPUTED = ("totals", "findings")
_ROW_KEYS = ("id", "group", "party", "label", "cells", "notes")
_LONGEST = 60
"""Characters of a wrong value that a message shows."""

Rowdata = dict[str, dict[str, Any]]
"""A sheet's rows as the file has them, by id."""


class Reader:
    """Reads one application, once."""

    def __init__(self, data: dict[str, Any], edition: FormEdition) -> None:
        self.data, self.edition = data, edition
        self.problems: list[str] = []
        self.result = Application.new(edition)

    def application(self) -> Application:
        """The application. Raises `TransferError` with everything that has no place."""
        self._unknown("", self.data, (*_KEYS, *_LISTS, *_COMPUTED))
        self._meta()
        self._answers()
        self._name()
        self._parties()
        self._sheets()
        self._leftovers()
        self._attachments()
        self._pictures()
        if self.problems:
            raise TransferError(self.problems)
        return self.result

    # ------------------------------------------------------------------------------ helpers

    def _problem(self, where: str, message: str) -> None:
        self.problems.append(f"{where}: {message}")

    def _wrong(self, where: str, expected: str, value: object) -> None:
        self._problem(where, f"väntade {expected}, fick {_shown(value)}")

    def _unknown(self, where: str, given: Iterable[str], known: Sequence[str]) -> None:
        for key in given:
            if key not in known:
                self._problem(f"{where}{key}", "okänd nyckel")

    def _mapping(self, where: str, value: object) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        if value is not None:
            self._wrong(where, "ett objekt med nycklar", value)
        return {}

    def _items(self, where: str, value: object) -> list[Any]:
        if isinstance(value, list):
            return value
        if value is not None:
            self._wrong(where, "en lista", value)
        return []

    def _identified(self, key: str, prefix: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Where it stands, the id and the data of each item in a list; new ids begin with `prefix`."""
        seen: set[str] = set()
        for number, item in enumerate(self._items(key, self.data.get(key)), start=1):
            where = f"{key}[{number}]"
            data = self._mapping(where, item)
            item_id = data.get("id", new_id(prefix))
            if not isinstance(item_id, str) or not _ID.fullmatch(item_id):
                self._wrong(f"{where}.id", "ett id av bokstäver, siffror, _ och -", item_id)
            elif item_id in seen:
                self._problem(f"{where}.id", f"”{item_id}” används mer än en gång")
            else:
                seen.add(item_id)
                yield where, item_id, data

    def _value(self, where: str, kind: str, value: object, choices: Sequence[str] = ()) -> Value:
        try:
            return from_json_value(kind, value, choices)
        except WrongValueError as error:
            self._wrong(where, str(error), value)
            return None

    # ------------------------------------------------------------------- the application itself

    def _meta(self) -> None:
        kind, status = self.data.get("kind", "new"), self.data.get("status", "draft")
        if not isinstance(kind, str) or kind not in KINDS:
            self._wrong("kind", f"något av {', '.join(KINDS)}", kind)
        elif not isinstance(status, str) or not status:
            self._wrong("status", "text", status)
        else:
            self.result.meta = {"kind": kind, "status": status}
        parent = self._mapping("parent", self.data.get("parent"))
        self._unknown("parent.", parent, ("name", "dnr"))
        for key in ("name", "dnr"):
            value = self._value(f"parent.{key}", "text", parent.get(key))
            self.result.put(("meta", f"parent_{key}"), value)
        self.result.put(("meta", "dnr"), self._value("dnr", "text", self.data.get("dnr")))
        unit = self.data.get("unit")
        if unit is not None and unit not in UNITS:
            self._wrong("unit", f"något av {', '.join(UNITS)}", unit)
        else:
            self.result.put(("meta", "unit"), unit)
        printed = self._value("print_comments", "yesno", self.data.get("print_comments"))
        self.result.put(("meta", "print_comments"), True if printed is True else None)

    def _answers(self) -> None:
        for name, value in self._mapping("answers", self.data.get("answers")).items():
            where = f"answers.{name}"
            field = self.edition.fields.get(name)
            if field is None or field.type == "parties":
                self._problem(where, f"blanketten {self.edition.id} har inget sådant fält")
            else:
                choices = [choice.id for choice in field.choices]
                self.result.put(("answer", name), self._value(where, field.type, value, choices))

    def _name(self) -> None:
        """`name` says again what the answer says, or stands in for it."""
        name, field = self._value("name", "text", self.data.get("name")), self.edition.uses.name
        answer = self.result.answers.get(field)
        if answer is None:
            self.result.put(("answer", field), name)
        elif name is not None and name != answer:
            self._problem("name", f"”{name}” skiljer sig från answers.{field} ”{answer}”")

    # ---------------------------------------------------------------------------------- parties

    def _parties(self) -> None:
        if "parties" in self.data:
            self.result.parties = [
                Party(party_id, self._attributes(where, data))
                for where, party_id, data in self._identified("parties", "p")
            ]
        if "parties" in self.data or "budget_parties" in self.data:
            self._budget_parties()
        for sheet in self.edition.sheets:
            self.result.rows[sheet.id] = initial_rows(sheet, self.result.budget_parties)

    def _attributes(self, where: str, data: dict[str, Any]) -> dict[str, Value]:
        roles = [role.id for role in self.edition.roles]
        if data.get("role") not in roles:
            self._wrong(f"{where}.role", f"något av {', '.join(roles)}", data.get("role"))
        self._unknown(f"{where}.", data, ("id", *PARTY_ATTRIBUTES))
        values = {
            name: self._value(f"{where}.{name}", ATTRIBUTE_KINDS.get(name, "text"), data.get(name))
            for name in PARTY_ATTRIBUTES
        }
        if values["signed_how"] not in (None, *SIGNED_HOW):
            self._wrong(f"{where}.signed_how", f"något av {', '.join(SIGNED_HOW)}", values["signed_how"])
        return {name: value for name, value in values.items() if value is not None}

    def _budget_parties(self) -> None:
        ids = [party.id for party in self.result.parties]
        given = self.data.get("budget_parties")
        if given is None:
            used = set(self._used_keys())
            given = [party.id for party in self.result.parties if party.role != "partner" or party.id in used]
        wanted: list[str] = []
        for name in self._items("budget_parties", given):
            if name not in ids:
                self._wrong("budget_parties", "id för en av parterna", name)
            elif name in wanted:
                self._problem("budget_parties", f"”{name}” står mer än en gång")
            else:
                wanted.append(name)
        self.result.budget_parties = wanted

    def _used_keys(self) -> Iterator[str]:
        """What stands after the colon in the ids of filled columns."""
        sheets = self.data.get("sheets")
        for rows in sheets.values() if isinstance(sheets, dict) else ():
            for row in rows if isinstance(rows, list) else ():
                cells = row.get("cells") if isinstance(row, dict) else None
                for column in cells if isinstance(cells, dict) else ():
                    yield column.partition(":")[2]

    # -------------------------------------------------------------- leftovers and attached files

    def _leftovers(self) -> None:
        for where, item_id, data in self._identified("leftovers", "l"):
            self._unknown(f"{where}.", data, LEFTOVER_KEYS)
            edition, caption = (
                self._value(f"{where}.{key}", "text", data.get(key)) for key in ("edition", "caption")
            )
            text = self._value(f"{where}.text", "rich", data.get("text"))
            try:
                needed = plain_object(data.get("data"))
            except WrongValueError as error:
                self._wrong(f"{where}.data", str(error), data["data"])
                continue
            words = text if is_rich(text) else ()
            self.result.leftovers.append(
                Leftover(item_id, str(edition or ""), str(caption or ""), words, needed)
            )

    def _attachments(self) -> None:
        for where, item_id, data in self._identified("attachments", "f"):
            self._unknown(f"{where}.", data, ATTACHMENT_KEYS)
            name, size, digest = data.get("name"), data.get("size"), data.get("sha256")
            if not isinstance(name, str) or file_name(name) != name:
                self._wrong(f"{where}.name", "ett filnamn utan sökväg", name)
            elif not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= MAX_FILE:
                self._wrong(f"{where}.size", f"filens storlek i byte, högst {MAX_FILE}", size)
            elif not isinstance(digest, str) or not DIGEST.fullmatch(digest):
                self._wrong(f"{where}.sha256", "filens SHA-256 i hexadecimal form", digest)
            else:
                self._attach(where, Attachment(item_id, name, size, digest), data.get("content"))

    def _attach(self, where: str, item: Attachment, content: object) -> None:
        try:
            if content is not None:
                fitting_content(content, item)
        except WrongValueError as error:
            self._wrong(f"{where}.content", str(error), content)
        else:
            self.result.attachments.append(item)

    def _pictures(self) -> None:
        for number, item in enumerate(self._items("pictures", self.data.get("pictures")), start=1):
            where = f"pictures[{number}]"
            data = self._mapping(where, item)
            self._unknown(f"{where}.", data, PICTURE_KEYS)
            try:
                fitting_picture(data.get("content"), data.get("sha256"))
            except WrongValueError as error:
                self._wrong(f"{where}.content", str(error), data.get("content"))

    # ----------------------------------------------------------------------------------- sheets

    def _sheets(self) -> None:
        given = self._mapping("sheets", self.data.get("sheets"))
        for name in given:
            if name not in self.edition.sheets_by_id:
                self._problem(f"sheets.{name}", f"blanketten {self.edition.id} har inget sådant blad")
        data = {sheet.id: self._by_id(sheet.id, given.get(sheet.id)) for sheet in self.edition.sheets}
        taken = {name for sheet in self.edition.sheets for name in (*sheet.lines, *sheet.row_groups)}
        for sheet_id, rows in data.items():
            self._rows(sheet_id, rows, taken)
        # Labels before the rest: a sheet shows the labels of another's rows.
        for sheet_id, rows in data.items():
            self._labels(self._view(sheet_id), rows)
        for sheet_id, rows in data.items():
            self._check_rows(self._view(sheet_id), rows)

    def _view(self, sheet_id: str) -> SheetView:
        return sheet_view(self.result, self.edition.sheets_by_id[sheet_id])

    def _by_id(self, sheet: str, value: object) -> Rowdata:
        rows: Rowdata = {}
        for number, row in enumerate(self._items(f"sheets.{sheet}", value), start=1):
            row_id = row.get("id") if isinstance(row, dict) else None
            if not isinstance(row_id, str) or row_id in rows:
                self._wrong(f"sheets.{sheet}[{number}]", "ett objekt med ett eget id", row)
            else:
                rows[row_id] = row
        return rows

    def _rows(self, sheet: str, data: Rowdata, taken: set[str]) -> None:
        """The sheet's own rows in the order given; those of the form that are left out keep their places."""
        initial = self.result.rows[sheet]
        known = {row.id: row for row in initial}
        rows = [
            row for row in (known.get(i) or self._free_row(sheet, i, data[i], taken) for i in data) if row
        ]
        above: Row | None = None
        for row in initial:
            if row.id not in data:
                rows.insert(rows.index(above) + 1 if above else 0, row)
            above = row
        self.result.rows[sheet] = rows

    def _free_row(self, sheet: str, row_id: str, data: dict[str, Any], taken: set[str]) -> Row | None:
        group, party = data.get("group"), data.get("party", "")
        line = self.edition.sheets_by_id[sheet].lines.get(group) if isinstance(group, str) else None
        if not isinstance(line, Rows) or not line.free or not isinstance(party, str):
            return None
        if not _ID.fullmatch(row_id) or row_id in taken:
            self._problem(f"sheets.{sheet}.{row_id}", "radens id är upptaget eller har otillåtna tecken")
            return None
        taken.add(row_id)
        return Row(row_id, line.id, party)

    def _labels(self, view: SheetView, data: Rowdata) -> None:
        for line in view.lines:
            if line.named and line.id in data:
                label = self._value(f"sheets.{view.id}.{line.id}.label", "text", data[line.id].get("label"))
                if label != line.label:
                    self.result.put(("cell", view.id, line.id, view.label_column), label)

    def _check_rows(self, view: SheetView, data: Rowdata) -> None:
        for row_id, row in data.items():
            where = f"sheets.{view.id}.{row_id}"
            line = view.line_at.get(row_id)
            if line is None or not isinstance(line.template, Rows):
                self._problem(where, f"bladet har ingen sådan rad i gruppen {_shown(row.get('group'))}")
                continue
            self._unknown(f"{where}.", row, _ROW_KEYS)
            if row.get("group", line.template.id) != line.template.id:
                self._wrong(f"{where}.group", f"”{line.template.id}”", row["group"])
            if row.get("party", line.party) != line.party:
                self._wrong(f"{where}.party", f"”{line.party}”", row["party"])
            if not line.named and row.get("label") not in (None, line.label):
                self._wrong(f"{where}.label", f"”{line.label}”, som raden heter i blanketten", row["label"])
            for name, value in self._mapping(f"{where}.cells", row.get("cells")).items():
                self._cell(view, line, name, value)
            for name, value in self._mapping(f"{where}.notes", row.get("notes")).items():
                self._note(view, line, name, value)

    def _note(self, view: SheetView, line: LineView, name: str, value: object) -> None:
        where = f"sheets.{view.id}.{line.id}.notes.{name}"
        kind, _, column = name.partition(":")
        if kind not in NOTES or (kind in ("sum", "lock") and column not in view.column_at):
            self._problem(where, "okänt slag av anteckning")
            return
        try:
            self.result.put(("note", view.id, line.id, name), from_plain(value))
        except ValueError:
            self._wrong(where, "ett värde som show skrev", value)

    def _cell(self, view: SheetView, line: LineView, name: str, value: object) -> None:
        where = f"sheets.{view.id}.{line.id}.cells.{name}"
        column = view.column_at.get(name)
        if column is None or column.id == view.label_column or view.role(line, column) != "input":
            self._problem(where, "där finns ingen cell att fylla i")
        else:
            self.result.put(("cell", view.id, line.id, name), self._value(where, column.template.kind, value))


def _shown(value: object) -> str:
    """The value as a message shows it, cut where it is long."""
    if isinstance(value, int) and abs(value) >= 10**_LONGEST:
        return "ett mycket stort tal"
    if isinstance(value, dict | list):
        return "ett objekt" if isinstance(value, dict) else "en lista"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
