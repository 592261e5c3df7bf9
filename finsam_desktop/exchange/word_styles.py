"""The Word document's styles, lists and settings, in place of those of python-docx's template.

The template brings 160 styles, English, and the compatibility mode of Word 2010.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.oxml import parse_xml

from finsam_desktop.exchange.word_xml import add

FONT = "Arial"
MAX_HEADING = 6
FRAME, FRAME_WIDTH = "404040", 6
"""Colour and width (eighths of a point) of the frames of boxes."""
CELL_MARGIN = 140
"""Between the frame of a box and its text, in twentieths of a point."""

_XMLNS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BULLETS, _NUMBERS = 1, 2
_LIST_LEVELS, _LIST_INDENT = 9, 340
_BOLD, _ITALIC, _QUIET = "<w:b/><w:bCs/>", "<w:i/><w:iCs/>", '<w:color w:val="595959"/>'


def _spacing(before: int, after: int, more: str = "") -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"{more}/>'


def _heading(level: int, before: int, after: int) -> str:
    return f'<w:keepNext/><w:keepLines/>{_spacing(before, after)}<w:outlineLvl w:val="{level - 1}"/>'


def _in_list(number: int) -> str:
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>{_spacing(0, 40)}'


# Id, name, properties of the paragraph, properties of its text, size in half points. Word shows the
# names that it knows in the person's language; our own are Swedish.
_PARAGRAPH_STYLES = (
    ("Title", "Title", f"<w:keepNext/>{_spacing(0, 60)}", _BOLD, 34),
    ("Subtitle", "Subtitle", f"<w:keepNext/>{_spacing(0, 80)}", "", 24),
    ("Heading1", "heading 1", _heading(1, 0, 60), _BOLD, 22),
    ("Heading2", "heading 2", _heading(2, 120, 30), _BOLD, 20),
    ("Heading3", "heading 3", _heading(3, 100, 30), _BOLD + _ITALIC, 20),
    ("Heading4", "heading 4", _heading(4, 80, 30), _ITALIC, 20),
    ("Heading5", "heading 5", _heading(5, 80, 30), _ITALIC, 20),
    ("Heading6", "heading 6", _heading(6, 80, 30), _ITALIC, 20),
    ("ListBullet", "List Bullet", _in_list(_BULLETS), "", 20),
    ("ListNumber", "List Number", _in_list(_NUMBERS), "", 20),
    ("Footer", "footer", _spacing(0, 0), _QUIET, 16),
    ("Note", "Anmärkning", _spacing(0, 80), _ITALIC, 19),
    ("Instruction", "Anvisning", _spacing(0, 100), _QUIET, 17),
    ("TableText", "Tabelltext", _spacing(20, 20, ' w:line="240" w:lineRule="auto"'), "", 17),
    (
        "TableExample",
        "Tabellexempel",
        _spacing(20, 20, ' w:line="240" w:lineRule="auto"'),
        _ITALIC + _QUIET,
        17,
    ),
    ("Spacer", "Mellanrum", _spacing(0, 0, ' w:line="160" w:lineRule="exact"'), "", 4),
)
_OTHER_STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
  <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/>
  <w:rPr><w:color w:val="1F4E79"/><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList">
  <w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
  <w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>
"""


# Id, name, lines between cells, colour and width of the lines (eighths of a point), margins of the cells.
_TABLE_STYLES = (
    ("TableGrid", "Table Grid", ("insideH", "insideV"), "A6A6A6", 4, (0, 70)),
    ("Box", "Ruta", ("insideV",), FRAME, FRAME_WIDTH, (90, CELL_MARGIN)),
    ("SignatureBlock", "Underskrift", ("insideH", "insideV"), FRAME, FRAME_WIDTH, (90, CELL_MARGIN)),
)
_SIDES = ("top", "left", "bottom", "right")


