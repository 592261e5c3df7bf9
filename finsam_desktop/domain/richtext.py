"""Formatted text as blocks and spans: one canonical form and one serialisation, no HTML.

`normalise` gives the canonical form; everything that makes a `RichText` here gives it normalised,
and everything that takes one expects it so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

MAX_HEADING_LEVEL = 3
MAX_LIST_LEVEL = 5
MAX_WIDTH, MAX_HEIGHT = 610, 880
"""Of a picture, in pixels of 1/96 inch: as much as the column of a form's page has room for."""
DIGEST = re.compile("[0-9a-f]{64}")
"""SHA-256 in hex, by which the bytes of pictures and files are kept."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one format. A newline in ``text`` is a line break within the block."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    """An http, https or mailto address, or empty."""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    """1 to 3, below the headings of the form."""
    spans: Spans


@dataclass(frozen=True, slots=True)
class ListItem:
    level: int
    """0 to 5."""
    ordered: bool
    spans: Spans


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Spans, ...], ...]
    """Rows of cells, all of the same width."""
    header: bool
    """Whether the first row holds the headings of the columns."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a line of its own; its bytes are kept by their SHA-256, and not here."""

    digest: str
    """SHA-256 of the bytes, in hex."""
    alt: str
    """What the picture shows, for those who cannot see it; empty until somebody has said it."""
    width: int
    height: int
    """How large it is shown, in pixels of 1/96 inch, where the column has room for it."""


Block = Paragraph | Heading | ListItem | Table | Picture
RichText = tuple[Block, ...]


class RichTextError(ValueError):
    """Stored formatted text that has the wrong shape; the message says where and what was expected."""


# --- The canonical form -------------------------------------------------------------------------

_LINE_BREAK = re.compile("\r\n|[\r\v\f\u2028\u2029]")
# What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets) can stand neither in Word nor in Excel.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)


def normalise(blocks: Iterable[Block]) -> RichText:
    """The canonical form; idempotent.

    Neighbouring spans of one format are merged and empty ones dropped; characters that XML 1.0
    forbids and links other than http, https and mailto go, the text stays. Headings and list items
    without text are dropped, paragraphs without text at the beginning and the end. Levels are
    brought within bounds, and each list starts at level 0 and deepens one step at a time. Tables
    are padded to equal width; those without a single cell are dropped. Pictures are no larger than the
    page has room for and have their description on one line; those that name no content are dropped.
    """
    clean = [_clean_block(block) for block in blocks]
    kept = [block for block in clean if _has_place(block)]
    while kept and _is_blank_paragraph(kept[0]):
        del kept[0]
    while kept and _is_blank_paragraph(kept[-1]):
        del kept[-1]
    return tuple(_level_lists(kept))


def from_text(text: str) -> RichText:
    """Plain text: one paragraph for each line that has text."""
    return normalise(Paragraph((Span(line),)) for line in _clean_text(text).split("\n") if line.strip())


def _clean_text(text: str) -> str:
    return _FORBIDDEN.sub("", _LINE_BREAK.sub("\n", text))


def _clean_link(link: str) -> str:
    address = _clean_text(link).strip().replace(" ", "%20")
    return address if _LINK.fullmatch(address) else ""


def _clean_spans(spans: Iterable[Span]) -> Spans:
    clean = [replace(span, text=_clean_text(span.text), link=_clean_link(span.link)) for span in spans]
    runs = groupby((span for span in clean if span.text), key=lambda span: replace(span, text=""))
    return tuple(replace(form, text="".join(span.text for span in run)) for form, run in runs)


def _clean_block(block: Block) -> Block:
    match block:
        case Paragraph(spans):
            return Paragraph(_clean_spans(spans))
        case Heading(level, spans):
            return Heading(min(max(level, 1), MAX_HEADING_LEVEL), _clean_spans(spans))
        case ListItem(level, ordered, spans):
            return ListItem(min(max(level, 0), MAX_LIST_LEVEL), ordered, _clean_spans(spans))
        case Table(rows, header):
            width = max(map(len, rows), default=0)
            clean = (tuple(_clean_spans(cell) for cell in row) for row in rows)
            return Table(tuple(row + ((),) * (width - len(row)) for row in clean), header)
        case Picture(digest, alt, width, height):
            return Picture(digest, " ".join(_clean_text(alt).split()), *fitted(width, height))


