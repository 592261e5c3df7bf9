"""A picture in a Word document: inline in a paragraph of its own, with its description.

(ECMA-376, part 1, 20.4.2.8 inline and 20.1.2.2.8 cNvPr, whose `descr` is the alternative text.)
"""

from __future__ import annotations

import io
from typing import Any

from docx.oxml.shape import CT_Inline
from docx.shared import Emu

from finsam_desktop.domain.richtext import Picture
from finsam_desktop.domain.values import clean_text
from finsam_desktop.exchange.word_xml import add

EMU = 9525
"""Word's unit of length, for each pixel of 1/96 inch."""
_TWIPS = 15
"""Twentieths of a point for each pixel."""


def add_picture(paragraph: Any, part: Any, picture: Picture, data: bytes, number: int, width: int) -> None:
    """Draw the plain picture in the paragraph of the document's `part`, within `width` twentieths of a point.

    `number` is the picture's own in the document, from 1.
    """
    scale = min(1.0, width / (picture.width * _TWIPS))
    size = (Emu(round(side * scale * EMU)) for side in (picture.width, picture.height))
    relation, _ = part.get_or_add_image(io.BytesIO(data))
    inline = CT_Inline.new_pic_inline(number, relation, "", *size)
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    inline.docPr.set("name", f"Bild {number}")
    inline.docPr.set("descr", clean_text(picture.alt))
    add(add(paragraph, "r"), "drawing").append(inline)
