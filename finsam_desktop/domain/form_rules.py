"""What the parts of a form edition must have in common: ids, references, roles, tabs."""

from __future__ import annotations

from collections.abc import Iterator

from finsam_desktop.domain.budget_rules import check_budget, duplicates, unknown
from finsam_desktop.domain.errors import Problem
from finsam_desktop.domain.form import FORM_FILE, Field, FormEdition, Section
from finsam_desktop.domain.phrases import unknown_words


def cross_check(edition: FormEdition) -> Iterator[Problem]:
    """Everything in the edition that does not fit together."""
    yield from _check_phrase(edition, "title", edition.title)
    yield from _check_sections(edition)
    yield from _check_uses(edition)
    yield from check_budget(edition)


def _check_sections(edition: FormEdition) -> Iterator[Problem]:
    tabs = [tab.id for tab in edition.tabs]
    yield from duplicates(FORM_FILE, "tab", tabs)
    yield from duplicates(FORM_FILE, "role", [role.id for role in edition.roles])
    yield from duplicates(FORM_FILE, "section", [section.id for section in edition.sections])
    yield from duplicates(FORM_FILE, "field", [field.id for _, field in edition.section_fields()])
    for role in edition.roles:
        if role.minimum > role.maximum:
            place = f"role ({role.id}), maximum"
            yield Problem(FORM_FILE, place, f"värdet är {role.maximum}; väntade minst {role.minimum}")
    for section in edition.sections:
        place = f"section ({section.id})"
        yield from unknown(FORM_FILE, f"{place}, tab", section.tab, tabs, "ingen flik")
        if section.signatures:
            for name in section.signatures.roles:
                where = f"{place}, signatures, roles"
                yield from unknown(FORM_FILE, where, name, edition.roles_by_id, "ingen roll")
            yield from _check_phrase(edition, f"{place}, signatures, heading", section.signatures.heading)
            for line in section.signatures.lines:
                where = f"{place}, signatures, line, label"
                yield from _check_phrase(edition, where, line.label, "organisation")
        if section.sheet:
            where = f"{place}, sheet"
            yield from unknown(FORM_FILE, where, section.sheet, edition.sheets_by_id, "inget budgetblad")
        for field in section.fields:
            yield from _check_field(edition, section, field)
    for tab in edition.tabs:
        if tab.sheet:
            where = f"tab ({tab.id}), sheet"
            yield from unknown(FORM_FILE, where, tab.sheet, edition.sheets_by_id, "inget budgetblad")
        elif not any(section.tab == tab.id for section in edition.sections):
            yield Problem(FORM_FILE, f"tab ({tab.id})", "inget avsnitt hör till fliken; väntade minst ett")
    for sheet in edition.sheets:
        if not any(tab.sheet == sheet.id for tab in edition.tabs):
            yield Problem(
                FORM_FILE, "tab", f"budgetbladet ”{sheet.id}” har ingen flik; väntade en tab med sheet"
            )


def _check_phrase(edition: FormEdition, place: str, text: str, *more: str) -> Iterator[Problem]:
    """The words in braces must be such that `phrases` can fill in."""
    if unknown_words(edition, text, *more):
        words = ", ".join(f"{{{name}}}" for name in ("years", *more))
        message = f"”{text}” kan inte fyllas i; inom klamrar kan stå {words} eller id för ett textfält"
        yield Problem(FORM_FILE, place, message)


def _check_field(edition: FormEdition, section: Section, field: Field) -> Iterator[Problem]:
    place = f"section ({section.id}), field ({field.id})"
    if field.type == "parties":
        if not field.roles or not field.attributes:
            yield Problem(FORM_FILE, place, "ett fält av typen parties behöver roles och attribute")
        for role in field.roles:
            yield from unknown(FORM_FILE, f"{place}, roles", role, edition.roles_by_id, "ingen roll")
        yield from duplicates(FORM_FILE, f"{place}, attribute", [item.id for item in field.attributes])
    elif field.roles or field.attributes:
        yield Problem(FORM_FILE, place, "roles och attribute hör bara till fält av typen parties")
    if (field.type == "choices") != bool(field.choices):
        yield Problem(FORM_FILE, place, "choice hör till fält av typen choices, som behöver minst ett")
    yield from duplicates(FORM_FILE, f"{place}, choice", [choice.id for choice in field.choices])
    for choice in field.choices:
        if choice.sheet:
            where = f"{place}, choice ({choice.id}), sheet"
            yield from unknown(FORM_FILE, where, choice.sheet, edition.sheets_by_id, "inget budgetblad")
    if field.fallback:
        yield from unknown(FORM_FILE, f"{place}, fallback", field.fallback, edition.fields, "inget fält")
        other = edition.fields.get(field.fallback)
        if other and (other.type != field.type or other.fallback):
            yield Problem(FORM_FILE, f"{place}, fallback", "väntade ett fält av samma typ utan eget fallback")


def _check_uses(edition: FormEdition) -> Iterator[Problem]:
    wanted = {
        "name": (edition.uses.name, "text"),
        "start": (edition.uses.start, "date"),
        "end": (edition.uses.end, "date"),
        "requested": (edition.uses.requested, "amount"),
        "signed_name": (edition.uses.signed_name, "text"),
        "annexes": (edition.uses.annexes, "choices"),
    }
    for key, (field_id, kind) in wanted.items():
        if not field_id:
            continue
        yield from unknown(FORM_FILE, f"uses, {key}", field_id, edition.fields, "inget fält")
        field = edition.fields.get(field_id)
        if field and field.type != kind:
            yield Problem(
                FORM_FILE, f"uses, {key}", f"fältet ”{field_id}” har typen {field.type}; väntade {kind}"
            )
