"""An application as JSON for scripts and support: what `show --json` prints and `load` takes.

Amounts are numbers in kronor, shares numbers in percent, dates ISO text. What could not be
parsed is the text as it was typed. `load` refuses what it cannot place, naming all of it.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any

from finsam_desktop.domain.application import PARTY_ATTRIBUTES, Application, Party
from finsam_desktop.domain.budget import figures
from finsam_desktop.domain.checks import check
from finsam_desktop.domain.errors import TransferError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.layout import LineView, SheetView
from finsam_desktop.domain.pictures import picture_digests
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.transfer_items import (
    Content,
    attachment_to_json,
    leftover_to_json,
    picture_to_json,
)
from finsam_desktop.domain.transfer_read import Reader
from finsam_desktop.domain.transfer_values import kronor, to_json_value
from finsam_desktop.domain.values import to_plain


def to_json(application: Application, content: Content | None = None) -> dict[str, Any]:
    """The whole application: what was filled in, its totals and its findings.

    `content` gives the content of an attached file or a picture by its SHA-256; without it, they are named
    alone.
    """
    budget = Budget(application)
    pictures = sorted(picture_digests(application)) if content else ()
    return {
        "id": application.id,
        "edition": application.edition.id,
        "kind": application.kind,
        "parent": _parent(application),
        **_given("dnr", application.meta.get("dnr")),
        **_given("unit", application.meta.get("unit")),
        **_given("print_comments", application.meta.get("print_comments")),
        "name": application.name,
        "status": application.status,
        "answers": {
            name: to_json_value(application.answers.get(name)) for name in _answer_fields(application)
        },
        "parties": [_party(party) for party in application.parties],
        "budget_parties": list(application.budget_parties),
        "sheets": {view.id: _rows(budget, view) for view in budget.views.values()},
        **_given("leftovers", [leftover_to_json(item) for item in application.leftovers]),
        **_given("attachments", [attachment_to_json(item, content) for item in application.attachments]),
        **_given("pictures", [picture_to_json(one, content) for one in pictures if content]),
        "totals": _totals(budget),
        "findings": findings_to_json(budget),
    }


def _given(key: str, value: Any) -> dict[str, Any]:
    """The key and its value, where there is one."""
    return {key: value} if value else {}


def findings_to_json(budget: Budget) -> list[dict[str, str]]:
    """The findings, each with severity, code, where and message."""
    return [
        {"severity": item.severity, "code": item.code, "where": item.where, "message": item.message}
        for item in check(budget)
    ]


def _answer_fields(application: Application) -> list[str]:
    """Every field that can have an answer; those for words of one's own only where there are some."""
    fields = application.edition.fields.values()
    shown = (field for field in fields if not field.when_filled or field.id in application.answers)
    return [field.id for field in shown if field.type != "parties"]


def _parent(application: Application) -> dict[str, str] | None:
    parent = {"name": application.meta.get("parent_name"), "dnr": application.meta.get("parent_dnr")}
    found = {key: str(value) for key, value in parent.items() if value}
    return found or None


def _party(party: Party) -> dict[str, Any]:
    known = {
        name: to_json_value(party.attributes.get(name))
        for name in PARTY_ATTRIBUTES
        if name in party.attributes
    }
    return {"id": party.id, "role": party.role, "organisation": party.text("organisation"), **known}


def _rows(budget: Budget, view: SheetView) -> list[dict[str, Any]]:
    rows = []
    for line in view.lines:
        if isinstance(line.template, Rows) and _has_input(view, line):
            cells = budget.application.cells.get(view.id, {}).get(line.id, {})
            row: dict[str, Any] = {"id": line.id, "group": line.template.id}
            if line.party:
                row["party"] = line.party
            row["label"] = budget.value(view.id, line.id, view.label_column) or ""
            row["cells"] = {
                column.id: to_json_value(cells[column.id])
                for column in view.columns
                if column.id in cells and column.id != view.label_column
            }
            if notes := budget.application.notes.get(view.id, {}).get(line.id):
                row["notes"] = {name: to_plain(value) for name, value in sorted(notes.items())}
            rows.append(row)
    return rows


def _has_input(view: SheetView, line: LineView) -> bool:
    return any(view.role(line, column) == "input" for column in view.columns)


def _totals(budget: Budget) -> dict[str, Any]:
    found = figures(budget)
    return {
        "requested": _figure(found.requested),
        "own": _figure(found.own),
        "total": _figure(found.total),
        "by_party": [
            {
                "organisation": one.organisation,
                "requested": _figure(one.requested),
                "own": _figure(one.own),
                "total": _figure(one.total),
            }
            for one in found.by_party
        ],
        "by_year": {year: _figure(amount) for year, amount in found.by_year.items()},
    }


def _figure(ore: int | None) -> int | float | str | None:
    return None if ore is None else kronor(ore)


def from_json(data: object, editions: Callable[[str], FormEdition]) -> Application:
    """A new application, with an id of its own, from what `to_json` gave.

    `editions` gives an edition by id and raises a `UserError` for an unknown one. Totals and
    findings are not read: they follow. Raises `TransferError` naming everything without a place.
    The contents of attached files and pictures are checked, and `contents` gives them.
    """
    if not isinstance(data, dict) or not isinstance(data.get("edition"), str):
        raise TransferError(["Filen är ingen ansökan: nyckeln ”edition” med blankettens id saknas."])
    return Reader(data, editions(data["edition"])).application()


def contents(data: Any) -> dict[str, bytes]:
    """SHA-256 -> content of the attached files and pictures in `data`, which `from_json` has accepted."""
    items = [*(data.get("attachments") or ()), *(data.get("pictures") or ())]
    return {item["sha256"]: b64decode(item["content"]) for item in items if item.get("content") is not None}
