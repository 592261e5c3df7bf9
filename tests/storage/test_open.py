"""Opening a workspace: new ones, the pragmas in force, and every file that is not one, each told apart."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.storage import backup, migrations, sqlite
from finsam_desktop.storage.workspace import Workspace


@contextmanager
def database(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program would open it; committed at the end."""
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def refusal(path: Path) -> str:
    """Why the workspace cannot be opened."""
    with pytest.raises(StorageError) as caught:
        Workspace.open(path)
    return str(caught.value)


def test_new_file_and_folder_are_made(tmp_path: Path) -> None:
    path = tmp_path / "ny mapp" / "djupare #1 %20" / "arbetsyta.finsam"
    with closing(Workspace.open(path)) as workspace:
        assert workspace.path == path
        assert workspace.list() == []
    assert not (path.parent / backup.FOLDER).exists()


def test_relative_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(Workspace.open(Path("a.finsam"))) as workspace:
        monkeypatch.chdir("/")
        assert workspace.path == tmp_path / "a.finsam"
        assert workspace.list() == []


def test_empty_file_becomes_a_workspace(path: Path) -> None:
    path.touch()
    with closing(Workspace.open(path)) as workspace:
        assert workspace.list() == []


def test_file_whose_making_was_cut_short_becomes_a_workspace(path: Path) -> None:
    """SQLite had written its first page, but nothing was committed in it."""
    with database(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert path.stat().st_size > 0
    with closing(Workspace.open(path)) as workspace:
        assert workspace.list() == []


PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "trusted_schema": 0,
    "busy_timeout": sqlite.BUSY_TIMEOUT,
    "fullfsync": 1,
    "application_id": sqlite.APPLICATION_ID,
    "user_version": len(migrations.STEPS),
}


@pytest.mark.parametrize("name", PRAGMAS)
def test_pragma_is_in_force(workspace: Workspace, name: str) -> None:
    with workspace._reading() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == PRAGMAS[name]


