"""A file of an older version is brought up to date after a backup, or left as it was."""

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import StaticPool, create_engine

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.domain.versions import Version, digest
from finsam_desktop.storage import backup, migrations, records, sqlite, tables
from finsam_desktop.storage.workspace import Workspace

NOW = len(migrations.STEPS)
"""The version of a workspace that this program makes."""
VERSION_1 = Path(__file__).parent / "data" / "version-1.sql"
VERSION_2 = VERSION_1.with_name("version-2.sql")


def add_archive_number(connection: sqlite3.Connection) -> None:
    """A made-up next step, which makes a table anew as SQLite asks for."""
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'application'").fetchone()
    made_anew = sql.replace("application", "application_new", 1).replace(
        "name TEXT", "archive TEXT,\n name TEXT", 1
    )
    connection.execute(made_anew)
    columns = "id, edition, meta, name, lead, kind, status, created, modified, removed, revision"
    connection.execute(f"INSERT INTO application_new ({columns}) SELECT {columns} FROM application")
    connection.execute("UPDATE application_new SET archive = 'A-1'")
    connection.execute("DROP TABLE application")
    connection.execute("ALTER TABLE application_new RENAME TO application")


def fail_in_the_middle(connection: sqlite3.Connection) -> None:
    add_archive_number(connection)
    connection.execute("UPDATE history SET label = ''")
    connection.execute("INSERT INTO no_such_table VALUES (1)")


def lose_the_editions(connection: sqlite3.Connection) -> None:
    add_archive_number(connection)
    connection.execute("DELETE FROM edition")


def add_steps(monkeypatch: pytest.MonkeyPatch, *steps: migrations.Step) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, *steps))


def value(path: Path, query: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def test_tables_are_what_the_migrations_make() -> None:
    """What SQLAlchemy would create from `tables` is what stands in a file that went through every step."""
    with closing(sqlite3.connect(":memory:")) as connection:
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        tables.metadata.create_all(engine)
        described = sqlite.schema_of(connection).objects
    assert normal(described) == normal(migrations.expected(len(migrations.STEPS)).objects)


def normal(objects: Iterable[tuple[str, str, str, str | None]]) -> set[tuple[str, str, str, str]]:
    """Without regard to white space in the SQL."""
    return {
        (kind, name, table, " ".join((sql or "").replace(")", " ) ").replace(",", " , ").split()))
        for kind, name, table, sql in objects
    }


def test_older_file_is_brought_up_to_date(
    path: Path, stored: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = path.read_bytes()
    add_steps(monkeypatch, add_archive_number)
    with closing(Workspace.open(path)) as workspace:
        assert workspace.load(stored.id) == stored
        assert len(workspace.history(stored.id)) == 1
    assert value(path, "PRAGMA user_version") == NOW + 1
    assert value(path, "SELECT archive FROM application") == "A-1"
    (saved,) = backup.backups(path, migrations.BACKUP)
    backup.verify(saved)
    assert value(saved, "PRAGMA user_version") == NOW
    with closing(Workspace.open(path)) as workspace:
        assert workspace.load(stored.id) == stored
    assert len(backup.backups(path, migrations.BACKUP)) == 1

    monkeypatch.undo()
    path.write_bytes(saved.read_bytes())
    with closing(Workspace.open(path)) as workspace:
        assert workspace.load(stored.id) == stored
    assert len(path.read_bytes()) == len(old)


def test_file_of_version_1_is_brought_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_1.read_text(encoding="utf-8"))
        before = sqlite.schema_of(connection)
    assert before == migrations.expected(1)
    with closing(Workspace.open(path)) as workspace:
        application = workspace.load("a1")
        assert (application.name, application.parties[0].text("organisation")) == (
            "Tillsammans",
            "Heby kommun",
        )
        assert application.cell("costs", "cost_1", "amount") == 120_000_50
        replayed = records.blank(application.edition, "a1")
        for change in workspace.history("a1"):
            change.apply(replayed)
        assert replayed == application
        change = edits.add_attachments(application, [Attachment("f1", "a.txt", 3, workspace.keep(b"abc"))])
        assert change
        change.apply(application)
        workspace.save(application, [change])
        assert workspace.load("a1") == application
    saved = backup.backups(path, migrations.BACKUP)
    assert [value(one, "PRAGMA user_version") for one in saved] == list(range(NOW - 1, 0, -1))
    with closing(sqlite3.connect(saved[-1])) as connection:
        assert sqlite.schema_of(connection) == before


def test_file_of_version_2_is_brought_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_2.read_text(encoding="utf-8"))
        before = sqlite.schema_of(connection)
    assert before == migrations.expected(2)
    with closing(Workspace.open(path)) as workspace:
        application = workspace.load("a1")
        (file,) = application.attachments
        assert workspace.content(file.digest) == b"abc"
        assert application.notes == {"costs": {"cost_1": {"comment": "Enligt avtal"}}}
        assert application.parties[0].text("signer") == "Namn Namnsson"
        replayed = records.blank(application.edition, "a1")
        for change in workspace.history("a1"):
            change.apply(replayed)
        assert replayed == application
        assert workspace.versions("a1") == []
        frozen = Version(1, datetime(2026, 1, 2, tzinfo=UTC), digest("{}"), file.digest)
        workspace.freeze("a1", frozen, "{}", b"abc")
        assert workspace.versions("a1") == [frozen]
    saved = backup.backups(path, migrations.BACKUP)
    assert value(saved[-1], "PRAGMA user_version") == 2


