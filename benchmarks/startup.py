"""From the start of the process to the first painted window, and to the list of applications."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row, row

RUNS = 9

_EMPTY = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", flush=True)
        QTimer.singleShot(0, application.quit)
application = QApplication([])
window = Window()
window.resize(1280, 720)
window.show()
application.exec()
"""

_OURS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from finsam_desktop import __main__, paths
from finsam_desktop.ui.window import MainWindow
paths.data_dir = lambda: Path(sys.argv[1]).parent
real_paint = MainWindow.paintEvent
def paintEvent(self, event):
    real_paint(self, event)
    print("painted", flush=True)
    bench = self.centralWidget()
    if bench is not None and bench.desk is not None:
        bench.overview.tree.viewport().repaint()
        print("list", flush=True)
        QTimer.singleShot(0, QApplication.quit)
MainWindow.paintEvent = paintEvent
__main__.main(["--workspace", sys.argv[1]])
"""


def _times(script: str, *arguments: str) -> dict[str, float]:
    """Milliseconds from the start of the process to each word that it prints."""
    start = time.perf_counter()
    found = {}
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        for line in child.stdout:
            found.setdefault(line.strip(), (time.perf_counter() - start) * 1000)
    return found


def rows() -> Iterator[Row]:
    """First paint and list, beside an empty QMainWindow."""
    from finsam_desktop.demo import WORKSPACE_NAME, make_demo

    empty, painted, listed = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder))
        for number in range(RUNS + 1):
            floor = _times(_EMPTY)["painted"]
            ours = _times(_OURS, str(Path(folder) / WORKSPACE_NAME))
            if number:
                empty.append(floor)
                painted.append(ours["painted"])
                listed.append(ours["list"])
    yield row("start to first painted window", painted, empty, "empty QMainWindow", "<= 1.3 x")
    yield row("start to the list shown", listed, empty, "empty QMainWindow", "<= 3 x")
