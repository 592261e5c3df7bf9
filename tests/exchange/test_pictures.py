"""Pictures in the text, shown in the PDF and in Word, there and back."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from PIL import Image

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import OutsideFileError, StorageError
from finsam_desktop.domain.richtext import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Picture,
    Span,
    Table,
    normalise,
)
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.export import needed_contents, render
from finsam_desktop.exchange.pdf import render_pdf
from finsam_desktop.exchange.pictures import plain
from finsam_desktop.exchange.word_read import items
from finsam_desktop.exchange.word_take_in import WordProposal, propose_word, recognise_word

Make = Callable[..., bytes]
FIELD = "purpose"
MISSING = "0" * 64


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def said(text: str) -> Paragraph:
    return Paragraph((Span(text),))


# ----------------------------------------------------------------------------------- on paper


class Shown:
    """The sample with these blocks in a text, and the pictures that are kept."""

    def __init__(self, application: Application, *kept: bytes) -> None:
        self.application = application
        self.kept = {hashlib.sha256(data).hexdigest(): data for data in kept}
        self.digests = list(self.kept)

    def write(self, *blocks: Block) -> None:
        self.application.put(("answer", FIELD), normalise(blocks))

    def pdf(self) -> bytes:
        return render(self.application, ".pdf", self.content)

    def word(self) -> bytes:
        return render(self.application, ".docx", self.content)

    def content(self, digest: str) -> bytes:
        if digest not in self.kept:
            raise StorageError("Den saknas.")
        return self.kept[digest]


@pytest.fixture
def shown(sample: Application, picture: Make) -> Shown:
    """With a PNG that shines through and a JPEG for print, as a colleague's JSON may bring them."""
    shown = Shown(sample, picture(mode="RGBA", size=(800, 500)), picture("JPEG", "CMYK", (300, 200)))
    first, second = shown.digests
    shown.write(
        said("Före"),
        Picture(first, "En karta (över) länet", 610, 381),
        ListItem(0, True, (Span("punkt"),)),
        Heading(1, (Span("Rubrik"),)),
        Picture(second, "", 300, 200),
        Picture(second, "Igen", 150, 100),
    )
    return shown


def figures(pdf: pikepdf.Pdf) -> list[Any]:
    found: list[Any] = []

    def walk(element: Any) -> None:
        if isinstance(element, pikepdf.Dictionary):
            if element.get("/S") == "/Figure":
                found.append(element)
            kids = element.get("/K", pikepdf.Array())
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                walk(kid)

    walk(pdf.Root.StructTreeRoot.K)
    return found


def test_a_pdf_shows_each_picture_as_a_figure(shown: Shown) -> None:
    data = shown.pdf()
    assert shown.pdf() == data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = figures(pdf)
        assert [str(one.Alt) for one in found] == ["En karta (över) länet", "Bild utan beskrivning", "Igen"]
        boxes = [[float(side) for side in one.A.BBox] for one in found]
        assert [(round(b[2] - b[0]), round(b[3] - b[1])) for b in boxes] == [
            (458, 286),
            (225, 150),
            (112, 75),
        ]
        drawn = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Width")]
        assert sorted((int(one.Width), str(one.ColorSpace)) for one in drawn) == [
            (300, "/DeviceRGB"),
            (800, "/DeviceRGB"),
        ]
        (first,) = (one for one in drawn if one.Width == 800)
        assert (
            pikepdf.PdfImage(first).as_pil_image().tobytes()
            == opened(plain(shown.content(shown.digests[0])) or b"").tobytes()
        )


def test_grey_pictures_are_grey_in_the_pdf(sample: Application, picture: Make) -> None:
    shown = Shown(sample, picture(mode="L"), picture("JPEG", "L"))
    shown.write(*(Picture(digest, "grå", 80, 60) for digest in shown.digests))
    with pikepdf.open(io.BytesIO(shown.pdf())) as pdf:
        drawn = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Width")]
        assert {str(one.ColorSpace) for one in drawn} == {"/DeviceGray"}
        for one in drawn:
            assert pikepdf.PdfImage(one).as_pil_image().size == (80, 60)


def test_a_missing_or_hostile_picture_is_told_in_words(shown: Shown, huge: bytes) -> None:
    shown.kept["1" * 64] = huge
    shown.write(Picture(MISSING, "En saknad karta", 300, 100), Picture("1" * 64, "En fiende", 300, 100))
    with pikepdf.open(io.BytesIO(shown.pdf())) as pdf:
        assert [str(one.Alt) for one in figures(pdf)] == ["En saknad karta", "En fiende"]
    word = docx.Document(io.BytesIO(shown.word()))
    texts = [paragraph.text for table in word.tables for paragraph in table._element.iter(qn("w:p"))]
    assert {"[Bild: En saknad karta]", "[Bild: En fiende]"} <= set(texts)
    assert render_pdf(build_document(shown.application))  # without pictures at hand


