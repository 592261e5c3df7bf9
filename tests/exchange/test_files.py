"""A file is the old one or the whole new one, and what fails says why."""

import errno
import os
from pathlib import Path

import pytest

from finsam_desktop.domain.errors import ExportError
from finsam_desktop.exchange.files import write_atomically


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "ansökan.pdf"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_goes_on_pointing_where_it_did(tmp_path: Path) -> None:
    target, link = tmp_path / "mål.pdf", tmp_path / "länk.pdf"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_missing_folder_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"”ansökan\.pdf”.*mappen finns inte"):
        write_atomically(tmp_path / "saknas" / "ansökan.pdf", b"data")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    (tmp_path / "ansökan.pdf").mkdir()
    with pytest.raises(ExportError, match=r"”ansökan\.pdf”"):
        write_atomically(tmp_path / "ansökan.pdf", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["ansökan.pdf"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "disken är full"),
        (errno.EACCES, "öppen i ett annat program"),
        (errno.EIO, "datorn nekade"),
    ],
)
def test_a_failing_disk_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    path = tmp_path / "ansökan.pdf"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ExportError, match=said) as caught:
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    assert isinstance(caught.value.__cause__, OSError)
