"""What a filled form in Word says: answers, parties, signatures, the agreement, and what is left over.

Our own documents are told by their styles, and every heading and line of them is known exactly. In a form
that was written by hand the headings and labels are looked for, and what follows one belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.form import Field, FormEdition, Section
from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.richtext import Block, ListItem, Paragraph, plain_text
from finsam_desktop.domain.values import Value
from finsam_desktop.exchange.outline import IN_TKR
from finsam_desktop.exchange.word_budget import budget_sheets
from finsam_desktop.exchange.word_headings import BOXED, Headings, Target
from finsam_desktop.exchange.word_lines import (
    SPACER,
    TABLE_TEXT,
    Line,
    WordBlock,
    WordPicture,
    WordTable,
    after_label,
    heading_key,
    lines_of,
    read_pages,
    rich_block,
    rich_table,
    ticked,
    trimmed,
    without_start,
)
from finsam_desktop.exchange.word_parties import PartyLines
from finsam_desktop.exchange.word_reading import FormWords, WordReading, heads
from finsam_desktop.exchange.word_signatures import Signing
from finsam_desktop.exchange.word_values import PARSERS, may_be_value, two_dates

_ATTACHED = "Bifogade filer:"
_REFERENCES = ("Tilläggsansökan till ", "Förlängning av ")


def recognise_word(
    data: list[Any], application: Application, others: Iterable[FormEdition] = ()
) -> WordReading:
    """What the items of `word_read.items` say in the application's edition.

    Headings of the editions `others`, one of which it is then written in, are recognised for the fields that
    mean the same; the likeliest edition stands first. Raises `OutsideFileError` for items that no document
    gives.
    """
    try:
        upright, lying, pictures = read_pages(data)
    except (LookupError, TypeError, ValueError):
        raise OutsideFileError(
            "Filen är skadad. Öppna den i Word, spara den på nytt och försök igen."
        ) from None
    foreign = tuple(others)
    ours = not foreign and any(item[0] == "p" and item[1] == SPACER for item in data)
    reader = _Reader(application, foreign, ours)
    reader.found.pictures = pictures
    reader.found.unit = "tkr" if ["category", IN_TKR] in data else "kr"
    reader.blocks(upright)
    reader.annexes(lying)
    return reader.found


class _Reader:
    """Goes through a document from its beginning; knows under which heading it is."""

    def __init__(self, application: Application, others: tuple[FormEdition, ...], ours: bool) -> None:
        self.edition = application.edition
        self.headings, self.ours = Headings(application.edition, others), ours
        self.found = WordReading(application.edition, others)
        self.seen = self.found.seen
        self.section: Section | None = None
        self.place = -1
        """Of the field that was begun last, in the section."""
        self.level = 0
        """Of the heading that the line stands below."""
        self.state = "opening"
        self.waiting: Field | None = None
        self.listing = False
        self.parties: PartyLines | None = None
        self.signing = Signing(application, others)
        self.found.signed_names = self.signing.names
        self.words = FormWords(application, others)

    def blocks(self, blocks: Iterable[WordBlock]) -> None:
        for block in blocks:
            if isinstance(block, WordTable):
                self.table(block)
            elif isinstance(block, WordPicture):
                self.picture(block)
            else:
                self.line(block)

    def picture(self, found: WordPicture) -> None:
        """Where there is no text to put it in, it is left out, and told of."""
        if self.state == "fields" and self._rich_field():
            self.found.contents[found.picture.digest] = found.data
            self._rich(found.picture)
        else:
            self.found.pictures += 1

    def annexes(self, blocks: list[WordBlock]) -> None:
        """Lying pages: budget sheets, taken from a document of ours alone, or a table of the person's own."""
        lines = [line for one in blocks for line in lines_of(one)]
        if not any(heading_key(line.text) in self.headings.sheets for line in lines):
            self.blocks(blocks)
            return
        if not self.ours:
            self.found.sheets = True
            return
        self.found.values |= heads(self.edition, lines)
        names = {heading_key(one.title): one.name for one in self.edition.sheets}
        self.found.budget += budget_sheets(blocks, names)

    # --------------------------------------------------------------------------------- tables

    def table(self, table: WordTable) -> None:
        if self.state == "sheet" and not any(map(self._heading, table.lines())):
            self.found.sheets |= not self.ours  # ours has them on pages of their own too
            return
        if block := self.signing.block_of(table):
            self.state = "signatures"
            self.signing.read(table, block, self.found.signatures)
            return
        if self._is_content(table):
            self._rich(rich_table(table))
            self.blocks(table.pictures())
            return
        for row in table.rows:
            for cell in row:
                self.blocks(cell)

    def _is_content(self, table: WordTable) -> bool:
        """Whether a person made the table as a part of a text; others are the form's own frames."""
        if self.state != "fields" or self._rich_field() is None:
            return False
        if self.ours:
            cells = (block for row in table.rows for cell in row for block in cell)
            return any(isinstance(one, Line) and one.style == TABLE_TEXT for one in cells)
        if max(map(len, table.rows), default=0) < 2:
            return False
        return not any(self._is_known(line) for line in table.lines() if not line.blank)

    def _heading(self, line: Line) -> tuple[Target, Line] | None:
        if line.blank:
            return None
        return self.headings.find(line, self.ours, self.section, self.seen)

    def _is_known(self, line: Line) -> bool:
        if self._heading(line):
            return True
        fields = self.section.fields if self.section else ()
        labels = [label for one in fields for label in (one.label, *(each.label for each in one.attributes))]
        return any(after_label(line.text, label) is not None for label in labels)

    # ---------------------------------------------------------------------------------- lines

    def line(self, line: Line) -> None:
        within = self.state in ("signatures", "agreement")
        if self.headings.is_other_sheet(line):
            self.state = "sheet"
        found = self._heading(line)
        if found and not (within and self._of_agreement(line)):
            self._begin(found[0], line)
            if not found[1].blank:
                self.line(found[1])
            return
        match self.state:
            case "opening":
                if not self.ours:
                    self._leave(line)
            case "agreement" if self.section:
                self._agreement(line, self.section)
            case "signatures":
                self.signing.line(line, self.found.left_over)
            case "sheet":
                self.found.sheets |= not self.ours
            case "fields" if self.section:
                self._in_section(line, self.section)

    def _of_agreement(self, line: Line) -> bool:
        clauses = self.section.clauses if self.section else ()
        return any(heading_key(clause.heading) == heading_key(line.text) for clause in clauses)

    def _begin(self, target: Target, line: Line) -> None:
        """Go to where the heading leads."""
        self.parties = None
        self.section, self.level, self.waiting = target.section, line.level, None
        if target.signatures:
            self.state = "signatures"
            self.signing.heading(line.text)
            return
        self.seen.add(target.key)
        fields = target.section.fields
        self.place = fields.index(target.field) if target.field else -1
        if target.field and target.field.type == "choices":
            self.place -= 1
        if target.sheet:
            self.state, self.place = "sheet", len(fields)
        elif target.section.clauses and not fields:
            self.state = "agreement"
            self.found.agreement.setdefault(target.section.id, [])
        else:
            self.state = "fields"
        if target.field and target.field.type == "parties":
            self._begin_parties(target.field)
        elif target.field and target.field.type not in BOXED:
            self.waiting = target.field  # a heading in another edition, a label in this one

    def _leave(self, line: Line) -> None:
        """Keep what has no place, unless it is the form's own text."""
        if not line.blank and not self.words.has(line.text):
            self.found.left_over.append(line.text.strip())

    def _agreement(self, line: Line, section: Section) -> None:
        if not line.blank:
            self.found.agreement[section.id].append(line.text)

    # --------------------------------------------------------------------------------- fields

    def _in_section(self, line: Line, section: Section) -> None:
        if section.note and heading_key(line.text) == heading_key(section.note):
            return
        if not line.blank and self._label(line, section):
            return
        if self.waiting and not line.blank:
            waiting, self.waiting = self.waiting, None
            if self._value(waiting, line):
                return
        if self.parties and self.parties.take(line):
            return
        if self.parties and self.words.is_attribute(line.text):
            if not self.words.has(line.text):
                self.found.leave_of(self.parties.organisation, line.text)
            return
        self._unlabelled(line, section)

    def _label(self, line: Line, section: Section) -> bool:
        """Take a line that begins with the label of one of the section's fields."""
        for place, one in enumerate(section.fields):
            at = after_label(line.text, one.label) if one.label else None
            passed = place <= self.place and (self.ours or not one.label.endswith(":"))
            if at is None or passed or (one.type == "rich" and self.ours and line.level != 2):
                continue
            if one.type in BOXED and not self.ours and at < len(line.text.strip()) and ":" not in one.label:
                continue
            if line.level and one.type not in BOXED and self.ours:
                continue
            self.parties = None
            self.place, self.waiting = place, None
            self._labelled(one, line, at)
            return True
        return False

    def _labelled(self, one: Field, line: Line, at: int) -> None:
        rest = Line("", 0, line.item, without_start(line.spans, at))
        match one.type:
            case "rich":
                self.level = max(self.level, line.level)
                self.found.rich.setdefault(one.id, [])
                if not rest.blank:
                    self._rich(rich_block(trimmed(rest), 0))
            case "parties":
                self._begin_parties(one)
            case _ if not rest.blank:
                if not self._value(one, rest) and self.section:
                    self._unlabelled(rest, self.section)
            case _ if not self.ours:
                self.waiting = one

    def _unlabelled(self, line: Line, section: Section) -> None:
        """Give the line to the text that is being read, or to the next field that takes one without label."""
        if self._in_text(section):
            self._rich(rich_block(line, self.level))
            return
        for place in range(self.place + 1, len(section.fields)):
            one = section.fields[place]
            if one.label and one.type not in ("yesno", "choices"):
                continue
            if one.type == "parties":
                self.parties = None
                self.place = place
                self._begin_parties(one)
                if self.parties and self.parties.take(line):
                    return
                continue
            if one.type != "rich" and line.blank and not self.ours:
                return
            if one.type == "rich":
                self._text(line, place)
                return
            self.place = place
            if self._value(one, line) or (self.ours and one.type not in ("yesno", "choices")):
                return
        self._leave(line)

    def _text(self, line: Line, place: int) -> None:
        """Begin a text, unless the line is one that the form adds by itself."""
        if line.blank and not self.ours:
            return
        text = line.text.strip()
        if text == _ATTACHED or (self.listing and line.item == (0, False)):
            self.listing = True
            self.found.attached += [text] if text != _ATTACHED else []
            return
        if not self.found.reference and text.startswith(_REFERENCES) and self._after_name(place):
            self.found.reference = text
            return
        self.listing = False
        if line.blank:
            return
        self.parties = None
        self.place = place
        self._rich(rich_block(line, self.level))

    def _after_name(self, place: int) -> bool:
        section, name = self.section, self.edition.uses.name
        return section is not None and any(one.id == name for one in section.fields[:place])

    def _in_text(self, section: Section) -> bool:
        return 0 <= self.place < len(section.fields) and section.fields[self.place].type == "rich"

    def _rich_field(self) -> Field | None:
        """The field that formatted text goes to here."""
        section = self.section
        if section is None:
            return None
        if self._in_text(section):
            return section.fields[self.place]
        later = section.fields[self.place + 1 :]
        return next((one for one in later if one.type == "rich" and not one.label), None)

    def _rich(self, block: Block) -> None:
        one = self._rich_field()
        if one is None or self.section is None:
            return
        self.place = self.section.fields.index(one)
        blocks = self.found.rich.setdefault(one.id, [])
        if not self.ours and isinstance(block, Paragraph) and not plain_text((block,)).strip():
            if blocks and isinstance(blocks[-1], ListItem):
                blocks.append(block)
            return
        blocks.append(block)

    # --------------------------------------------------------------------------------- values

    def _value(self, one: Field, line: Line) -> bool:
        """Take the line as the value of a field that is no text; False where it cannot be."""
        text = line.text.strip()
        match one.type:
            case "yesno":
                chosen = ticked(text, ("Ja", "Nej"))
                if chosen is not None and len(chosen) == 1:
                    self.found.values[one.id] = chosen[0] == 0
                return chosen is not None
            case "choices":
                return self._choices(one, text)
            case "date" | "number" | "amount":
                return self._parsed(one, text)
        if one.id in self.found.values and text:
            return False
        if text:
            self.found.values[one.id] = text
        return True

    def _choices(self, one: Field, text: str) -> bool:
        chosen = ticked(text, [choice.label for choice in one.choices])
        if chosen is None:
            return False
        before = self.found.values.get(one.id)
        ids = {one.choices[number].id for number in chosen} | set(before if isinstance(before, tuple) else ())
        self.found.values[one.id] = tuple(choice.id for choice in one.choices if choice.id in ids)
        if not self.ours:
            self.place -= 1  # the next box may stand on a line of its own
        return True

    def _parsed(self, one: Field, text: str) -> bool:
        value: Value = PARSERS[one.type](text)
        if isinstance(value, Unparsed) and not self.ours:
            uses = self.edition.uses
            if one.id == uses.start and (dates := two_dates(text)):
                self.found.values[uses.start], self.found.values[uses.end] = dates
                return True
            if not may_be_value(text):
                return False
        if value is not None:
            self.found.values[one.id] = value
        return True

    def _begin_parties(self, one: Field) -> None:
        self.parties = PartyLines(one, self.ours, self.found.parties.setdefault(one.id, []))
