"""Pictures in a text field: dropped, pasted, described, deleted and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from finsam_desktop.domain.pictures import declared
from finsam_desktop.domain.richtext import Paragraph, Picture, RichText, Span, Table
from finsam_desktop.ui.picture_dialog import PictureDialog
from finsam_desktop.ui.rich_editor import RichEditor
from finsam_desktop.ui.workbench import Workbench

Make = Callable[..., bytes]


def said(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def pictures(editor: RichEditor) -> list[Picture]:
    return [block for block in editor.value() if isinstance(block, Picture)]


def dropped(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    return data


def until(condition: Callable[[], object]) -> None:
    """Let the window go on until it is so."""
    end = monotonic() + 20
    while not condition():
        assert monotonic() < end
        QTest.qWait(10)


def test_a_dropped_file_is_described_and_inserted(
    editor: RichEditor, shelf: Any, answers: list[str | None], picture: Make, tmp_path: Path
) -> None:
    path = tmp_path / "karta.png"
    path.write_bytes(picture(mode="RGBA", size=(200, 100)))
    editor.set_value((said("Före"),))
    editor.edit.moveCursor(QTextCursor.MoveOperation.End)
    answers.append("  En karta\t över länet ")
    assert editor.edit.canInsertFromMimeData(dropped(path))
    editor.edit.insertFromMimeData(dropped(path))
    until(lambda: pictures(editor))
    (found,) = pictures(editor)
    assert (found.alt, found.width, found.height) == ("En karta över länet", 200, 100)
    head = declared(shelf.kept[found.digest])
    assert head is not None
    assert head[:3] == ("png", 200, 100)
    QTest.keyClicks(editor.edit, "Efter")
    assert editor.value() == (said("Före"), found, said("Efter"))


def test_the_button_asks_for_a_file(
    editor: RichEditor,
    answers: list[str | None],
    picture: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "foto.jpg"
    path.write_bytes(picture("JPEG"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    answers.append("")
    (action,) = (one for one in editor.actions() if one.objectName() == "f.image")
    assert action.isVisible()
    assert action.toolTip() == "Infoga bild…"
    action.trigger()
    until(lambda: pictures(editor))
    assert pictures(editor)[0].alt == ""


def test_a_picture_that_is_given_up_does_not_come_in(
    editor: RichEditor, answers: list[str | None], picture: Make, tmp_path: Path
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(picture())
    answers.append(None)
    editor.edit.insertFromMimeData(dropped(path))
    until(lambda: not answers)
    assert editor.value() == ()


def test_what_cannot_come_in_is_told(
    editor: RichEditor,
    shelf: Any,
    told: list[str],
    answers: list[str | None],
    picture: Make,
    tmp_path: Path,
) -> None:
    path = tmp_path / "fel.png"
    path.write_bytes(b"hej")
    editor.edit.insertFromMimeData(dropped(path))
    until(lambda: told)
    assert told == ["Bilden ”fel.png” är ingen bild som programmet kan visa. Välj en bild i PNG eller JPEG."]
    path.write_bytes(picture())
    shelf.full = True
    editor.edit.insertFromMimeData(dropped(path))
    until(lambda: len(told) == 2)
    assert told[1] == "Disken är full."
    shelf.full = False
    path.write_bytes(picture(size=(3000, 20)))
    answers.append("Ett streck")
    editor.edit.insertFromMimeData(dropped(path))
    until(lambda: len(told) == 3)
    assert told[2] == "Bilden var större än utskriften har nytta av och sparades i lägre upplösning."
    assert [one.alt for one in pictures(editor)] == ["Ett streck"]


def test_other_files_are_not_for_the_field(editor: RichEditor, shown: Any, tmp_path: Path) -> None:
    assert not editor.edit.canInsertFromMimeData(dropped(tmp_path / "budget.xlsx"))
    plain = shown(RichEditor("g", "Text"))
    assert not plain.edit.canInsertFromMimeData(dropped(tmp_path / "karta.png"))
    assert not next(one for one in plain.actions() if one.objectName() == "g.image").isVisible()


@pytest.fixture
def filled(editor: RichEditor, shelf: Any, picture: Make) -> RichText:
    """A text with a picture between two lines, and one that is missing."""
    shown = Picture(shelf.keep_content(picture(size=(400, 200))), "En karta", 400, 200)
    text = (said("Före"), shown, said("Efter"), Picture("0" * 64, "Borta", 200, 60))
    editor.set_value(text)
    editor.edit.setFocus()
    return text


def middle(editor: RichEditor) -> QPoint:
    """A place within the first picture."""
    layout = editor.edit.document().documentLayout()
    places = (QPoint(60, y) for y in range(10, 400, 10))
    first = next(place for place in places if layout.imageAt(QPointF(place)))
    return first + QPoint(0, 30)


def test_copied_text_takes_its_pictures_along(editor: RichEditor, filled: RichText, shelf: Any) -> None:
    editor.edit.selectAll()
    data = editor.edit.createMimeDataFromSelection()
    assert "data:image/png;base64," in data.html()
    assert data.text().split() == ["Före", "Efter"]
    editor.edit.moveCursor(QTextCursor.MoveOperation.End)
    editor.edit.insertFromMimeData(data)
    until(lambda: len(pictures(editor)) == 3)
    assert pictures(editor)[2] == pictures(editor)[0]


def test_the_description_is_changed_by_a_double_click(
    editor: RichEditor, filled: RichText, answers: list[str | None]
) -> None:
    answers.append("En annan karta")
    QTest.mouseDClick(
        editor.edit.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(editor)
    )
    assert pictures(editor)[0].alt == "En annan karta"
    changed: list[RichText] = []
    editor.edited.connect(changed.append)
    editor.flush()
    assert changed == [editor.value()]


def test_the_menu_offers_to_describe_the_picture(
    editor: RichEditor, filled: RichText, answers: list[str | None]
) -> None:
    answers.append("Från menyn")
    assert "Beskriv bilden…" not in [one.text() for one in editor.edit.menu_at(QPoint(5, 5)).actions()]
    first = editor.edit.menu_at(middle(editor)).actions()[0]
    assert first.text() == "Beskriv bilden…"
    first.trigger()
    assert pictures(editor)[0].alt == "Från menyn"


def test_it_is_deleted_as_a_letter_is(editor: RichEditor, filled: RichText) -> None:
    cursor = editor.edit.textCursor()
    cursor.setPosition(5)
    editor.edit.setTextCursor(cursor)
    QTest.keyClick(editor.edit, Qt.Key.Key_Delete)
    assert [one.alt for one in pictures(editor)] == ["Borta"]


def test_what_is_written_beside_it_has_a_line_of_its_own(editor: RichEditor, filled: RichText) -> None:
    cursor = editor.edit.textCursor()
    cursor.setPosition(6)
    editor.edit.setTextCursor(cursor)
    QTest.keyClicks(editor.edit, "under")
    cursor.setPosition(5)
    editor.edit.setTextCursor(cursor)
    QTest.keyClicks(editor.edit, "ovan")
    assert editor.value() == (filled[0], said("ovan"), filled[1], said("under"), *filled[2:])


def test_it_is_drawn_as_wide_as_the_field(editor: RichEditor, filled: RichText) -> None:
    def width() -> int:
        image = editor.edit.viewport().grab().toImage()
        spot = middle(editor)
        layout = editor.edit.document().documentLayout()
        return sum(bool(layout.imageAt(QPointF(x, spot.y()))) for x in range(image.width()))

    assert 399 <= width() <= 401
    editor.resize(300, 600)
    QApplication.processEvents()
    room = editor.edit.document().textWidth() - 2 * editor.edit.document().documentMargin()
    assert abs(width() - room) <= 2
    assert pictures(editor)[0].width == 400


def test_in_a_table_it_goes_below(
    editor: RichEditor, answers: list[str | None], picture: Make, tmp_path: Path
) -> None:
    table = Table((((Span("a"),), ()),), False)
    editor.set_value((table,))
    cursor = editor.edit.textCursor()
    cursor.setPosition(1)
    editor.edit.setTextCursor(cursor)
    assert cursor.currentTable()
    path = tmp_path / "a.png"
    path.write_bytes(picture())
    answers.append("x")
    editor.edit.insertFromMimeData(dropped(path))
    until(lambda: pictures(editor))
    assert [type(block) for block in editor.value()] == [Table, Picture]


def test_the_dialog_shows_the_picture_and_says_what_is_asked(qapp: object) -> None:
    image = QImage(3000, 1000, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    dialog = PictureDialog(image, "En karta", new=False)
    assert dialog.windowTitle() == "Beskriv bilden"
    assert dialog.description() == "En karta"
    assert dialog.width() < 800
    assert PictureDialog(QImage(), "", new=True).windowTitle() == "Infoga bild"


def test_it_is_saved_and_taken_back_in_the_window(
    window: Workbench, answers: list[str | None], picture: Make, tmp_path: Path
) -> None:
    assert window.desk
    made = window.desk.new("uppsala-2024")
    window.open_application(made.id)
    session = window.editor.session
    window.editor.go_to(("answer", "purpose"))
    field = window.editor.findChild(RichEditor, "field.purpose.rich")
    assert isinstance(field, RichEditor)
    path = tmp_path / "karta.png"
    path.write_bytes(picture())
    answers.append("En karta")
    field.edit.insertFromMimeData(dropped(path))
    until(lambda: pictures(field))
    assert session.save_now()
    saved = window.desk.open(made.id).answers["purpose"]
    assert saved == field.value()
    assert isinstance(saved, tuple)
    assert isinstance(saved[0], Picture)
    assert window.desk.content(saved[0].digest) == picture()
    session.undo()
    assert field.value() == ()
    session.redo()
    assert field.value() == saved
