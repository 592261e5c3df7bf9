"""Take a filled form in Word into an application: what was recognised becomes one change.

Nothing is changed here: `propose_word` gives a `Change` that the session or the command line applies.
What the document leaves empty leaves the application as it is, and no party is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Party, item_id
from finsam_desktop.domain.change import Change, Insert, Operation, SetValue
from finsam_desktop.domain.form import Field, Section
from finsam_desktop.domain.parse import Unparsed, parse_date
from finsam_desktop.domain.pictures import pictures_in
from finsam_desktop.domain.richtext import normalise, plain_text
from finsam_desktop.domain.values import Value, is_empty, is_rich
from finsam_desktop.domain.words import KINDS
from finsam_desktop.exchange.build import answer_text
from finsam_desktop.exchange.recognise_parties import name_score
from finsam_desktop.exchange.take_in import Proposal
from finsam_desktop.exchange.word_agreement import agreement
from finsam_desktop.exchange.word_budget import cell_text, propose_budget
from finsam_desktop.exchange.word_parties import FoundParty
from finsam_desktop.exchange.word_reading import WordReading
from finsam_desktop.exchange.word_recognise import recognise_word
from finsam_desktop.exchange.word_signatures import FoundSignature, usual_name
from finsam_desktop.exchange.word_told import told

__all__ = ["FoundValue", "WordProposal", "WordReading", "propose_word", "recognise_word"]

_SAME_PARTY = 0.85
_SIGNED = {
    "place": ("place", "underskriftens ort"),
    "printed_name": ("signer", "underskriftens namnförtydligande"),
    "email": ("signer_email", "underskriftens e-post"),
}
"""Lines of a signature block -> attributes of the party, and what they are called."""
_REFERENCE = re.compile(r"(Tilläggsansökan till|Förlängning av) (?:(Dnr)\.?\s*)?(.+)", re.DOTALL)


class FoundValue(NamedTuple):
    """What it is, the text that the application has, and the text that it would have."""

    to: str
    old: str
    new: str
    path: edits.Path
    fills: bool
    """Whether nothing was there before."""


@dataclass(frozen=True, slots=True)
class WordProposal:
    """What taking in a form in Word would do."""

    change: Change | None
    """None where the application has everything already, or nothing was recognised."""
    found: tuple[FoundValue, ...]
    """What would be another, in the form's order."""
    left_over: tuple[str, ...]
    """Texts of the document that have no place."""
    problems: tuple[str, ...]
    recognised: tuple[str, ...] = ()
    """What of the form was found in the document, filled in or not, in the form's order."""
    added: tuple[tuple[str, Change], ...] = ()
    """The parties that are new, each with the part of the change that adds it."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """SHA-256 -> the pictures in the texts of the change, to be kept before it is made."""

    def taking(self, paths: Collection[edits.Path]) -> Change | None:
        """The change with the values at `paths` alone; a new party comes with any of its values."""
        if self.change is None:
            return None
        wanted = set(paths)
        wanted |= {(*path[:2], "signed_version") for path in wanted if path[2:] == ("signed",)}
        parties = {path[1] for path in wanted if path[0] == "party"}
        left_out = [one for party, step in self.added if party not in parties for one in step.operations]
        operations = tuple(
            one
            for one in self.change.operations
            if (one.path in wanted if isinstance(one, SetValue) else _is_wanted(one, wanted, left_out))
        )
        return replace(self.change, operations=operations) if operations else None

    def to_json(self) -> dict[str, Any]:
        """Plain data, under the names that a workbook's have; sums are not compared."""
        return {
            "recognised": [{"as": one} for one in self.recognised],
            "changed": len(self.found),
            "cells": [
                {"to": one.to, "path": list(one.path), "old": one.old, "new": one.new} for one in self.found
            ],
            "differences": [],
            "unplaced": [{"value": one} for one in self.left_over],
            "problems": [{"message": one} for one in self.problems],
        }


@dataclass
class _Plan:
    """The change while it grows, applied step by step to a copy."""

    work: Application
    values: dict[edits.Path, Value] = field(default_factory=dict)
    added: list[tuple[str, Change]] = field(default_factory=list)
    """Ids of new parties, and what adds them."""
    found: dict[edits.Path, FoundValue] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def put(self, path: edits.Path, caption: str, value: Value) -> None:
        """Note a value that is another than what is there; white space around a text makes no other."""
        before = self.work.get(path)
        old, new = _shown(self.work, path, before), _shown(self.work, path, value)
        same = before == value and type(before) is type(value)
        if same or (not is_rich(value) and not is_rich(before) and old.strip() == new.strip()):
            return
        self.values[path] = value
        fills = is_empty(before) or path[0] == "meta"  # said only where nothing is said of it yet
        self.found[path] = FoundValue(caption, old, new, path, fills)


