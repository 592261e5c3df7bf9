"""Frozen versions are written once and read as they were."""

import ast
import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from finsam_desktop import storage
from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.errors import ConflictError, NotFoundError, StorageError
from finsam_desktop.domain.freezing import content_text
from finsam_desktop.domain.versions import Version, digest
from finsam_desktop.storage.workspace import Workspace

PDF = b"%PDF-1.7 frozen"


def version(number: int, content: str = "{}", pdf: bytes = PDF, reason: str = "") -> Version:
    time = datetime(2026, 1, 2, 3, 4, 5, 678, UTC)
    return Version(number, time, digest(content), hashlib.sha256(pdf).hexdigest(), reason)


def test_versions_come_back_as_they_were(path: Path, workspace: Workspace, application: Application) -> None:
    one, two = version(1, '{"å": 1}', reason="Brådskar"), version(2, '{"å": 2}', b"another")
    workspace.freeze(application.id, one, '{"å": 1}', PDF)
    workspace.freeze(application.id, two, '{"å": 2}', b"another")
    with closing(Workspace.open(path)) as other:
        assert other.versions(application.id) == [one, two]
        assert other.version_content(application.id, 1) == '{"å": 1}'
        assert other.content(one.pdf) == PDF
        assert other.load(application.id) == application


def test_numbers_follow_each_other(workspace: Workspace, application: Application) -> None:
    workspace.freeze(application.id, version(1), "{}", PDF)
    for number in (1, 3):
        with pytest.raises(ConflictError, match="fastställts från ett annat fönster"):
            workspace.freeze(application.id, version(number), "{}", PDF)
    assert len(workspace.versions(application.id)) == 1


def test_digests_are_of_what_is_stored(workspace: Workspace, application: Application) -> None:
    for content, pdf in (("[]", PDF), ("{}", b"another")):
        with pytest.raises(ValueError, match="digests"):
            workspace.freeze(application.id, version(1), content, pdf)
    assert workspace.versions(application.id) == []
    assert workspace.size_of(hashlib.sha256(b"another").hexdigest()) is None


def test_what_is_not_there_is_not_found(workspace: Workspace, application: Application) -> None:
    with pytest.raises(NotFoundError, match="ingen version 1"):
        workspace.version_content(application.id, 1)
    with pytest.raises(NotFoundError):
        workspace.versions("zzz")


def test_changed_content_is_noticed(path: Path, workspace: Workspace, application: Application) -> None:
    workspace.freeze(application.id, version(1), "{}", PDF)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("""UPDATE version SET content = '{"a": 1}'""")
        connection.commit()
    with pytest.raises(StorageError, match="skadad"):
        workspace.version_content(application.id, 1)


def test_pdf_that_was_damaged_is_mended_when_it_is_kept_again(
    path: Path, workspace: Workspace, application: Application
) -> None:
    workspace.freeze(application.id, version(1), "{}", PDF)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE blob SET bytes = x'00'")
        connection.commit()
    with pytest.raises(StorageError):
        workspace.content(version(1).pdf)
    workspace.keep(PDF)
    assert workspace.content(version(1).pdf) == PDF


def test_list_follows_what_differs_from_the_newest_version(
    path: Path, workspace: Workspace, application: Application
) -> None:
    def listed() -> tuple[str, int]:
        (one,) = workspace.list()
        return one.status, one.version

    def rename(workspace: Workspace, application: Application, name: str) -> None:
        made = edits.set_values(application, {("answer", "name"): name}, "Skriv")
        assert made
        made.apply(application)
        workspace.save(application, [made])

    rename(workspace, application, "Ett")
    assert listed() == ("draft", 0)
    with closing(Workspace.open(path)) as other:  # another program freezes it meanwhile
        content = content_text(application)
        other.freeze(application.id, version(1, content), content, PDF)
    assert listed() == ("frozen", 1)
    for name, status in (("Två", "changed"), ("Tre", "changed"), ("Ett", "frozen")):
        rename(workspace, application, name)
        assert listed() == (status, 1)
    rename(workspace, application, "Två")
    content = content_text(application)
    workspace.freeze(application.id, version(2, content), content, PDF)
    rename(workspace, application, "Ett")
    assert listed() == ("changed", 2)


def test_damaged_version_is_no_reason_not_to_save(
    path: Path, workspace: Workspace, application: Application
) -> None:
    workspace.freeze(application.id, version(1), "{}", PDF)
    made = edits.set_values(application, {("answer", "name"): "Nytt"}, "Skriv")
    assert made
    made.apply(application)
    workspace.save(application, [made])
    (one,) = workspace.list()
    assert (one.name, one.status) == ("Nytt", "changed")


def test_no_statement_changes_or_removes_a_version() -> None:
    """In all of storage, the table is only selected from and inserted into."""
    folder = Path(storage.__file__).parent
    users = [path for path in folder.rglob("*.py") if "versions" in path.stem or "version" in _imports(path)]
    assert [path.name for path in users] == ["versions.py", "m0003_versions.py"]
    assert not [path for path in folder.rglob("*.py") if "tables.version" in path.read_text(encoding="utf-8")]
    tree = ast.parse((folder / "versions.py").read_text(encoding="utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called & {"insert", "update", "delete", "text"} == {"insert"}


def _imports(path: Path) -> set[str]:
    """Names that the module takes from the tables."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "finsam_desktop.storage.tables"
        for alias in node.names
    }
