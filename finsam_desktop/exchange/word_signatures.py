"""The signature blocks in a form in Word: who is to sign, and what is filled in already."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import Formatter

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition, Section, SignatureLine
from finsam_desktop.exchange.recognise_text import likeness
from finsam_desktop.exchange.word_lines import Line, WordTable, after_label, heading_key

_ALIKE = 0.88
_SURE = ("signature", "printed_name")
"""Lines that no other table of a form has."""


@dataclass
class FoundSignature:
    """What a block says, by the `value` of its lines; `organisation` may come from a label."""

    values: dict[str, str] = field(default_factory=dict)


class Signing:
    """Reads signature blocks, and lines among them; those of the editions `others` too."""

    def __init__(self, application: Application, others: Iterable[FormEdition] = ()) -> None:
        self._sections = signed_sections(application.edition, others)
        self.names: list[str] = []
        """The initiative's name at each place where it stands there."""
        self._naming = False
        self._own = {heading_key(text) for section, _ in self._sections for text in _own_texts(section)}

    def block_of(self, table: WordTable) -> tuple[Section, Section] | None:
        """The section that the table is a signature block of, and the application's own; None for none."""
        best: tuple[int, tuple[Section, Section] | None] = (0, None)
        texts = [line.text for line in table.lines() if not line.blank]
        for section, own in self._sections:
            found = [one.value for text in texts if (one := _line_of(section, text)[0])]
            if any(value in _SURE for value in found) and len(found) > max(1, best[0]):
                best = len(found), (section, own)
        return best[1]

    def read(
        self, table: WordTable, block: tuple[Section, Section], found: dict[str, list[FoundSignature]]
    ) -> None:
        """Add what the block says to `found`."""
        signature, (section, own) = FoundSignature(), block
        for row in table.rows:
            texts = ["\n".join(line.text for line in WordTable(((cell,),), False).lines()) for cell in row]
            if not any(text.strip() for text in texts):
                continue
            label, *others = texts
            line, organisation, at = _line_of(section, label)
            if line is None:
                self.heading(label.partition("\n")[0])
                continue
            value = " ".join(text for text in (label[at:].strip(" :\n"), *others) if text.strip())
            signature.values[line.value] = value.strip()
            if organisation:
                signature.values["organisation"] = organisation
        self._name(signature.values.get("name", ""))
        found.setdefault(own.id, []).append(signature)

    def heading(self, text: str) -> None:
        """Take the initiative's name out of a heading that holds it."""
        headings = dict.fromkeys(one.signatures.heading for one, _ in self._sections if one.signatures)
        for heading in headings:
            for name, value in filled_words(heading, text):
                if name not in ("years", "organisation"):
                    self._name(value)

    def _name(self, name: str) -> None:
        self.names += [name.strip()] if name.strip() else []

    def line(self, line: Line, left_over: list[str]) -> None:
        """A line between the blocks: the box with the name, the form's own words, or what is left over."""
        key = heading_key(line.text)
        names = [heading_key(one.signatures.name_heading) for one, _ in self._sections if one.signatures]
        if not key:
            return
        if key in names:
            self._naming = True
        elif self._naming:
            self._name(line.text)
            self._naming = False
        elif not any(key == own or likeness(key, own) > _ALIKE for own in self._own if own):
            left_over.append(line.text.strip())


def signed_sections(edition: FormEdition, others: Iterable[FormEdition]) -> list[tuple[Section, Section]]:
    """The sections with signature blocks, each with the edition's own for the same roles."""
    own = [section for section in edition.sections if section.signatures]
    found = [(section, section) for section in own]
    for section in (one for other in others for one in other.sections):
        if section.signatures and own:
            roles = set(section.signatures.roles)
            same = (one for one in own if one.signatures and roles & set(one.signatures.roles))
            found.append((section, next(same, own[0])))
    return found


def usual_name(names: Iterable[str]) -> str:
    """The name that stands at most of the signatures, empty for none."""
    return next((name for name, _ in Counter(names).most_common(1)), "")


def _own_texts(section: Section) -> Iterator[str]:
    if section.signatures:
        yield from (section.heading, section.signatures.heading, section.signatures.declaration)
        yield from (line.label for line in section.signatures.lines)


def _line_of(section: Section, text: str) -> tuple[SignatureLine | None, str, int]:
    """The line that the text is the label of, the organisation in the label, and where the label ends."""
    first = text.partition("\n")[0]
    for line in section.signatures.lines if section.signatures else ():
        if "{" in line.label:
            found = dict(filled_words(line.label, first))
            if found:
                return line, found.get("organisation", ""), len(first)
        elif likeness(first, line.label) >= _ALIKE:
            return line, "", len(first)
    for line in section.signatures.lines if section.signatures else ():
        if "{" not in line.label and (at := after_label(text, line.label)) and ":" in text[:at]:
            return line, "", at
    return None, "", 0


def filled_words(template: str, text: str) -> list[tuple[str, str]]:
    """What stands in the places of the words in braces; nothing where the text is another."""
    pattern, names = "", []
    for literal, name, _, _ in Formatter().parse(template):
        pattern += r"[\s,–-]*".join(map(re.escape, re.split(r"[\s,–-]+", literal)))
        if name:
            pattern += r"([\dx/–-]+)" if name == "years" else "(.*?)"
            names.append(name)
    found = re.fullmatch(rf"[\s,–-]*{pattern}[\s,–-]*", text, re.IGNORECASE) if names else None
    return list(zip(names, map(str.strip, found.groups()), strict=True)) if found else []
