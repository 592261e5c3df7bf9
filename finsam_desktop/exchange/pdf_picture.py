"""A picture on a page of the PDF: as wide as it is, or as the column, whole, and told in words."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject, PDFStream

from finsam_desktop.domain.pictures import declared
from finsam_desktop.domain.richtext import Picture, plain_text
from finsam_desktop.exchange.pdf_parts import Text, Undivided
from finsam_desktop.exchange.pdf_style import FRAME, HAIR_WIDTH, PADDING_BELOW, PROSE
from finsam_desktop.exchange.pdf_tags import Tag, TaggedCanvas, text_string
from finsam_desktop.exchange.pdf_text import markup
from finsam_desktop.exchange.pictures import plain, png_pixels

_POINT = 72 / 96
"""Of a pixel."""
_UNTOLD = "Bild utan beskrivning"


class Drawing(Undivided):
    """A picture that is never divided. Where its bytes are missing, its description stands in its frame."""

    def __init__(self, picture: Picture, room: float) -> None:
        """`room` is the width of the column, in points."""
        super().__init__()
        scale = min(_POINT, room / picture.width)
        self.picture = picture
        self.width, self.height = picture.width * scale, picture.height * scale
        self.spaceBefore, self.spaceAfter = 3, 2 * PADDING_BELOW

    def wrap(self, *_: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas: TaggedCanvas = self.canv
        left, bottom = canvas.absolutePosition(0, 0)
        box = " ".join(f"{one:.2f}" for one in (left, bottom, left + self.width, bottom + self.height))
        figure = Tag("Figure", attributes=f"/O /Layout /Placement /Block /BBox [{box}]")
        figure.more = f" /Alt {text_string(self.picture.alt or _UNTOLD)}"
        data = plain(canvas.content_of(self.picture.digest))
        with canvas.tagged(figure):
            if data is None:
                self._draw_words()
            else:
                _draw(canvas, f"picture-{self.picture.digest}", data, self.width, self.height)

    def _draw_words(self) -> None:
        """A frame as large as the picture, with what it shows."""
        canvas = self.canv
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(0, 0, self.width, self.height)
        canvas.setStrokeColor(FRAME)
        canvas.setLineWidth(2 * HAIR_WIDTH)
        canvas.drawPath(frame)
        canvas.clipPath(frame, stroke=0)
        words = Text.of(Tag("Span"), markup(plain_text((self.picture,))), PROSE["small"])
        _, height = words.wrapOn(canvas, self.width - 2 * PADDING_BELOW, self.height)
        words.drawOn(canvas, PADDING_BELOW, self.height - PADDING_BELOW - height)
        canvas.restoreState()


def _draw(canvas: TaggedCanvas, name: str, data: bytes, width: float, height: float) -> None:
    """Draw the picture; its bytes stand once in the file, however often it is shown."""
    inner = canvas._doc.getXObjectName(name)
    if inner not in canvas._doc.idToObject:
        drawn = _Pixels(data)
        canvas._doc.Reference(drawn, inner)
        canvas._doc.addForm(name, drawn)
    canvas._code.append(f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /{inner} Do Q")
    canvas._formsinuse.append(name)


class _Pixels(PDFObject):  # type: ignore[misc]  # reportlab has no types
    """A plain picture as the PDF has it: the bytes of the JPEG, or those within the PNG."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def format(self, document: Any) -> bytes:
        head = declared(self.data)
        assert head is not None
        stream = PDFStream(content=png_pixels(self.data) if head.kind == "png" else self.data, filters=())
        entries: dict[str, object] = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Image"),
            "Width": head.width,
            "Height": head.height,
            "BitsPerComponent": 8,
            "ColorSpace": PDFName("DeviceGray" if head.values == 1 else "DeviceRGB"),
            "Filter": PDFName("FlateDecode" if head.kind == "png" else "DCTDecode"),
        }
        if head.kind == "png":
            rows = {"Predictor": 15, "Colors": head.values, "BitsPerComponent": 8, "Columns": head.width}
            entries["DecodeParms"] = PDFDictionary(rows)
        stream.dictionary.dict.update(entries)
        formatted: bytes = stream.format(document)
        return formatted
