"""Reading budgets from workbooks in the window, and filling in the association's own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QPushButton

from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.export import export
from finsam_desktop.ui import import_flow
from finsam_desktop.ui.import_dialog import ImportDialog
from finsam_desktop.ui.import_drop import Dropped, FileDrops
from finsam_desktop.ui.import_look import Picks, first_look, look
from finsam_desktop.ui.review_window import ReviewWindow

LEAD, OTHER = "E", "F"
"""The columns of Älvkarleby kommun and AF in our own workbook of the sample."""


@pytest.fixture(scope="module", autouse=True)
def reader():
    """One reading process for all, ended after."""
    yield
    sandbox.close()


@pytest.fixture
def workbook(sample, tmp_path):
    """Writes the sample's budget with other values in some cells of its first sheet; gives the path."""

    def make(name: str = "budget.xlsx", **cells: object) -> Path:
        path = tmp_path / name
        export(sample, path)
        book = openpyxl.load_workbook(path)
        for address, value in cells.items():
            book.worksheets[0][address] = value
        book.save(path)
        book.close()
        return path

    return make


@pytest.fixture
def amount_at(sample, workbook):
    """The address of the first cell in the column that holds the amount, in kronor."""
    book = openpyxl.load_workbook(workbook("mall.xlsx"))
    sheet = book.worksheets[0]

    def find(amount: int) -> str:
        return next(cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value == amount)

    yield find
    book.close()


@pytest.fixture
def read(open_window, qtbot):
    """Begins to read files in the window and gives the dialog when the first preview is there."""

    def start(*paths: Path, wait: bool = True) -> ImportDialog:
        open_window.opened.importer.read(list(paths))
        dialog = open_window.opened.importer.dialog
        if wait:
            qtbot.waitUntil(lambda: not dialog.progress.isVisible(), timeout=30_000)
        return dialog

    return start


def settle(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: not dialog.progress.isVisible(), timeout=30_000)


def lines(one) -> list[tuple[str, ...]]:
    return [line.texts for line in one.model.lines]


def cells_of(window) -> dict:
    return window.session.application.snapshot().cells


def combo(dialog, caption: str) -> QComboBox:
    return next(one for one in dialog.findChildren(QComboBox) if one.accessibleName().startswith(caption))


def choose(chooser: QComboBox, data: str) -> None:
    chooser.setCurrentIndex(chooser.findData(data))
    chooser.activated.emit(chooser.currentIndex())


def test_a_workbook_is_shown_and_taken_in_as_one_step(open_window, qtbot, read, workbook, amount_at):
    before, steps = cells_of(open_window), open_window.session.undo_stack.count()
    dialog = read(workbook(**{amount_at(1_899_065): 2_000_000}))
    [change] = lines(dialog.changes)
    assert change[1:] == (
        "Insatsbudget: 1., Älvkarleby kommun",
        "1\u00a0899\u00a0065\u00a0kr",
        "2\u00a0000\u00a0000\u00a0kr",
        "Skrivs över",
    )
    assert dialog.tabs.tabText(0) == "Ändringar (1)"
    assert "Ett värde i ansökan ändras." in dialog.summary.text()
    assert cells_of(open_window) == before
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert open_window.session.undo_stack.count() == steps + 1
    assert cells_of(open_window) != before
    assert open_window.notice.text.text() == "Läste in budget.xlsx. Ett värde ändrades."
    assert open_window.editor.sheet_page() is not None
    open_window.findChild(QPushButton, "notice.undo").click()
    assert cells_of(open_window) == before
    assert not open_window.notice.isVisible()


def test_what_is_there_already_changes_nothing(open_window, read, workbook):
    dialog = read(workbook())
    assert lines(dialog.changes) == []
    assert dialog.changes.currentWidget() is dialog.changes.empty
    assert "Ingenting ändras" in dialog.summary.text()
    assert not dialog.take.isEnabled()
    assert dialog.cancel.text() == "Stäng"


