"""What a workspace holds, finds and refuses."""

import hashlib
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.change import TYPING, Change, SetValue
from finsam_desktop.domain.errors import ConflictError, FormError, NotFoundError, StorageError
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.storage import records
from finsam_desktop.storage import sqlite as our_sqlite
from finsam_desktop.storage.workspace import Workspace


def change(application: Application, path: tuple[str, ...], value: object) -> Change:
    """The change that puts the value there, already applied to the application."""
    made = edits.set_values(application, {path: value}, "Ändra")
    assert made is not None
    made.apply(application)
    return made


def salary(application: Application, row: int = 1) -> tuple[str, ...]:
    return ("cell", "detailed", f"salary_{row}", f"party:{application.budget_parties[0]}")


def test_new_application_comes_back(workspace: Workspace, application: Application, path: Path) -> None:
    with closing(Workspace.open(path)) as other:
        assert other.load(application.id) == application


def test_edition_is_kept_and_shared(
    workspace: Workspace, application: Application, edition: FormEdition, files: dict[str, str]
) -> None:
    second = Application.new(edition)
    workspace.create(second, files)
    assert workspace.files(application.id) == files
    assert workspace.load(application.id).edition is workspace.load(second.id).edition


def test_edition_that_newer_checks_refuse_goes_on_opening(
    workspace: Workspace, path: Path, files: dict[str, str]
) -> None:
    used = files | {
        "form.toml": files["form.toml"].replace('replaces = "uppsala-2019-07"', 'replaces = "Å Ä"')
    }
    with pytest.raises(FormError):
        load_edition(used)
    application = Application.new(load_edition(used, trusted=True))
    workspace.create(application, used)
    with closing(Workspace.open(path)) as other:
        assert other.load(application.id) == application


def test_files_of_another_edition_are_a_fault(
    workspace: Workspace, edition: FormEdition, files: dict[str, str]
) -> None:
    other = files | {"form.toml": files["form.toml"].replace('title = "Insatsen"', 'title = "Något annat"')}
    with pytest.raises(ValueError, match="uppsala-2024"):
        workspace.create(Application.new(edition), other)
    assert workspace.list() == []


def test_same_id_twice_is_refused(
    workspace: Workspace, application: Application, files: dict[str, str]
) -> None:
    with pytest.raises(StorageError, match=f"redan en ansökan med id {application.id}"):
        workspace.create(application, files)
    assert len(workspace.history(application.id)) == 1


def test_summary_tells_what_the_list_shows(workspace: Workspace, application: Application) -> None:
    before = datetime.now(UTC)
    name = change(application, ("answer", "name"), "En väg in")
    lead = change(application, ("party", application.parties[0].id, "organisation"), "Älvkarleby kommun")
    meta = change(application, ("meta", "kind"), "extension")
    workspace.save(application, [name, lead, meta])
    (summary,) = workspace.list()
    assert (summary.id, summary.name, summary.lead) == (application.id, "En väg in", "Älvkarleby kommun")
    assert (summary.edition, summary.kind) == ("uppsala-2024", "extension")
    assert (summary.status, summary.version) == ("draft", 0)
    assert summary.edition_title == application.edition.title
    assert summary.association == "Samordningsförbundet i Uppsala län"
    assert before <= summary.modified <= datetime.now(UTC)
    assert not summary.removed


def test_newest_first(workspace: Workspace, edition: FormEdition, files: dict[str, str]) -> None:
    first, second = Application.new(edition), Application.new(edition)
    workspace.create(first, files)
    workspace.create(second, files)
    assert [one.id for one in workspace.list()] == [second.id, first.id]
    workspace.save(first, [change(first, salary(first), 100)])
    assert [one.id for one in workspace.list()] == [first.id, second.id]


def test_removed_application_can_be_restored(workspace: Workspace, application: Application) -> None:
    modified = workspace.list()[0].modified
    workspace.remove(application.id)
    assert workspace.list() == []
    assert [one.removed for one in workspace.list(removed=True)] == [True]
    assert workspace.load(application.id) == application
    workspace.restore(application.id)
    assert [(one.removed, one.modified) for one in workspace.list()] == [(False, modified)]


def test_an_open_application_can_be_saved_after_its_removal(
    workspace: Workspace, application: Application
) -> None:
    workspace.remove(application.id)
    workspace.save(application, [change(application, salary(application), 100)])
    assert workspace.load(application.id) == application


def test_beginning_of_an_id_will_do(
    workspace: Workspace, edition: FormEdition, files: dict[str, str]
) -> None:
    for application_id in ("abc", "abcd", "axe"):
        workspace.create(Application.new(edition, application_id), files)
    assert workspace.load("ax").id == "axe"
    assert workspace.load("abc").id == "abc"
    assert workspace.load("abcd").id == "abcd"
    with pytest.raises(NotFoundError, match=r"börjar med ab\. Ange fler tecken"):
        workspace.load("ab")
    workspace.remove("ax")
    assert [one.id for one in workspace.list()] == ["abcd", "abc"]


