"""Tags: the structure of the PDF, written down while its pages are drawn.

reportlab draws but writes no tags. So each thing that is drawn carries the `Tag` (structure element) that
it belongs to, and `TaggedCanvas` wraps what it draws in marked content, each piece with a number of its
own on its page. A tag takes its place in the tree when its first piece is drawn. The order of reading is
thus the order of drawing, which is the outline's; what is laid out but never drawn leaves no trace; and
what goes on over pages is one element with pieces on each page. All that is no part of the text (frames,
rules, colours, footers, heads of tables said once more) is marked as an artifact. At the end the tree is
written with the pages' objects, in the same pass.

Sources: ISO 32000-1:2008, 14.6 to 14.8; ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

import codecs
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate, groupby
from operator import itemgetter
from typing import Any, Literal

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObject, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from finsam_desktop.exchange.pdf_text import LOST

Artifact = Literal["Layout", "Pagination"]
LinkKey = tuple[int, str]
"""A link in a text, with its address; reportlab's, and the same on each line and page."""

_DEEPEST = 6
"""PDF 1.7 knows H1 to H6."""
_PRINTED = 4
"""The flag of an annotation that is printed, which PDF/A asks of each."""


class Tag(PDFObject):  # type: ignore[misc]  # reportlab has no types
    """A structure element; it joins the tree below `parent`, or else the document, when it is drawn.

    A heading has a `rank` instead of a kind: the higher, the deeper, without bound or order. Its level
    follows from the headings before it, so that none is skipped.
    """

    def __init__(self, kind: str, parent: Tag | None = None, attributes: str = "", rank: int = 0) -> None:
        self.kind, self.parent, self.rank = kind, parent, rank
        self.attributes = attributes
        """The entries of the attributes' dictionary, as PDF writes them."""
        self.more = ""
        """Entries of the element itself, as PDF writes them."""
        self.placed = False
        self.children: list[Tag | PDFObject] = []
        """Elements, pieces of marked content and links, in the order of reading."""
        self.links: dict[LinkKey, Tag] = {}
        self.text, self.drawn = "", 0
        """The whole of a paragraph, and how many letters of it have been drawn, spaces not counted."""

    @classmethod
    def heading(cls, rank: int) -> Tag:
        return cls("H", rank=rank)

    def link(self, key: LinkKey) -> Tag:
        """The element of a link within this one's text."""
        return self.links.setdefault(key, Tag("Link", self))

    def format(self, document: Any) -> bytes:
        """As the file has it. Of a thousand elements: reportlab's dictionaries would be slow."""
        parent = document.Reference(self.parent).format(document)
        children = b" ".join(
            (document.Reference(one) if isinstance(one, Tag) else one).format(document)
            for one in self.children
        )
        attributes = f" /A <<{self.attributes}>>" if self.attributes else ""
        start = f"<</Type /StructElem /S /{self.kind}{attributes}{self.more}"
        return b"%b /P %b /K [%b]>>" % (start.encode(), parent, children)


class _Piece(PDFObject):  # type: ignore[misc]  # reportlab has no types
    """Content with this number on the page."""

    def __init__(self, page: Any, number: int) -> None:
        self.page, self.number = page, number

    def format(self, document: Any) -> bytes:
        return b"<</Type /MCR /Pg %b /MCID %d>>" % (self.page.format(document), self.number)


def table_tag(summary: str) -> Tag:
    """A table, with what it holds in words."""
    return Tag("Table", attributes=f"/O /Table /Summary {text_string(summary)}")


def cell_tag(kind: Literal["TH", "TD"], row: Tag, scope: str = "", columns: int = 1, rows: int = 1) -> Tag:
    """A cell of the table row that covers so many columns and rows; a header cell says what it heads."""
    entries = [f" /Scope /{scope}"] if scope else []
    entries += [f" /{name} {count}" for name, count in (("ColSpan", columns), ("RowSpan", rows)) if count > 1]
    return Tag(kind, row, "/O /Table" + "".join(entries) if entries else "")


def text_string(text: str) -> str:
    """The text as PDF writes it."""
    return f"<{codecs.BOM_UTF16_BE.hex()}{text.encode('utf-16-be').hex()}>"


