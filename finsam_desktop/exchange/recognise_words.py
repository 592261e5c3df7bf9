"""What an edition calls the things on one of its budget sheets, to be found again in a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.template import (
    Column,
    Control,
    Example,
    Heading,
    Line,
    Part,
    Rows,
    SheetTemplate,
    SumLine,
)
from finsam_desktop.exchange.recognise_text import Words, likeness, squeezed, tidy

_BRACES = re.compile(r"\{[^}]*\}")
_UNIT = re.compile(r"\b(?:tkr|tusental kronor|tusen kronor)\b")
_KRONOR = re.compile(r"\b(?:hela )?(?:kronor|kr|sek)\b")
_TITLE_NEEDS = 0.85


class SheetWords:
    """The words of one sheet: titles, lines, rows, columns, roles, head."""

    def __init__(self, edition: FormEdition, sheet: SheetTemplate) -> None:
        self.edition, self.sheet = edition, sheet
        self.parts = sheet.parts
        self.flat: list[tuple[int, Line]] = [
            (n, line) for n, part in enumerate(sheet.parts) for line in part.lines
        ]
        """Every line with the number of its part, in order."""
        self.lines = Words(self._line_entries())
        self.groups = {
            line.id: Words(_row_entries(edition, line)) for _, line in self.flat if isinstance(line, Rows)
        }
        self.columns = {column.id: Words(_column_entries(sheet, column)) for column in sheet.columns}
        self.label = next(column for column in sheet.columns if column.kind == "label")
        self.roles = Words(
            (title, role.id)
            for role in edition.roles
            for title in (role.budget_title or role.title, role.title)
        )
        self.head = Words((text, item.field) for item in sheet.head for text in (item.label, *item.aka))
        self._titles = Words((text, n) for n, part in enumerate(sheet.parts) for text in _fixed_titles(part))
        self._openings = [
            (tidy(part.title.partition("{")[0]), n) for n, part in enumerate(sheet.parts) if part.repeat
        ]
        notes = [line.note for _, line in self.flat if isinstance(line, Heading)]
        self.remarks = Words((text, text) for text in (*notes, *sheet.before, *sheet.after))
        """The form's own words that may stand among the rows."""
        self._own = [tidy(text) for text in self.own_texts()]
        self._own_squeezed = {squeezed(text) for text in self._own}
        self._own_words = Words((text, text) for text in self._own)
        self.known = Words((text, tidy(text)) for text in self._telling())

    def _line_entries(self) -> Iterator[tuple[str, int]]:
        for n, (_, line) in enumerate(self.flat):
            if isinstance(line, Heading):
                yield from ((text, n) for text in (line.label, f"{line.label} {line.note}", *line.aka))
            elif isinstance(line, SumLine | Control):
                yield from ((text, n) for text in (line.label, *line.aka))

    def _telling(self) -> Iterator[str]:
        """The labels and headers by which a sheet is told from others."""
        yield from (part.title for part in self.parts if part.title and not part.repeat)
        for _, line in self.flat:
            if isinstance(line, Heading | SumLine | Control):
                yield line.label
            elif isinstance(line, Rows):
                yield from (text for text, _ in _row_entries(self.edition, line, aka=False))
        for column in self.sheet.columns:
            if not column.screen_only:
                yield from (_BRACES.sub("", text) for text in column.header or (column.title,))

    def row_texts(self) -> Iterator[str]:
        """What the form calls its rows."""
        for _, line in self.flat:
            if isinstance(line, Rows):
                yield from (text for text, _ in _row_entries(self.edition, line))

    def own_texts(self) -> Iterator[str]:
        """The form's titles, headings, headers and instructions; of its lines all but rows."""
        sheet = self.sheet
        yield from (sheet.title, sheet.name, *sheet.aka, *sheet.before, *sheet.after)
        for item in sheet.head:
            yield from (item.label, *item.aka)
        for part in sheet.parts:
            yield from (part.title, *part.aka)
            yield from (text for lines in part.header.values() for text in lines)
        for column in sheet.columns:
            yield from (*column.header, column.title, *column.aka)
        for role in self.edition.roles:
            yield from (role.title, role.budget_title)
        for _, line in self.flat:
            if not isinstance(line, Rows):
                yield line.label
            if isinstance(line, Heading):
                yield from (line.note, *line.texts.values(), *line.aka)
            if isinstance(line, Example):
                yield from _example_texts(line)

    def title_score(self, name: str) -> float:
        """How much a sheet's name or a text at its top is like what the form calls the sheet."""
        names = (self.sheet.name, self.sheet.title, *self.sheet.aka)
        return max(likeness(name, one) for one in names)

    def part_of(self, label: str, beside: str) -> tuple[int, str] | None:
        """The part that a band is the title of, and the name in it where parts are repeated.

        `beside` is the text in the next cell, where the name may stand.
        """
        whole = f"{label} {beside}".strip()
        for text in (label, whole):
            found = self._titles.find(text)
            if found and found[0][0] >= _TITLE_NEEDS:
                return found[0][1], ""
        words = tidy(label)
        for opening, n in self._openings:
            if opening and likeness(words[: len(opening)], opening) >= _TITLE_NEEDS:
                given = label.partition(":")[2] if ":" in label else " ".join(label.split())[len(opening) :]
                return n, " ".join((given.strip() or beside).split())
        return None

    def is_own(self, text: str) -> bool:
        """Whether the text is the form's own, or a piece of it."""
        words = tidy(text)
        letters = squeezed(words)
        if not words or letters in self._own_squeezed or _UNIT.search(words):
            return True
        if squeezed(_KRONOR.sub("tkr", words)) in self._own_squeezed:
            return True  # the form's header with the unit put right
        whole = f" {words} "
        return any(whole in f" {own} " for own in self._own) or self._own_words.has(text)


def says_thousands(text: str) -> bool:
    """Whether a heading says that amounts are in thousands of kronor."""
    return _UNIT.search(tidy(text)) is not None


def _fixed_titles(part: Part) -> Iterator[str]:
    if part.title and "{" not in part.title:
        yield part.title
    yield from part.aka


def _row_entries(edition: FormEdition, group: Rows, *, aka: bool = True) -> Iterator[tuple[str, str]]:
    """What the rows of the group are called, in a mirrored group those of its source."""
    for row in group.rows:
        if not row.named:
            yield row.label, row.id
            yield from ((text, row.id) for text in row.aka if aka)
    if group.mirror:
        sheet, _, name = group.mirror.partition(".")
        source = edition.sheets_by_id[sheet].lines[name]
        for row in source.rows if isinstance(source, Rows) else ():
            if not row.named:
                yield group.labels.get(row.id, row.label), row.id


def _column_entries(sheet: SheetTemplate, column: Column) -> Iterator[tuple[str, str]]:
    """Each of the column's header texts, with its words as the item."""
    texts = [*column.header, column.title, *column.aka]
    texts += [text for part in sheet.parts for text in part.header.get(column.id, ())]
    for text in texts:
        fixed = _BRACES.sub("", text)
        yield fixed, tidy(fixed)


def _example_texts(line: Example) -> Iterator[str]:
    for text in line.texts.values():
        yield from [text] if isinstance(text, str) else text
