"""Every page of a version says which one it is, in the PDF and in Word."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import pypdfium2
from PIL import Image

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.versions import VersionMark
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.outline import Document
from finsam_desktop.exchange.pdf import render_pdf
from finsam_desktop.exchange.word import render_word

MARK = VersionMark(12, "0a1b-2c3d")
TEXT = "Version 12, fingeravtryck 0a1b-2c3d"


def test_every_page_of_the_pdf_carries_the_version(sample: Application, pdf: Callable[..., Any]) -> None:
    printed = pdf(build_document(sample, MARK))
    pages: list[str] = printed.pages
    assert len(pages) > 2
    assert all(page.count(TEXT) == 1 for page in pages)
    assert not [page for page in pdf(build_document(sample)).pages if "fingeravtryck" in page]


def test_the_version_stands_within_the_margins(sample: Application, pdf: Callable[..., Any]) -> None:
    pdf(build_document(sample, MARK)).assert_within(34)


def test_word_carries_the_version(sample: Application) -> None:
    def footers(document: Document) -> list[str]:
        word = docx.Document(io.BytesIO(render_word(document)))
        return ["\n".join(one.text for one in section.footer.paragraphs) for section in word.sections]

    assert all(TEXT in text for text in footers(build_document(sample, MARK)))
    assert not [text for text in footers(build_document(sample)) if "fingeravtryck" in text]


def test_the_day_of_a_signature_stands_on_its_own_version_alone(
    sample: Application, pdf: Callable[..., Any]
) -> None:
    sample.put(("party", "af", "signed"), date(2024, 8, 8))
    assert "2024-08-08" in "".join(pdf(build_document(sample)).pages)
    sample.put(("party", "af", "signed_version"), Decimal(1))
    assert "2024-08-08" not in "".join(pdf(build_document(sample)).pages)


def test_working_copy_has_no_mark(sample: Application) -> None:
    assert build_document(sample).version_mark == ""


def test_a_draft_is_seen_on_coloured_cells_and_its_text_stays_black(sample: Application) -> None:
    document = build_document(sample)
    shown = [_picture(render_pdf(document, draft=draft), -2) for draft in (False, True)]
    pairs = list(zip(*(image.get_flattened_data() for image in shown), strict=True))
    coloured = [(plain, marked) for plain, marked in pairs if plain[2] + 30 < plain[0] == max(plain)]
    assert sum(marked < plain for plain, marked in coloured) > 5000
    assert all(-1 <= before - after <= 25 for pair in pairs for before, after in zip(*pair, strict=True))
    assert all(max(marked) <= 1 for plain, marked in pairs if plain == (0, 0, 0))


def _picture(pdf: bytes, page: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as file:
        return file[page % len(file)].render(scale=1).to_pil().convert("RGB")
