"""The form's pages as a story of flowables: headings, boxes, texts, signature blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.platypus import CondPageBreak

from finsam_desktop.domain import richtext
from finsam_desktop.domain.richtext import Spans, list_numbers
from finsam_desktop.exchange.outline import (
    Box,
    BoxRows,
    Content,
    Element,
    Facts,
    Group,
    Heading,
    Labelled,
    Prose,
    SignatureBlock,
    Table,
    TickBoxes,
    in_lines,
)
from finsam_desktop.exchange.pdf_parts import (
    MOST_ROOM,
    UNBOUNDED,
    BlankLine,
    BoxBottom,
    BoxFrames,
    BoxInside,
    BoxTop,
    Grid,
    Item,
    LeadingText,
    Text,
    Title,
    WritingRoom,
    height_of,
    room,
    separator,
    with_room,
)
from finsam_desktop.exchange.pdf_picture import Drawing
from finsam_desktop.exchange.pdf_style import (
    BODY_LEADING,
    FACT,
    FRAME,
    FRAME_WIDTH,
    GAP,
    GROUP_TITLE,
    LAST_TICK,
    LINE,
    LINK,
    OWN_HEADINGS,
    PADDING,
    PADDING_BELOW,
    PROSE,
    SECTION,
    SHEET_TITLE,
    SIGNATURE_LABEL,
    SIGNATURE_ROW,
    SIGNATURE_TALL,
    SUBSECTION,
    TICK,
    TITLE,
    WRITING_FIELD,
    WRITING_LINE,
    WRITING_LINES,
    list_style,
)
from finsam_desktop.exchange.pdf_table import plain_table, sheet_flowables
from finsam_desktop.exchange.pdf_tags import ListTags, Tag, cell_tag
from finsam_desktop.exchange.pdf_text import markup, one_line, span_markup

_TICKED, _OPEN = "\u2612", "\u2610"
_WIDE = "\u00a0\u00a0\u00a0\u00a0 "
"""Between things beside each other; the line may break at its end."""
_OWN = 10
"""Headings that people wrote rank below all of the form's."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where the text of a page goes, in points, and the frames of the boxes on it."""

    width: float
    height: float
    boxes: BoxFrames
    sheet: bool = False
    """Whether it is a page of a budget sheet."""


def story(elements: Sequence[Element], area: Area) -> list[Any]:
    """Flowables for a run of pages."""
    flowables = _sheet_story(elements, area) if area.sheet else _form_story(elements, area)
    return list(with_room(flowables, area.width, area.height))


def _form_story(elements: Sequence[Element], area: Area) -> Iterator[Any]:
    """Tables after each other are laid out together."""
    tables: list[Table] = []
    for line in in_lines(elements):
        if isinstance(line, Table):
            tables.append(line)
            continue
        if tables:
            yield from sheet_flowables(tables, area.width, area.height, 0)
            tables = []
        yield from _box_rows(line, area) if isinstance(line, list) else _element(line, area)
    if tables:
        yield from sheet_flowables(tables, area.width, area.height, 0)


def _sheet_story(elements: Sequence[Element], area: Area) -> Iterator[Any]:
    """Tables are laid out together, in the room that what stands above the first leaves."""
    above: list[Any] = []
    tables = [element for element in elements if isinstance(element, Table)]
    for element in elements:
        if not isinstance(element, Table):
            above += _element(element, area)
        elif element is tables[0]:
            yield from above
            used = height_of(above, area.width) + (above[-1].getSpaceAfter() if above else 0)
            yield from sheet_flowables(tables, area.width, area.height, used)
            above = []
    yield from above


def _element(element: Content | Box | Facts | SignatureBlock, area: Area) -> Iterator[Any]:
    match element:
        case Box():
            yield from _box(element, area)
        case Heading(1, text):
            yield _title(1, text, TITLE, bookmark=False)
        case Heading(2, text):
            yield _title(2, text, SHEET_TITLE if area.sheet else GROUP_TITLE)
        case SignatureBlock():
            yield from _signature(element, area)
        case Facts():
            yield _facts(element)
        case _:
            yield from _contents([element], area.width)


def _title(level: int, text: str, style: Any, *, bookmark: bool = True) -> Any:
    title = Title.of(Tag.heading(level), markup(text), style)
    if bookmark:
        title.bookmark = one_line(text).removesuffix("(*)").rstrip()
    return title


# ------------------------------------------------------------------------------------ boxes


def _box(box: Box, area: Area) -> Iterator[Any]:
    yield BoxTop(area.boxes)
    yield BoxInside()
    yield from _in_box(box, area.width - 2 * PADDING)
    yield BoxBottom(area.boxes)


def _in_box(box: Box, width: float) -> list[Any]:
    """The heading and what stands below it, in the width without padding."""
    contents = list(_contents(box.children, width)) or [WritingRoom(0, WRITING_LINE)]
    return [_title(box.level, box.heading, SECTION), *contents] if box.heading else contents


def _box_rows(rows: BoxRows, area: Area) -> Iterator[Any]:
    """Rows of boxes, without room between them."""
    last = len(rows) - 1
    for number, boxes in enumerate(rows):
        yield from _beside(boxes, area, above=0 if number else 2 * GAP, below=0 if number < last else GAP)