def test_a_tall_picture_has_its_heading_on_its_page(shown: Shown) -> None:
    tall = Picture(shown.digests[0], "Hög", 500, 880)
    for lines in range(12):
        shown.write(*[said("rad")] * lines, Heading(1, (Span("Hör till bilden"),)), tall)
        with pikepdf.open(io.BytesIO(shown.pdf())) as pdf:
            (figure,) = figures(pdf)
            page = figure.K[0].Pg
            assert page.objgen in [node.K[0].Pg.objgen for node in headings(pdf)]


def headings(pdf: pikepdf.Pdf) -> list[Any]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/H3"]


def test_what_is_needed(shown: Shown) -> None:
    for suffix in (".pdf", ".docx", ".json"):
        assert needed_contents(shown.application, suffix) == set(shown.digests)
    assert needed_contents(shown.application, ".xlsx") == set()
    data = json.loads(render(shown.application, ".json", shown.content))
    assert [one["sha256"] for one in data["pictures"]] == sorted(shown.digests)
    shown.kept.clear()
    with pytest.raises(StorageError):
        render(shown.application, ".json", shown.content)


# ------------------------------------------------------------------------------------ in Word


def inlines(data: bytes) -> list[Any]:
    return list(docx.Document(io.BytesIO(data)).element.iter(qn("wp:inline")))


def test_word_has_real_pictures_with_descriptions(shown: Shown) -> None:
    data = shown.word()
    assert shown.word() == data
    found = inlines(data)
    words = [one.find(qn("wp:docPr")) for one in found]
    assert [one.get("descr") for one in words] == ["En karta (över) länet", "", "Igen"]
    assert [one.get("id") for one in words] == ["1", "2", "3"]
    extents = [(one.extent.cx, one.extent.cy) for one in found]
    assert extents == [(610 * 9525, 381 * 9525), (300 * 9525, 200 * 9525), (150 * 9525, 100 * 9525)]


def taken_from(data: bytes, application: Application, folder: Path) -> WordProposal:
    path = folder / "a.docx"
    path.write_bytes(data)
    found = json.loads(json.dumps(list(items(path))))
    return propose_word(recognise_word(found, application), application, path.name)


def test_our_own_word_document_gives_the_same_pictures_back(
    sample: Application, picture: Make, tmp_path: Path
) -> None:
    shown = Shown(sample, picture(size=(800, 500)), picture("JPEG", size=(300, 200)))
    first, second = shown.digests
    shown.write(
        said("Före"), Picture(first, "En karta", 610, 381), Picture(second, "", 75, 50), said("Efter")
    )
    other = Application.new(sample.edition)
    proposal = taken_from(shown.word(), other, tmp_path)
    assert proposal.change
    proposal.change.apply(other)
    assert other.answers[FIELD] == sample.answers[FIELD]
    assert proposal.contents == shown.kept
    assert not [text for text in proposal.problems if "bild" in text.lower()]
    assert taken_from(shown.word(), sample, tmp_path).change is None


def by_hand(*added: Callable[[Any], None]) -> bytes:
    """A form written in the association's template, with something in a text."""
    document = docx.Document()
    document.add_heading("Beskriv syftet med insatsen", 2)
    document.add_paragraph("Syftet.")
    for add in added:
        add(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_pictures_of_a_form_written_by_hand(sample: Application, picture: Make, tmp_path: Path) -> None:
    def in_text(document: Any) -> None:
        run = document.add_paragraph("Text med ").add_run()
        run.add_picture(io.BytesIO(picture(mode="RGBA", size=(96, 96))), docx.shared.Inches(2))
        run._element.find(f".//{qn('wp:docPr')}").set("descr", "En ruta")

    def in_table(document: Any) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Mål", "Mått"
        table.cell(1, 1).paragraphs[0].add_run().add_picture(io.BytesIO(picture("JPEG")))

    application = Application.new(sample.edition)
    proposal = taken_from(by_hand(in_text, in_table), application, tmp_path)
    assert proposal.change
    proposal.change.apply(application)
    text = application.answers[FIELD]
    assert isinstance(text, tuple)
    kinds = [type(block) for block in text]
    assert kinds == [Paragraph, Paragraph, Picture, Table, Picture]
    first = text[2]
    assert isinstance(first, Picture)
    assert (first.alt, first.width, first.height) == ("En ruta", 192, 192)
    assert opened(proposal.contents[first.digest]).mode == "RGB"


def test_pictures_that_cannot_be_kept_are_counted(
    sample: Application, picture: Make, huge: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finsam_desktop.exchange.word_rich.MAX_PICTURES", 2)

    def three(document: Any) -> None:
        for side in (50, 60, 70):
            document.add_picture(io.BytesIO(picture(size=(side, side))))

    def hostile(document: Any) -> None:
        document.add_picture(io.BytesIO(huge), docx.shared.Inches(1))

    application = Application.new(sample.edition)
    proposal = taken_from(by_hand(hostile, three), application, tmp_path)
    assert len(proposal.contents) == 2
    assert "2 bilder i dokumentet följer inte med." in " ".join(proposal.problems)


def test_the_child_is_not_taken_at_its_word(sample: Application) -> None:
    with pytest.raises(OutsideFileError, match="skadad"):
        recognise_word([["pages", False], ["i", "x", 10, 10, "aGVq"]], sample)
