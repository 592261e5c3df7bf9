"""What the parts of a form edition must have in common: ids, references, roles, tabs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from finsam_desktop.domain.budget_rules import check_budget, duplicates, unknown
from finsam_desktop.domain.errors import Problem
from finsam_desktop.domain.form import BUDGET_FILE, EDITION_ID, FORM_FILE, Field, FormEdition, Section
from finsam_desktop.domain.form_toml import tables
from finsam_desktop.domain.phrases import unknown_words


def check_ids(data: Mapping[str, Any], unread: Collection[str] = ()) -> Iterator[Problem]:
    """Ids that stand twice, and references to tabs, roles and sheets that are not there.

    `data` is what the files say before the schema has seen it, so that a fault of one kind hides none
    of the other: what has the wrong type is passed over. So are references to what the files `unread` hold.
    """
    sections = tables(data, "section")
    fields = [field for section in sections for field in tables(section, "field")]
    listed = {"section": sections, "field": fields, "sheet": tables(data, "sheet")}
    listed |= {key: tables(data, key) for key in ("tab", "role")}
    for key in ("tab", "role", "section", "field", "sheet"):
        file = BUDGET_FILE if key == "sheet" else FORM_FILE
        yield from duplicates(
            file, key, [name for one in listed[key] if isinstance(name := one.get("id"), str)]
        )
    for kind, place, name in _references(data):
        known = [one.get("id") for one in listed[kind]]
        # Where a definition lacks its id, or all of them are missing, that is the fault to tell.
        is_known = all(isinstance(one, str) for one in known) and bool(known or kind == "sheet")
        if is_known and not (kind == "sheet" and BUDGET_FILE in unread):
            yield from unknown(FORM_FILE, place, name, map(str, known), _MISSING[kind])


_MISSING = {"tab": "ingen flik", "role": "ingen roll", "sheet": "inget budgetblad"}


def _references(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Kind, place and name of every tab, role and sheet that the form's tables name."""
    given: list[tuple[str, str, object]] = []
    for place, section in _placed(data, "section"):
        given += [(key, f"{place}, {key}", section.get(key)) for key in ("tab", "sheet")]
        if isinstance(signatures := section.get("signatures"), dict):
            given += _roles(signatures, f"{place}, signatures")
        for field_place, field in _placed(section, "field"):
            given += _roles(field, f"{place}, {field_place}")
            for choice_place, choice in _placed(field, "choice"):
                given.append(("sheet", f"{place}, {field_place}, {choice_place}, sheet", choice.get("sheet")))
    given += [("sheet", f"{place}, sheet", tab.get("sheet")) for place, tab in _placed(data, "tab")]
    return ((kind, place, name) for kind, place, name in given if isinstance(name, str) and name)


def _placed(data: Mapping[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables under a key, each with what messages call it: by its id, or its number."""
    for number, table in enumerate(tables(data, key), start=1):
        yield f"{key} ({table['id']})" if "id" in table else f"{key} {number}", table


def _roles(table: Mapping[str, Any], place: str) -> list[tuple[str, str, object]]:
    names = table.get("roles")
    return [("role", f"{place}, roles", name) for name in names] if isinstance(names, list) else []


def cross_check(edition: FormEdition) -> Iterator[Problem]:
    """Everything in the edition that does not fit together, besides what `check_ids` tells."""
    yield from _check_phrase(edition, "title", edition.title)
    yield from _check_replaces(edition)
    yield from _check_sections(edition)
    yield from _check_tabs(edition)
    yield from _check_uses(edition)
    yield from check_budget(edition)


def _check_replaces(edition: FormEdition) -> Iterator[Problem]:
    name = edition.replaces
    if name == edition.id:
        yield Problem(
            FORM_FILE, "replaces", "utgåvan kan inte ersätta sig själv; väntade id för en äldre utgåva"
        )
    elif name and not re.fullmatch(EDITION_ID, name):
        yield Problem(FORM_FILE, "replaces", f"”{name}” har otillåtna tecken; väntade id för en äldre utgåva")


def _check_sections(edition: FormEdition) -> Iterator[Problem]:
    for role in edition.roles:
        if role.minimum > role.maximum:
            place = f"role ({role.id}), maximum"
            yield Problem(FORM_FILE, place, f"värdet är {role.maximum}; väntade minst {role.minimum}")
    for section in edition.sections:
        place = f"section ({section.id})"
        if section.signatures:
            yield from _check_phrase(edition, f"{place}, signatures, heading", section.signatures.heading)
            for line in section.signatures.lines:
                where = f"{place}, signatures, line, label"
                yield from _check_phrase(edition, where, line.label, "organisation")
        for field in section.fields:
            yield from _check_field(edition, section, field)


def _check_tabs(edition: FormEdition) -> Iterator[Problem]:
    for tab in edition.tabs:
        sections = [section for section in edition.sections if section.tab == tab.id]
        if not tab.sheet and not sections:
            yield Problem(FORM_FILE, f"tab ({tab.id})", "inget avsnitt hör till fliken; väntade minst ett")
        for section in sections if tab.sheet else ():
            message = f"fliken ”{tab.id}” visar bara sitt budgetblad; väntade en flik utan sheet"
            yield Problem(FORM_FILE, f"section ({section.id}), tab", message)
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
        yield from duplicates(FORM_FILE, f"{place}, attribute", [item.id for item in field.attributes])
    elif field.roles or field.attributes:
        yield Problem(FORM_FILE, place, "roles och attribute hör bara till fält av typen parties")
    if (field.type == "choices") != bool(field.choices):
        yield Problem(FORM_FILE, place, "choice hör till fält av typen choices, som behöver minst ett")
    yield from duplicates(FORM_FILE, f"{place}, choice", [choice.id for choice in field.choices])
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
