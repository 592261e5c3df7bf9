"""What is missing or wrong in the form's fields, parties, dates and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from finsam_desktop.domain.application import Application, Party
from finsam_desktop.domain.finding import Finding, outside, unparsed
from finsam_desktop.domain.form import Field, FormEdition, Section
from finsam_desktop.domain.parse import format_date
from finsam_desktop.domain.pictures import pictures_in
from finsam_desktop.domain.template import Rows
from finsam_desktop.domain.values import Value, is_empty, is_rich

_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;.]+(\.[^\s@,;.]+)+")


def check_fields(application: Application) -> Iterator[Finding]:
    """Findings of the fields and parties in the form's order, then of signatures and dates."""
    for section, field in application.edition.section_fields():
        if field.type == "parties":
            yield from _parties(application, section, field)
        else:
            yield from _field(application, field)
    yield from _same_organisation(application)
    yield from _signatures(application)
    yield from _period(application)


def _field(application: Application, field: Field) -> Iterator[Finding]:
    value = application.answers.get(field.id)
    caption, path = application.edition.caption(field.id), ("answer", field.id)
    if field.required and is_empty(value):
        yield Finding("error", "required", path, f"”{caption}” är inte ifyllt. {_how_to_fill(field)}")
    yield from unparsed(value, caption, path)
    if field.type == "email" and isinstance(value, str):
        yield from _email(value, caption, path)
    yield from _pictures(value, caption, path)
    if field.fallback and isinstance(value, str):
        other = application.answers.get(field.fallback)
        if isinstance(other, str) and value != other:
            yield Finding(
                "warning",
                "name_differs",
                path,
                f"”{caption}” är ”{value}” men ”{application.edition.caption(field.fallback)}” är ”{other}”."
                " Skriv samma på båda ställena, eller lämna det första tomt.",
            )


def _how_to_fill(field: Field) -> str:
    ways = {
        "yesno": "Välj Ja eller Nej.",
        "date": "Skriv ett datum som åååå-mm-dd.",
        "amount": "Skriv beloppet i kronor.",
        "number": "Skriv ett antal.",
    }
    return ways.get(field.type, "Fyll i fältet.")


def _email(text: str, caption: str, path: tuple[str, ...]) -> Iterator[Finding]:
    """There may be several, with commas between, and one after the last."""
    parts = [part.strip() for part in re.split(r"[,;]", text)]
    wrong = next((part for part in parts if part and not _EMAIL.fullmatch(part)), None)
    if text and not any(parts):
        wrong = text
    if wrong is not None:
        message = f"”{caption}”: ”{wrong}” är ingen e-postadress. Skriv den som namn@organisation.se."
        yield Finding("error", "email", path, message)


def _pictures(value: Value, caption: str, path: tuple[str, ...]) -> Iterator[Finding]:
    """A warning where pictures are not described, which those who cannot see them depend on."""
    found = list(pictures_in(value)) if isinstance(value, tuple) and is_rich(value) else []
    lacking = sum(not picture.alt for picture in found)
    if lacking:
        which = "Bilden" if len(found) == 1 else "En bild" if lacking == 1 else f"{lacking} bilder"
        message = (
            f"{which} i ”{caption}” saknar beskrivning. Dubbelklicka på bilden och beskriv den för den som"
            " inte kan se den."
        )
        yield Finding("warning", "picture_alt", path, message)


def _parties(application: Application, section: Section, field: Field) -> Iterator[Finding]:
    parties = application.parties_of(field.roles)
    if field.required and not parties:
        message = f"”{section.heading}” saknar part. Lägg till minst en organisation."
        yield Finding("error", "required", ("parties", field.roles[0]), message)
    else:
        yield from _party_counts(application, field)
    for number, party in enumerate(parties, start=1):
        title = application.edition.roles_by_id[party.role].title
        name = party.text("organisation") or f"{title} {number}"
        for attribute in field.attributes:
            value, path = party.attributes.get(attribute.id), ("party", party.id, attribute.id)
            caption = f"{name}: {attribute.label.rstrip(':')}"
            if attribute.required and is_empty(value):
                way = (
                    "Skriv organisationens namn."
                    if attribute.id == "organisation"
                    else "Skriv det vid parten."
                )
                yield Finding("error", "required", path, f"”{caption}” är inte ifyllt. {way}")
            if attribute.id == "email":
                yield from _email(party.text("email"), caption, path)


