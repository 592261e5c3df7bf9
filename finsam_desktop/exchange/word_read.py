"""What stands in a Word document, in order: lines, and tables of cells with lines."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.exceptions import PythonDocxError
from docx.oxml.ns import qn

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.container import look_into
from finsam_desktop.exchange.word_rich import Body

BOX = "☐"
"""Stands for a box to tick, of whichever kind Word has."""
_HINT = f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


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


def items(path: Path) -> Iterator[list[Any]]:
    """The document for the window's process: its category, `["pages", lies]` before the blocks of a section,
    the blocks as `word_rich` says, and at last `["pictures", how many]`. Raises `OutsideFileError`."""
    document, body = _opened(path)
    try:
        yield ["category", document.core_properties.category]
        reader = Body(document)
        for elements, lies in _runs(body):
            yield ["pages", lies]
            yield from reader.blocks(elements)
    except _DAMAGE:
        raise OutsideFileError(_damaged(path)) from None
    yield ["pictures", reader.pictures]


def read_word(path: Path) -> Word:
    """What the document says. Raises `OutsideFileError` for what is no Word document, or not a safe one."""
    document, body = _opened(path)
    try:
        levels = {style.style_id: _level(style.name or "") for style in document.styles}
    except _DAMAGE:
        raise OutsideFileError(_damaged(path)) from None
    pages: dict[bool, list[Block]] = {False: [], True: []}
    for elements, lies in _runs(body):
        pages[lies] += _blocks(elements, levels)
    return Word(tuple(pages[False]), tuple(pages[True]))


def _opened(path: Path) -> tuple[Any, Any]:
    """The document and its body, which is cleared. Raises `OutsideFileError`."""
    look_into(path, "word/document.xml")
    try:
        document = Document(str(path))
        body = document.element.find(qn("w:body"))
    except _DAMAGE:
        raise OutsideFileError(_damaged(path)) from None
    if body is None:
        raise OutsideFileError(_damaged(path))
    _clear(body)
    return document, body


_DAMAGE = (
    *(
        AttributeError,
        LookupError,
        ValueError,
        SyntaxError,
    ),  # of a part that is missing or not what it should be
    *(PythonDocxError, BadZipFile, zlib.error, EOFError),
)
"""What the library and the archive say of damage."""


def _damaged(path: Path) -> str:
    return f"Filen ”{path.name}” är skadad. Öppna den i Word, spara den på nytt och försök igen."


def _clear(body: Any) -> None:
    """Take away what the form does not say: hints that ask to be written over, and what is told twice.

    A drawing has another telling, for programs that do not understand the first.
    """
    hints = [one for one in body.iter(qn("w:sdt")) if _is_on(one.find(_HINT))]
    words = [run for control in hints for run in control.iter(qn("w:r"))]
    for element in [*words, *(one for one in body.iter(_FALLBACK) if one.getprevious() is not None)]:
        element.getparent().remove(element)


def _is_on(setting: Any) -> bool:
    return setting is not None and setting.get(qn("w:val")) not in ("0", "false")


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


def _blocks(parent: Iterable[Any], levels: dict[str, int]) -> Iterator[Block]:
    """Lines and tables in order; what a paragraph's text boxes hold comes after it."""
    for element in _inner(parent, qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            yield Grid(tuple(_rows(element, levels)))
            continue
        line = _line(element, levels)
        if line.text:
            yield line
        for box in _of(element, qn("w:txbxContent")):
            yield from _blocks(box, levels)


def _inner(parent: Iterable[Any], *tags: str) -> Iterator[Any]:
    """The elements of these kinds in the parent, those within content controls too."""
    for element in parent:
        if element.tag in tags:
            yield element
        elif element.tag == qn("w:sdt"):
            for content in element.findall(qn("w:sdtContent")):
                yield from _inner(content, *tags)


def _of(parent: Any, *tags: str) -> Iterator[Any]:
    """The elements of these kinds at any depth, in order, but for those in a text box within the parent."""
    for element in parent:
        if element.tag in tags:
            yield element
        if element.tag != qn("w:txbxContent"):
            yield from _of(element, *tags)


def _rows(table: Any, levels: dict[str, int]) -> Iterator[tuple[Cell, ...]]:
    for row in _inner(table, qn("w:tr")):
        yield tuple(tuple(_cell_lines(cell, levels)) for cell in _inner(row, qn("w:tc")))


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
    runs = list(_of(paragraph, qn("w:r")))
    written = [run for run in runs if _text(run).strip()]
    text = " ".join("".join(map(_text, runs)).split())
    level = levels.get(style.get(qn("w:val")), 0) if style is not None else 0
    return Line(text, level, bool(written) and all(map(_is_bold, written)), listed)


def _text(run: Any) -> str:
    words = []
    for element in _of(run, qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:checkBox")):
        if element.tag == qn("w:t"):
            words.append(element.text or "")
        else:
            words.append(BOX if element.tag == qn("w:checkBox") else " ")
    return "".join(words)


def _is_bold(run: Any) -> bool:
    return _is_on(run.find(f"{qn('w:rPr')}/{qn('w:b')}"))
