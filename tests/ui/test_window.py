from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
)

from finsam_desktop import app
from finsam_desktop.storage.workspace import Workspace
from finsam_desktop.ui import dialogs, theme
from finsam_desktop.ui.sheet_page import SheetPage


def tab(window, name):
    """Open the tab and give its page."""
    for index, one in enumerate(window.session.application.edition.tabs):
        if one.id == name:
            window.editor.tabs.setCurrentIndex(index)
            return window.editor.page(index)
    raise KeyError(name)


def child(widget, name):
    found = [one for one in widget.findChildren(object) if one.objectName() == name]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def test_an_empty_workspace_says_what_to_do(window):
    assert window.overview.stack.currentWidget() is window.overview.empty
    assert child(window, "overview.sample").isVisible()
    assert not window.actions_by_id["export_pdf"].isEnabled()


def test_a_new_application_is_written_closed_and_opened_again(window, qtbot, write, tmp_path, monkeypatch):

    def answer(dialog):
        dialog.edition.choose("uppsala-2024")
        dialog.name.setText("Provinsatsen")
        return 1

    monkeypatch.setattr(dialogs.NewApplicationDialog, "exec", answer)
    window.actions_by_id["new"].trigger()
    assert window.frame.windowTitle() == "Provinsatsen – Finsam"
    page = tab(window, "goals")
    edit = child(page, "field.purpose.rich.text")
    edit.setFocus()
    write(edit, "Att stödja")
    parties = tab(window, "parties")
    party = window.session.application.parties[0].id
    write(child(parties, f"party.{party}.organisation.text"), "Provköpings kommun")
    budget = tab(window, "budget")
    assert isinstance(budget, SheetPage)
    budget.grid.go_to("travel", f"party:{party}")
    write(budget.grid, "1")
    write(budget.grid.open_editor(), "2500")
    window.frame.close()

    workspace = Workspace.open(tmp_path / "test.finsam")
    (listed,) = workspace.list()
    saved = workspace.load(listed.id)
    workspace.close()
    assert listed.name == "Provinsatsen"
    assert listed.lead == "Provköpings kommun"
    assert saved.answers["purpose"][0].spans[0].text == "Att stödja"
    assert saved.cell("detailed", "travel", f"party:{party}") == 1_250_000


def test_every_tab_shows_the_sample(open_window, qtbot):
    edition = open_window.session.application.edition
    assert len(edition.tabs) == 13
    assert open_window.editor.tabs.count() == 15  # attached files and versions have tabs of their own
    headings = []
    for index in range(open_window.editor.tabs.count()):
        open_window.editor.tabs.setCurrentIndex(index)
        page = open_window.editor.page(index)
        assert page.isVisible()
        headings += [
            one.text() for one in page.findChildren(object) if one.objectName().startswith("heading.")
        ]
    assert headings == [
        section.printed_heading
        for tab in edition.tabs
        for section in edition.sections
        if section.tab == tab.id
    ]


def test_a_finding_leads_to_its_place(open_window, qtbot):
    window = open_window
    messages = [one.message for one in window.editor.check()]
    assert sum("1\u00a0899\u00a0066" in message for message in messages) == 2
    for one in window.editor.side.findings.findings:
        assert window.editor.go_to(one.path), one.where
    panel = window.editor.side.findings
    rows = [row for row, one in enumerate(panel.findings) if one.code == "years_differ"]
    panel.list.itemActivated.emit(panel.list.item(rows[0]))
    grid = tab(window, "years").grid
    assert grid.hasFocus() or not window.frame.isActiveWindow()
    assert window.session.application.edition.tabs[window.editor.tabs.currentIndex()].id == "years"
    assert grid.sheet.line(grid.currentIndex().row()).id == "salary_1"


def test_undo_reaches_everything_from_one_stack(open_window, qtbot, write):
    window, application = open_window, open_window.session.application
    before = window.session.application.snapshot()
    page = tab(window, "goals")
    edit = child(page, "field.purpose.rich.text")
    edit.setFocus()
    write(edit, "X")
    page.editors["answer", "purpose"].flush()
    tab(window, "budget").operations.add_row()
    tab(window, "years").operations.suggest_all()
    parties = tab(window, "parties")
    child(parties, "field.partners.add").click()
    assert len(application.parties) == 5
    for _ in range(window.session.undo_stack.count()):
        window.actions_by_id["undo"].trigger()
    assert application.parties == before.parties
    assert application.rows == before.rows
    assert application.cells == before.cells
    assert application.answers == before.answers
    assert edit.toPlainText().startswith("Insatsen har till uppgift")