@pytest.mark.parametrize(
    ("times", "status"), [((), "draft"), (("2025", "2027"), "frozen"), (("2025", "2026"), "changed")]
)
def test_file_of_version_3_says_how_its_applications_stand(
    path: Path, monkeypatch: pytest.MonkeyPatch, times: tuple[str, ...], status: str
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(VERSION_2.read_text(encoding="utf-8"))
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:3])
        Workspace.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        (pdf,) = connection.execute("SELECT digest FROM blob").fetchone()
        for number, time in enumerate(times, start=1):
            row = ("a1", number, f"{time}-01-02T03:04:05.000000+00:00", "{}", digest("{}"), pdf, "")
            connection.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute("UPDATE application SET status = 'final'")
        connection.commit()
    with closing(Workspace.open(path)) as workspace:
        (one,) = workspace.list()
        assert (one.status, one.version) == (status, len(times))


def test_each_step_has_its_backup(path: Path, stored: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    add_steps(monkeypatch, add_archive_number, lambda connection: None)
    Workspace.open(path).close()
    versions = [value(saved, "PRAGMA user_version") for saved in backup.backups(path, migrations.BACKUP)]
    assert versions == [NOW + 1, NOW]


def test_new_file_goes_through_every_step_without_backup(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_steps(monkeypatch, lambda connection: None)
    Workspace.open(path).close()
    assert value(path, "PRAGMA user_version") == NOW + 1
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("step", [fail_in_the_middle, lose_the_editions])
def test_failed_step_leaves_the_file_as_it_was(
    path: Path, stored: Application, monkeypatch: pytest.MonkeyPatch, step: migrations.Step
) -> None:
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        add_steps(patch, step)
        with pytest.raises(StorageError) as caught:
            Workspace.open(path)
    (saved,) = backup.backups(path, migrations.BACKUP)
    backup.verify(saved)
    assert "kunde inte göras om för den här versionen av programmet, och är som den var." in str(caught.value)
    assert str(saved) in str(caught.value)
    assert path.read_bytes() == before
    with closing(Workspace.open(path)) as workspace:
        assert workspace.load(stored.id) == stored


def test_fault_in_a_step_leaves_the_file_as_it_was(
    path: Path, stored: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def step(connection: sqlite3.Connection) -> None:
        add_archive_number(connection)
        raise KeyError("fel i programmet")

    before = path.read_bytes()
    add_steps(monkeypatch, step)
    with pytest.raises(KeyError):
        Workspace.open(path)
    assert path.read_bytes() == before


def test_no_backup_no_migration(path: Path, stored: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    (path.parent / backup.FOLDER).write_text("en fil står i vägen", encoding="utf-8")
    add_steps(monkeypatch, add_archive_number)
    with pytest.raises(StorageError):
        Workspace.open(path)
    assert path.read_bytes() == before


def test_two_programs_may_make_the_same_workspace(path: Path) -> None:
    opened: list[Workspace] = []
    threads = [threading.Thread(target=lambda: opened.append(Workspace.open(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for workspace in opened:
        workspace.close()
    assert len(opened) == 4
    assert value(path, "SELECT count(*) FROM workspace WHERE name = 'id'") == 1


def test_two_programs_may_migrate_the_same_workspace(
    path: Path, stored: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that comes second, when both have seen the old version, finds the step taken."""
    add_steps(monkeypatch, add_archive_number)
    seen = migrations._version_at(path)
    Workspace.open(path).close()
    monkeypatch.setattr(migrations, "_version_at", lambda path: seen)
    with closing(Workspace.open(path)) as workspace:
        assert workspace.load(stored.id) == stored
