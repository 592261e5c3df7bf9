"""An application as the outline of its printed form, in the form's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from finsam_desktop.domain.application import Application, Party
from finsam_desktop.domain.form import Clause, Field, FormEdition, Section, Signatures
from finsam_desktop.domain.parse import Unparsed, format_amount, format_date, format_number
from finsam_desktop.domain.richtext import Paragraph, RichText, Span, from_text, normalise
from finsam_desktop.domain.values import Value, is_empty, is_rich
from finsam_desktop.exchange.build_sheets import sheet_tables
from finsam_desktop.exchange.outline import (
    Box,
    Content,
    Document,
    Element,
    Facts,
    Group,
    Heading,
    Labelled,
    Pages,
    Prose,
    SignatureBlock,
    SignatureLine,
    TickBoxes,
)

_BLANK = Party("")
"""Stands in where a role has no party yet, so that the form can be filled in by hand."""


def build_document(application: Application) -> Document:
    """The whole form: title, sections, agreement, signature pages and the budget sheets."""
    edition = application.edition
    return Document(
        title=f"{edition.title}: {application.name}" if application.name else edition.title,
        name=application.name,
        association=edition.association,
        language=edition.language,
        mark=edition.mark,
        pages=(*_form_pages(application), *_sheet_pages(application)),
    )


def _form_pages(application: Application) -> Iterator[Pages]:
    """The form itself; signature blocks on pages of their own start a run each."""
    run: list[Element] = list(_opening(application.edition))
    for section in application.edition.sections:
        if not section.printed:
            continue
        if section.signatures is None:
            run += _section(application, section)
            continue
        for party in _parties(application, section.signatures.roles):
            if section.signatures.own_page and run:
                yield Pages("portrait", tuple(run))
                run = []
            run += _signature(application, section.signatures, party)
    if run:
        yield Pages("portrait", tuple(run))


def _opening(edition: FormEdition) -> Iterator[Element]:
    yield Heading(1, edition.title)
    if edition.subtitle:
        yield Prose(from_text(edition.subtitle), "subtitle")
    for row in edition.head:
        for box in row.boxes:
            yield Box("", (Labelled(box.label, box.text, tall=not box.text),), width=box.width)
    for sentence in edition.intro:
        yield Prose(from_text(sentence), "small")


# --------------------------------------------------------------------------------- sections


def _section(application: Application, section: Section) -> Iterator[Element]:
    """The section in its frame: one box, a box for each field, or none."""
    heading = section.printed_heading
    note = [Prose(from_text(section.note), "note")] if section.note else []
    clauses = [content for clause in section.clauses for content in _clause(clause, level=3)]
    if section.frame == "fields":
        yield Heading(2, heading)
        yield from note
        for field in _printed(application, section):
            yield _field_box(application, field)
        yield from clauses
        return
    fields = [
        content for field in _printed(application, section) for content in _field(application, field, level=3)
    ]
    frame = Box if section.frame == "section" else Group
    yield frame(heading, (*note, *fields, *clauses))


def _printed(application: Application, section: Section) -> Iterator[Field]:
    """The section's fields without those that are printed only where they are filled in."""
    for field in section.fields:
        if not field.when_filled or not is_empty(application.answer(field.id)):
            yield field


def _clause(clause: Clause, level: int) -> Iterator[Content]:
    if clause.heading:
        yield Heading(level, clause.heading)
    yield Prose(normalise(Paragraph((Span(text),)) for text in clause.paragraphs))


def _field_box(application: Application, field: Field) -> Box:
    """A box for the field alone; its label is the box's heading, or in bold before a short value."""
    heading = _label(field) if field.type in ("rich", "parties", "choices") else ""
    shown = field.model_copy(update={"label": "", "star": False}) if heading else field
    children = tuple(_field(application, shown, level=4, bold_label=True))
    return Box(heading, children, level=3, width=field.width)


