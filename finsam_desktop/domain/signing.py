"""Who has signed what: each signature belongs to the frozen version that was the newest when it was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import OF_SIGNING, Application, Attachment, Change, Party
from finsam_desktop.domain.finding import Finding
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.values import Value, is_empty

Standing = Literal["unsent", "sent", "signed", "older"]
"""Not sent yet, sent but not signed, signed, or signed in an older version than the newest."""
_HOW = {"paper": "på papper", "electronic": "elektroniskt"}


@dataclass(frozen=True, slots=True)
class PartyStatus:
    """How it stands with one party's signature."""

    party: str
    """The party's id."""
    organisation: str
    """Its name, or what the form calls it until it has one."""
    signer: str
    email: str
    standing: Standing
    text: str
    """The standing as a Swedish sentence."""
    sent: date | None = None
    sent_version: int = 0
    signed: date | None = None
    signed_version: int = 0
    """Number of the version, 0 where none is known."""
    scan: Attachment | None = None

    @property
    def missing(self) -> bool:
        """Whether a signature of the newest version is still to come."""
        return self.standing != "signed"


def signing_parties(application: Application) -> list[Party]:
    """The parties that the form has a signature block for, in the form's order, each once."""
    found: dict[str, Party] = {}
    for section in application.edition.sections:
        if section.signatures:
            found |= {party.id: party for party in application.parties_of(section.signatures.roles)}
    return list(found.values())


def overview(application: Application, version: int) -> list[PartyStatus]:
    """How it stands with each party's signature of version `version`, 0 when nothing is frozen yet."""
    return [_status(application, party, version) for party in signing_parties(application)]


def signature_findings(application: Application, version: int) -> Iterator[Finding]:
    """A warning for each signature that was given for an older version than `version`."""
    for one in overview(application, version):
        if one.standing == "older":
            message = f"{one.organisation}: {one.text} Be om en ny underskrift."
            yield Finding("warning", "signature_older", ("party", one.party, "signed"), message)


def record(
    application: Application,
    party_id: str,
    values: Mapping[str, Value],
    version: int,
    label: str,
    origin: str = "edit",
) -> Change | None:
    """Write what is known of a party's signature (attributes `OF_SIGNING`), with the version that it is of.

    `version` is the newest, 0 for none. A new date of sending or signing is of that version; what is filled
    in beside a date that stands keeps the date's. None where nothing would change.
    """
    party = application.party(party_id)
    wanted = dict(values)
    after = party.attributes | wanted
    for day, of in (("sent", "sent_version"), ("signed", "signed_version")):
        if is_empty(after.get(day)):
            wanted[of] = None
        elif wanted.get(day, party.attributes.get(day)) != party.attributes.get(day):
            wanted[of] = Decimal(version) if version else None
    return edits.set_values(
        application, {("party", party_id, name): value for name, value in wanted.items()}, label, origin
    )


def scan_of(application: Application, party: Party) -> Attachment | None:
    """The attached file with the party's signature; None where there is none, or it has been taken away."""
    wanted = party.text("scan")
    return next((one for one in application.attachments if one.id == wanted), None)


def annexes(application: Application) -> list[Attachment]:
    """The attached files that belong to the form, without those that hold signatures."""
    scans = {party.text("scan") for party in application.parties}
    return [one for one in application.attachments if one.id not in scans]


def without_signatures(application: Application) -> None:
    """Take away what is known of the signing, and the files with it, of an application that is being made."""
    application.attachments[:] = annexes(application)
    for party in application.parties:
        for name in OF_SIGNING:
            party.attributes.pop(name, None)


def version_of(party: Party, attribute: str) -> int:
    """The number that `sent_version` or `signed_version` holds, 0 for none."""
    value = party.attributes.get(attribute)
    return int(value) if isinstance(value, Decimal) else 0


def _status(application: Application, party: Party, version: int) -> PartyStatus:
    role = application.edition.roles_by_id.get(party.role)
    sent, signed = (party.attributes.get(name) for name in ("sent", "signed"))
    standing, text = _standing(party, version)
    return PartyStatus(
        party.id,
        party.text("organisation") or (role.title if role else "Part utan namn"),
        party.text("signer"),
        party.text("signer_email") or party.text("email"),
        standing,
        text,
        sent if isinstance(sent, date) else None,
        version_of(party, "sent_version"),
        signed if isinstance(signed, date) else None,
        version_of(party, "signed_version"),
        scan_of(application, party),
    )


def _standing(party: Party, version: int) -> tuple[Standing, str]:
    if not is_empty(party.attributes.get("signed")):
        of = version_of(party, "signed_version")
        words = " ".join(
            filter(None, ("Undertecknad", _HOW.get(party.text("signed_how")), _day(party, "signed")))
        )
        if of == version or not version:
            return "signed", f"{words}, version {of}." if of else f"{words}."
        given = f"då version {of} gällde" if of else "innan någon version var fastställd"
        return "older", f"{words}, {given}. Nu gäller version {version}."
    if not is_empty(party.attributes.get("sent")):
        of = version_of(party, "sent_version")
        if of == version or not version:
            return "sent", f"Skickad {_day(party, 'sent')}, inte undertecknad."
        return "unsent", f"Version {version} är inte skickad. En tidigare skickades {_day(party, 'sent')}."
    return "unsent", "Inte skickad."


def _day(party: Party, attribute: str) -> str:
    value = party.attributes.get(attribute)
    return format_date(value) if isinstance(value, date) else ""