def fitted(width: int, height: int) -> tuple[int, int]:
    """The size within MAX_WIDTH and MAX_HEIGHT, in the same proportions; at least 1 by 1."""
    scale = min(1.0, MAX_WIDTH / max(width, 1), MAX_HEIGHT / max(height, 1))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _text(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)


def _has_place(block: Block) -> bool:
    match block:
        case Heading(_, spans) | ListItem(_, _, spans):
            return bool(_text(spans).strip())
        case Table(rows, _):
            # A table of blank cells stays: somebody is about to fill it in.
            return any(rows)
        case Picture(digest):
            return DIGEST.fullmatch(digest) is not None
        case Paragraph():
            return True


def _is_blank_paragraph(block: Block) -> bool:
    return isinstance(block, Paragraph) and not _text(block.spans).strip()


def _level_lists(blocks: Iterable[Block]) -> Iterable[Block]:
    """The blocks with each list item as deep as the number of items that it stands under."""
    above: list[int] = []
    for block in blocks:
        if not isinstance(block, ListItem):
            above.clear()
            yield block
            continue
        while above and above[-1] >= block.level:
            above.pop()
        yield replace(block, level=len(above))
        above.append(block.level)


# --- Reading it ---------------------------------------------------------------------------------


def list_numbers(blocks: RichText) -> list[int | None]:
    """For each block the number that stands before an ordered list item, otherwise None.

    Each level counts for itself: from 1 again after a block that is no list item, and after an item
    of a shallower level. A bullet on the same level does not break the run.
    """
    numbers: list[int | None] = []
    counts: list[int] = []
    for block in blocks:
        if not isinstance(block, ListItem):
            counts.clear()
            numbers.append(None)
            continue
        del counts[block.level + 1 :]
        counts += [0] * (block.level + 1 - len(counts))
        counts[block.level] += block.ordered
        numbers.append(counts[block.level] if block.ordered else None)
    return numbers


def plain_text(blocks: RichText) -> str:
    """Readable text, one line for each block and table row, with bullets, numbers and tabs."""
    return "\n".join(
        _plain_block(block, number) for block, number in zip(blocks, list_numbers(blocks), strict=True)
    )


def _plain_block(block: Block, number: int | None) -> str:
    match block:
        case Paragraph(spans) | Heading(_, spans):
            return _text(spans)
        case ListItem(level, _, spans):
            mark = "  " * level + ("• " if number is None else f"{number}. ")
            return mark + _text(spans).replace("\n", "\n" + " " * len(mark))
        case Table(rows, _):
            return "\n".join("\t".join(re.sub(r"[\t\n]+", " ", _text(cell)) for cell in row) for row in rows)
        case Picture(_, alt):
            return f"[Bild: {alt}]" if alt else "[Bild]"


def word_count(blocks: RichText) -> int:
    """How many words the text has: what stands between spaces and holds a letter or a digit."""
    words = " ".join(_text(spans) for block in blocks for spans in _texts(block)).split()
    return sum(any(map(str.isalnum, word)) for word in words)


def _texts(block: Block) -> Iterable[Spans]:
    match block:
        case Table(rows):
            return (cell for row in rows for cell in row)
        case Picture():
            return ()
    return (block.spans,)


# --- JSON ---------------------------------------------------------------------------------------


def to_json(blocks: RichText) -> list[dict[str, object]]:
    """Plain data for JSON, which `from_json` reads back. In spans, false and empty members are left out."""
    return [_block_to_json(block) for block in blocks]


def _block_to_json(block: Block) -> dict[str, object]:
    match block:
        case Paragraph(spans):
            return {"type": "paragraph", "spans": _spans_to_json(spans)}
        case Heading(level, spans):
            return {"type": "heading", "level": level, "spans": _spans_to_json(spans)}
        case ListItem(level, ordered, spans):
            return {"type": "list_item", "level": level, "ordered": ordered, "spans": _spans_to_json(spans)}
        case Table(rows, header):
            cells = [[_spans_to_json(cell) for cell in row] for row in rows]
            return {"type": "table", "header": header, "rows": cells}
        case Picture(digest, alt, width, height):
            return {"type": "picture", "sha256": digest, "alt": alt, "width": width, "height": height}


def _spans_to_json(spans: Spans) -> list[dict[str, object]]:
    marks = ("bold", "italic", "link")
    return [
        {"text": span.text} | {mark: value for mark in marks if (value := getattr(span, mark))}
        for span in spans
    ]


