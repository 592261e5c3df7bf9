"""Numbers in a Word document that are none: they are as if nothing were said."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from finsam_desktop.exchange.word_read import items


def read(document: Any, folder: Path) -> list[Any]:
    document.save(folder / "a.docx")
    return list(items(folder / "a.docx"))


@pytest.mark.parametrize(
    "side", [None, "", "12.5", "1_000", "²", "-9525", "0", "9" * 400, "9" * 5000, "stor"]
)
def test_a_size_that_is_none_gives_way_to_the_picture_s_own(
    picture: Callable[..., bytes], tmp_path: Path, side: str | None
) -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(picture()), docx.shared.Inches(2))
    extent = document.element.body.find(f".//{qn('wp:extent')}")
    extent.attrib.pop("cx")
    if side is not None:
        extent.set("cx", side)
    [found] = [item for item in read(document, tmp_path) if item[0] == "i"]
    assert found[2:4] == [80, 60]


def test_a_size_that_is_given_is_kept(picture: Callable[..., bytes], tmp_path: Path) -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(picture()), docx.shared.Inches(2))
    [found] = [item for item in read(document, tmp_path) if item[0] == "i"]
    assert found[2:4] == [192, 144]


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "två"])
def test_numbers_that_are_none_are_as_not_given(tmp_path: Path, number: str) -> None:
    document = docx.Document()
    numbering = (
        f'<w:pPr {nsdecls("w")}><w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr>'
        f'<w:outlineLvl w:val="{number}"/></w:pPr>'
    )
    document.add_paragraph("punkt")._p.insert(0, parse_xml(numbering))
    cell = document.add_table(1, 1).cell(0, 0)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:gridSpan {nsdecls("w")} w:val="{number}"/>'))
    document.part.numbering_part.element.find(f".//{qn('w:lvl')}").set(qn("w:ilvl"), number)
    paragraph, table = (item for item in read(document, tmp_path) if item[0] in "pt")
    assert (paragraph[2], paragraph[4]) == (0, [["punkt", False, False, ""]])
    assert paragraph[3] in (None, [0, True], [0, False])
    assert [len(row) for row in table[1]] == [1]
