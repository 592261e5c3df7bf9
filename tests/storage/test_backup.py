"""Backups hold all that was saved, tell of every altered bit, and do not pile up."""

import hashlib
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import StorageError
from finsam_desktop.storage import backup, sqlite
from finsam_desktop.storage.workspace import Workspace


def test_backup_holds_what_the_log_holds(workspace: Workspace, application: Application, path: Path) -> None:
    """Taken while the workspace is open, and before anything has reached the file itself."""
    saved = backup.create(path, "prov")
    backup.verify(saved)
    assert sorted(one.name for one in saved.parent.iterdir()) == [saved.name, f"{saved.name}.sha256"]
    with closing(sqlite.connect(saved)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # one file, without a log
    with closing(Workspace.open(saved)) as copied:
        assert copied.load(application.id) == application


def test_checksum_is_one_that_other_tools_read(workspace: Workspace, path: Path) -> None:
    saved = backup.create(path, "prov")
    digest = hashlib.sha256(saved.read_bytes()).hexdigest()
    assert backup.checksum_of(saved).read_bytes() == f"{digest} *{saved.name}\n".encode()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "arbetsyta.finsam"
    Workspace.open(path).close()
    return backup.create(path, "prov")


@given(st.data())
def test_any_altered_bit_is_noticed(saved: Path, data: st.DataObject) -> None:
    content = saved.read_bytes()
    place = data.draw(st.integers(0, len(content) * 8 - 1), "bit")
    altered = bytearray(content)
    altered[place // 8] ^= 1 << place % 8
    saved.write_bytes(altered)
    with pytest.raises(StorageError, match="har ändrats sedan den skrevs"):
        backup.verify(saved)
    saved.write_bytes(content)
    backup.verify(saved)


def test_backup_without_checksum_or_file_is_told(workspace: Workspace, path: Path) -> None:
    saved = backup.create(path, "prov")
    backup.checksum_of(saved).unlink()
    with pytest.raises(StorageError, match="saknar sin kontrollsumma"):
        backup.verify(saved)
    with pytest.raises(StorageError, match="saknar sin kontrollsumma"):
        backup.verify(path.with_name("finns inte"))


def test_newest_of_each_kind_are_kept(workspace: Workspace, path: Path) -> None:
    other = backup.create(path, "annan")
    neighbour = backup.create(path, "prov-annan")
    made = [backup.create(path, "prov") for _ in range(backup.KEEP + 3)]
    kept = made[-backup.KEEP :]
    assert backup.backups(path, "prov") == kept[::-1]
    assert {one.name for one in other.parent.iterdir()} == {
        name for one in (other, neighbour, *kept) for name in (one.name, f"{one.name}.sha256")
    }


def test_failed_backup_leaves_nothing(
    workspace: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError("disken")

    monkeypatch.setattr(sqlite, "copy", fail)
    with pytest.raises(OSError, match="disken"):
        backup.create(path, "prov")
    assert list((path.parent / backup.FOLDER).iterdir()) == []
