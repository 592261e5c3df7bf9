"""The window of the handbook: its links, the way back, and that every link leads somewhere."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, QUrl

from finsam_desktop import paths
from finsam_desktop.ui import theme
from finsam_desktop.ui.dialogs import HandbookWindow, anchor


@pytest.fixture
def handbook(qtbot, tmp_path) -> HandbookWindow:
    (tmp_path / "bok.md").write_text("# Bok\n\n[Mer](mer.md)\n", "utf-8")
    lines = ["# Mer", "", "[Ner](#steg-3-på-väg-och-)", *["", "text"] * 99, "", "## Steg 3: På väg, och (*)"]
    (tmp_path / "mer.md").write_text("\n".join([*lines, *["", "text"] * 99]), "utf-8")
    window = HandbookWindow(tmp_path / "bok.md")
    qtbot.addWidget(window)
    window.show()
    return window


def test_the_handbook_follows_its_links_and_goes_back(handbook):
    assert not handbook.back.isEnabled()
    handbook.text.setSource(QUrl("mer.md"))
    assert handbook.text.toPlainText().startswith("Mer")
    assert handbook.text.verticalScrollBar().value() == 0
    handbook.text.setSource(QUrl("#steg-3-på-väg-och-"))
    seen = handbook.text.cursorForPosition(QPoint(30, 2 * theme.STEP)).block().text()
    assert seen == "Steg 3: På väg, och (*)"
    handbook.text.setSource(QUrl("bok.md"))
    handbook.back.click()
    assert handbook.text.toPlainText().startswith("Mer")
    handbook.back.click()
    handbook.back.click()
    assert handbook.text.toPlainText().startswith("Bok")
    assert not handbook.back.isEnabled()


def test_a_page_that_is_gone_is_said(handbook):
    handbook.text.setSource(QUrl("borta.md"))
    assert "går inte att öppna: den finns inte" in handbook.text.toPlainText()
    assert "borta.md" in handbook.text.toPlainText()


def test_every_link_of_the_handbook_leads_somewhere():
    docs = paths.root() / "docs"
    for page in ("handbok.md", "formular.md"):
        for link in re.findall(r"\]\(([^)\s]+)\)", (docs / page).read_text("utf-8")):
            name, _, heading = link.partition("#")
            target = docs / (name or page)
            assert target.is_file(), link
            if heading:
                headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
                assert heading in [anchor(one.replace("`", "")) for one in headings], link
