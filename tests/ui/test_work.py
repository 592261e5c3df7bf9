"""Work in another thread, and those who no longer wait for it."""

from __future__ import annotations

import logging
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from finsam_desktop.ui.work import Worker


def gone(one: QObject) -> None:
    one.deleteLater()
    QCoreApplication.sendPostedEvents(one, QEvent.Type.DeferredDelete.value)


def test_it_tells_how_it_went(qtbot: Any) -> None:
    owner, told = QObject(), []
    worker = Worker(owner)
    worker.done.connect(told.append)
    with qtbot.waitSignal(worker.finished):
        worker.start(lambda: 7)
    assert told == [7]
    assert not worker.stopped.is_set()


def test_who_is_gone_is_told_nothing(qtbot: Any, caplog: pytest.LogCaptureFixture) -> None:
    owner, told, may_end = QObject(), [], Event()
    worker = Worker(owner)
    worker.done.connect(told.append)
    worker.finished.connect(lambda: told.append("finished"))
    with caplog.at_level(logging.DEBUG), qtbot.waitSignal(worker.destroyed):
        worker.start(lambda: may_end.wait(20))
        gone(owner)
        assert worker.stopped.is_set()
        may_end.set()
    assert told == []
    assert caplog.records == []
