from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor

from finsam_desktop.domain.parse import Unparsed
from finsam_desktop.domain.richtext import Heading, ListItem, Paragraph, Span
from finsam_desktop.ui.fields import (
    AmountField,
    DateField,
    LongTextField,
    NumberField,
    RichField,
    TextField,
    YesNoField,
)
from finsam_desktop.ui.rich_editor import RichEditor, link_from

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize(
    ("kind", "text", "value", "rest"),
    [
        (AmountField, "4 418 130 kr", 441813000, "4\u00a0418\u00a0130"),
        (AmountField, "1,5", 150, "1,50"),
        (NumberField, "90", Decimal(90), "90"),
        (DateField, "1/7-2025", date(2025, 7, 1), "2025-07-01"),
        (TextField, "Ett namn", "Ett namn", "Ett namn"),
    ],
)
def test_a_field_reads_what_people_write_and_shows_it_one_way(qtbot, write, shown, kind, text, value, rest):
    field = shown(kind("f", "Fält"))
    told = []
    field.edited.connect(told.append)
    field.edit.setFocus()
    write(field.edit, text)
    field.edit.clearFocus()
    assert told == [value]
    assert field.edit.text() == rest
    assert field.problem.isHidden()


def test_what_cannot_be_read_stays_with_a_reason(qtbot, write, shown):
    field = shown(DateField("f", "Datum"))
    told = []
    field.edited.connect(told.append)
    field.edit.setFocus()
    write(field.edit, "oktober 2020")
    field.edit.clearFocus()
    assert isinstance(told[-1], Unparsed)
    assert field.edit.text() == "oktober 2020"
    assert told[-1].reason in field.problem.text()
    assert field.edit.accessibleDescription() == told[-1].reason


def test_half_a_date_is_no_fault_while_it_is_written(qtbot, write, shown):
    field = shown(DateField("f", "Datum"))
    field.edit.setFocus()
    with qtbot.waitSignal(field.edited):
        write(field.edit, "2025-0")
    assert field.problem.isHidden()


def test_typing_is_told_after_a_moment(qtbot, write, shown):
    field = shown(RichField("f", "Text"))
    field.editor.edit.setFocus()
    with qtbot.waitSignal(field.edited, timeout=1000) as told:
        write(field.editor.edit, "Hej")
    assert told.args == [(Paragraph((Span("Hej"),)),)]


def test_setting_a_value_tells_nothing_and_keeps_the_caret(qtbot, write, shown):
    field = shown(RichField("f", "Text"))
    field.set_value((Paragraph((Span("Hej på dig"),)),))
    edit = field.editor.edit
    cursor = edit.textCursor()
    cursor.setPosition(3)
    edit.setTextCursor(cursor)
    with qtbot.assertNotEmitted(field.edited, wait=400):
        field.set_value((Paragraph((Span("Hejsan på dig"),)),))
        field.flush()
    assert edit.textCursor().position() == 3


def test_yes_and_no_are_open_until_answered(qtbot, write, shown):
    field = shown(YesNoField("f", "Diskuterad"))
    field.set_value(None)
    assert field.group.checkedId() == -1
    with qtbot.waitSignal(field.edited) as told:
        qtbot.mouseClick(field.group.button(0), Qt.MouseButton.LeftButton)
    assert told.args == [True]
    field.set_value(False)
    assert field.group.checkedId() == 1
    field.set_value(None)
    assert field.group.checkedId() == -1


def test_plain_lines_are_kept_as_they_are(qtbot, write, shown):
    field = shown(LongTextField("f", "Resurser"))
    with qtbot.waitSignal(field.edited) as told:
        field.edit.setPlainText("Rad ett\n\nRad två")
    assert told.args == ["Rad ett\n\nRad två"]


@pytest.fixture
def editor(shown):
    return shown(RichEditor("f", "Text"))


def type_lines(qtbot, write, editor, *lines):
    for number, line in enumerate(lines):
        if number:
            qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
        write(editor.edit, line)


def test_a_dash_or_a_number_begins_a_list_and_tab_goes_deeper(qtbot, write, editor):
    type_lines(qtbot, write, editor, "- ett", "två")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Tab)
    type_lines(qtbot, write, editor, "", "")
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    assert editor.value() == (ListItem(0, False, (Span("ett"),)), ListItem(1, False, (Span("två"),)))
    editor.set_value(None)
    type_lines(qtbot, write, editor, "1. först", "sedan", "", "slut")
    assert editor.value() == (
        ListItem(0, True, (Span("först"),)),
        ListItem(0, True, (Span("sedan"),)),
        Paragraph((Span("slut"),)),
    )


