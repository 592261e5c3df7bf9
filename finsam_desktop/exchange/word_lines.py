"""A Word document in the window's process: lines and tables, and what is asked of their words."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from finsam_desktop.domain import richtext
from finsam_desktop.domain.pictures import declared
from finsam_desktop.domain.richtext import Block, ListItem, Paragraph, Picture, Span, Spans, fitted
from finsam_desktop.exchange.recognise_text import tidy
from finsam_desktop.exchange.word_rich import OPEN, TICKED

SPACER, TABLE_TEXT = "Mellanrum", "Tabelltext"
"""Names of styles that our own Word documents have, and no others."""
_STAR = re.compile(r"\(\s*\\?\*\s*\)")
_NUMBERED = re.compile(r"^\s*\d+(?:\.\d+)*[.)]?\s+")
_TICKED, _OPEN = re.compile(r"[☒☑✓✔✗✘■]|[\[(][xX][\])]"), re.compile(r"[☐□▢]|\[\s*\]|\(\s*\)")
_CROSS = re.compile(r"(?<!\w)[xX](?!\w)")


@dataclass(frozen=True)
class Line:
    """A paragraph. `level` is 1 to 9 for a heading; `item` is the level and order of a list item."""

    style: str
    level: int
    item: tuple[int, bool] | None
    spans: Spans

    @cached_property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def blank(self) -> bool:
        return not self.text.strip()

    @property
    def bold(self) -> bool:
        """Whether all of its words are bold."""
        return all(span.bold for span in self.spans if span.text.strip())


@dataclass(frozen=True, slots=True)
class WordPicture:
    """A picture on a line of its own, with its bytes."""

    picture: Picture
    data: bytes


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table: rows of cells of lines, pictures and tables."""

    rows: tuple[tuple[tuple[Line | WordPicture | WordTable, ...], ...], ...]
    header: bool

    def lines(self) -> list[Line]:
        """All lines in order, those of tables within too."""
        return [line for one in self._blocks() for line in lines_of(one)]

    def pictures(self) -> list[WordPicture]:
        """All pictures in order, those of tables within too."""
        found: list[WordBlock] = []
        for one in self._blocks():
            found += one.pictures() if isinstance(one, WordTable) else [one]
        return [one for one in found if isinstance(one, WordPicture)]

    def _blocks(self) -> Iterator[Line | WordPicture | WordTable]:
        return (block for row in self.rows for cell in row for block in cell)


WordBlock = Line | WordPicture | WordTable


def lines_of(block: WordBlock) -> list[Line]:
    """The lines of the block in order, none for a picture."""
    if isinstance(block, WordTable):
        return block.lines()
    return [block] if isinstance(block, Line) else []


def read_pages(items: Sequence[Any]) -> tuple[list[WordBlock], list[WordBlock], int]:
    """What `word_read.items` gave: blocks on upright and on lying pages, and how many pictures were left out.

    Raises LookupError, TypeError or ValueError where it is not what that gives.
    """
    pages: dict[bool, list[WordBlock]] = {False: [], True: []}
    lying, pictures = False, 0
    for item in items:
        if item[0] == "pages":
            lying = bool(item[1])
        elif item[0] == "category":
            continue
        elif item[0] == "pictures":
            pictures = int(item[1])
        elif (block := _block(item)) is not None:
            pages[lying].append(block)
    return pages[False], pages[True], pictures


def _block(item: Any) -> WordBlock | None:
    if item[0] == "t":
        return WordTable(tuple(tuple(map(_cell_blocks, row)) for row in item[1]), bool(item[2]))
    if item[0] == "i":
        return _picture(item)
    _, style, level, listed, spans = item
    if style == SPACER:
        return None
    entry = (int(listed[0]), bool(listed[1])) if listed else None
    written = (Span(str(text), bool(bold), bool(slanted), str(link)) for text, bold, slanted, link in spans)
    return Line(str(style), int(level), entry, tuple(written))


def _picture(item: Any) -> WordPicture:
    """The child is not taken at its word: what is kept must be a picture."""
    _, alt, width, height, data = item
    content = b64decode(data, validate=True)
    if declared(content) is None:
        raise ValueError("no picture")
    digest = hashlib.sha256(content).hexdigest()
    return WordPicture(Picture(digest, str(alt), *fitted(int(width), int(height))), content)