def test_rows_without_their_application_are_refused(workspace: Workspace) -> None:
    with (
        pytest.raises(StorageError, match="SQLITE_CONSTRAINT_FOREIGNKEY"),
        workspace._writing() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO answer VALUES ('finns-inte', 'name', '\"x\"')")


def test_rows_go_with_their_application(workspace: Workspace, application: Application) -> None:
    with workspace._writing() as connection:
        connection.exec_driver_sql("DELETE FROM application")
        for table in ("party", "budget_party", "sheet_row", "history"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def test_text_is_no_amount(workspace: Workspace, application: Application) -> None:
    """The tables are strict: the database itself keeps text out of the öre."""
    statement = "INSERT INTO cell VALUES (?, 'detailed', 'rent', 'total', 'tolv', NULL)"
    with (
        pytest.raises(StorageError, match="kunde inte göra det som begärdes"),
        workspace._writing() as connection,
    ):
        connection.exec_driver_sql(statement, (application.id,))


# ------------------------------------------------------------------------ what is no workspace


def test_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} är en mapp. En arbetsyta är en fil: ange en fil i mappen."


def test_folder_that_is_a_file(path: Path) -> None:
    path.write_text("text", encoding="utf-8")
    assert "en del av sökvägen är en fil och ingen mapp" in refusal(path / "arbetsyta.finsam")
    assert "en del av sökvägen är en fil och ingen mapp" in refusal(path / "mapp" / "arbetsyta.finsam")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files here")
def test_what_is_no_regular_file(path: Path) -> None:
    os.mkfifo(path)
    assert "är ingen vanlig fil" in refusal(path)


@pytest.mark.parametrize(
    "content", [b"Hej", b"Det var en g\xe5ng\n" * 1000, b"PK\x03\x04" + bytes(5000), bytes(4096)]
)
def test_other_sort_of_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "är ingen arbetsyta, utan en annan sorts fil" in refusal(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_database_of_another_program(path: Path, journal: str) -> None:
    with database(path) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute("CREATE TABLE application (id)")
        connection.execute("PRAGMA user_version=1")
    content = path.read_bytes()
    assert "är ingen arbetsyta, utan en databas från ett annat program" in refusal(path)
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_newer_version_of_the_program(path: Path, stored: Application) -> None:
    with database(path) as connection:
        connection.execute("PRAGMA user_version=99")
        connection.execute("CREATE TABLE something_new (id)")
    content = path.read_bytes()
    message = refusal(path)
    assert "är sparad med en nyare version av programmet" in message
    assert "Installera den nyaste versionen" in message
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_truncated_file(path: Path, stored: Application) -> None:
    content = path.read_bytes()[:-5000]
    path.write_bytes(content)
    assert "är skadad och går inte att läsa säkert" in refusal(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("place", [100, 4096, 20480])
def test_damaged_file(path: Path, stored: Application, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place : place + 3000] = b"\xff" * 3000
    path.write_bytes(content)
    assert "är skadad och går inte att läsa säkert" in refusal(path)
    assert path.read_bytes() == content


def planted_in_place(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA writable_schema=ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'ON DELETE CASCADE', '') WHERE name = 'answer'"
    )


PLANTED: dict[str, str | Callable[[sqlite3.Connection], object]] = {
    "trigger": "CREATE TRIGGER planted AFTER INSERT ON history BEGIN DELETE FROM cell; END",
    "view": "CREATE VIEW planted AS SELECT * FROM application",
    "table": "CREATE TABLE planted (x)",
    "virtual table": "CREATE VIRTUAL TABLE planted USING fts5(x)",
    "index": "CREATE INDEX planted ON application (name)",
    "column": "ALTER TABLE application ADD COLUMN planted TEXT",
    "dropped table": "DROP TABLE history",
    "altered table": planted_in_place,
}


@pytest.mark.parametrize("what", PLANTED)
def test_altered_schema(path: Path, stored: Application, what: str) -> None:
    planted = PLANTED[what]
    with database(path) as connection:
        if isinstance(planted, str):
            connection.execute(planted)
        else:
            planted(connection)
    content = path.read_bytes()
    assert "har ändrats av något annat än det här programmet" in refusal(path)
    assert path.read_bytes() == content


def test_statistics_of_a_database_tool_do_no_harm(path: Path, stored: Application) -> None:
    with database(path) as connection:
        connection.execute("ANALYZE")
    with closing(Workspace.open(path)) as workspace:
        assert workspace.load(stored.id) == stored


def test_missing_rights(path: Path, stored: Application) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("rights do not hold back this user")
    path.chmod(stat.S_IRUSR)
    assert "Det går inte att läsa och skriva i" in refusal(path)
    path.chmod(0)
    assert "Det går inte att läsa och skriva i" in refusal(path)


def test_read_only_folder(path: Path, stored: Application) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("rights do not hold back this user")
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert "läsa och skriva i" in refusal(path)
        assert "läsa och skriva i" in refusal(path.parent / "ny.finsam")
        assert "läsa och skriva i" in refusal(path.parent / "ny mapp" / "ny.finsam")
    finally:
        path.parent.chmod(stat.S_IRWXU)


# ---------------------------------------------------------------- what no check of SQLite's sees

DAMAGES = {
    "no JSON": "UPDATE application SET meta = '{'",
    "no object": "UPDATE application SET meta = '[]'",
    "no value": "UPDATE party SET attributes = '{\"role\": 12}'",
    "no number": "INSERT INTO cell SELECT id, 's', 'r', 'c', NULL, '{\"number\": \"x\"}' FROM application",
    "no item": "INSERT INTO listed SELECT id, 'attachments', 'f', 0, '{\"id\": \"f\"}' FROM application",
    "no such list": "INSERT INTO listed SELECT id, 'x', 'f', 0, '\"f\"' FROM application",
    "other edition": "UPDATE edition SET files = replace(files, 'Insatsen', 'Projektet')",
}


@pytest.mark.parametrize("what", DAMAGES)
def test_damaged_content_is_told(path: Path, stored: Application, what: str) -> None:
    with database(path) as connection:
        connection.execute(DAMAGES[what])
    with closing(Workspace.open(path)) as workspace:
        assert len(workspace.list()) == 1
        with pytest.raises(StorageError, match=f"Ansökan {stored.id} i .* är skadad"):
            workspace.load(stored.id)


def test_damaged_history_is_told(path: Path, stored: Application) -> None:
    with database(path) as connection:
        connection.execute('UPDATE history SET operations = \'[{"op": "jump", "path": []}]\'')
    with closing(Workspace.open(path)) as workspace:
        with pytest.raises(StorageError, match="är skadad"):
            workspace.history(stored.id)
        assert workspace.load(stored.id) == stored
