"""An application as the outline of its printed form, in the form's order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import count

from finsam_desktop.domain.application import Application, Party, note_name
from finsam_desktop.domain.form import Clause, Field, HeadBox, Section, Signatures
from finsam_desktop.domain.parse import Unparsed, format_amount, format_date, format_number
from finsam_desktop.domain.phrases import phrase
from finsam_desktop.domain.richtext import ListItem, Paragraph, RichText, Span, from_text, normalise
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.signing import annexes, version_of
from finsam_desktop.domain.template import SheetTemplate
from finsam_desktop.domain.units import unit_of
from finsam_desktop.domain.values import Value, is_empty, is_rich
from finsam_desktop.domain.versions import VersionMark
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
    Table,
    TickBoxes,
)

_BLANK = Party("")
"""Stands in where a role has no party yet, so that the form can be filled in by hand."""
_ON_ONE_LINE = 3, 60
"""So many boxes to tick, with labels of so many characters in all, stand beside each other."""
_DNR = re.compile(r"dnr[.:\s]*", re.IGNORECASE)

Tables = Mapping[str, Sequence[Table]]
"""Sheet id -> its tables."""


def build_document(application: Application, version: VersionMark | None = None) -> Document:
    """The whole form: title, sections, agreement, signature pages and the budget sheets.

    `version` is what every page says when it is a frozen version that is printed.
    """
    edition = application.edition
    title, tables = phrase(edition.title, application), sheet_tables(application)
    return Document(
        title=f"{title}: {application.name}" if application.name else title,
        name=application.name,
        association=edition.association,
        language=edition.language,
        mark=edition.mark,
        pages=(*_form_pages(application, tables), *_sheet_pages(application, tables)),
        version_mark=str(version or ""),
        unit=unit_of(application),
    )


def _form_pages(application: Application, tables: Tables) -> Iterator[Pages]:
    """The form itself; signature blocks on pages of their own start a run each."""
    run: list[Element] = list(_opening(application))
    for section in application.edition.sections:
        if not section.printed:
            continue
        if section.signatures is None:
            run += _section(application, section)
            run += _sheet_in_section(application, section, tables)
            continue
        for number, party in enumerate(_parties(application, section.signatures.roles)):
            if section.signatures.own_page and run:
                yield Pages("portrait", tuple(run))
                run = []
            if section.signatures.titled and number == 0:
                run.append(Heading(2, section.printed_heading))
            run += _signature(application, section.signatures, party)
    if run:
        yield Pages("portrait", tuple(run))


def _opening(application: Application) -> Iterator[Element]:
    edition = application.edition
    yield Heading(1, phrase(edition.title, application))
    if edition.subtitle:
        yield Prose(from_text(edition.subtitle), "subtitle")
    for row in edition.head:
        for box in row.boxes:
            yield _head_box(box)
    for sentence in edition.intro:
        yield Prose(from_text(sentence), "small")


def _head_box(box: HeadBox) -> Box:
    """A label above lines of text stands on a line of its own."""
    text = box.text.strip()
    below = f"\n{text}" if box.label and "\n" in text else text
    return Box("", (Labelled(box.label, below, tall=not text, small=True),), width=box.width)


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
    contents = (*note, *fields, *clauses)
    frame = Box if section.frame == "section" and (contents or not section.sheet) else Group
    yield frame(heading, contents)


def _sheet_in_section(application: Application, section: Section, tables: Tables) -> Iterator[Element]:
    """The budget sheet that the form shows in the section; it is an annex besides."""
    if section.sheet:
        sheet = application.edition.sheets_by_id[section.sheet]
        yield Heading(3, sheet.title)
        yield from _facts(application, sheet)
        yield from tables[sheet.id]


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
    return Box(heading, children, level=3 if heading else 2, width=field.width)


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
            yield _tick_boxes(field, ticked, label)
            if field.id == application.edition.uses.annexes:
                yield from _attached(application)
        case "parties":
            numbers = count(1)
            for party in _parties(application, field.roles):
                number = f"{next(numbers)}. " if field.numbered else ""
                yield _party(field, party, bold_label, number)
        case _:
            yield Labelled(label, answer_text(field, value), bold_label)
            if field.id == application.edition.uses.name and (reference := _reference(application)):
                yield Labelled("", reference)


def _label(field: Field) -> str:
    return f"{field.label} (*)".strip() if field.star else field.label


def _tick_boxes(field: Field, ticked: tuple[object, ...], label: str) -> TickBoxes:
    most, characters = _ON_ONE_LINE
    length = sum(len(choice.label) for choice in field.choices)
    stacked = len(field.choices) > most or length > characters
    return TickBoxes(tuple((one.label, one.id in ticked) for one in field.choices), label, stacked)


def _attached(application: Application) -> Iterator[Prose]:
    """The names of the attached files, where there are any besides those that hold signatures."""
    if files := annexes(application):
        names = (ListItem(0, False, (Span(one.name),)) for one in files)
        yield Prose(normalise([Paragraph((Span("Bifogade filer:"),)), *names]))


def _reference(application: Application) -> str:
    """What a supplement or an extension says of the application that it adds to; empty for others."""
    dnr, name = (str(application.meta.get(key) or "").strip() for key in ("parent_dnr", "parent_name"))
    parent = f"Dnr.{_DNR.sub('', dnr, count=1)}" if dnr else name
    if application.kind == "supplement" and parent:
        return f"Tilläggsansökan till {parent}"
    return f"Förlängning av {parent}" if application.kind == "extension" and dnr else ""


def _rich(value: Value) -> RichText:
    if isinstance(value, tuple) and is_rich(value):
        return value
    return from_text(value) if isinstance(value, str) else ()


def _parties(application: Application, roles: tuple[str, ...]) -> list[Party]:
    return application.parties_of(roles) or [_BLANK]


def _party(field: Field, party: Party, bold_label: bool, number: str) -> Group:
    shown = [one for one in field.attributes if not one.when_filled or party.text(one.id)]
    lines = (
        Labelled(f"{number if one is shown[0] else ''}{one.label}", party.text(one.id), bold_label, one.long)
        for one in shown
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
        yield Box(signatures.name_heading, (Labelled("", _signed_name(application)),))
    lines = (
        SignatureLine(
            phrase(line.label, application, party),
            _known(application, party, line.value),
            line.value == "signature",
        )
        for line in signatures.lines
    )
    yield SignatureBlock(
        phrase(signatures.heading, application, party),
        tuple(lines),
        declaration=signatures.declaration,
        organisation=party.text("organisation"),
    )


def _known(application: Application, party: Party, what: str) -> str:
    """What is known before signing about the line; what is not is written by hand.

    A day on which a frozen version was signed stands on the paper of that version, and on no other.
    """
    signed = None if version_of(party, "signed_version") else party.attributes.get("signed")
    organisation, day = party.text("organisation"), _day(signed)
    known = {
        "organisation_date": ", ".join(filter(None, (organisation, day))),
        "organisation": organisation,
        "date": day,
        "place": party.text("place"),
        "printed_name": party.text("signer"),
        "email": party.text("signer_email"),
        "name": _signed_name(application),
    }
    return known.get(what, "")


def _signed_name(application: Application) -> str:
    uses = application.edition.uses
    value = application.answer(uses.signed_name or uses.name)
    return value if isinstance(value, str) else ""


def _day(value: Value) -> str:
    if isinstance(value, Unparsed):
        return value.text
    return format_date(value) if isinstance(value, date) else ""


# ----------------------------------------------------------------------------------- sheets


def _sheet_pages(application: Application, tables: Tables) -> Iterator[Pages]:
    """A landscape annex for each budget sheet."""
    for sheet in application.edition.sheets:
        elements: list[Element] = [Heading(2, sheet.title)]
        elements += _facts(application, sheet)
        elements += _notes(sheet.before)
        elements += tables[sheet.id]
        elements += _notes(sheet.after)
        if application.meta.get("print_comments") is True:
            elements += _comments(application, sheet)
        yield Pages("landscape", tuple(elements))


def _comments(application: Application, sheet: SheetTemplate) -> Iterator[Element]:
    """The comments on the sheet's rows and cells, in the sheet's order, for those who asked for them."""
    budget = Budget(application)
    view, notes = budget.views[sheet.id], application.notes.get(sheet.id, {})
    lines = []
    for line in view.lines:
        label = str(budget.value(view.id, line.id, view.label_column) or "").strip()
        for column in (None, *view.columns):
            text = notes.get(line.id, {}).get(note_name("comment", column.id if column else ""))
            if isinstance(text, str) and text:
                place = f"{label}, {column.title}" if column else label
                lines.append(ListItem(0, True, (Span(f"{place}: {text}"),)))
    if lines:
        yield Heading(3, "Kommentarer")
        yield Prose(normalise(lines), "note")


def _facts(application: Application, sheet: SheetTemplate) -> Iterator[Facts]:
    """What the sheet's head says of the application, if it says anything."""
    fields = application.edition.fields
    head = tuple(
        Labelled(item.label, answer_text(fields[item.field], application.answer(item.field)))
        for item in sheet.head
    )
    if head:
        yield Facts(head)


def _notes(texts: Iterable[str]) -> Iterator[Prose]:
    for text in texts:
        yield Prose(from_text(text), "note")
