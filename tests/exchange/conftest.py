"""The editions, the sample, and a reader that tells what a PDF shows and where."""

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.exchange.book import Book, BookCell, place
from finsam_desktop.exchange.book_read import read_book
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.outline import Document, Element, Pages
from finsam_desktop.exchange.pdf import render_pdf

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "resources" / "samples" / "uppsala-2024-alvkarleby.json").read_text(encoding="utf-8")


def read_edition(folder: Path) -> FormEdition:
    return load_edition({path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})


@pytest.fixture(scope="session")
def uppsala() -> FormEdition:
    return read_edition(ROOT / "forms" / "uppsala-2024")


@pytest.fixture(scope="session")
def gavle() -> FormEdition:
    return read_edition(ROOT / "tests" / "forms" / "gavle-like")


@pytest.fixture(scope="session")
def gavleborg() -> FormEdition:
    return read_edition(ROOT / "forms" / "gavleborg-2024")


@pytest.fixture(scope="session")
def uppsala_2016() -> FormEdition:
    return read_edition(ROOT / "forms" / "uppsala-2016")


@pytest.fixture(scope="session")
def uppsala_2019() -> FormEdition:
    return read_edition(ROOT / "forms" / "uppsala-2019")


@pytest.fixture
def sample(uppsala: FormEdition) -> Application:
    return from_json(json.loads(SAMPLE), lambda _: uppsala)


@dataclass(frozen=True)
class Letter:
    """A character on a page, its edges in points from the page's lower left corner."""

    char: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Printed:
    """A PDF as a reader sees it."""

    data: bytes

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page, a line for each line."""
        with pypdfium2.PdfDocument(self.data) as pdf:
            return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in pdf]

    @cached_property
    def text(self) -> str:
        """The text of all pages without their footers, on one line."""
        return " ".join(" ".join(page.rstrip().rsplit("\n", 1)[0] for page in self.pages).split())

    @cached_property
    def footers(self) -> list[str]:
        return [" ".join(page.rstrip().rsplit("\n", 1)[-1].split()) for page in self.pages]

    @cached_property
    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page, in points."""
        with pypdfium2.PdfDocument(self.data) as pdf:
            return [page.get_size() for page in pdf]

    @cached_property
    def letters(self) -> list[list[Letter]]:
        with pypdfium2.PdfDocument(self.data) as pdf:
            texts = [page.get_textpage() for page in pdf]
            letters = [
                [
                    Letter(text.get_text_range(at, 1), *text.get_charbox(at))
                    for at in range(text.count_chars())
                ]
                for text in texts
            ]
        return [[letter for letter in page if letter.char.strip()] for page in letters]

    @property
    def paths(self) -> list[list[tuple[tuple[float, float, float, float], int]]]:
        """For each page its drawn paths: left, bottom, right and top in points, and how many segments."""
        with pypdfium2.PdfDocument(self.data) as pdf:
            return [
                [
                    (one.get_bounds(), pypdfium2.raw.FPDFPath_CountSegments(one))
                    for one in page.get_objects()
                    if one.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH
                ]
                for page in pdf
            ]

    def open(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.data))

    def assert_within(self, side: float) -> None:
        """No letter stands outside the margins at the sides, or outside the paper."""
        for (width, height), letters in zip(self.sizes, self.letters, strict=True):
            assert letters
            for letter in letters:
                assert side - 0.5 <= letter.left, letter
                assert letter.right <= width - side + 0.5, letter
                assert letter.bottom >= 0, letter
                assert letter.top <= height, letter

    def assert_figures_apart(self) -> None:
        """No two figures overlap."""
        for letters in self.letters:
            lines: dict[int, list[Letter]] = {}
            for letter in letters:
                if letter.char.isdigit():  # all as high as each other, so that a line has one height
                    lines.setdefault(round(letter.bottom), []).append(letter)
            for line in lines.values():
                for one, other in pairwise(sorted(line, key=lambda letter: letter.left)):
                    assert other.left > one.right - 0.5, (one, other)


