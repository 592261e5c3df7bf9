"""Who has signed what: each signature belongs to the frozen version that was the newest when it was given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import OF_SIGNING, Application, Attachment, Party
from finsam_desktop.domain.change import Change, Insert, Operation, Remove
from finsam_desktop.domain.finding import Finding
from finsam_desktop.domain.parse import Unparsed, format_date
from finsam_desktop.domain.values import Value, is_empty
from finsam_desktop.domain.versions import Version

Dated = Literal["sent", "signed"]
"""Attributes of a party that are days, each with the version that it is of beside it."""
Standing = Literal["unsent", "sent", "signed", "older"]
"""Not sent yet, sent but not signed, signed, or signed in an older version than the newest."""
_HOW = {"paper": ("på papper",), "electronic": ("elektroniskt",)}


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
    """The standing in Swedish sentences."""
    has_signed: bool = False
    """Whether anything is written where the date of signing stands."""
    sent: date | None = None
    sent_version: int = 0
    signed: date | None = None
    signed_version: int = 0
    """Number of the version, 0 where none is known."""
    scan: Attachment | None = None
    known: str = ""
    """What is noted of a signature of any version: ”har undertecknat version 2 på papper 2026-11-22”."""

    def gave(self, version: int) -> bool:
        """Whether the party has signed that version, whatever has happened since."""
        return self.has_signed and self.signed_version == version

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


def overview(application: Application, version: int, *, changed: bool = False) -> list[PartyStatus]:
    """How it stands with each party's signature of version `version`, 0 when nothing is frozen yet.

    `changed` says that the application is no longer what that version holds, so that what has been signed is
    older than what would be signed next.
    """
    return [_status(application, party, version, changed) for party in signing_parties(application)]


def headline(statuses: Sequence[PartyStatus], version: int, *, changed: bool = False) -> str:
    """How many have signed the version, and who is missing, in Swedish. There is at least one party."""
    given = [one for one in statuses if one.standing == "signed" or one.gave(version)]
    left = [one.organisation for one in statuses if one not in given]
    of = f" version {version}" if version else ""
    count = f"{len(given)} av {len(statuses)}" if left else ("Alla" if len(given) > 1 else "Parten")
    text = f"{count} har skrivit under{of}"
    if changed:
        return f"{text}, men ansökan har ändrats sedan dess. Fastställ en ny version för underskrift."
    return f"{text}. Underskrift saknas från {listed(left)}." if left else f"{text}."


def listed(names: Sequence[str]) -> str:
    """”A”, ”A och B”, ”A, B och C”."""
    return " och ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def frozen_on(version: Version) -> date:
    """The day, where the computer is, from which the version could be signed."""
    return local_day(version.time)


def local_day(time: datetime) -> date:
    """The day where the computer is; as it is written of a time that the computer's calendar has not."""
    try:
        return time.astimezone().date()
    except (OverflowError, OSError, ValueError):
        return time.date()


def signature_findings(application: Application, versions: Sequence[Version]) -> Iterator[Finding]:
    """A warning for each signature of an older version than the last of `versions`, which are in order.

    And for each that is dated before the day on which its version was frozen.
    """
    days = {one.number: frozen_on(one) for one in versions}
    for one in overview(application, len(versions)):
        path = ("party", one.party, "signed")
        day = days.get(one.signed_version)
        if one.standing == "older":
            message = f"{one.organisation}: {one.text} Be om en ny underskrift."
            yield Finding("warning", "signature_older", path, message)
        elif one.signed and day and one.signed < day:
            message = (
                f"{one.organisation}: undertecknad {format_date(one.signed)}, men version"
                f" {one.signed_version} fastställdes först {format_date(day)}."
                " Kontrollera datumet och vad som är underskrivet."
            )
            yield Finding("warning", "signature_early", path, message)


def record_all(
    application: Application,
    values: Mapping[str, Mapping[str, Value]],
    version: int,
    label: str,
    origin: str = "edit",
    file: Attachment | None = None,
) -> Change | None:
    """Write what is known of signatures: party's id -> attributes `OF_SIGNING`, and the version they are of.

    `signer` may be among the attributes.

    `version` is the newest, 0 for none. A new date of sending or signing is of that version; what is filled
    in beside a date that stands keeps the date's, where no version is among the values. `file` is attached
    as the signed page of all these parties. A file that was such a page, and is nobody's after, goes out.
    None where nothing would change.
    """
    pages = [one for one in application.attachments if one.id in _scans(application)]
    here = next((one for one in pages if file and one.digest == file.digest), file)
    wanted: dict[tuple[str, ...], Value] = {}
    for party_id, given in values.items():
        attributes = {**given, "scan": here.id} if here else dict(given)
        attributes |= _versions(application.party(party_id), attributes, version)
        wanted |= {("party", party_id, name): value for name, value in attributes.items()}
    change = edits.set_values(application, wanted, label, origin)
    operations: list[Operation] = list(change.operations) if change else []
    kept = {wanted.get(("party", one.id, "scan"), one.text("scan")) for one in application.parties}
    operations += [_out(application, page) for page in pages if page.id not in kept]
    if here and here not in application.attachments:
        operations.append(Insert(("attachments",), here))
    return Change(label, tuple(operations), origin) if operations else None