def test_ctrl_z_in_a_field_is_the_windows_undo(open_window, qtbot, write):
    window = open_window
    window.frame.activateWindow()
    page = tab(window, "initiative")
    field = child(page, "field.name.text")
    field.setFocus()
    write(field, "!")
    page.editors["answer", "name"].flush()
    assert window.session.application.name.endswith("!")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.application.name == "Förstärkt stöd till arbete eller studier, förlängning"
    assert field.text() == "Förstärkt stöd till arbete eller studier, förlängning"


def test_the_save_state_is_always_told(open_window, qtbot, write):
    window = open_window
    assert window.save_label.text() == "Allt är sparat"
    page = tab(window, "initiative")
    write(child(page, "field.name.text"), "?")
    page.editors["answer", "name"].flush()
    assert window.save_label.text() == "Skriver och sparar …"
    window.session.save_now()
    assert window.save_label.text().startswith("Sparat ")


def test_a_removed_application_can_be_put_back(open_window, qtbot):
    window = open_window
    window.show_overview()
    application_id = window.overview.current_id()
    child(window, "overview.remove").click()
    assert window.overview.tree.topLevelItemCount() == 0
    child(window, "notice.restore").click()
    assert window.overview.current_id() == application_id


def test_an_application_from_json_opens(window, qtbot, monkeypatch, tmp_path, sample):
    from finsam_desktop.domain.transfer import to_json

    path = tmp_path / "in.json"
    path.write_text(json.dumps(to_json(sample)), encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_by_id["load_json"].trigger()
    assert window.session.application.name == sample.name
    path.write_text("{", encoding="utf-8")
    window.actions_by_id["load_json"].trigger()
    assert "går inte att läsa" in window.notice.text.text()


def test_a_workspace_that_cannot_be_opened_is_said_in_the_window(qtbot, tmp_path, window):
    path = tmp_path / "text.finsam"
    path.write_text("inte en databas" * 100, encoding="utf-8")
    app.open_workspace(window, path)
    assert "text.finsam" in window.notice.text.text()


def test_every_control_has_a_name_for_scripts_and_for_screen_readers(open_window):
    window = open_window
    for index in range(window.editor.tabs.count()):
        window.editor.tabs.setCurrentIndex(index)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView, QTextEdit)
    wrong = []
    names = {}
    for kind in kinds:
        for one in window.frame.findChildren(kind):
            inner = one.objectName().startswith("qt_") or one.parent().objectName().startswith("qt_")
            if inner or type(one).__name__ in ("QTableCornerButton",) or _made_by_qt(one):
                continue
            if not one.objectName() or not one.accessibleName():
                wrong.append(
                    (type(one).__name__, one.objectName(), one.accessibleName(), one.parent().objectName())
                )
            names.setdefault(one.objectName(), []).append(one)
    assert wrong == []
    assert [name for name, widgets in names.items() if len(widgets) > 1] == []


def _made_by_qt(widget) -> bool:
    """Parts that Qt builds into its own widgets: scroll buttons of tab bars, the grid's corner."""
    return (
        type(widget).__module__.startswith("PySide6")
        and widget.objectName() in ("ScrollLeftButton", "ScrollRightButton")
    ) or (isinstance(widget, QAbstractButton) and isinstance(widget.parent(), QTableView | QLineEdit))


def test_the_window_fits_a_small_laptop(open_window):
    assert open_window.frame.minimumSizeHint().width() <= 1366
    assert open_window.frame.minimumSizeHint().height() <= 768
    for index in range(open_window.editor.tabs.count()):
        open_window.editor.tabs.setCurrentIndex(index)
        page = open_window.editor.page(index)
        if isinstance(page, SheetPage):
            QCoreApplication.processEvents()
            assert page.grid.horizontalScrollBar().maximum() == 0


def test_qts_own_words_are_swedish(qapp):
    from PySide6.QtWidgets import QDialogButtonBox

    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel | QDialogButtonBox.StandardButton.Close)
    words = {button.text().replace("&", "") for button in box.buttons()}
    assert words == {"Avbryt", "Stäng"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["LIGHT", "DARK"])
def test_text_can_be_read_on_every_ground(name):
    colours = getattr(theme, name)
    grounds = (colours.window, colours.base, colours.input, colours.band, colours.group)
    inks = (colours.text, colours.muted, colours.error, colours.warning, colours.ok, colours.accent)
    pairs = [(ink, ground) for ink in inks for ground in grounds] + [(colours.accent_text, colours.accent)]
    for ink, ground in pairs:
        one, other = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (one + 0.05) / (other + 0.05) >= 4.5, f"{ink} on {ground}"


