"""What a printed application says, in order, without saying how it looks.

PDF and Word render the same outline: headings, boxes, texts, tables with header cells and
signature blocks. The outline carries meaning (levels, lists, header cells, language), so that
the PDF can be tagged from it and Word gets real styles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from finsam_desktop.domain.richtext import RichText
from finsam_desktop.domain.units import Unit

RowKind = Literal["heading", "example", "row", "group", "part", "total", "control"]
Align = Literal["left", "right", "center"]
ProseStyle = Literal["body", "subtitle", "note", "small"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of its own; level 1 is the document's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Formatted text.

    In style `body`, text without blocks is a field to write in by hand. `subtitle` stands below
    the title, `note` is set in italics, `small` is for instructions.
    """

    blocks: RichText
    style: ProseStyle = "body"


@dataclass(frozen=True, slots=True)
class Labelled:
    """`label value`, the value after the label on its line; either may be empty.

    An empty value is to be filled in by hand, where `tall` on several lines. Both are plain
    text; a newline in the value is a line break.
    """

    label: str
    value: str
    bold_label: bool = False
    tall: bool = False
    small: bool = False
    """Whether it is the association's own, and is set as instructions are."""


@dataclass(frozen=True, slots=True)
class TickBoxes:
    """Boxes to tick, after the `label` where there is one."""

    choices: tuple[tuple[str, bool], ...]
    """Label and whether it is ticked."""
    label: str = ""
    stacked: bool = False
    """Whether each box has a line of its own; else they stand beside each other."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form without a frame, set apart from what stands around it; `heading` may be empty."""

    heading: str
    children: tuple[Content, ...]
    level: int = 2


Content = Heading | Prose | Labelled | TickBoxes | Group
"""What may stand in a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A framed box with a bold heading, which may be empty; `level` is the heading's.

    It may go on over pages. Boxes do not stand in boxes.
    """

    heading: str
    children: tuple[Content, ...]
    level: int = 2
    width: float = 1.0
    """Share of the line; boxes narrower than the line stand beside each other while they fit (`in_lines`)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Short labelled values beside each other, as at the head of a budget sheet."""

    items: tuple[Labelled, ...]


class SignatureLine(NamedTuple):
    """A line of a signature block; `value` is what is known already, `tall` lines hold the signature."""

    label: str
    value: str = ""
    tall: bool = False


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """A framed table of labels and lines to write on, kept on one page."""

    heading: str
    lines: tuple[SignatureLine, ...]
    level: int = 2
    declaration: str = ""
    """What is declared by signing, between the heading and the lines; plain text, may be empty."""
    organisation: str = ""
    """Whose block it is, for the PDF's bookmarks; empty where the party has no name yet."""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A cell of a table's head; it covers `columns` columns and `rows` header rows."""

    text: str
    columns: int = 1
    rows: int = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a budget table. `input` cells carry the form's colour; `label` is a row header.

    `note` stands after the text, smaller and not bold. `numeric` text is a figure, a percentage
    or a date, and never wraps.
    """

    text: str = ""
    align: Align = "left"
    input: bool = False
    label: bool = False
    note: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row, a cell for each column; `kind` says how it is set: sums are bold with a rule above.

    In rows of kind `heading` the first cell is the heading of the rows that follow; rows of kind
    `example` show how to fill in, and are set apart from what was filled in.
    """

    kind: RowKind
    cells: tuple[TableCell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A budget table. The head (and the band with the title) is repeated on every page.

    The first column holds the rows' labels. Tables of the same `widths` stand under each other
    with their columns in line.
    """

    title: str
    """Of the band across the table; empty for none."""
    widths: tuple[float, ...]
    """Millimetres for each column; to be scaled to the page's width."""
    header: tuple[tuple[HeaderCell | None, ...], ...]
    """Rows of one entry for each column; None is covered by a cell to the left or above."""
    rows: tuple[TableRow, ...]
    summary: str = ""
    """What the table holds, for those who cannot see it."""
    top: bool = False
    """Whether cells stand at the top of their row, as they do beside running text."""


Element = Content | Box | Facts | SignatureBlock | Table


@dataclass(frozen=True, slots=True)
class Pages:
    """A run of pages of one orientation; each starts on a new page."""

    orientation: Literal["portrait", "landscape"]
    elements: tuple[Element, ...]


IN_TKR = "Belopp i tkr"
"""What a Word file says of itself where its amounts are not kronor: the forms say tkr in either case."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole printed application."""

    title: str
    """Of the document as a file: the form's title and the initiative's name."""
    name: str
    """The initiative's name, for the footer; empty until it is given."""
    association: str
    language: str
    mark: str
    """The edition's mark, for the foot of each page; empty for none."""
    pages: tuple[Pages, ...]
    version_mark: str = ""
    """Which frozen version it is, for the foot of each page; empty for a working copy."""
    unit: Unit = "kr"
    """What its amounts are in."""
    numbered: bool = True
    """Whether each page says its number."""


BoxRows = list[list[Box]]
"""Rows of boxes beside each other; the rows share their frames."""
_WHOLE = 1.001
"""Shares of the line that fill it, rounding included."""


def in_lines(elements: Iterable[Element]) -> Iterator[Element | BoxRows]:
    """The elements in order, with boxes that are narrower than the line as rows."""
    rows: BoxRows = []
    for element in elements:
        if isinstance(element, Box) and element.width < 1:
            if rows and sum(box.width for box in rows[-1]) + element.width <= _WHOLE:
                rows[-1].append(element)
            else:
                rows.append([element])
            continue
        if rows:
            yield rows
            rows = []
        yield element
    if rows:
        yield rows