def test_choices_show_at_once_and_are_followed(open_window, qtbot, read, workbook, amount_at):
    address = amount_at(1_899_065)
    dialog = read(workbook(**{address: 2_000_000, f"{OTHER}{address[1:]}": 50_000}))
    assert len(lines(dialog.changes)) == 2
    dialog.choices.fill.click()
    assert not dialog.take.isEnabled()
    settle(qtbot, dialog)
    assert {one[4] for one in lines(dialog.changes)} == {"Behålls som nu", ""}
    assert not dialog.choices.keep.isEnabled()
    choose(combo(dialog, "AF läses in som"), "skip")
    settle(qtbot, dialog)
    assert not dialog.take.isEnabled()
    choose(combo(dialog, "AF läses in som"), "new")
    settle(qtbot, dialog)
    parties = len(open_window.session.application.parties)
    dialog.take.click()
    application = open_window.session.application
    assert len(application.parties) == parties + 1
    new = application.parties[-1].id
    first_row = next(
        row
        for row in application.cells[application.edition.sheets[0].id].values()
        if 189_906_500 in row.values()
    )
    assert {name: value for name, value in first_row.items() if name.endswith(new)}.popitem()[1] == 5_000_000


def test_a_sheet_that_is_left_out_has_no_place(open_window, qtbot, read, workbook, amount_at):
    dialog = read(workbook(**{amount_at(1_899_065): 2_000_000}))
    first = dialog.findChild(QComboBox, "import.sheet.0")
    choose(first, "")
    settle(qtbot, dialog)
    assert lines(dialog.changes) == []
    assert any("2000000" in line for line in lines(dialog.unplaced))


def test_the_unit_can_be_chosen(open_window, qtbot, read, workbook, amount_at):
    dialog = read(workbook(**{amount_at(1_899_065): 2000}))
    dialog.choices.tkr.click()
    settle(qtbot, dialog)
    assert any("2\u00a0000\u00a0000\u00a0kr" in line for line in lines(dialog.changes))


def test_sums_that_differ_are_listed(open_window, read, workbook, sample, tmp_path):
    path = workbook()
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    total = next(
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == "SUMMA LÖNEKOSTNAD" and cell.column == 1
    )
    where = sheet.cell(total.row, 5)
    where.value = 1234
    book.save(path)
    book.close()
    dialog = read(path)
    assert (
        f"{sheet.title}!{where.coordinate}",
        "Insatsbudget: SUMMA LÖNEKOSTNAD, Älvkarleby kommun",
        "1\u00a0234\u00a0kr",
        "3\u00a0798\u00a0130\u00a0kr",
    ) in lines(dialog.differences)


def test_nothing_recognised_says_what_was_looked_for(open_window, read, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Inköpslista", "Mjölk"])
    book.save(tmp_path / "annat.xlsx")
    dialog = read(tmp_path / "annat.xlsx")
    assert "Inget blad i arbetsboken känns igen" in dialog.summary.text()
    assert "”Insatsbudget” (med bland annat ”LÖNEKOSTNAD”" in dialog.summary.text()
    assert not dialog.take.isEnabled()


def test_a_file_that_is_no_workbook_is_refused_in_words(open_window, qtbot, read, workbook, tmp_path):
    path = tmp_path / "trasig.xlsx"
    path.write_bytes(b"PK\x03\x04 inte mer")
    before = cells_of(open_window)
    dialog = read(path)
    assert dialog.stack.currentWidget() is dialog.message
    assert "trasig.xlsx" in dialog.message.text()
    assert dialog.message.text().endswith("Ansökan är som den var.")
    assert not dialog.take.isEnabled()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert cells_of(open_window) == before
    assert open_window.opened.importer.dialog is None


def test_several_files_come_one_after_the_other(open_window, qtbot, read, workbook, amount_at, tmp_path):
    address = amount_at(1_899_065)
    bad = tmp_path / "trasig.xls"
    bad.write_bytes(b"nej")
    first = workbook("ett.xlsx", **{address: 2_000_000})
    second = workbook("tva.xlsx", **{address: 2_000_000, f"{OTHER}{address[1:]}": 50_000})
    steps = open_window.session.undo_stack.count()
    dialog = read(first, bad, second)
    assert dialog.title.text() == "ett.xlsx (fil 1 av 3)"
    dialog.take.click()
    settle(qtbot, dialog)
    assert "trasig.xls" in dialog.message.text()
    dialog.skip.click()
    settle(qtbot, dialog)
    assert dialog.title.text() == "tva.xlsx (fil 3 av 3)"
    assert [line[1] for line in lines(dialog.changes)] == ["Insatsbudget: 1., AF"]
    assert not dialog.skip.isVisible()
    dialog.take.click()
    assert open_window.session.undo_stack.count() == steps + 2
    text = open_window.notice.text.text()
    assert text.startswith("Läste in ett.xlsx, tva.xlsx. 2 värden ändrades.")
    assert "eget steg" in text


def test_giving_up_while_it_reads_stops_the_reader(open_window, qtbot, read, workbook, monkeypatch):
    stopped = []

    def slow(path, *, cancelled):
        while not cancelled():
            QApplication.instance().thread().msleep(5)
        stopped.append(path)
        raise sandbox.CancelledError("Du avbröt.")

    monkeypatch.setattr("finsam_desktop.ui.import_look.read_book", slow)
    path = workbook()
    dialog = read(path, wait=False)
    assert dialog.progress.isVisible()
    assert not dialog.take.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stopped == [path])
    assert open_window.opened.importer.dialog is None
    assert not open_window.notice.isVisible()