def from_json(data: object) -> RichText:
    """Reads what `to_json` wrote, or a plain text as `from_text` does, and normalises it.

    Raises RichTextError, with a Swedish message that names the place and what was expected there,
    for unknown or missing members and for values of the wrong type or out of bounds.
    """
    if isinstance(data, str):
        return from_text(data)
    if not isinstance(data, list):
        raise RichTextError("formaterad text ska vara en text eller en lista av block")
    return normalise(_block_from_json(block, f"block {number}") for number, block in enumerate(data, 1))


_MEMBERS = {
    "paragraph": ("type", "spans"),
    "heading": ("type", "level", "spans"),
    "list_item": ("type", "level", "ordered", "spans"),
    "table": ("type", "header", "rows"),
    "picture": ("type", "sha256", "alt", "width", "height"),
}
_KINDS = '"paragraph", "heading", "list_item", "table" eller "picture"'


def _block_from_json(data: object, place: str) -> Block:
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in _MEMBERS:
        raise RichTextError(f'{place}: "type" ska vara {_KINDS}')
    members = _object(data, place, _MEMBERS[kind])
    if kind == "table":
        header = _flag(members["header"], place, "header")
        return Table(_rows_from_json(members["rows"], place), header)
    if kind == "picture":
        return _picture_from_json(members, place)
    spans = _spans_from_json(members["spans"], place, '"spans"')
    if kind == "heading":
        return Heading(_whole(members, "level", place, 1, MAX_HEADING_LEVEL), spans)
    if kind == "list_item":
        level = _whole(members, "level", place, 0, MAX_LIST_LEVEL)
        return ListItem(level, _flag(members["ordered"], place, "ordered"), spans)
    return Paragraph(spans)


def _picture_from_json(members: dict[str, object], place: str) -> Picture:
    digest, alt = (_string(members[name], place, name) for name in ("sha256", "alt"))
    if not DIGEST.fullmatch(digest):
        raise RichTextError(f'{place}: "sha256" ska vara bildens SHA-256 i hexadecimal form')
    width = _whole(members, "width", place, 1, MAX_WIDTH)
    return Picture(digest, alt, width, _whole(members, "height", place, 1, MAX_HEIGHT))


def _rows_from_json(data: object, place: str) -> tuple[tuple[Spans, ...], ...]:
    return tuple(
        tuple(
            _spans_from_json(cell, f"{place}, rad {row_number}, cell {cell_number}", "cellen")
            for cell_number, cell in enumerate(_list(row, f"{place}, rad {row_number}", "raden"), 1)
        )
        for row_number, row in enumerate(_list(data, place, '"rows"'), 1)
    )


def _spans_from_json(data: object, place: str, name: str) -> Spans:
    return tuple(
        _span_from_json(span, f"{place}, span {number}")
        for number, span in enumerate(_list(data, place, name), 1)
    )


def _span_from_json(data: object, place: str) -> Span:
    members = _object(data, place, ("text",), ("bold", "italic", "link"))
    return Span(
        _string(members["text"], place, "text"),
        _flag(members.get("bold", False), place, "bold"),
        _flag(members.get("italic", False), place, "italic"),
        _string(members.get("link", ""), place, "link"),
    )


def _object(
    data: object, place: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, object]:
    known = required + optional
    names = ", ".join(f'"{name}"' for name in known)
    if not isinstance(data, dict):
        raise RichTextError(f"{place}: ska vara ett objekt med {names}")
    for name in data:
        if name not in known:
            raise RichTextError(f'{place}: "{name}" är okänt, här kan bara stå {names}')
    for name in required:
        if name not in data:
            raise RichTextError(f'{place}: "{name}" saknas')
    return data


def _list(value: object, place: str, name: str) -> list[object]:
    if not isinstance(value, list):
        raise RichTextError(f"{place}: {name} ska vara en lista")
    return value


def _string(value: object, place: str, name: str) -> str:
    if not isinstance(value, str):
        raise RichTextError(f'{place}: "{name}" ska vara en text')
    return value


def _flag(value: object, place: str, name: str) -> bool:
    if not isinstance(value, bool):
        raise RichTextError(f'{place}: "{name}" ska vara true eller false')
    return value


def _whole(members: dict[str, object], name: str, place: str, lowest: int, highest: int) -> int:
    # True is an int to Python, but no number here.
    value = members[name]
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise RichTextError(f'{place}: "{name}" ska vara ett heltal från {lowest} till {highest}')
    return value
