"""Words to copy into an e-mail to those whose signature is missing."""

from __future__ import annotations

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.signing import PartyStatus, overview
from finsam_desktop.domain.versions import Version


def reminder_text(application: Application, party_id: str, version: Version | None) -> str:
    """Subject and text of a reminder to the party, who is to sign `version`, the newest.

    Says what the party has been sent or has signed before. Raises KeyError for a party that does not sign.
    """
    for status in overview(application, version.number if version else 0):
        if status.party == party_id:
            return "\n".join(_lines(application, status, version))
    raise KeyError(party_id)


def _lines(application: Application, status: PartyStatus, version: Version | None) -> list[str]:
    name = f"”{application.name}”" if application.name else "om samverkansinsats"
    greeting = f"Hej {status.signer}," if status.signer else "Hej,"
    which = f", version {version.number}" if version else ""
    lines = [
        f"Ämne: Underskrift av ansökan {name}",
        "",
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
    return [*lines, "Har du redan skrivit under kan du bortse från det här.", "", "Med vänlig hälsning"]


def _what_has_been(status: PartyStatus, version: Version | None) -> str:
    if status.standing == "older" and status.signed and version:
        return (
            f"Du skrev under {format_date(status.signed)}, men ansökan har ändrats sedan dess. Därför behöver"
            f" version {version.number} skrivas under på nytt."
        )
    if status.standing == "sent" and status.sent:
        return f"Vi skickade den till dig {format_date(status.sent)}."
    return "Du får den som PDF tillsammans med det här meddelandet."