def test_the_handbook_opens(window, qtbot):
    window.actions_by_id["handbook"].trigger()
    text = child(window, "handbook.text")
    assert "Finsam" in text.toPlainText()
    assert Path(window._handbook).is_file()


def test_undo_opens_the_tab_where_it_shows(open_window, qtbot):
    window = open_window
    window.session.put(("answer", "budget_name"), "Annat", "Skriv")
    tab(window, "budget")
    window.actions_by_id["undo"].trigger()
    assert window.session.application.edition.tabs[window.editor.tabs.currentIndex()].id == "financing"


def test_removing_a_party_with_amounts_says_so_and_can_be_undone(open_window, qtbot):
    window = open_window
    parties = tab(window, "parties")
    before = window.session.application.snapshot()
    remove = child(parties, "party.alvkarleby.remove")
    remove.setFocus()
    assert remove.toolTip() == "Ta bort parten med 9 belopp i budgeten", "said before it happens"
    remove.click()
    assert window.notice.text.text() == "Älvkarleby kommun är borttagen, med 9 belopp i budgeten."
    assert window.session.application.cells != before.cells
    child(window, "notice.undo").click()
    assert window.session.application.cells == before.cells
    assert window.session.application.parties == before.parties


def test_an_offer_to_undo_is_over_when_another_step_is_taken(open_window, qtbot):
    window = open_window
    parties = tab(window, "parties")
    child(parties, "party.alvkarleby.remove").click()
    assert window.notice.isVisible()
    window.session.put(("answer", "name"), "Nytt", "Skriv")
    assert not window.notice.isVisible(), "Ångra would take back the name instead"
    window.actions_by_id["undo"].trigger()
    assert "alvkarleby" not in {one.id for one in window.session.application.parties}


def test_a_cell_that_is_being_written_is_not_said_to_be_saved(open_window, qtbot, write):
    window = open_window
    grid = tab(window, "budget").grid
    grid.go_to("travel", "party:af")
    write(grid, "1")
    write(grid.open_editor(), "2")
    assert window.save_label.text() == "Skriver och sparar …"
    qtbot.keyClick(grid.open_editor(), Qt.Key.Key_Escape)
    assert window.save_label.text() == "Allt är sparat"


def test_names_are_never_read_as_markup(open_window, qtbot):
    window = open_window
    window.session.put(("answer", "name"), "<i>A</i> & B", "Skriv")
    assert window.title.text() == "<i>A</i> & B"
    assert window.title.textFormat() == Qt.TextFormat.PlainText
    window.notice.say("<b>x</b>")
    assert window.notice.text.textFormat() == Qt.TextFormat.PlainText


def test_without_a_workspace_nothing_can_be_made_but_another_opened(window, tmp_path, monkeypatch):
    window.desk.close()
    window.desk = None
    window._enable()
    assert not window.overview.new_button.isEnabled()
    assert window.actions_by_id["workspace"].isEnabled()
    path = tmp_path / "ny"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    asked = []
    window.workspace_requested.connect(asked.append)
    window.actions_by_id["workspace"].trigger()
    assert asked == [tmp_path / "ny.finsam"]


def test_tab_goes_through_the_page_in_reading_order(open_window):
    page = tab(open_window, "parties")
    names = [one.objectName() for one in page.stops()]
    cards = [name for name in names if name.endswith(".organisation.text")]
    assert cards == [f"party.{one}.organisation.text" for one in ("alvkarleby", "af", "region", "fk")]
    assert names.index("field.owners.add") < names.index("party.af.organisation.text")
    assert names.index("party.fk.organisation.text") < names.index("field.partners.add")


def test_the_wheel_leaves_choices_alone(open_window):
    page = tab(open_window, "initiative")
    kind = child(page, "meta.kind")
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(kind, event)
    assert open_window.session.application.kind == "extension"
    assert not open_window.session.undo_stack.canUndo()


def test_what_the_filter_hides_cannot_be_removed(window):
    for name in ("Alfa", "Beta"):
        window.desk.new("uppsala-2024", name)
    window.show_list()
    window.overview.filter.setText("Alfa")
    chosen = window.overview.tree.currentItem()
    assert chosen.text(0) == "Alfa"
    window.overview.filter.setText("finns inte")
    assert window.overview.current_id() == ""
    assert not window.overview.remove_button.isEnabled()
