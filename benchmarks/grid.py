"""A cell edit until all totals are painted, and Return in an open editor, beside Qt's own item model."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTableView

from benchmarks.measure import Row, in_turn, p95, row
from finsam_desktop import app, paths
from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.editions import Catalogue
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.sheet_model import SheetModel
from finsam_desktop.ui.sheet_operations import SheetOperations
from finsam_desktop.ui.sheet_view import SheetView

COLUMNS = 12
RUNS = 60


class _Nowhere:
    def save(self, application: Application, changes: Sequence[Change]) -> None:
        """Keeps nothing: storage has its own benchmark."""


def _application(rows: int) -> Application:
    """The sample with parties up to `COLUMNS` columns and salary rows up to `rows` rows."""
    catalogue = Catalogue([paths.forms_dir()])
    path = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
    data: Any = json.loads(Path(path).read_text(encoding="utf-8"))
    application = from_json(data, lambda name: catalogue.get(name).edition)
    while len(application.budget_parties) < COLUMNS - 5:
        edits.add_party(application, "co-owner", {"organisation": "Kommun"}).apply(application)
    while (
        sum(len(part) for part in application.rows["detailed"] and [application.rows["detailed"]]) < rows - 20
    ):
        edits.add_row(application, "detailed", "salaries").apply(application)
    return application


def _shown(view: QTableView) -> QTableView:
    view.resize(1280, 720)
    view.show()
    QApplication.processEvents()
    return view


def _ours(rows: int) -> tuple[SheetView, Session]:
    session = Session(_application(rows), _Nowhere())
    view = SheetView(SheetModel(session, "detailed"))
    _shown(view)
    return view, session


def _item_view(rows: int) -> QTableView:
    """Qt's own model in C++ with as many items, totals set by hand: the floor."""
    model = QStandardItemModel(rows, COLUMNS)
    for y, x in itertools.product(range(rows), range(COLUMNS)):
        model.setItem(y, x, QStandardItem("1 899 065"))
    view = QTableView()
    view.setModel(model)
    view.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)
    return _shown(view)


def _edit(view: SheetView, session: Session) -> Callable[[], None]:
    party = session.application.budget_parties[0]
    values = itertools.cycle(range(100_00, 1000_00, 100))

    def edit() -> None:
        session.put(("cell", "detailed", "salary_1", f"party:{party}"), next(values), "Ändra cell")
        QApplication.processEvents()

    return edit


def _floor_edit(view: QTableView, rows: int) -> Callable[[], None]:
    """The same eight cells of the floor's model: the edited one, its row total and three sums below."""
    model = view.model()
    values = itertools.cycle(str(number) for number in range(100, 1000))
    cells = [model.index(y, x) for y in (1, 8, 23, rows - 1) for x in (4, COLUMNS - 1)]

    def edit() -> None:
        for cell in cells:
            model.setData(cell, next(values))
        QApplication.processEvents()

    return edit


def _return_in_editor(view: QTableView, index: QModelIndex | QPersistentModelIndex) -> Callable[[], None]:
    values = itertools.cycle(str(number) for number in range(100, 1000))

    def press() -> None:
        view.setCurrentIndex(index)
        view.edit(index)
        editor = view.indexWidget(index)
        assert isinstance(editor, QLineEdit)
        editor.setText(next(values))
        QTest.keyClick(editor, Qt.Key.Key_Return)
        QApplication.processEvents()

    return press


def _add_row(view: SheetView, session: Session) -> Callable[[], None]:
    def add() -> None:
        session.apply(edits.add_row(session.application, "detailed", "salaries", after="salary_1"))
        QApplication.processEvents()

    return add


def _insert_row(view: QTableView) -> Callable[[], None]:
    def insert() -> None:
        view.model().insertRow(1)
        QApplication.processEvents()

    return insert


def _paste(view: SheetView, session: Session) -> tuple[Callable[[], None], Callable[[], None]]:
    """Copies a table of `COLUMNS` columns with figures of its own; and pastes it into all salary rows."""
    group = [row.id for row in session.application.rows["detailed"] if row.group == "salaries"]
    operations, numbers = SheetOperations(view), itertools.count(1)

    def copy() -> None:
        number = next(numbers)
        QApplication.clipboard().setText("".join(_pasted_line(row + number) for row in range(len(group))))
        view.go_to(group[0], view.sheet.view.label_column)
        QApplication.processEvents()

    def paste() -> None:
        operations.paste()
        QApplication.processEvents()

    return copy, paste


def _pasted_line(row: int) -> str:
    amounts = "\t".join(str(10_000 + row * 7 + place) for place in range(COLUMNS - 4))
    return f"Handläggare {row}\t{row % 100} %\t2025-07-{row % 28 + 1:02}\t2027-12-31\t{amounts}\n"


def _set_all(view: QTableView, count: int) -> Callable[[], None]:
    model, numbers = view.model(), itertools.count(1)

    def set_all() -> None:
        text = str(next(numbers))
        for y, x in itertools.product(range(count), range(COLUMNS)):
            model.setData(model.index(y, x), text)
        QApplication.processEvents()

    return set_all


def _large(view: SheetView, session: Session, floor: QTableView, count: int) -> Iterator[Row]:
    """What changes many cells, or rows, at once."""
    ours, theirs = in_turn(_add_row(view, session), _insert_row(floor), 10)
    yield row(f"row added to painted, {count} rows", ours, theirs, "C++ item model, inserted", "-")
    copy, paste = _paste(view, session)
    ours, theirs = in_turn(paste, _set_all(floor, count), 6, copy)
    name = "C++ item model, cell by cell"
    yield row(f"paste {count} x {COLUMNS} to painted", ours, theirs, name, "<= 100 ms")


def rows() -> Iterator[Row]:
    """The grid's targets."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    app.dress(application)
    for count, target in ((60, "<= 1 ms"), (2000, "<= 5 ms")):
        view, session = _ours(count)
        floor = _item_view(count)
        ours, theirs = in_turn(_edit(view, session), _floor_edit(floor, count), RUNS)
        name = "C++ item model, same cells"
        yield row(
            f"cell edit to totals painted, {view.sheet.rowCount()} x {COLUMNS}", ours, theirs, name, target
        )
        if count == 60:
            place = view.sheet.place("salary_1", f"party:{session.application.budget_parties[0]}")
            assert place
            press = _return_in_editor(view, QPersistentModelIndex(view.sheet.index(*place)))
            ours, theirs = in_turn(
                press, _return_in_editor(floor, QPersistentModelIndex(floor.model().index(1, 4))), RUNS
            )
            yield row(
                "Return in an open editor to painted",
                ours,
                theirs,
                "C++ item model",
                "<= 1.5 x",
                f"p95 {p95(ours):.1f} ms",
            )
        else:
            yield from _large(view, session, floor, count)
        view.close()
        floor.close()