def propose_word(reading: WordReading, application: Application, file_name: str = "") -> WordProposal:
    """What the document would change in the application, which is left as it is."""
    plan = _Plan(application.snapshot())
    for section, one in application.edition.section_fields():
        if one.type == "parties":
            _parties(plan, reading, one)
        elif section.printed or one.id in reading.values:
            _answer(plan, reading, one)
    name = _signed_name(plan, reading)
    _reference(plan, reading)
    for section in application.edition.sections:
        if section.signatures:
            _signatures(plan, section, reading.signatures.get(section.id, []))
    change, label = None, f"Läs in från Word: {file_name}".removesuffix(": ")
    last = edits.set_values(plan.work, plan.values, label, "import")
    steps = (*(step for _, step in plan.added), last)
    operations = [operation for step in steps if step for operation in step.operations]
    budget = _budget(plan, reading, operations, file_name)
    if operations:
        change = Change(label, tuple(operations), "import")
    written: list[str] = []
    unplaced = (f"{one.label}: {one.value}" for one in budget.unplaced if one.label)
    left_out = (one.message for one in budget.problems)
    problems = [*plan.problems, *left_out, *agreement(reading, written), *told(application, reading, name)]
    return WordProposal(
        change,
        tuple(plan.found.values()),
        (*reading.left_over, *written, *unplaced),
        tuple(problems),
        (*_recognised(reading), *(title for _, title in budget.recognised)),
        tuple(plan.added),
        _contents(plan, reading),
    )


def _budget(plan: _Plan, reading: WordReading, operations: list[Operation], file_name: str) -> Proposal:
    """What the document's budget would change after the `operations`, to which it is added."""
    application = plan.work.snapshot()
    for one in operations[sum(len(step.operations) for _, step in plan.added) :]:
        one.apply(application)
    proposal = propose_budget(reading.budget, reading.unit, application, file_name)
    operations += proposal.change.operations if proposal.change else ()
    for cell in proposal.cells:
        if cell.taken:
            old, new = (cell_text(cell, value, application) for value in (cell.old, cell.new))
            plan.found[cell.path] = FoundValue(cell.to, old, new, cell.path, is_empty(cell.old))
    return proposal


def _is_wanted(one: Operation, wanted: set[edits.Path], left_out: list[Operation]) -> bool:
    """Whether what is put in or taken out is among what is chosen: a new row goes with any of its cells."""
    if isinstance(one, Insert) and one.path[0] == "rows":
        return any(path[0] == "cell" and path[2] == item_id(one.item) for path in wanted)
    return one not in left_out


def _contents(plan: _Plan, reading: WordReading) -> dict[str, bytes]:
    """The pictures in what the application would have."""
    texts = [value for value in plan.values.values() if isinstance(value, tuple) and is_rich(value)]
    digests = sorted({picture.digest for text in texts for picture in pictures_in(text)})
    return {one: reading.contents[one] for one in digests if one in reading.contents}


def _recognised(reading: WordReading) -> Iterator[str]:
    """Captions of the fields that something was found of, and headings of other sections."""
    for section in reading.edition.sections:
        for one in section.fields:
            if any(one.id in found for found in (reading.values, reading.rich, reading.parties)):
                yield reading.edition.caption(one.id)
        if section.id in reading.agreement or section.id in reading.signatures:
            yield section.heading


def _shown(application: Application, path: edits.Path, value: Value) -> str:
    if isinstance(value, tuple) and is_rich(value):
        return plain_text(value)
    edition = application.edition
    if isinstance(value, tuple):
        return ", ".join(one.label for one in edition.fields[path[1]].choices if one.id in value)
    if path == ("meta", "kind"):
        return KINDS[str(value or "new")]
    return answer_text(edition.fields[edition.uses.name], value)


# ------------------------------------------------------------------------------------- answers


def _answer(plan: _Plan, reading: WordReading, one: Field) -> None:
    value = reading.values.get(one.id)
    if one.type == "rich":
        value = normalise(reading.rich.get(one.id, ()))
    if value is None or value in ((), ""):
        return
    other = ("answer", one.fallback)
    if one.fallback and value == plan.values.get(other, plan.work.get(other)):
        return
    caption = plan.work.edition.caption(one.id)
    plan.put(("answer", one.id), caption, value)
    if isinstance(value, Unparsed):
        plan.problems.append(f"{caption}: ”{value.text}” går inte att tolka. {value.reason}")