METHODS = [Workspace.load, Workspace.files, Workspace.history, Workspace.remove, Workspace.restore]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("given", ["finns-inte", "", "%", "a\udcff"])
def test_unknown_id_is_named(
    workspace: Workspace, application: Application, method: Callable[[Workspace, str], object], given: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        method(workspace, given)
    assert f"ingen ansökan med id {given} i " in str(caught.value)


def test_history_tells_everything(workspace: Workspace, application: Application) -> None:
    made = [change(application, salary(application), amount) for amount in (100, 200)]
    made.append(change(application, ("answer", "name"), "Tillsammans"))
    workspace.save(application, made[:2])
    workspace.save(application, made[2:])
    created, *rest = workspace.history(application.id)
    assert (created.label, created.origin) == ("Skapad", "create")
    assert rest == made
    assert rest[1].operations == (SetValue(salary(application), 100, 200),)


def test_redone_change_stands_again_in_the_history(workspace: Workspace, application: Application) -> None:
    made = change(application, salary(application), 100)
    undone = made.inverse()
    undone.apply(application)
    made.apply(application)
    workspace.save(application, [made, undone, made])
    assert workspace.history(application.id)[1:] == [made, undone, made]


def test_nothing_to_save_changes_nothing(workspace: Workspace, application: Application) -> None:
    before = workspace.list()
    workspace.save(application, [])
    assert workspace.list() == before


def test_half_a_character_is_kept(workspace: Workspace, application: Application) -> None:
    """A lone surrogate, which comes with some pasted text, is no text to a database."""
    made = Change("Ändra Tv\udcc3 å", (SetValue(("answer", "name"), None, "Tv\udcc3 å"),))
    made.apply(application)
    workspace.save(application, [made])
    assert workspace.load(application.id).name == "Tv\udcc3 å"
    assert workspace.list()[0].name == "Tv? å"


def test_conflict_is_told_and_nothing_written(
    workspace: Workspace, application: Application, path: Path
) -> None:
    with closing(Workspace.open(path)) as other:
        theirs = other.load(application.id)
        other.save(theirs, [change(theirs, salary(theirs), 100)])
    ours = change(application, salary(application, row=2), 200)
    for _ in range(2):
        with pytest.raises(ConflictError, match="har ändrats från ett annat fönster"):
            workspace.save(application, [ours])
    assert workspace.load(application.id) == theirs
    assert len(workspace.history(application.id)) == 2
    workspace.save(theirs, [change(theirs, salary(theirs), 300)])
    assert workspace.load(application.id) == theirs


def test_an_application_that_was_never_here_is_not_found(workspace: Workspace, edition: FormEdition) -> None:
    application = Application.new(edition)
    with pytest.raises(NotFoundError, match=application.id):
        workspace.save(application, [change(application, salary(application), 100)])


def test_fault_in_the_middle_writes_nothing(workspace: Workspace, application: Application) -> None:
    good = change(application, salary(application), 100)
    bad = Change("Fel", (SetValue(("moon", "x"), None, 1),))
    with pytest.raises(KeyError):
        workspace.save(application, [good, bad])
    assert workspace.load(application.id).cell("detailed", "salary_1", salary(application)[3]) is None
    workspace.save(application, [good])
    assert workspace.load(application.id) == application


def test_failed_write_can_be_repeated(workspace: Workspace, application: Application, path: Path) -> None:
    resource = pytest.importorskip("resource", reason="a limit on the size of files")
    before = workspace.load(application.id)
    made = [change(application, salary(application), 100)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.with_name(f"{path.name}-wal").stat().st_size, hard))
    try:
        with pytest.raises(StorageError, match="Disken kan vara full, trasig eller bortkopplad"):
            workspace.save(application, made)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert workspace.load(application.id) == before
    workspace.save(application, [*made, change(application, salary(application), 200)])
    assert workspace.load(application.id) == application