class ListTags:
    """The elements of a list with lists in it, item by item."""

    def __init__(self) -> None:
        self._open: list[tuple[bool, Tag, Tag]] = []

    def item(self, level: int, *, ordered: bool) -> tuple[Tag, Tag]:
        """The elements of the next item's number or bullet, and of its text; level 0 is the outermost."""
        kept = min(level, len(self._open))
        if kept < len(self._open) and self._open[kept][0] == ordered:
            tag = self._open[kept][1]
        else:
            body = self._open[kept - 1][2] if kept else None
            tag = Tag("L", body, f"/O /List /ListNumbering /{'Decimal' if ordered else 'Disc'}")
        item = Tag("LI", tag)
        label, text = Tag("Lbl", item), Tag("LBody", item)
        self._open[kept:] = [(ordered, tag, text)]
        return label, text


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    """A canvas on which all that is drawn is tagged or an artifact."""

    def __init__(self, *args: Any, content: Callable[[str], bytes], **more: Any) -> None:
        """`content` gives the bytes of a picture by its SHA-256, none for one that is missing."""
        self.tree = Tag("Document")
        self.tree.placed = True
        self.bullet: Tag | None = None
        """The element of the bullets that are drawn now."""
        self.links: deque[Tag] = deque()
        """The elements of the links whose place on the page is about to be said."""
        self.is_marked = False
        """Whether what is drawn now stands within a piece or an artifact already."""
        self.content_of = content
        self._headings: list[int] = []
        self._pieces: list[Tag] = []
        self._parents: list[Tag | list[Tag]] = []
        super().__init__(*args, **more)

    # --- the tree

    def place(self, tag: Tag) -> None:
        """Give the element its place in the tree, after all that has been drawn."""
        if tag.placed or self.is_marked:
            return
        parent = tag.parent = tag.parent or self.tree
        self.place(parent)
        parent.children.append(tag)
        tag.placed = True
        if tag.rank:
            while self._headings and self._headings[-1] >= tag.rank:
                self._headings.pop()
            self._headings.append(tag.rank)
            tag.kind = f"H{min(len(self._headings), _DEEPEST)}"

    def piece(self, tag: Tag) -> str:
        """The operator that begins the next piece of the element on this page."""
        self.place(tag)
        number = len(self._pieces)
        tag.children.append(_Piece(self._doc.thisPageRef(), number))
        self._pieces.append(tag)
        return f"/{tag.kind} <</MCID {number}>> BDC"

    # --- marking

    @contextmanager
    def tagged(self, tag: Tag) -> Iterator[None]:
        """What is drawn within is a piece of the element."""
        if self.is_marked:
            yield
            return
        self._code.append(self.piece(tag))
        self.is_marked = True
        yield
        self.end_mark()

    @contextmanager
    def artifact(self, kind: Artifact = "Layout") -> Iterator[None]:
        """What is drawn within is no part of the text."""
        if self.is_marked:
            yield
            return
        self.begin_artifact(kind)
        yield
        self.end_mark()

    def begin_artifact(self, kind: Artifact = "Layout") -> None:
        self._code.append(f"/Artifact <</Type /{kind}>> BDC")
        self.is_marked = True

    def end_mark(self) -> None:
        """End the piece or artifact, if one has begun."""
        if self.is_marked:
            self._code.append("EMC")
        self.is_marked = False

    # --- reportlab's drawing

    def line(self, *args: Any, **more: Any) -> None:
        with self.artifact():
            super().line(*args, **more)

    def drawText(self, text: Any) -> None:  # noqa: N802  # reportlab's name
        """Texts know their elements; those of bullets are made by reportlab, which does not."""
        if isinstance(text, TaggedText) or self.bullet is None:
            super().drawText(text)
            return
        with self.tagged(self.bullet):
            super().drawText(text)

    def linkURL(self, url: str, rect: Any, relative: int = 0, **more: Any) -> None:  # noqa: N802
        """A place to click on, which belongs to its link's element; none in what is no part of the text."""
        if self.is_marked or url.startswith(LOST):
            return
        tag = self.links.popleft()
        more |= {"F": _PRINTED, "Contents": PDFString(f"Länk till {url}"), "StructParent": len(self._parents)}
        super().linkURL(url, rect, relative, **more)
        self._parents.append(tag)
        tag.children.append(
            PDFDictionary({"Type": "/OBJR", "Obj": self._annotationrefs[-1], "Pg": self._doc.thisPageRef()})
        )

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        name = self._doc.thisPageName()
        super().showPage()
        page = self._doc.idToObject[name]
        page.StructParents, page.Tabs = len(self._parents), "/S"
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        self._parents.append(self._pieces)
        self._pieces = []

    def save(self) -> None:
        root, refer = PDFDictionary(), self._doc.Reference
        self.tree.parent = root
        numbers: list[object] = []
        for number, tags in enumerate(self._parents):
            several = isinstance(tags, list)
            numbers += [number, PDFArray(map(refer, tags)) if several else refer(tags)]
        root.dict |= {
            "Type": "/StructTreeRoot",
            "K": refer(self.tree),
            "ParentTree": PDFDictionary({"Nums": PDFArray(numbers)}),
            "ParentTreeNextKey": len(self._parents),
        }
        self._doc.Catalog.StructTreeRoot = root
        self._doc.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        super().save()


