"""Every page of a version says which one it is, in the PDF and in Word."""

import io
from collections.abc import Callable
from typing import Any

import docx

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.versions import VersionMark
from finsam_desktop.exchange.build import build_document
from finsam_desktop.exchange.outline import Document
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


def test_working_copy_has_no_mark(sample: Application) -> None:
    assert build_document(sample).version_mark == ""