def _beside(boxes: list[Box], area: Area, *, above: float, below: float) -> Iterator[Any]:
    """Boxes in a row; under each other where the row would be higher than the page."""
    widths = [box.width * area.width for box in boxes]
    cells = [_in_box(box, width - 2 * PADDING) for box, width in zip(boxes, widths, strict=True)]
    heights = [height_of(cell, width - 2 * PADDING) for cell, width in zip(cells, widths, strict=True)]
    if max(heights) > MOST_ROOM:
        for box in boxes:
            yield from _box(replace(box, width=1.0), area)
        return
    edges = [("BOX", (column, 0), (column, 0), FRAME_WIDTH, FRAME) for column in range(len(boxes))]
    padding = [(f"{side}PADDING", (0, 0), (-1, -1), PADDING) for side in ("LEFT", "RIGHT", "TOP")]
    style = [
        *edges,
        *padding,
        ("BOTTOMPADDING", (0, 0), (-1, -1), PADDING_BELOW),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    yield Grid([cells], widths, style=style, hAlign="LEFT", spaceBefore=above, spaceAfter=below)


def _contents(children: Iterable[Content], width: float) -> Iterator[Any]:
    """What stands in a box of the width."""
    previous: Content | None = None
    for child in children:
        if isinstance(previous, Group) and isinstance(child, Group):
            yield separator()
        match child:
            case Heading(level, text):
                yield Title.of(Tag.heading(level), markup(text), SUBSECTION)
            case Prose():
                yield from _prose(child, width)
            case Labelled():
                yield from _labelled(child)
            case TickBoxes():
                yield from _tick_boxes(child)
            case Group():
                yield from _group(child, width)
        previous = child


def _group(group: Group, width: float) -> Iterator[Any]:
    if group.heading:
        yield _title(group.level, group.heading, GROUP_TITLE)
    yield from _contents(group.children, width)


def _labelled(line: Labelled) -> Iterator[Any]:
    label = markup(line.label)
    if line.bold_label:
        label = f"<b>{label}</b>"
    both = " ".join(filter(None, (label, markup(line.value))))
    if both:
        yield Text.of(Tag("P"), both, PROSE["small"] if line.small else LINE)
    if not line.value:
        height = WRITING_LINES if line.tall else WRITING_LINE if both else BODY_LEADING + WRITING_LINE
        yield WritingRoom(0, height)


def _tick_boxes(boxes: TickBoxes) -> Iterator[Any]:
    """Beside each other a box and its label are never parted."""
    choices = [
        (f'<font size="12">{markup(_TICKED if ticked else _OPEN)}</font>\u00a0', label)
        for label, ticked in boxes.choices
    ]
    if boxes.stacked:
        if boxes.label:
            yield Text.of(Tag("P"), markup(boxes.label), LINE)
        for number, (box, label) in enumerate(choices, start=1):
            yield Text.of(Tag("P"), box + markup(label), TICK if number < len(choices) else LAST_TICK)
    else:
        whole = (box + markup(label.replace(" ", "\u00a0")) for box, label in choices)
        yield Text.of(Tag("P"), _WIDE.join(filter(None, (markup(boxes.label), *whole))), LINE)


def _facts(facts: Facts) -> Any:
    items = (
        f"{markup(item.label)} " + (f"<b>{markup(item.value)}</b>" if item.value else "\u00a0" * 24)
        for item in facts.items
    )
    return LeadingText.of(Tag("P"), _WIDE.join(items), FACT)


# ----------------------------------------------------------------------------- formatted text


def _prose(prose: Prose, width: float) -> Iterator[Any]:
    style = PROSE[prose.style]
    if not prose.blocks:
        yield WritingRoom(0, WRITING_FIELD)
    lists = ListTags()
    for block, number in zip(prose.blocks, list_numbers(prose.blocks), strict=True):
        if not isinstance(block, richtext.ListItem):
            lists = ListTags()
        match block:
            case richtext.Paragraph(spans):
                text = _spans(spans)
                yield Text.of(Tag("P"), text, style) if text.strip() else BlankLine(0, style.leading)
            case richtext.Heading(level, spans):
                yield Title.of(Tag.heading(_OWN + level), _spans(spans), OWN_HEADINGS[level])
            case richtext.ListItem(level, ordered, spans):
                mark = "•" if number is None else f"{number}."
                label, body = lists.item(level, ordered=ordered)
                item = Item.of(body, _spans(spans), list_style(level), bulletText=mark)
                item.label = label
                yield item
            case richtext.Table():
                yield from plain_table(block, width)
            case richtext.Picture():
                yield Drawing(block, width)


def _spans(spans: Spans) -> str:
    return "".join(span_markup(span, LINK) for span in spans)


# ------------------------------------------------------------------------------- signatures


def _signature(block: SignatureBlock, area: Area) -> Iterator[Any]:
    """Labels to the left, lines to write on to the right, in one frame on one page."""
    title = _title(block.level, block.heading, SECTION)
    if block.organisation:
        title.bookmark = f"{title.bookmark}: {one_line(block.organisation)}"
    head: list[Any] = [title]
    if block.declaration:
        head.append(Text.of(Tag("P"), markup(block.declaration), PROSE["body"]))
    table = Tag("Table")
    rows = [
        [
            Text.of(cell_tag("TH", row, "Row"), markup(line.label), SIGNATURE_LABEL),
            Text.of(cell_tag("TD", row), markup(line.value), SIGNATURE_LABEL),
        ]
        for line in block.lines
        for row in [Tag("TR", table)]
    ]
    heights = [0.0, *(SIGNATURE_TALL if line.tall else SIGNATURE_ROW for line in block.lines)]
    grid = Grid(
        [[head, ""], *rows],
        [area.width * 0.42, area.width * 0.58],
        minRowHeights=heights,
        splitInRow=1,
        hAlign="LEFT",
        spaceBefore=2 * GAP,
        spaceAfter=GAP,
        style=[
            ("SPAN", (0, 0), (1, 0)),
            ("GRID", (0, 0), (-1, -1), FRAME_WIDTH, FRAME),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ],
    )
    height = grid.wrap(area.width, UNBOUNDED)[1]
    yield CondPageBreak(min(height + 2 * GAP, area.height)) if height <= area.height else room(height)
    yield grid