def drag(window, path: Path, kind) -> QDropEvent:
    """What a file that comes over the middle of the frame, or is dropped there, gives rise to."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    data.setParent(window)
    centre = window.frame.rect().center()
    at = QPointF(centre) if kind is QDropEvent else centre
    none = Qt.KeyboardModifier.NoModifier
    return kind(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)


def test_a_workbook_dropped_on_the_window_is_read(open_window, qtbot, workbook):
    path = workbook("släppt.xlsx")
    for kind in (QDragEnterEvent, QDropEvent):
        event = drag(open_window, path, kind)
        QApplication.sendEvent(open_window.frame.windowHandle(), event)
        assert event.isAccepted()
    qtbot.waitUntil(lambda: open_window.opened.importer.dialog is not None)
    dialog = open_window.opened.importer.dialog
    settle(qtbot, dialog)
    assert dialog.title.text() == "släppt.xlsx"
    dialog.reject()


def test_other_files_and_those_for_the_attachments_are_left_alone(open_window, tmp_path):
    drops, frame = open_window.findChild(FileDrops), open_window.frame.windowHandle()
    letter, book = (drag(open_window, tmp_path / name, QDropEvent) for name in ("brev.pdf", "budget.XLSX"))
    dropped = []
    drops.dropped.disconnect()
    drops.dropped.connect(dropped.append)
    assert not drops.eventFilter(frame, letter)
    assert drops.eventFilter(frame, book)
    assert dropped == [Dropped((), (), (tmp_path / "budget.XLSX",))]
    open_window.editor.go_to(("attachments",))
    assert not drops.eventFilter(frame, book)


def test_the_menu_asks_for_files(open_window, qtbot, monkeypatch, workbook):
    monkeypatch.setattr(import_flow, "choose_workbooks", lambda *_: [workbook()])
    open_window.actions_by_id["import_budget"].trigger()
    dialog = open_window.opened.importer.dialog
    settle(qtbot, dialog)
    dialog.reject()
    open_window.show_overview()
    assert not open_window.actions_by_id["import_budget"].isEnabled()


def test_every_control_has_a_name(read, workbook):
    dialog = read(workbook())
    controls = [*dialog.findChildren(QAbstractButton), *dialog.findChildren(QComboBox)]
    own = [one for one in controls if not one.objectName().startswith(("qt_", "Scroll")) and one.isVisible()]
    named = [one for one in own if one.objectName().startswith("import.")]
    assert len(named) >= 12
    assert all(one.accessibleName() for one in named)
    names = [one.objectName() for one in named]
    assert len(names) == len(set(names))


def test_choosing_two_sheets_as_one_is_said(sample, workbook):
    found = first_look(workbook(), sample, sandbox.never)
    one, two = (sheet.name for sheet in found.first.sheets[:2])
    again = look(found.first, sample, Picks(sheets={two: found.choices.sheets[one]}))
    assert any("Flera blad läses som" in line.texts[1] for line in again.problems)


def test_a_template_is_filled_in_under_a_new_name(
    open_window, qtbot, monkeypatch, workbook, amount_at, tmp_path
):
    address = amount_at(1_899_065)
    template, target = workbook("mall.xlsx", **{address: None}), tmp_path / "ifylld.xlsx"
    content = template.read_bytes()
    monkeypatch.setattr(import_flow, "choose_template", lambda *_: template)
    monkeypatch.setattr(import_flow, "choose_file_to_write", lambda *_: target)
    open_window.actions_by_id["fill_template"].trigger()
    assert open_window.notice.text.text() == "Fyller i ifylld.xlsx …"
    qtbot.waitUntil(lambda: "sparad som ifylld.xlsx" in open_window.notice.text.text(), timeout=30_000)
    book = openpyxl.load_workbook(target)
    assert book.worksheets[0][address].value == 1_899_065
    book.close()
    assert template.read_bytes() == content


def test_what_has_no_place_in_the_template_is_listed(open_window, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(
        "finsam_desktop.exchange.template_fill.fill_template", lambda *_, cancelled: ["Resor: 10 000 kr"]
    )
    monkeypatch.setattr(import_flow, "choose_template", lambda *_: tmp_path / "mall.xlsx")
    monkeypatch.setattr(import_flow, "choose_file_to_write", lambda *_: tmp_path / "ifylld.xlsx")
    open_window.actions_by_id["fill_template"].trigger()
    qtbot.waitUntil(lambda: open_window.findChild(ReviewWindow) is not None)
    window = open_window.findChild(ReviewWindow)
    assert window.lines == ["Resor: 10 000 kr"]
    assert "En sak fick ingen plats" in open_window.notice.text.text()
    window.close()


def test_what_had_no_place_in_the_application_can_be_shown_after(open_window, read, workbook, amount_at):
    dialog = read(workbook(**{amount_at(1_899_065): 2_000_000, "M40": "Ring om detta"}))
    assert any(line[2] == "Ring om detta" for line in lines(dialog.unplaced))
    dialog.take.click()
    open_window.findChild(QPushButton, "notice.unplaced").click()
    window = open_window.findChild(ReviewWindow)
    assert any("M40" in line and "Ring om detta" in line for line in window.lines)
    window.close()


def test_a_template_is_never_written_over(open_window, qtbot, monkeypatch, workbook):
    template = workbook("mall.xlsx")
    content = template.read_bytes()
    monkeypatch.setattr(import_flow, "choose_template", lambda *_: template)
    monkeypatch.setattr(import_flow, "choose_file_to_write", lambda *_: template)
    open_window.actions_by_id["fill_template"].trigger()
    qtbot.waitUntil(lambda: "Fyller i" not in open_window.notice.text.text(), timeout=30_000)
    assert "annat filnamn" in open_window.notice.text.text()
    assert template.read_bytes() == content


def test_copied_cells_are_read_the_same_way(open_window, qtbot, workbook, amount_at):
    window = open_window
    book = openpyxl.load_workbook(workbook(**{amount_at(250_000): 251_000}), data_only=True)
    rows = [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].values]
    QApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))
    window.actions_by_id["paste_budget"].trigger()
    dialog = window.opened.importer.dialog
    settle(qtbot, dialog)
    assert dialog.title.text() == "Urklipp"
    assert any(texts[3].replace("\u00a0", " ") == "251 000 kr" for texts in lines(dialog.changes))
    dialog.take.click()
    qtbot.waitUntil(lambda: window.opened.importer.dialog is None)
    assert cells_of(window)["detailed"]["activities"]["party:alvkarleby"] == 251_000_00


def test_a_clipboard_without_a_budget_is_said(open_window):
    QApplication.clipboard().setText("bara text")
    open_window.actions_by_id["paste_budget"].trigger()
    assert open_window.opened.importer.dialog is None
    assert "Det finns ingen budget i urklipp." in open_window.notice.text.text()
