"""A durable save of one edit, beside a bare insert by sqlite3."""

from __future__ import annotations

import itertools
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row, in_turn, row
from finsam_desktop import paths
from finsam_desktop.domain import edits
from finsam_desktop.editions import Catalogue
from finsam_desktop.library import Library

RUNS = 300


def rows() -> Iterator[Row]:
    """The target for saving."""
    sample = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "a.finsam", Catalogue([paths.forms_dir()]))
        application = library.load_json(json.loads(sample.read_text(encoding="utf-8")))
        party = application.budget_parties[0]
        values = itertools.count(100_00, 100)

        def save() -> None:
            path = ("cell", "detailed", "travel", f"party:{party}")
            change = edits.set_values(application, {path: next(values)}, "Ändra cell")
            assert change
            change.apply(application)
            library.save(application, [change])

        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
        ours, theirs = in_turn(save, lambda: bare.execute("INSERT INTO t (text) VALUES ('x')"), RUNS)
        yield row("durable save of one edit", ours, theirs, "bare sqlite3 insert", "<= 3 x")
        bare.close()
        library.close()
