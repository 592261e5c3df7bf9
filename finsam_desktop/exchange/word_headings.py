"""Which of the form's headings a line in a Word document is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from finsam_desktop.domain.form import Field, FormEdition, Section
from finsam_desktop.domain.richtext import Span
from finsam_desktop.exchange.recognise_text import CORE, Words
from finsam_desktop.exchange.word_lines import Line, heading_key, starred, without_start
from finsam_desktop.exchange.word_signatures import signed_sections

BOXED = ("rich", "parties", "choices")
"""Types of fields whose label is a heading."""
_NEEDED = 0.8
_TELLING = 22
"""Letters of a heading that nobody writes by chance in a text."""
_LONGEST = 400
_OPENING = re.compile(r"[^\n]*")


@dataclass(frozen=True, slots=True)
class Target:
    """What a heading begins: a section, one of its fields, its budget sheet, or its signatures."""

    section: Section
    field: Field | None = None
    sheet: bool = False
    signatures: bool = False

    @property
    def key(self) -> tuple[str, str, bool]:
        """Tells targets apart."""
        return self.section.id, self.field.id if self.field else "", self.sheet


class Headings:
    """The headings of an edition, and those of others for the fields that mean the same."""

    def __init__(self, edition: FormEdition, others: Iterable[FormEdition] = ()) -> None:
        foreign = [one for one in others if one.id != edition.id]
        self._own = Words(
            (heading_key(text), target) for text, target in _entries(edition) if heading_key(text)
        )
        self._others = Words(
            (heading_key(text), target) for other in foreign for text, target in _borrowed(edition, other)
        )
        self.signatures = [
            (heading_key(section.signatures.heading.partition("{")[0]), own)
            for section, own in signed_sections(edition, foreign)
            if section.signatures
        ]
        self._sheets = {heading_key(sheet.title) for one in foreign for sheet in one.sheets}
        self.sheets = self._sheets | {heading_key(sheet.title) for sheet in edition.sheets}
        """What budget sheets are called, in the other editions too."""

    def is_other_sheet(self, line: Line) -> bool:
        """Whether the line is the title of another edition's budget sheet."""
        return (line.level > 0 or line.bold) and heading_key(line.text) in self._sheets

    def find(
        self, line: Line, ours: bool, within: Section | None, seen: Container[tuple[str, str, bool]]
    ) -> tuple[Target, Line] | None:
        """What the line is the heading of, unless that was `seen`, and what follows it on the line."""
        for head, rest in _splits(line, ours):
            text, styled = head.text, head.level > 0 or (head.bold and not ours)
            styled = styled or starred(text)
            if len(text) > _LONGEST or (ours and not head.level):
                continue
            target = self._signature(text) if styled else None
            for score, found in [] if target else self._candidates(heading_key(text)):
                exact = score >= CORE
                sure = styled or (exact and len(heading_key(text)) >= _TELLING)
                if sure and found.key not in seen and (not ours or _fits(found, head, within)):
                    target = found
                    break
            if target:
                return target, rest
        return None

    def _candidates(self, key: str) -> list[tuple[float, Target]]:
        found = [one for one in self._own.find(key) if one[0] >= _NEEDED]
        return found or [one for one in self._others.find(key) if one[0] >= _NEEDED]

    def _signature(self, text: str) -> Target | None:
        key = heading_key(text)
        for opening, section in self.signatures:
            if opening and (key == opening or (" " in opening and key.startswith(opening))):
                return Target(section, signatures=True)
        return None


def _fits(target: Target, line: Line, within: Section | None) -> bool:
    """Whether our own document would have such a heading there: what a person wrote is deeper."""
    if target.field is None and not target.sheet:
        return line.level == 1
    return line.level == 2 and within is not None and within.id == target.section.id


def _splits(line: Line, ours: bool) -> Iterator[tuple[Line, Line]]:
    """The whole line; where it is written by hand also its first line, and the bold words at its start."""
    whole = Line(line.style, line.level, None, line.spans), Line(line.style, 0, line.item, ())
    yield whole
    if ours:
        return
    bold = 0
    for span in line.spans:
        if not span.bold and span.text.strip():
            break
        bold += len(span.text)
    first = _OPENING.match(line.text)
    for length in (len(first[0]) if first else 0, bold):
        if 0 < length < len(line.text):
            head = tuple(span for span in _first(line, length) if span.text)
            rest = Line("", 0, line.item, without_start(line.spans, length))
            yield Line(line.style, line.level, None, head), rest


def _first(line: Line, length: int) -> Iterator[Span]:
    for span in line.spans:
        yield Span(span.text[: max(0, length)], span.bold, span.italic, span.link)
        length -= len(span.text)


def _entries(edition: FormEdition) -> Iterator[tuple[str, Target]]:
    for section in edition.sections:
        if section.printed and section.signatures is None:
            yield section.heading, Target(section)
        for field in section.fields if section.printed else ():
            for text in _names(section, field):
                yield text, Target(section, field)
        if section.sheet:
            yield edition.sheets_by_id[section.sheet].title, Target(section, sheet=True)


def _names(section: Section, field: Field) -> Iterator[str]:
    """What stands as a heading above the field, in full and in short."""
    if field.label and field.type in BOXED:
        yield field.label
        if field.name and section.frame == "fields":
            yield field.name


def _borrowed(edition: FormEdition, other: FormEdition) -> Iterator[tuple[str, Target]]:
    """The other edition's headings for the fields that this one has too, or that mean the same."""
    for section, field in other.section_fields():
        if not section.printed or section.signatures:
            continue
        target = _meaning(edition, field)
        if target is None:
            continue
        if not field.label and section.fields[0].id == field.id:
            yield heading_key(section.heading), target
        for text in _names(section, field):
            yield heading_key(text), target


def _meaning(edition: FormEdition, field: Field) -> Target | None:
    for section, own in edition.section_fields():
        if own.id == field.id:
            return Target(section, own if own.label else None)
    for section, own in edition.section_fields():
        if field.id in own.means or own.id in field.means:
            return Target(section, own)
    return None