@pytest.fixture(scope="session")
def form() -> Callable[..., Document]:
    """A document of one run of pages: `form(element, ..., orientation=..., name=..., mark=...)`."""

    def make(*elements: Element, orientation: Any = "portrait", **more: Any) -> Document:
        pages = (Pages(orientation, elements),)
        return replace(Document("Titel", "Insatsen", "Förbundet", "sv-SE", "", pages), **more)

    return make


@pytest.fixture(scope="session")
def pdf() -> Callable[..., Printed]:
    """A document as it is printed: `pdf(document, draft=...)`."""
    return lambda document, **more: Printed(render_pdf(document, **more))


@pytest.fixture(scope="session")
def printed(uppsala: FormEdition) -> Printed:
    """The sample as it is printed."""
    return Printed(render_pdf(build_document(from_json(json.loads(SAMPLE), lambda _: uppsala))))


# ------------------------------------------------------------------ workbooks from outside

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


class BookFiles:
    """Makes workbooks part by part, as other programs write them, and asks what was read of them."""

    @staticmethod
    def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path

    @staticmethod
    def relations(**targets: str) -> str:
        """`kind=part`; ids are r1, r2 ..."""
        lines = [
            f'<Relationship Id="r{number}" Type="{DOCUMENT}/{kind.rstrip("0123456789")}" Target="{target}"/>'
            for number, (kind, target) in enumerate(targets.items(), 1)
        ]
        return f'<Relationships xmlns="{PACKAGE}">{"".join(lines)}</Relationships>'

    @staticmethod
    def xlsx(
        path: Path, rows: str, *, after: str = "", calc: str = "", space: str = MAIN, **more: str | bytes
    ) -> Path:
        """A workbook of one sheet, "Blad", as other programs write them; style 1 is percent, 2 a date."""
        parts: dict[str, str | bytes] = {
            "_rels/.rels": BookFiles.relations(officeDocument="xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": BookFiles.relations(
                worksheet="worksheets/sheet1.xml", styles="styles.xml", sharedStrings="sharedStrings.xml"
            ),
            "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{DOCUMENT}"><sheets>'
            f'<sheet name="Blad" sheetId="1" r:id="r1"/></sheets>{calc}</workbook>',
            "xl/styles.xml": f'<styleSheet xmlns="{space}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/>'
            '<xf numFmtId="14"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{after}'
            "</worksheet>",
        }
        parts |= {name.replace("__", "/") + ".xml": content for name, content in more.items()}
        return BookFiles.zipped(path, parts)

    @staticmethod
    def ods(path: Path, table: str) -> Path:
        names = "".join(f' xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text", "style"))
        content = (
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Blad">{table}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        return BookFiles.zipped(
            path, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": "<manifest/>"}
        )

    @staticmethod
    def formulas(*texts: str) -> str:
        """Rows of a column A of formulas without values; what is no formula is a number."""
        contents = [f"<f>{text[1:]}</f>" if text.startswith("=") else f"<v>{text}</v>" for text in texts]
        return "".join(
            f'<row r="{row}"><c r="A{row}">{content}</c></row>' for row, content in enumerate(contents, 1)
        )

    @staticmethod
    def at(book: Book, cell: str, sheet: int = 0) -> BookCell | None:
        """The cell A1 of a sheet, None when it is empty."""
        found = book.sheets[sheet]
        return next((one for where, one in found.cells.items() if place("", *where) == f"!{cell}"), None)

    @staticmethod
    def value(book: Book, cell: str, sheet: int = 0) -> object:
        found = BookFiles.at(book, cell, sheet)
        assert found
        return found.value

    @staticmethod
    def refusal(path: Path) -> str:
        with pytest.raises(OutsideFileError) as caught:
            read_book(path)
        return str(caught.value)


@pytest.fixture(scope="session")
def files() -> BookFiles:
    return BookFiles()


@pytest.fixture
def huge(picture: Callable[..., bytes]) -> bytes:
    """A small file that says it is 60 000 pixels wide and high."""
    data = bytearray(picture(mode="L", size=(4, 4)))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)
