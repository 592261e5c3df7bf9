"""What stands in a Word document, in order: lines, and tables of cells with lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.container import look_into

BOX = "☐"
"""Stands for a box to tick, of whichever kind Word has."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that is not empty. `level` is 1 to 9 for a heading style, 0 for other text."""

    text: str
    level: int = 0
    bold: bool = False
    """Whether all of its words are bold."""
    listed: bool = False


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; a cell that goes over several columns stands once."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Word:
    """The body of a document; what stands on landscape pages, which hold wide tables, for itself."""

    upright: tuple[Block, ...]
    landscape: tuple[Block, ...]


def read_word(path: Path) -> Word:
    """What the document says. Raises `OutsideFileError` for what is no Word document, or not a safe one."""
    look_into(path, "word/document.xml")
    try:
        document = Document(str(path))
    except (AttributeError, KeyError, ValueError, SyntaxError):  # what the library says of damage
        raise OutsideFileError(
            f"Filen ”{path.name}” är skadad. Öppna den i Word, spara den på nytt och försök igen."
        ) from None
    levels = {style.style_id: _level(style.name or "") for style in document.styles}
    pages: dict[bool, list[Block]] = {False: [], True: []}
    for elements, lies in _runs(document.element.body):
        pages[lies] += _blocks(elements, levels)
    return Word(tuple(pages[False]), tuple(pages[True]))


def _runs(body: Any) -> Iterator[tuple[list[Any], bool]]:
    """The body's elements by section, and whether its pages lie; a section's setting stands at its end."""
    elements: list[Any] = []
    for element in body:
        elements.append(element)
        for setting in element.iter(qn("w:sectPr")):
            size = setting.find(qn("w:pgSz"))
            yield elements, size is not None and size.get(qn("w:orient")) == "landscape"
            elements = []
    yield elements, False


def _level(style: str) -> int:
    words = style.lower().split()
    if words[:1] == ["title"]:
        return 1
    if len(words) == 2 and words[0] in ("heading", "rubrik") and words[1].isdigit():
        return int(words[1])
    return 0


def _blocks(parent: Any, levels: dict[str, int]) -> Iterator[Block]:
    for element in _inner(parent):
        if element.tag == qn("w:tbl"):
            yield Grid(tuple(_rows(element, levels)))
        else:
            line = _line(element, levels)
            if line.text:
                yield line


def _inner(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, those within content controls too."""
    for element in parent:
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag == qn("w:sdt"):
            for content in element.findall(qn("w:sdtContent")):
                yield from _inner(content)


def _rows(table: Any, levels: dict[str, int]) -> Iterator[tuple[Cell, ...]]:
    for row in table.findall(qn("w:tr")):
        yield tuple(tuple(_cell_lines(cell, levels)) for cell in row.findall(qn("w:tc")))


def _cell_lines(cell: Any, levels: dict[str, int]) -> Iterator[Line]:
    for block in _blocks(cell, levels):
        if isinstance(block, Line):
            yield block
        else:
            yield from (line for row in block.rows for one in row for line in one)


def _line(paragraph: Any, levels: dict[str, int]) -> Line:
    properties = paragraph.find(qn("w:pPr"))
    style = properties.find(qn("w:pStyle")) if properties is not None else None
    listed = properties is not None and properties.find(qn("w:numPr")) is not None
    runs = [run for run in paragraph.iter(qn("w:r")) if _text(run).strip()]
    text = " ".join("".join(map(_text, paragraph.iter(qn("w:r")))).split())
    level = levels.get(style.get(qn("w:val")), 0) if style is not None else 0
    return Line(text, level, bool(runs) and all(map(_is_bold, runs)), listed)


def _text(run: Any) -> str:
    words = []
    for element in run.iter():
        if element.tag == qn("w:t"):
            words.append(element.text or "")
        elif element.tag in (qn("w:tab"), qn("w:br")):
            words.append(" ")
        elif element.tag == qn("w:checkBox"):
            words.append(BOX)
    return "".join(words)


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in ("0", "false")
