"""What to look over when a form in Word is taken in: what it leaves out, and what is not taken from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from textwrap import shorten

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import Field, Section
from finsam_desktop.domain.values import is_empty
from finsam_desktop.exchange.word_headings import BOXED
from finsam_desktop.exchange.word_lines import heading_key
from finsam_desktop.exchange.word_reading import WordReading

_MOST_NAMED = 4
"""Headings in a line; the others are counted."""
_HEADING_SHOWN = 70
_OUR_FORM = 2
"""A document that has one in so many of the form's sections is this form filled in, not a part of it."""


def told(application: Application, reading: WordReading, name: str) -> Iterator[str]:
    """A line for each thing; `name` is what the initiative is called after the document is taken in."""
    yield from _other_names(reading, name)
    yield from _missing(application, reading)
    if reading.sheets:
        yield "Budgeten läses inte in från Word. Läs in den från Excel."
    if reading.pictures:
        count = "En bild" if reading.pictures == 1 else f"{reading.pictures} bilder"
        yield f"{count} i dokumentet följer inte med. Infoga det som behövs i texten, eller bifoga det."
    if reading.attached:
        yield f"Bifogade filer följer inte med ur Word: {', '.join(reading.attached)}. Bifoga dem på nytt."


def _other_names(reading: WordReading, name: str) -> Iterator[str]:
    """What the initiative is called at signatures, where that is not `name`."""
    found: dict[str, list[str]] = {}
    for one in reading.signed_names:
        found.setdefault(heading_key(one), []).append(one)
    for key, names in found.items():
        if name and key != heading_key(name):
            where = "en underskrift" if len(names) == 1 else f"{len(names)} underskrifter"
            yield (
                f"Vid {where} står insatsens namn som ”{names[0]}”, inte som ”{name}”."
                " Namnet vid underskriften läses inte in."
            )


def _missing(application: Application, reading: WordReading) -> Iterator[str]:
    """The form's headings that the document does not have, in one line.

    All of them where the document is this form filled in, else those where the application has an answer.
    """
    sections = [one for one in reading.edition.sections if one.printed and _asked(one)]
    there = [one for one in sections if _is_there(one, reading)]
    whole = not reading.others and len(there) * _OUR_FORM >= len(sections)
    if not there:
        return
    missing: list[str] = []
    for section in sections:
        if section not in there:
            lost = [(section.heading, _asked(section))]
        else:
            boxed = (one for one in _asked(section) if one.label and one.type in BOXED)
            lost = [(one.label, [one]) for one in boxed if not _was_read(section, one, reading)]
        missing += [words for words, fields in lost if whole or _is_answered(application, fields)]
    if missing:
        one = len(missing) == 1
        named = _enumerated(
            [f"”{shorten(words.rstrip(':'), _HEADING_SHOWN, placeholder='…')}”" for words in missing]
        )
        yield (
            f"Dokumentet har inte {'rubriken' if one else 'rubrikerna'} {named}."
            f" Det som står under {'den' if one else 'dem'} i ansökan är kvar."
        )


def _asked(section: Section) -> list[Field]:
    """The fields that every filled form has."""
    return [one for one in section.fields if not one.when_filled]


def _is_there(section: Section, reading: WordReading) -> bool:
    return any(key[0] == section.id for key in reading.seen) or any(
        _was_read(section, one, reading) for one in section.fields
    )


def _was_read(section: Section, one: Field, reading: WordReading) -> bool:
    found: tuple[Collection[str], ...] = (reading.values, reading.rich, reading.parties)
    return (section.id, one.id, False) in reading.seen or any(one.id in ids for ids in found)


def _is_answered(application: Application, fields: list[Field]) -> bool:
    return any(
        any(party.text("organisation").strip() for party in application.parties_of(one.roles))
        if one.type == "parties"
        else not is_empty(application.answers.get(one.id))
        for one in fields
    )


def _enumerated(words: list[str]) -> str:
    if len(words) > _MOST_NAMED + 1:
        words = [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} till"]
    return f"{', '.join(words[:-1])} och {words[-1]}" if len(words) > 1 else words[0]