def _cell_blocks(cell: Any) -> tuple[WordBlock, ...]:
    return tuple(block for block in map(_block, cell) if block is not None)


# ------------------------------------------------------------------------------ formatted text


def rich_block(line: Line, above: int) -> Block:
    """The line as formatted text below a heading of the level `above`."""
    if line.level:
        return richtext.Heading(line.level - above, line.spans)
    if line.item:
        return ListItem(*line.item, line.spans)
    return Paragraph(line.spans)


def rich_table(table: WordTable) -> richtext.Table:
    """The table; several lines of a cell are lines of its text. Cells of a header row are bold as it is.

    Pictures have no place in it.
    """
    rows = [tuple(_cell(cell) for cell in row) for row in table.rows]
    plain = [all(span.bold for cell in row for span in cell if span.text.strip()) for row in rows[:1]]
    header = table.header
    if header and plain == [True]:
        rows[0] = tuple(tuple(replace(span, bold=False) for span in cell) for cell in rows[0])
    return richtext.Table(tuple(rows), header)


def _cell(cell: Iterable[WordBlock]) -> Spans:
    spans: list[Span] = []
    for block in cell:
        for line in lines_of(block):
            spans += ([Span("\n")] if spans else []) + list(line.spans)
    return tuple(spans)


def without_start(spans: Spans, length: int) -> Spans:
    """The spans without their first characters."""
    left = []
    for span in spans:
        if length < len(span.text):
            left.append(replace(span, text=span.text[length:]))
        length = max(0, length - len(span.text))
    return tuple(left)


def trimmed(line: Line) -> Line:
    """The line without the space that stood after a label."""
    return Line(line.style, 0, line.item, without_start(line.spans, len(line.text) - len(line.text.lstrip())))


# ------------------------------------------------------------------------------ words and marks


@lru_cache(maxsize=20_000)
def heading_key(text: str) -> str:
    """A heading without its number, (*) and punctuation, in lower case."""
    return tidy(_NUMBERED.sub("", _STAR.sub(" ", text)))


def starred(text: str) -> bool:
    """Whether the text has the mark that sends the reader to the instructions."""
    return _STAR.search(text) is not None


@lru_cache(maxsize=2_000)
def _label_pattern(label: str) -> re.Pattern[str]:
    words = r"[\W_]*".join(map(re.escape, tidy(_STAR.sub(" ", label)).split()))
    return re.compile(rf"\s*{words}(?!\w)[ \t\u00a0]*(?:\(\s*\*\s*\))?[ \t\u00a0]*[:.?–-]*", re.IGNORECASE)


def after_label(text: str, label: str) -> int | None:
    """Where the text goes on after the label that it begins with, however that is spaced; None without it."""
    found = _label_pattern(label).match(text) if label.strip() else None
    return found.end() if found else None


def ticked(text: str, labels: Sequence[str]) -> tuple[int, ...] | None:
    """Which of the labels have a ticked box; None where the line has no boxes for them.

    A cross beside a word will do, and so will the one word that was left.
    """
    marked = _OPEN.sub(OPEN, _TICKED.sub(TICKED, text))
    if TICKED not in marked and OPEN not in marked:
        marked = _CROSS.sub(TICKED, marked)
    words = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    pieces = re.findall(rf"{TICKED}|{OPEN}|(?<!\w)(?:{words})(?!\w)", marked, re.IGNORECASE)
    by_name = {tidy(label): number for number, label in enumerate(labels)}
    named = [by_name[tidy(piece)] for piece in pieces if piece not in (TICKED, OPEN)]
    if not named:
        return None
    if len(named) == len(pieces):
        rest = tidy(marked)
        if len(named) == 1 and rest in by_name:
            return tuple(named)
        return (
            () if sorted(named) == sorted(by_name.values()) and len(rest) <= len(" ".join(by_name)) else None
        )
    sign_first = pieces[0] in (TICKED, OPEN)
    found = []
    for place, piece in enumerate(pieces):
        if piece in (TICKED, OPEN):
            continue
        at = place - 1 if sign_first else place + 1
        if 0 <= at < len(pieces) and pieces[at] == TICKED:
            found.append(by_name[tidy(piece)])
    return tuple(sorted(set(found)))