def _party_counts(application: Application, field: Field) -> Iterator[Finding]:
    for role in (application.edition.roles_by_id[name] for name in field.roles):
        count = len(application.parties_of((role.id,)))
        title = role.budget_title if role.id == "lead" and role.budget_title else role.title
        if count < role.minimum:
            message = f"Ansökan har {count} {title.lower()} men behöver {role.minimum}. Lägg till en part."
            yield Finding("error", "required", ("parties", role.id), message)
        elif count > role.maximum:
            message = (
                f"Ansökan har {count} {title.lower()} men blanketten tar högst {role.maximum}."
                " Ta bort en part eller ändra dess roll."
            )
            yield Finding("error", "too_many_parties", ("parties", role.id), message)


def _same_organisation(application: Application) -> Iterator[Finding]:
    seen: dict[str, Party] = {}
    for party in application.parties:
        name = " ".join(party.text("organisation").split())
        first = seen.setdefault(name.casefold(), party)
        if name and first is not party:
            titles = (application.edition.roles_by_id[one.role].title for one in (first, party))
            roles = dict.fromkeys(title.lower() for title in titles)
            message = (
                f"”{name}” står två gånger bland parterna, som {' och '.join(roles)}. Ta bort den ena, eller"
                " skriv till enhetens namn om det är två enheter."
            )
            yield Finding("warning", "same_organisation", ("party", party.id, "organisation"), message)


def _signatures(application: Application) -> Iterator[Finding]:
    for party in application.parties:
        name = party.text("organisation") or "Part utan namn"
        yield from _email(
            party.text("signer_email"), f"{name}: E-post vid underskrift", ("party", party.id, "signer_email")
        )
        yield from unparsed(
            party.attributes.get("signed"), f"{name}: Datum vid underskrift", ("party", party.id, "signed")
        )


def _period(application: Application) -> Iterator[Finding]:
    edition = application.edition
    start, end = (application.answers.get(name) for name in (edition.uses.start, edition.uses.end))
    if not isinstance(start, date) or not isinstance(end, date):
        return
    if end < start:
        message = (
            f"”{edition.caption(edition.uses.start)}” {format_date(start)} ligger efter"
            f" ”{edition.caption(edition.uses.end)}” {format_date(end)}. Rätta ett av datumen."
        )
        yield Finding("error", "dates", ("answer", edition.uses.end), message)
        return
    for field in edition.fields.values():
        value = application.answers.get(field.id)
        if field.type == "date" and isinstance(value, date) and not start <= value <= end:
            caption = f"”{edition.caption(field.id)}”"
            yield Finding("error", "dates", ("answer", field.id), outside(caption, value, start, end))
    room, years = _room_for_years(edition), end.year - start.year + 1
    if room and years > room:
        message = (
            f"Insatstiden berör {years} kalenderår men blankettens budget har plats för {room}."
            " Kontrollera datumen."
        )
        yield Finding("warning", "too_many_years", ("answer", edition.uses.end), message)


def _room_for_years(edition: FormEdition) -> int:
    """How many years the budget has columns and rows for, 0 where it has none by year."""
    columns = (column for sheet in edition.sheets for column in sheet.columns)
    lines = (line for sheet in edition.sheets for line in sheet.lines.values())
    counts = [column.count for column in columns if column.family == "years"]
    counts += [line.count for line in lines if isinstance(line, Rows) and line.each == "years"]
    return min(counts, default=0)
