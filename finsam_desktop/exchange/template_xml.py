"""A worksheet's XML with values put into its cells, every other byte left as it is.

After ECMA-376 part 1, clause 18.3. A library that reads and writes the whole workbook loses what it does not
know; here the parser only says where each cell begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.exchange.container import doctype

Content = str | int | float | None
"""What goes into a cell; None empties it. A text stays a text, whatever it begins with."""
Place = tuple[int, int]
"""Row and column, from zero."""

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_YES = ("1", "true")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_ROW_DEPTH, _CELL_DEPTH = 2, 3
"""Below the root: sheetData, row, c."""


@dataclass(slots=True)
class _Element:
    """Where an element stands in the bytes: its start tag, and its end."""

    start: int
    tag_end: int
    attributes: dict[str, str]
    end: int = 0
    inner_end: int = 0
    """Where its end tag begins; as `tag_end` where it has none."""


@dataclass(slots=True)
class _Cell(_Element):
    formula_end: int = 0
    """0 where it has no formula."""
    value: tuple[int, int] | None = None


@dataclass(slots=True)
class _Row(_Element):
    cells: dict[int, _Cell] = field(default_factory=dict)


class SheetXml:
    """Where the rows and cells of a worksheet stand. `name` is how the file is called in what people read.

    Raises `OutsideFileError` for what cannot be edited so, `expat.ExpatError` where it is no XML.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._rows: dict[int, _Row] = {}
        self._columns: list[tuple[int, int, int]] = []
        self._covered: list[tuple[Place, Place]] = []
        """Cells that an array formula fills, from the first to the last."""
        self._sheet_data: _Element | None = None
        self._prefix = ""
        self._path: list[str] = []
        self._row = -1
        self._open: list[_Element] = []
        self.has_tables = False
        """Whether it has tables of Excel's own, whose headers the workbook knows elsewhere too."""
        self._scan()

    def has_formula(self, place: Place) -> bool:
        """Whether a formula gives the cell its value."""
        cell = self._cell(place)
        if cell and cell.formula_end:
            return True
        return any(
            first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]
            for first, last in self._covered
        )

    def style(self, place: Place) -> int:
        """Number of the format that the cell has, or would have from its row or column."""
        cell, row = self._cell(place), self._rows.get(place[0])
        if cell:
            return int(cell.attributes.get("s", 0))
        if row and row.attributes.get("customFormat") in _YES:
            return int(row.attributes.get("s", 0))
        return next((style for first, last, style in self._columns if first <= place[1] <= last), 0)

    def edited(self, contents: Mapping[Place, Content], results: Mapping[Place, Content]) -> bytes:
        """The XML with the contents in their cells, and `results` as what formulas show."""
        edits: list[tuple[int, int, bytes]] = []
        missing: dict[int, dict[int, Content]] = {}
        for place, content in contents.items():
            cell = self._cell(place)
            if cell:
                edits.append((cell.start, cell.end, self._filled(place, content)))
            elif content is not None:
                missing.setdefault(place[0], {})[place[1]] = content
        for place, content in results.items():
            edits += self._result(place, content)
        edits += self._inserted(missing)
        out, at = [], 0
        for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
            out += [self._data[at:start], new]
            at = end
        return b"".join([*out, self._data[at:]])

    # -------------------------------------------------------------------------------- editing

    def _cell(self, place: Place) -> _Cell | None:
        row = self._rows.get(place[0])
        return row.cells.get(place[1]) if row else None

    def _filled(self, place: Place, content: Content) -> bytes:
        tag, style = f"{self._prefix}c", self.style(place)
        head = f'<{tag} r="{xl_rowcol_to_cell(*place)}"' + (f' s="{style}"' if style else "")
        if content is None:
            return f"{head}/>".encode()
        if isinstance(content, str):
            p = self._prefix
            inner = f'<{p}is><{p}t xml:space="preserve">{_text(content)}</{p}t></{p}is>'
            return f'{head} t="inlineStr">{inner}</{tag}>'.encode()
        return f"{head}><{self._prefix}v>{content!r}</{self._prefix}v></{tag}>".encode()

    def _result(self, place: Place, content: Content) -> Iterator[tuple[int, int, bytes]]:
        """A formula's value, and the word for its type."""
        cell = self._cell(place)
        if cell is None or not cell.formula_end or content is None:
            return
        tag = self._data[cell.start : cell.tag_end]
        tag = re.sub(rb"""\st=(?:"[^"]*"|'[^']*')""", b"", tag)
        if isinstance(content, str):
            tag = tag[:-1] + b' t="str">'
        yield cell.start, cell.tag_end, tag
        value = _text(content) if isinstance(content, str) else repr(content)
        start, end = cell.value or (cell.formula_end, cell.formula_end)
        yield start, end, f"<{self._prefix}v>{value}</{self._prefix}v>".encode()

    def _inserted(self, missing: Mapping[int, Mapping[int, Content]]) -> Iterator[tuple[int, int, bytes]]:
        """Cells that the file has not written out, and their rows."""
        new_rows: dict[int, list[bytes]] = {}
        for number, cells in sorted(missing.items()):
            row = self._rows.get(number)
            made = {column: self._filled((number, column), cells[column]) for column in sorted(cells)}
            if row is None:
                content = b"".join(made.values())
                tag = f"{self._prefix}row".encode()
                new = b'<%s r="%d">%s</%s>' % (tag, number + 1, content, tag)
                new_rows.setdefault(self._before(number), []).append(new)
            else:
                yield from self._into_row(row, made)
        sheet_data = self._sheet_data
        assert sheet_data is not None
        for at, rows in new_rows.items():
            yield from self._into(sheet_data, at, b"".join(rows), "sheetData")

    def _before(self, number: int) -> int:
        """Where a new row goes; 0 for the end."""
        return min((row.start for n, row in self._rows.items() if n > number), default=0)

    def _into_row(self, row: _Row, made: Mapping[int, bytes]) -> Iterator[tuple[int, int, bytes]]:
        places: dict[int, list[bytes]] = {}
        for column, cell in made.items():
            at = min((one.start for n, one in row.cells.items() if n > column), default=0)
            places.setdefault(at, []).append(cell)
        for at, cells in places.items():
            yield from self._into(row, at, b"".join(cells), "row")

    def _into(self, element: _Element, at: int, new: bytes, name: str) -> Iterator[tuple[int, int, bytes]]:
        """Insert in an element before the byte `at`, or last in it; an empty one is opened for that."""
        if at:
            yield at, at, new
        elif element.inner_end < element.end:
            yield element.inner_end, element.inner_end, new
        else:
            tag = self._data[element.start : element.tag_end].removesuffix(b"/>").rstrip()
            close = f"</{self._prefix}{name}>".encode()
            yield element.start, element.end, tag + b">" + new + close

    # ------------------------------------------------------------------------------- scanning

    def _scan(self) -> None:
        if self._data.startswith(_UTF_16):
            raise self._unusual()
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.Parse(self._data, True)
        if self._sheet_data is None:
            raise self._unusual()

    def _unusual(self) -> OutsideFileError:
        return OutsideFileError(
            f"{self._name} är sparad på ett ovanligt sätt som programmet inte kan skriva i. Öppna mallen i"
            " Excel eller LibreOffice, spara den som .xlsx på nytt och försök igen."
        )

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise self._unusual()

    def _refuse(self, *_: object) -> None:
        raise OutsideFileError(doctype(self._name))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        depth = len(self._path)
        self._path.append(local)
        if depth == 2 and local == "col" and "style" in attributes:
            span = int(attributes["min"]) - 1, int(attributes["max"]) - 1
            self._columns.append((*span, int(attributes["style"])))
        self.has_tables = self.has_tables or local == "tableParts"
        if not 1 <= depth <= 4 or self._path[1] != "sheetData":
            return
        start = self._parser.CurrentByteIndex
        found = _TAG.match(self._data, start)
        if found is None:
            raise self._unusual()
        if depth == 1:
            self._prefix = f"{prefix}:" if prefix else ""
        self._open.append(self._element(depth, local, start, found.end(), attributes))

    def _element(
        self, depth: int, local: str, start: int, tag_end: int, attributes: dict[str, str]
    ) -> _Element:
        if depth == 1:
            self._sheet_data = _Element(start, tag_end, attributes)
            return self._sheet_data
        if depth == _ROW_DEPTH and local == "row":
            number = attributes.get("r")
            self._row = int(number) - 1 if number else self._row + 1
            row = _Row(start, tag_end, attributes)
            if number is None or self._rows.setdefault(self._row, row) is not row:
                raise self._unusual()
            return row
        if depth == _CELL_DEPTH and local == "c":
            cell = _Cell(start, tag_end, attributes)
            if "r" not in attributes:  # it stands after the one before, where nothing can be put between
                raise self._unusual()
            row_number, column = xl_cell_to_rowcol(attributes["r"])
            if self._rows[row_number].cells.setdefault(column, cell) is not cell:
                raise self._unusual()
            return cell
        if local == "f" and attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
            first, _, last = attributes["ref"].partition(":")
            self._covered.append((xl_cell_to_rowcol(first), xl_cell_to_rowcol(last or first)))
        return _Element(start, tag_end, attributes)

    def _end(self, _: str) -> None:
        depth = len(self._path) - 1
        is_ours = 1 <= depth <= 4 and self._path[1] == "sheetData"
        local = self._path.pop()
        if not is_ours:
            return
        element = self._open.pop()
        if self._data[element.tag_end - 2 : element.tag_end] == b"/>":
            element.inner_end = element.end = element.tag_end
        else:
            element.inner_end = self._parser.CurrentByteIndex
            element.end = self._data.index(b">", element.inner_end) + 1
        cell = self._open[-1] if self._open else None
        if isinstance(cell, _Cell) and local == "f":
            cell.formula_end = element.end
        elif isinstance(cell, _Cell) and local == "v":
            cell.value = element.start, element.end


def _text(text: str) -> str:
    """As XML, what looks like an escaped character of Office's kept as it is."""
    return escape(_LOOKS_ESCAPED.sub("_x005F_", text))