def _signed_name(plan: _Plan, reading: WordReading) -> str:
    """Take the name that stands at most of the signatures, where the form has one of its own; give it."""
    uses = plan.work.edition.uses
    name = str(plan.values.get(("answer", uses.name), plan.work.answer(uses.name)) or "").strip()
    usual = usual_name(reading.signed_names)
    if not uses.signed_name or not usual or usual == name:
        return name
    plan.put(("answer", uses.signed_name), plan.work.edition.section_of(uses.signed_name).heading, usual)
    return usual


def _reference(plan: _Plan, reading: WordReading) -> None:
    """The application that this one adds to, where nothing is said of it yet."""
    found, meta = _REFERENCE.fullmatch(reading.reference), plan.work.meta
    if not found or meta.get("parent_dnr") or meta.get("parent_name"):
        return
    kind = "extension" if found[1].startswith("F") else "supplement"
    plan.put(("meta", "kind"), "Ansökans slag", kind)
    plan.put(("meta", "parent_dnr" if found[2] else "parent_name"), "Tidigare ansökan", found[3].strip())


# ------------------------------------------------------------------------------------- parties


def _parties(plan: _Plan, reading: WordReading, one: Field) -> None:
    wanted = [party for party in reading.parties.get(one.id, []) if party.filled]
    free = plan.work.parties_of(one.roles)
    places: list[Party | None] = [_named(party, free) for party in wanted]
    unnamed = [party for party in free if not party.text("organisation").strip()]
    for number, party in enumerate(wanted):
        place = places[number] or (unnamed.pop(0) if unnamed else _new(plan, one, party))
        if place is None:
            continue
        if place in free:
            free.remove(place)
        names: dict[str, str] = {attribute.id: attribute.label.rstrip(":") for attribute in one.attributes}
        for attribute, text in party.attributes.items():
            if text.strip():
                owner = party.attributes.get("organisation") or place.text("organisation")
                plan.put(("party", place.id, attribute), f"{owner}: {names[attribute]}", text)
    if wanted:
        plan.problems += [
            f"{party.text('organisation')} står i ansökan men inte i Word-filen, och är kvar i ansökan."
            for party in free
            if party.text("organisation").strip()
        ]


def _named(found: FoundParty, free: list[Party]) -> Party | None:
    """The party of that name; it is taken out of those that are left."""
    name = found.attributes.get("organisation", "")
    scored = [(name_score(name, party), -number) for number, party in enumerate(free)] if name.strip() else []
    best = max(scored, default=(0.0, 0))
    return free.pop(-best[1]) if best[0] >= _SAME_PARTY else None


def _new(plan: _Plan, one: Field, party: FoundParty) -> Party | None:
    """A party more, in a role that has room for it."""
    for role in reversed(one.roles):
        if len(plan.work.parties_of((role,))) < plan.work.edition.roles_by_id[role].maximum:
            change = edits.add_party(plan.work, role)
            change.apply(plan.work)
            plan.added.append((plan.work.parties[-1].id, change))
            return plan.work.parties[-1]
    name = party.attributes.get("organisation", "")
    plan.problems.append(f"{name} får inte plats: blanketten har inte rum för fler här. Lägg in den själv.")
    return None


def _signatures(plan: _Plan, section: Section, found: list[FoundSignature]) -> None:
    """What is filled in at the signatures, by the organisation, else in the order of the parties."""
    roles = section.signatures.roles if section.signatures else ()
    parties = plan.work.parties_of(roles)
    named = {party.id: _organisation(plan, party) for party in parties}
    for number, one in enumerate(found):
        text = one.values.get("organisation") or one.values.get("organisation_date", "")
        party = next((p for p in parties if named[p.id] and text.startswith(named[p.id])), None)
        if party is None and number < len(parties):
            party = parties[number]
        if party is None:
            continue
        caption = named[party.id] or "Underskrift"
        for line, (attribute, words) in _SIGNED.items():
            if value := one.values.get(line, "").strip():
                plan.put(("party", party.id, attribute), f"{caption}: {words}", value)
        day = one.values.get("date", "")
        if "organisation_date" in one.values:
            day = one.values["organisation_date"].removeprefix(named[party.id]).strip(" ,")
        if (signed := parse_date(day)) is not None:
            plan.put(("party", party.id, "signed"), f"{caption}: underskriftens datum", signed)
            if ("party", party.id, "signed") in plan.values:  # of another version than the date before it
                plan.values["party", party.id, "signed_version"] = None


def _organisation(plan: _Plan, party: Party) -> str:
    value = plan.values.get(("party", party.id, "organisation"), party.text("organisation"))
    return str(value or "").strip()