def test_bold_by_key_and_by_button_is_the_same(qtbot, write, editor):
    editor.edit.setFocus()
    qtbot.keyClick(editor.edit, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    write(editor.edit, "fet")
    editor.findChild(type(editor.bar.actions()[0]), "f.bold").trigger()
    write(editor.edit, " inte")
    assert editor.value() == (Paragraph((Span("fet", bold=True), Span(" inte"))),)


def test_a_heading_of_ones_own_goes_on_and_off(qtbot, write, editor):
    type_lines(qtbot, write, editor, "Rubrik")
    editor.edit.toggle_heading()
    assert [type(block).__name__ for block in editor.value()] == ["Heading"]
    editor.edit.toggle_heading()
    assert editor.value() == (Paragraph((Span("Rubrik"),)),)


def test_pasting_takes_structure_and_leaves_fonts(qtbot, write, editor):
    type_lines(qtbot, write, editor, "Före ")
    data = QMimeData()
    data.setHtml("<span style='font-size:40pt;color:red'>in<b>fogat</b></span>")
    editor.edit.insertFromMimeData(data)
    write(editor.edit, " efter")
    text = "".join(span.text for span in editor.value()[0].spans)
    assert text == "Före infogat efter"
    assert (
        Span("fogat", bold=True) in editor.value()[0].spans
        or Span("fogat efter", bold=True) in editor.value()[0].spans
    )
    many = QMimeData()
    many.setText("rad ett\nrad två")
    editor.edit.moveCursor(QTextCursor.MoveOperation.End)
    editor.edit.insertFromMimeData(many)
    assert len(editor.value()) == 2


def test_a_link_is_made_and_taken_away(qtbot, write, editor):
    type_lines(qtbot, write, editor, "förbundet")
    editor.edit.selectAll()
    editor.edit.set_link("https://example.se/")
    assert editor.value() == (Paragraph((Span("förbundet", link="https://example.se/"),)),)
    editor.edit.selectAll()
    editor.edit.set_link("")
    assert editor.value() == (Paragraph((Span("förbundet"),)),)


def test_a_list_is_left_the_way_it_was_entered(qtbot, write, editor):
    type_lines(qtbot, write, editor, "- ett", "under")
    editor.edit.indent(1)
    editor.edit.toggle_list(False)
    assert editor.value() == (ListItem(0, False, (Span("ett"),)), Paragraph((Span("under"),)))


def test_what_is_written_after_a_link_is_no_part_of_it(qtbot, write, editor):
    editor.set_value((Paragraph((Span("förbundet", link="https://example.se/"),)),))
    editor.edit.moveCursor(QTextCursor.MoveOperation.End)
    write(editor.edit, " finns")
    assert editor.value() == (Paragraph((Span("förbundet", link="https://example.se/"), Span(" finns"))),)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.se/a", "https://example.se/a"),
        ("www.example.se", "https://www.example.se"),
        ("namn@example.se", "mailto:namn@example.se"),
        ("", ""),
        ("inte en adress", None),
        ("/etc/passwd", None),
        ("javascript:alert(1)", None),
    ],
)
def test_an_address_becomes_a_link_or_is_refused(text, link):
    assert link_from(text) == link


def test_the_button_for_headings_says_what_it_is(editor):
    action = next(one for one in editor.bar.actions() if one.objectName() == "f.heading")
    button = editor.bar.widgetForAction(action)
    assert button.text() == "Rubrik"
    assert button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert "Ctrl+Alt+1" in button.toolTip()


def test_what_follows_a_heading_is_text(qtbot, write, editor):
    editor.edit.setFocus()
    qtbot.keyClick(editor.edit, Qt.Key.Key_1, CTRL_ALT)
    type_lines(qtbot, write, editor, "Varför nu", "Därför.")
    assert editor.value() == (Heading(2, (Span("Varför nu"),)), Paragraph((Span("Därför."),)))


@pytest.mark.parametrize(
    ("place", "blocks"),
    [
        (0, (Heading(2, (Span("EttTvå"),)),)),
        (3, (Heading(2, (Span("Ett"),)), Paragraph((Span("Två"),)))),
        (6, (Heading(2, (Span("EttTvå"),)),)),
    ],
)
def test_enter_in_a_heading_moves_it_or_begins_text(qtbot, editor, place, blocks):
    editor.set_value((Heading(2, (Span("EttTvå"),)),))
    cursor = editor.edit.textCursor()
    cursor.setPosition(place)
    editor.edit.setTextCursor(cursor)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Return)
    assert editor.value() == blocks
