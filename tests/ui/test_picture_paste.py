"""Pictures in what is pasted: which come along, at what size, and where in the text."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage, QTextCursor
from PySide6.QtTest import QTest

from finsam_desktop.domain.pictures import MAX_SIDE, declared
from finsam_desktop.domain.richtext import ListItem, Paragraph, Picture, Span, Table
from finsam_desktop.ui import picture_paste
from finsam_desktop.ui.picture_object import decoded
from finsam_desktop.ui.picture_paste import offered_pictures
from finsam_desktop.ui.rich_editor import RichEditor
from finsam_desktop.ui.richtext_qt import from_html, picture_addresses

Make = Callable[..., bytes]


def said(text: str) -> Paragraph:
    return Paragraph((Span(text),))


def pictures(editor: RichEditor) -> list[Picture]:
    return [block for block in editor.value() if isinstance(block, Picture)]


def html(text: str) -> QMimeData:
    data = QMimeData()
    data.setHtml(text)
    return data


def inline(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def test_a_picture_on_the_clipboard(
    editor: RichEditor, answers: list[str | None], shelf: Any, qtbot: Any
) -> None:
    image = QImage(3000, 1500, QImage.Format.Format_ARGB32)
    image.fill(QColor(200, 0, 0, 0))
    data = QMimeData()
    data.setImageData(image)
    assert editor.edit.canInsertFromMimeData(data)
    answers.append("En skärmbild")
    editor.edit.insertFromMimeData(data)
    qtbot.waitUntil(lambda: bool(pictures(editor)), timeout=20_000)
    (found,) = pictures(editor)
    assert (found.width, found.height) == (610, 305)
    assert declared(shelf.kept[found.digest]) == ("png", 2400, 1200, 3)
    assert QImage.fromData(shelf.kept[found.digest]).pixelColor(5, 5) == QColor("white")


def test_text_with_pictures_from_word(
    editor: RichEditor, told: list[str], picture: Make, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "clip_image001.png"
    path.write_bytes(picture(size=(400, 200)))
    inline = base64.b64encode(picture("JPEG")).decode()
    editor.edit.insertFromMimeData(
        html(
            f'<p>Före <img width=100 height=50 src="{path.as_uri()}" alt="En karta"> efter</p>'
            f'<ul><li>punkt <img src="data:image/jpeg;base64,{inline}"></li></ul>'
            f'<p><img src="https://exempel.se/a.png"></p>'
            f'<table><tr><td>a<img src="{path.as_uri()}"></td><td>b</td></tr></table>'
        )
    )
    qtbot.waitUntil(lambda: bool(pictures(editor)), timeout=20_000)
    first, second = pictures(editor)
    assert (first.alt, first.width, first.height) == ("En karta", 100, 50)
    assert (second.alt, second.width, second.height) == ("", 80, 60)
    assert editor.value() == (
        said("Före"),
        first,
        said("efter"),
        ListItem(0, False, (Span("punkt"),)),
        second,
        Table((((Span("a"),), (Span("b"),)),), False),
    )
    assert told == ["En bild följde inte med. Kopiera den för sig, eller spara den som fil och infoga den."]


def test_cells_go_before_a_picture_of_them(editor: RichEditor) -> None:
    data = html("<table><tr><td>1</td><td>2</td></tr></table>")
    data.setImageData(QImage(10, 10, QImage.Format.Format_RGB32))
    editor.edit.insertFromMimeData(data)
    assert editor.value() == (Table((((Span("1"),), (Span("2"),)),), False),)


# ------------------------------------------------------------------------------------ nothing is fetched


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="stylesheet" type="text/css" href="{}">',
        '<style>@import url("{}");</style>',
        '<style>@import "{}";</style>',
    ],
)
def test_html_opens_no_style_sheet(qapp: object, tmp_path: Path, head: str) -> None:
    path = tmp_path / "a.css"
    path.write_text("p { font-weight: bold }")
    for address in (str(path), path.as_uri()):
        page = f"<html><head>{head.format(address)}</head><body><p>hej<img src='a'></p></body></html>"
        assert from_html(page) == (said("hej"),)
        assert picture_addresses(page) == ["a"]


@pytest.mark.parametrize(
    "address",
    [
        "file://server.example/share/x.png",
        "file:////server.example/share/x.png",
        "file:///%5C%5Cserver.example%5Cshare%5Cx.png",
        "file:///%5Cserver.example/share/x.png",
        "file:///%3F%3F/UNC/server.example/share/x.png",
        "//server.example/share/x.png",
        r"\\\\server.example\\share\\x.png",
        "file:x.png",
        "https://server.example/x.png",
    ],
)
def test_no_other_computer_is_asked_for_a_picture(
    qapp: object, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def is_file(path: Path) -> bool:
        raise AssertionError(path)

    monkeypatch.setattr(Path, "is_file", is_file)
    offered = offered_pictures(html(f'<p>hej<img src="{address}"></p>'))
    assert offered
    assert (offered.sources, offered.missing) == ({}, 1)


def test_no_more_come_with_one_text_than_it_has_room_for(
    qapp: object, picture: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_paste, "_MOST", 2)
    marks = "".join(f'<img src="{inline(picture(size=(side, 4)))}">' for side in (4, 5, 6))
    offered = offered_pictures(html(f"<p>hej{marks}</p>"))
    assert offered
    assert (len(offered.sources), offered.missing) == (2, 1)


def test_what_is_larger_than_kept_is_not_decoded_to_be_drawn(picture: Make) -> None:
    assert decoded(picture(size=(MAX_SIDE, 4)), 640).width() == 640
    assert decoded(picture(size=(MAX_SIDE + 1, 4)), 640).isNull()
    assert decoded(picture(size=(4, MAX_SIDE + 1)), 640).isNull()


# ------------------------------------------------------------------------------------------------- sizes


@pytest.mark.parametrize(
    ("size", "width", "height"),
    [
        ("", 80, 60),
        *((f'width="{wrong}"', 80, 60) for wrong in ("nan", "inf", "-inf", "1e999", "1e308", "-5", "0")),
        ('width="nan" height="inf"', 80, 60),
        ('width="-1" height="30"', 40, 30),
        ('width="40" height="nan"', 40, 30),
        ('width="40"', 40, 30),
        ('height="30"', 40, 30),
        ('width="8000" height="6000"', 610, 458),
    ],
)
def test_a_size_in_html_is_taken_where_it_is_one(qapp: object, size: str, width: int, height: int) -> None:
    own = Picture("a" * 64, "", 80, 60)
    found = from_html(f'<p>a<img src="data:x" {size}>b</p>', {"data:x": own})
    assert found == (said("a"), Picture("a" * 64, "", width, height), said("b"))


# ------------------------------------------------------------------------------------ where it comes in


@pytest.fixture
def paste(editor: RichEditor, picture: Make) -> Callable[[], None]:
    """Pastes text with a picture over the word ”två”; it comes in when the window goes on."""

    def begin() -> None:
        editor.set_value((said("ett två"), said("tre")))
        editor.edit.setFocus()
        select(editor, 4, 7)
        editor.edit.insertFromMimeData(html(f'<p>NYTT<img src="{inline(picture())}"></p>'))
        assert editor.value() == (said("ett två"), said("tre"))

    return begin


def select(editor: RichEditor, start: int, end: int) -> None:
    cursor = editor.edit.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    editor.edit.setTextCursor(cursor)


def words(editor: RichEditor) -> list[str]:
    return [
        "".join(span.text for span in block.spans) if isinstance(block, Paragraph) else "[Bild]"
        for block in editor.value()
    ]


@pytest.fixture
def settle(editor: RichEditor, qtbot: Any) -> Callable[[], None]:
    return lambda: qtbot.waitUntil(lambda: bool(pictures(editor)), timeout=20_000)


def test_a_paste_takes_the_place_of_what_was_selected(
    editor: RichEditor, paste: Callable[[], None], settle: Callable[[], None]
) -> None:
    paste()
    settle()
    QTest.keyClicks(editor.edit, "sen")
    assert words(editor) == ["ett NYTT", "[Bild]", "sen", "tre"]


def test_what_is_selected_later_stays(
    editor: RichEditor, paste: Callable[[], None], settle: Callable[[], None]
) -> None:
    paste()
    select(editor, 8, 11)
    settle()
    assert words(editor) == ["ett NYTT", "[Bild]", "", "tre"]
    assert editor.edit.textCursor().selectedText() == "tre"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((11, 11), ["ett NYTT", "[Bild]", "", "trexy"]),
        ((0, 0), ["xyett NYTT", "[Bild]", "", "tre"]),
        ((4, 4), ["ett xyNYTT", "[Bild]", "", "tre"]),
        ((7, 7), ["ett NYTT", "[Bild]", "xy", "tre"]),
        ((4, 7), ["ett NYTT", "[Bild]", "xy", "tre"]),
        ((5, 5), ["ett txyvåNYTT", "[Bild]", "", "tre"]),
        ((0, 11), ["NYTT", "[Bild]", "xy"]),
    ],
)
def test_what_is_written_meanwhile_stays_where_it_was_written(
    editor: RichEditor,
    paste: Callable[[], None],
    settle: Callable[[], None],
    place: tuple[int, int],
    expected: list[str],
) -> None:
    paste()
    select(editor, *place)
    QTest.keyClicks(editor.edit, "xy")
    settle()
    assert words(editor) == expected
    QTest.keyClicks(editor.edit, "z")
    assert "xyz" in "".join(words(editor))


def test_the_same_word_written_in_its_place_stays(
    editor: RichEditor, paste: Callable[[], None], settle: Callable[[], None]
) -> None:
    paste()
    editor.edit.textCursor().insertText("två")
    settle()
    assert words(editor) == ["ett NYTT", "[Bild]", "två", "tre"]


def test_it_goes_to_the_end_of_a_text_that_was_filled_anew(
    editor: RichEditor, paste: Callable[[], None], settle: Callable[[], None]
) -> None:
    paste()
    editor.set_value((said("ett annat"), said("slut")))
    settle()
    assert words(editor) == ["ett annat", "slutNYTT", "[Bild]"]


def test_several_files_stand_in_their_order(
    editor: RichEditor, answers: list[str | None], picture: Make, tmp_path: Path, qtbot: Any
) -> None:
    paths = [tmp_path / f"{name}.png" for name in "abc"]
    for side, path in enumerate(paths, 4):
        path.write_bytes(picture(size=(side, 4)))
    answers += ["a", None, "c"]
    editor.set_value((said("ett"), said("två")))
    select(editor, 3, 3)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    editor.edit.insertFromMimeData(data)
    select(editor, 7, 7)
    qtbot.waitUntil(lambda: len(pictures(editor)) == 2, timeout=20_000)
    assert [one.alt for one in pictures(editor)] == ["a", "c"]
    assert words(editor)[0] == "ett"
    assert words(editor)[-1] == "två"
