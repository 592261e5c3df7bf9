"""Words to copy into an e-mail to those whose signature is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.signing import PartyStatus, overview
from finsam_desktop.domain.versions import Version


@dataclass(frozen=True, slots=True)
class Reminder:
    """An e-mail to one party's signatory."""

    organisation: str
    email: str
    """Empty where none is known."""
    subject: str
    text: str

    def __str__(self) -> str:
        head = [f"Till: {self.email}"] if self.email else []
        return "\n".join([*head, f"Ämne: {self.subject}", "", self.text])


def reminders(application: Application, party_ids: Sequence[str], version: Version | None) -> list[Reminder]:
    """Reminders to those of the parties who sign, in the form's order; `version` is the newest.

    Each says what the party has been sent or has signed before.
    """
    statuses = overview(application, version.number if version else 0)
    return [_reminder(application, one, version) for one in statuses if one.party in party_ids]


def _reminder(application: Application, status: PartyStatus, version: Version | None) -> Reminder:
    name = f"”{application.name}”" if application.name else "om samverkansinsats"
    greeting = f"Hej {status.signer}," if status.signer else "Hej,"
    which = f", version {version.number}" if version else ""
    lines = [
        greeting,
        "",
        f"Vi behöver en underskrift för {status.organisation} på ansökan {name}{which}.",
        _what_has_been(status, version),
        "",
    ]
    if version:
        lines += [
            f"På varje sida ska det stå ”{version.mark}”. Står det något annat, hör av dig till oss.",
            "",
        ]
    lines += ["Har du redan skrivit under kan du bortse från det här.", "", "Med vänlig hälsning"]
    return Reminder(status.organisation, status.email, f"Underskrift av ansökan {name}", "\n".join(lines))


def _what_has_been(status: PartyStatus, version: Version | None) -> str:
    if status.standing == "older" and status.signed and version:
        return (
            f"Du skrev under {format_date(status.signed)}, men ansökan har ändrats sedan dess. Därför behöver"
            f" version {version.number} skrivas under på nytt."
        )
    if status.standing == "sent" and status.sent:
        return f"Vi skickade den till dig {format_date(status.sent)}."
    return "Du får den som PDF tillsammans med det här meddelandet."