def _table_style(
    style_id: str, name: str, inside: tuple[str, ...], colour: str, size: int, margins: tuple[int, int]
) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side in (*_SIDES, *inside)
    )
    room = "".join(
        f'<w:{side} w:w="{margins[number % 2]}" w:type="dxa"/>' for number, side in enumerate(_SIDES)
    )
    return (
        f'<w:style w:type="table" w:styleId="{style_id}"><w:name w:val={quoteattr(name)}/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{lines}</w:tblBorders>'
        f"<w:tblCellMar>{room}</w:tblCellMar></w:tblPr></w:style>"
    )


def _paragraph_style(style_id: str, name: str, paragraph: str, text: str, size: int) -> str:
    following = "" if style_id.startswith("List") else '<w:next w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val={quoteattr(name)}/>'
        f'<w:basedOn w:val="Normal"/>{following}<w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f'<w:rPr>{text}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _styles(language: str) -> str:
    language = quoteattr(language)
    return (
        f"<w:styles {_XMLNS}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
        '<w:sz w:val="20"/><w:szCs w:val="20"/>'
        f'<w:lang w:val={language} w:eastAsia={language} w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:after="100" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        + _OTHER_STYLES
        + "".join(_paragraph_style(*style) for style in _PARAGRAPH_STYLES)
        + "".join(_table_style(*style) for style in _TABLE_STYLES)
        + "</w:styles>"
    )


def _numbering() -> str:
    """Two kinds of list, with nine levels each; the numbers of every level count for themselves."""

    def levels(number_format: str, text: str) -> str:
        return "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
            f'<w:lvlText w:val="{text.format(level + 1)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{(level + 1) * _LIST_INDENT}" w:hanging="{_LIST_INDENT}"/></w:pPr>'
            "</w:lvl>"
            for level in range(_LIST_LEVELS)
        )

    kinds = ((_BULLETS, levels("bullet", "•")), (_NUMBERS, levels("decimal", "%{}.")))
    return (
        f"<w:numbering {_XMLNS}>"
        + "".join(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
            f"{kind}</w:abstractNum>"
            for number, kind in kinds
        )
        + "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number, _ in kinds
        )
        + "</w:numbering>"
    )


def _settings(language: str) -> str:
    compatibility = "http://schemas.microsoft.com/office/word"
    return (
        f'<w:settings {_XMLNS}><w:defaultTabStop w:val="720"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{compatibility}" w:val="15"/></w:compat>'
        f"<w:themeFontLang w:val={quoteattr(language)}/></w:settings>"
    )


_NOT_OURS = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings")


def restyle(document: Document, language: str) -> None:
    """Give the empty document our styles, lists and settings, and take away what the template had else."""
    part = document.part
    for rels in (part.package.rels, part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rsplit("/", 1)[-1] in _NOT_OURS]:
            del rels[key]
    _replace(document.styles.element, _styles(language))
    _replace(part.numbering_part.element, _numbering())
    _replace(document.settings.element, _settings(language))


def _replace(element: Any, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(xml)))


class Lists:
    """The lists of the document; every numbered list is one of its own, so that it starts from 1."""

    def __init__(self, document: Document) -> None:
        self._numbering: Any = document.part.numbering_part.element
        self._last = _NUMBERS
        self._open: list[int] = []

    def end(self) -> None:
        """A block that is no list item: what follows is a new list."""
        self._open = []

    def item(self, level: int, ordered: bool) -> tuple[int, int]:
        """List and level of the next item, counted as `richtext.list_numbers` counts."""
        del self._open[level + 1 :]
        self._open += [0] * (level + 1 - len(self._open))
        if not ordered:
            return _BULLETS, level
        if not self._open[level]:
            self._open[level] = self._new(level)
        return self._open[level], level

    def _new(self, level: int) -> int:
        self._last += 1
        number = add(self._numbering, "num", numId=self._last)
        add(number, "abstractNumId", val=_NUMBERS)
        add(add(number, "lvlOverride", ilvl=level), "startOverride", val=1)
        return self._last