def test_others_read_while_one_writes_and_a_second_writer_is_told(
    workspace: Workspace, application: Application, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(our_sqlite, "BUSY_TIMEOUT", 20)
    with closing(Workspace.open(path)) as other, closing(our_sqlite.connect(path)) as writer:
        theirs = other.load(application.id)
        made = change(theirs, salary(theirs), 100)
        writer.execute("BEGIN IMMEDIATE")
        assert other.load(application.id) == application
        assert len(other.list()) == 1
        with pytest.raises(StorageError, match="är upptagen: ett annat program skriver i den"):
            other.save(theirs, [made])
        writer.execute("ROLLBACK")
        other.save(theirs, [made])
        assert workspace.load(application.id) == theirs


def test_writer_has_its_turn_before_it_reads(
    workspace: Workspace, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nothing that it has read is old when it writes."""
    monkeypatch.setattr(our_sqlite, "BUSY_TIMEOUT", 0)
    with (
        closing(our_sqlite.connect(path)) as other,
        workspace._writing(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


def test_reader_sees_one_state_throughout(workspace: Workspace, application: Application, path: Path) -> None:
    with closing(Workspace.open(path)) as other, other._reading() as connection:
        count = "SELECT count(*) FROM history"
        before = connection.exec_driver_sql(count).scalar()
        workspace.save(application, [change(application, salary(application), 100)])
        assert connection.exec_driver_sql(count).scalar() == before


def test_reader_sees_whole_saves(workspace: Workspace, application: Application, path: Path) -> None:
    """Two cells that are always saved together are never seen apart, whichever workspace reads."""
    finished = threading.Event()
    seen: list[tuple[object, object]] = []

    def read(reader: Workspace) -> None:
        while not finished.is_set():
            found = reader.load(application.id)
            seen.append((found.get(salary(found, row=1)), found.get(salary(found, row=7))))

    writer = workspace.load(application.id)
    with closing(Workspace.open(path)) as other:
        threads = [threading.Thread(target=read, args=[reader]) for reader in (other, other)]
        for thread in threads:
            thread.start()
        for amount in range(1, 60):
            pair = [change(writer, salary(writer, row=row), amount) for row in (1, 7)]
            workspace.save(writer, pair)
        finished.set()
        for thread in threads:
            thread.join()
    assert len(set(seen)) > 1
    assert all(first == second for first, second in seen)


def test_close_leaves_one_file(workspace: Workspace, application: Application, path: Path) -> None:
    workspace.save(application, [change(application, salary(application), 100)])
    workspace.close()
    workspace.close()
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    with pytest.raises(StorageError):
        workspace.load(application.id)


def test_typing_that_goes_on_keeps_its_row_of_history(workspace: Workspace, application: Application) -> None:
    path = ("answer", "name")
    before = application.answers.get("name")
    first = Change("Skriv", (SetValue(path, before, "N"),), TYPING)
    application.put(path, "N")
    workspace.save(application, [first])
    grown = Change("Skriv", (SetValue(path, before, "Nytt"),), TYPING, first.id, first.time)
    application.put(path, "Nytt")
    workspace.save(application, [grown])
    other = Change("Skriv", (SetValue(path, "Nytt", "Nytt namn"),), TYPING)
    application.put(path, "Nytt namn")
    workspace.save(application, [other])
    assert workspace.history(application.id)[1:] == [grown, other]
    assert workspace.load(application.id).answers["name"] == "Nytt namn"


def test_close_hands_over_what_others_will_read(
    workspace: Workspace, application: Application, path: Path
) -> None:
    """While somebody else has the file open the log stays, but nothing in it is missing from the file."""
    with closing(our_sqlite.connect(path)) as other:
        other.execute("SELECT count(*) FROM application").fetchone()
        workspace.save(application, [change(application, salary(application), 100)])
        workspace.close()
        with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as without_log:
            assert without_log.execute("SELECT ore FROM cell").fetchall() == [(100,)]


def test_blank_is_what_creation_starts_from(workspace: Workspace, application: Application) -> None:
    again = records.blank(application.edition, application.id)
    workspace.history(application.id)[0].apply(again)
    assert again == application


# --------------------------------------------------------------------------- contents of files


def test_content_is_kept_once_and_comes_back(workspace: Workspace, path: Path) -> None:
    data = bytes(range(256)) * 5000
    digest = workspace.keep(data)
    assert digest == hashlib.sha256(data).hexdigest() == workspace.keep(data)
    with closing(Workspace.open(path)) as other:
        assert other.content(digest) == data
        assert other.size_of(digest) == len(data)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM blob").fetchone() == (1,)


def test_content_stays_when_the_application_lets_go_of_it(
    workspace: Workspace, application: Application
) -> None:
    """An undo brings it back."""
    attach = edits.add_attachments(application, [Attachment("f", "a.txt", 3, workspace.keep(b"abc"))])
    assert attach
    attach.apply(application)
    remove = edits.remove_attachment(application, "f")
    remove.apply(application)
    workspace.save(application, [attach, remove])
    assert workspace.load(application.id).attachments == []
    assert workspace.content(hashlib.sha256(b"abc").hexdigest()) == b"abc"


@pytest.mark.parametrize("damage", ["UPDATE blob SET bytes = x'616264'", "DELETE FROM blob"])
def test_damaged_content_is_told_and_mended_by_the_file(
    workspace: Workspace, path: Path, damage: str
) -> None:
    digest = workspace.keep(b"abc")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(damage)
    with pytest.raises(StorageError, match=r"Innehållet i en bifogad fil (saknas|är skadat) i "):
        workspace.content(digest)
    assert workspace.keep(b"abc") == digest
    assert workspace.content(digest) == b"abc"


def test_content_that_nobody_kept_has_no_size(workspace: Workspace) -> None:
    assert workspace.size_of("0" * 64) is None