def _field(application: Application, field: Field, level: int, bold_label: bool = False) -> Iterator[Content]:
    """The field with its label; a label above formatted text is a heading of `level`."""
    value, label = application.answer(field.id), _label(field)
    match field.type:
        case "rich":
            if label:
                yield Heading(level, label)
            yield Prose(_rich(value))
        case "yesno":
            yield TickBoxes((("Ja", value is True), ("Nej", value is False)), label)
        case "choices":
            ticked = value if isinstance(value, tuple) else ()
            yield TickBoxes(tuple((choice.label, choice.id in ticked) for choice in field.choices), label)
        case "parties":
            for party in _parties(application, field.roles):
                yield _party(field, party, bold_label)
        case _:
            yield Labelled(label, answer_text(field, value), bold_label)


def _label(field: Field) -> str:
    return f"{field.label} (*)".strip() if field.star else field.label


def _rich(value: Value) -> RichText:
    if isinstance(value, tuple) and is_rich(value):
        return value
    return from_text(value) if isinstance(value, str) else ()


def _parties(application: Application, roles: tuple[str, ...]) -> list[Party]:
    return application.parties_of(roles) or [_BLANK]


def _party(field: Field, party: Party, bold_label: bool) -> Group:
    lines = (
        Labelled(attribute.label, party.text(attribute.id), bold_label, attribute.long)
        for attribute in field.attributes
        if not attribute.when_filled or party.text(attribute.id)
    )
    return Group("", tuple(lines), level=3)


def answer_text(field: Field, value: Value) -> str:
    """The answer as it is printed on a line: amounts in kronor, dates as ISO, text as it was typed."""
    match value:
        case Unparsed(text):
            return text
        case bool():
            return "Ja" if value else "Nej"
        case int():
            return f"{format_amount(value)}\u00a0kr"
        case Decimal():
            return format_number(value)
        case date():
            return format_date(value)
        case str():
            return value.strip()
    return ""


# ------------------------------------------------------------------------------- signatures


def _signature(application: Application, signatures: Signatures, party: Party) -> Iterator[Element]:
    if signatures.name_heading:
        yield Box(signatures.name_heading, (Labelled("", application.name),))
    lines = (
        SignatureLine(line.label, _known(application, party, line.value), line.value == "signature")
        for line in signatures.lines
    )
    yield SignatureBlock(
        signatures.heading,
        tuple(lines),
        declaration=signatures.declaration,
        organisation=party.text("organisation"),
    )


def _known(application: Application, party: Party, what: str) -> str:
    """What is known before signing about the line; what is not is written by hand."""
    organisation, day = party.text("organisation"), _day(party.attributes.get("signed"))
    known = {
        "organisation_date": ", ".join(filter(None, (organisation, day))),
        "organisation": organisation,
        "date": day,
        "printed_name": party.text("signer"),
        "email": party.text("signer_email"),
        "name": application.name,
    }
    return known.get(what, "")


def _day(value: Value) -> str:
    if isinstance(value, Unparsed):
        return value.text
    return format_date(value) if isinstance(value, date) else ""


# ----------------------------------------------------------------------------------- sheets


def _sheet_pages(application: Application) -> Iterator[Pages]:
    """A landscape annex for each budget sheet."""
    tables = sheet_tables(application)
    for sheet in application.edition.sheets:
        fields = application.edition.fields
        head = tuple(
            Labelled(item.label, answer_text(fields[item.field], application.answer(item.field)))
            for item in sheet.head
        )
        elements: list[Element] = [Heading(2, sheet.title)]
        if head:
            elements.append(Facts(head))
        elements += _notes(sheet.before)
        elements += tables[sheet.id]
        elements += _notes(sheet.after)
        yield Pages("landscape", tuple(elements))


def _notes(texts: Iterable[str]) -> Iterator[Prose]:
    for text in texts:
        yield Prose(from_text(text), "note")