class TaggedText(PDFTextObject):  # type: ignore[misc]  # reportlab has no types
    """The text of a paragraph: its lines belong to the element, those of links to theirs.

    A line that ends between two words ends with a space, so that they are not read as one. A mark for a
    character that no font has says which one it stands for.
    """

    _code: list[str]

    def __init__(self, canvas: TaggedCanvas, x: float, y: float, tag: Tag) -> None:
        super().__init__(canvas, x, y)
        self.tag = self.now = tag
        self.lost = ""
        self.shown: list[tuple[int, Tag]] = []
        """Where in the code text is shown, and to which element it belongs."""
        self.word_ends = set(accumulate(_letters(word) for word in tag.text.split()[:-1]))

    def begin_whole(self, links: list[LinkKey], lines: int) -> None:
        """All of the text stands in these; reportlab says their place for each line, but no more."""
        for link in links:
            if link[1].startswith(LOST):
                self.lost = link[1]
                continue
            self.now = self.tag.link(link)
            if not self._canvas.is_marked:
                self._canvas.links += [self.now] * lines

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803  # reportlab's names
        self.shown.append((len(self._code), self.now))
        self.tag.drawn += _letters(text)
        super()._textOut(text, TStar)
        if TStar and self.tag.drawn in self.word_ends and not text.endswith(" "):
            self._code[-1] = f"{self._code[-1].removesuffix(' T*')} {self._formatText(' ')} T*"
        if self.lost:
            self._stand_for(self.lost)

    def _linkRecord(self, link: LinkKey, event: str) -> None:  # noqa: N802  # reportlab's name
        """Called on each line: `start` when the first text of the link has been shown, and `end`."""
        if link[1].startswith(LOST):
            if event == "start":
                self._stand_for(link[1])
        elif event == "end":
            self.now = self.tag
        else:
            self.now = self.tag.link(link)
            self.shown[-1] = (self.shown[-1][0], self.now)
            if not self._canvas.is_marked:
                self._canvas.links.append(self.now)

    def _stand_for(self, address: str) -> None:
        """What was shown last stands for this character."""
        char = chr(int(address.removeprefix(LOST), 16))
        self._code[-1] = f"/Span <</ActualText {text_string(char)}>> BDC {self._code[-1]} EMC"

    def getCode(self) -> str:  # noqa: N802  # reportlab's name
        """With the pieces marked within the text object, since none may begin outside and end inside."""
        if not self._canvas.is_marked:
            code: list[str] = []
            done = 0
            for tag, run in groupby(self.shown, key=itemgetter(1)):
                places = [place for place, _ in run]
                code += [*self._code[done : places[0]], self._canvas.piece(tag)]
                done = places[-1] + 1
                code += [*self._code[places[0] : done], "EMC"]
            self._code = code + self._code[done:]
        return str(super().getCode())


def _letters(text: str) -> int:
    """How many there are, spaces not counted."""
    return len("".join(text.split()))
