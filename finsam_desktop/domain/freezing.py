"""What is frozen when an application is set down to be signed, and how the application stands to it after."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from finsam_desktop.domain import transfer
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.checks import Finding, check
from finsam_desktop.domain.compare import Difference, differences
from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.sheet import Budget

StateKind = Literal["draft", "frozen", "changed"]


@dataclass(frozen=True, slots=True)
class State:
    """How the application stands to its newest version."""

    number: int = 0
    """Of the newest version, 0 for none."""
    differences: tuple[Difference, ...] = ()

    @property
    def kind(self) -> StateKind:
        if not self.number:
            return "draft"
        return "changed" if self.differences else "frozen"

    def __str__(self) -> str:
        words = {
            "draft": "Utkast",
            "frozen": f"Fastställd, version {self.number}",
            "changed": f"Ändrad sedan version {self.number} fastställdes",
        }
        return words[self.kind]


def content_text(application: Application) -> str:
    """The application's content as one JSON text in ASCII, the same for the same application.

    It holds what `transfer.to_json` gives, with attached files by their SHA-256.
    """
    return json.dumps(transfer.to_json(application), sort_keys=True, separators=(",", ":"))


def application_of(content: dict[str, Any], current: Application) -> Application:
    """The application that a version's content holds, with the id and the edition of the `current` one."""
    found = transfer.from_json(content, lambda _: current.edition)
    found.id = current.id
    return found


def findings_of(content: dict[str, Any]) -> list[Finding]:
    """The findings at the time when the version was frozen."""
    return [
        Finding(one["severity"], one["code"], tuple(one["where"].split(".")), one["message"])
        for one in content["findings"]
    ]


def frozen_already(state: State) -> str:
    """Why there is nothing to freeze."""
    return (
        f"Ansökan är redan fastställd som version {state.number}, och inget har ändrats sedan dess."
        " Skriv ut den versionen för underskrift."
    )


def check_before_freezing(application: Application, state: State, reason: str) -> None:
    """Raise `UserError` when nothing differs from the newest version, to which it stands as `state` says.

    And when there are errors among the findings and no reason to freeze in spite of them.
    """
    if state.kind == "frozen":
        raise UserError(frozen_already(state))
    errors = [one for one in check(Budget(application)) if one.severity == "error"]
    if errors and not reason.strip():
        count = "ett fel" if len(errors) == 1 else f"{len(errors)} fel"
        raise UserError(
            f"Ansökan har {count} och är inte fastställd. Rätta det som granskningen visar, eller ange varför"
            " den ska fastställas ändå."
        )


def state(application: Application, number: int, frozen: Callable[[], Application]) -> State:
    """How the application stands to its newest version; `frozen` gives that one's content.

    `number` is 0 when nothing is frozen, and `frozen` is then not asked.
    """
    return State(number, tuple(differences(frozen(), application))) if number else State()