def dated(what: Dated, day: date, version: int) -> dict[str, Value]:
    """A day of sending or signing that is of that version, even where it is known of an earlier one."""
    return {what: day, f"{what}_version": Decimal(version) if version else None}


def signed_in(day: date, version: int) -> dict[str, Value]:
    """What is recorded of an electronic signature of that version."""
    return {**dated("signed", day, version), "signed_how": "electronic"}


def signers_name(party: Party, name: str) -> dict[str, Value]:
    """Who signed, for a party that has no signatory's name yet; what somebody has written stands."""
    return {"signer": name} if name and is_empty(party.attributes.get("signer")) else {}


def _versions(party: Party, given: Mapping[str, Value], version: int) -> dict[str, Value]:
    """Which version the dates are of, for those of which that is not given."""
    found: dict[str, Value] = {}
    after = {**party.attributes, **given}
    for day, of in (("sent", "sent_version"), ("signed", "signed_version")):
        if is_empty(after.get(day)):
            found[of] = None
        elif of not in given and after.get(day) != party.attributes.get(day):
            found[of] = Decimal(version) if version else None
    return found


def _out(application: Application, page: Attachment) -> Remove:
    below = application.attachments[application.attachments.index(page) + 1 :]
    return Remove(("attachments",), page, below[0].id if below else None)


def _scans(application: Application) -> set[str]:
    return {party.text("scan") for party in application.parties}


def scan_of(application: Application, party: Party) -> Attachment | None:
    """The attached file with the party's signature; None where there is none, or it has been taken away."""
    wanted = party.text("scan")
    return next((one for one in application.attachments if one.id == wanted), None)


def signed_with(application: Application, attachment_id: str) -> list[str]:
    """The organisations whose signatures the attached file holds."""
    return [_name(application, party) for party in application.parties if party.text("scan") == attachment_id]


def annexes(application: Application) -> list[Attachment]:
    """The attached files that belong to the form, without those that hold signatures."""
    scans = _scans(application)
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


def _status(application: Application, party: Party, version: int, changed: bool) -> PartyStatus:
    sent, signed = (party.attributes.get(name) for name in ("sent", "signed"))
    standing, text = _standing(party, version)
    if changed and standing in ("sent", "signed"):
        standing = "older" if standing == "signed" else standing
        text += " Ansökan har ändrats sedan dess."
    return PartyStatus(
        party.id,
        _name(application, party),
        party.text("signer"),
        party.text("signer_email") or party.text("email"),
        standing,
        text,
        not is_empty(signed),
        sent if isinstance(sent, date) else None,
        version_of(party, "sent_version"),
        signed if isinstance(signed, date) else None,
        version_of(party, "signed_version"),
        scan_of(application, party),
        "" if is_empty(signed) else _known(party),
    )


def _name(application: Application, party: Party) -> str:
    role = application.edition.roles_by_id.get(party.role)
    return party.text("organisation") or (role.title if role else "Part utan namn")


def _known(party: Party) -> str:
    of = version_of(party, "signed_version")
    words = (
        *([f"version {of}"] if of else []),
        *_HOW.get(party.text("signed_how"), ()),
        _day(party, "signed"),
    )
    return " ".join(("har undertecknat", *words))


def _standing(party: Party, version: int) -> tuple[Standing, str]:
    if not is_empty(party.attributes.get("signed")):
        of = version_of(party, "signed_version")
        words = " ".join(("Undertecknad", *_HOW.get(party.text("signed_how"), ()), _day(party, "signed")))
        if of == version or not version:
            return "signed", f"{words}, version {of}." if of else f"{words}."
        given = f"då version {of} gällde" if of else "men det är inte känt i vilken version"
        return "older", f"{words}, {given}. Nu gäller version {version}."
    if not is_empty(party.attributes.get("sent")):
        of = version_of(party, "sent_version")
        if of == version or not version:
            return "sent", f"Skickad {_day(party, 'sent')}, inte undertecknad."
        return "unsent", f"Version {version} är inte skickad. En tidigare skickades {_day(party, 'sent')}."
    return "unsent", "Inte skickad."


def _day(party: Party, attribute: str) -> str:
    """The date, or what somebody wrote in its place."""
    value = party.attributes.get(attribute)
    if isinstance(value, date):
        return format_date(value)
    return f"”{value.text}”" if isinstance(value, Unparsed) else ""


# -- who it is that has signed ----------------------------------------------------------------


def likely_parties(names: Sequence[str], statuses: Sequence[PartyStatus]) -> list[str]:
    """For each name on a signed paper the id of the party whose signatory it most likely is, empty for none.

    No party is named twice.
    """
    pairs = [
        (_likeness(name, one.signer), -place, -row)
        for place, name in enumerate(names)
        for row, one in enumerate(statuses)
    ]
    found, taken = [""] * len(names), set[str]()
    for likeness, place, row in sorted(pairs, reverse=True):
        party = statuses[-row].party
        if likeness and not found[-place] and party not in taken:
            found[-place] = party
            taken.add(party)
    return found


def _likeness(one: str, other: str) -> float:
    """From 0 to 1: a name with more to it (a title, a middle name) is nearly the same, another letter not."""
    fewer, more = sorted((_words(one), _words(other)), key=len)
    return len(fewer) / len(more) if fewer <= more and len(fewer) > 1 else 0.0


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return set(re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter))))
