"""The workspace and the editions together: files, copies, renewed and converted applications."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finsam_desktop import paths
from finsam_desktop.domain import edits, richtext
from finsam_desktop.domain.application import Application, Leftover
from finsam_desktop.domain.errors import NotFoundError, StorageError, TransferError, UserError
from finsam_desktop.domain.form import FormEdition
from finsam_desktop.domain.transfer import to_json
from finsam_desktop.domain.transfer_items import MAX_FILE
from finsam_desktop.editions import Catalogue
from finsam_desktop.library import Library, read_json

SAMPLE = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
EDITION = "uppsala-2024"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The person's own folder of editions, empty."""
    folder = tmp_path / "forms"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path, own: Path) -> Iterator[Library]:
    with Library(tmp_path / "a.finsam", Catalogue([paths.forms_dir()], own)) as library:
        yield library


@pytest.fixture
def application(library: Library) -> Application:
    return library.load_file(SAMPLE)


@pytest.fixture
def add_edition(own: Path, library: Library) -> Callable[..., None]:
    """Puts an edition like that of the sample, with some texts replaced, into the person's own folder."""

    def add(folder: str, *replaced: tuple[str, str]) -> None:
        shutil.copytree(paths.forms_dir() / EDITION, own / folder)
        form = own / folder / "form.toml"
        text = form.read_text(encoding="utf-8")
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new, 1)
        form.write_text(text, encoding="utf-8")
        library.reload_editions()

    return add


def attach(library: Library, application: Application, *paths_: Path) -> None:
    change = edits.add_attachments(application, [library.keep_file(path) for path in paths_])
    assert change
    change.apply(application)
    library.save(application, [change])


def file(path: Path, content: bytes = b"abc") -> Path:
    path.write_bytes(content)
    return path


# ------------------------------------------------------------------------------- attached files


def test_file_is_kept_by_its_content(library: Library, tmp_path: Path) -> None:
    kept = library.keep_file(file(tmp_path / "Avtal 2024.pdf", b"%PDF-1.7"))
    assert (kept.name, kept.size) == ("Avtal 2024.pdf", 8)
    assert kept.digest == hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert library.content(kept.digest) == b"%PDF-1.7"
    assert library.keep_file(tmp_path / "Avtal 2024.pdf").id != kept.id


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.mkdir(), "”a.pdf” är en mapp"),
        (lambda path: None, "Filen ”a.pdf” går inte att läsa: den finns inte"),
        (lambda path: path.touch(), "Filen ”a.pdf” är tom"),
        (lambda path: path.write_bytes(bytes(MAX_FILE + 1)), "Filen ”a.pdf” är större än 25 MB"),
    ],
)
def test_what_cannot_be_attached_is_refused_in_words(
    library: Library, tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(tmp_path / "a.pdf")
    with pytest.raises(UserError, match=words):
        library.keep_file(tmp_path / "a.pdf")


def test_largest_file_is_kept(library: Library, tmp_path: Path) -> None:
    assert library.keep_file(file(tmp_path / "a.bin", bytes(MAX_FILE))).size == MAX_FILE


@pytest.mark.skipif(os.name != "posix", reason="such names cannot be given here")
def test_name_that_no_other_computer_takes_is_mended(library: Library, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"\xe5rlig\\plan:\n2.pdf")
    assert library.keep_file(file(odd)).name == "rligplan 2.pdf"


def test_copy_keeps_files_and_leftovers(library: Library, application: Application, tmp_path: Path) -> None:
    attach(library, application, file(tmp_path / "a.txt"), file(tmp_path / "b.txt", b"b"))
    leftover = Leftover("l", "uppsala-2016", "Mål", richtext.from_text("Fler."), {"x": 1})
    application.leftovers.append(leftover)
    shown = to_json(application)
    copied = library.load_json(shown)
    for made in (copied, library.copy(copied.id)):
        assert made.id != application.id
        assert (made.attachments, made.leftovers) == (application.attachments, [leftover])
        assert library.open(made.id) == made


def test_json_brings_the_contents_to_another_workspace(
    library: Library, application: Application, tmp_path: Path
) -> None:
    attach(library, application, file(tmp_path / "a.txt"), file(tmp_path / "b.txt", b"b"))
    whole = to_json(application, library.content)
    alone: dict[str, Any] = to_json(application)
    with closing(Library(tmp_path / "b.finsam", library.catalogue)) as other:
        with pytest.raises(TransferError) as caught:
            other.load_json(alone)
        assert len(caught.value.problems) == 2
        assert "attachments[2]: innehållet i filen ”b.txt” finns varken" in caught.value.problems[1]
        assert other.list() == []
        made = other.load_json(whole)
        assert [other.content(one.digest) for one in made.attachments] == [b"abc", b"b"]
        alone["attachments"][0]["size"] += 1
        with pytest.raises(TransferError, match=r"filen ”a\.txt”"):
            other.load_json(alone)


def test_content_that_is_not_there_is_told(library: Library) -> None:
    with pytest.raises(StorageError, match="saknas"):
        library.content("0" * 64)


# ---------------------------------------------------------------------- renewed and converted


def stored(library: Library, made: Application) -> None:
    """It stands in the workspace as it is, and can be read again."""
    with closing(Library(library.path, library.catalogue)) as other:
        assert other.open(made.id) == made


def test_extension_is_stored_in_the_edition_of_its_source(
    library: Library, application: Application, add_edition: Callable[..., None]
) -> None:
    add_edition("egen", (f'id = "{EDITION}"', 'id = "egen"'))
    own = library.new("egen", "Bron")
    shutil.rmtree(library.own_forms / "egen")  # type: ignore[operator]
    library.reload_editions()
    made, lines = library.extend(own.id, date(2028, 1, 1), date(2028, 12, 31), Decimal(2))
    assert made.kind == "extension"
    assert made.answers["start_date"] == date(2028, 1, 1)
    assert all(isinstance(line, str) for line in lines)
    assert library.workspace.files(made.id) == library.workspace.files(own.id)
    stored(library, made)


def test_supplement_is_stored(library: Library, application: Application) -> None:
    made, _ = library.supplement(application.id)
    assert made.kind == "supplement"
    assert made.meta["parent_name"] == application.name
    stored(library, made)


def test_converted_application_is_stored_and_the_old_one_stays(
    library: Library, application: Application, add_edition: Callable[..., None]
) -> None:
    add_edition("egen", (f'id = "{EDITION}"', 'id = "egen"'))
    made, report = library.convert(application.id, "egen")
    assert (made.edition.id, made.name) == ("egen", application.name)
    assert report.lines()
    assert library.open(application.id) == application
    stored(library, made)
    with pytest.raises(NotFoundError, match="finns-ej"):
        library.convert(application.id, "finns-ej")


def test_newer_edition_is_offered(
    library: Library, application: Application, add_edition: Callable[..., None]
) -> None:
    def offered(of: Application) -> str | None:
        found = library.newer_edition(of)
        return found and found.id

    assert offered(application) is None
    add_edition(
        "ny", ('replaces = "uppsala-2019-07"', f'replaces = "{EDITION}"'), (f'id = "{EDITION}"', 'id = "ny"')
    )
    assert offered(application) == "ny"
    assert offered(library.new("ny")) is None


def test_changed_edition_is_offered_and_the_application_keeps_its_own(
    library: Library, add_edition: Callable[..., None]
) -> None:
    new_id = (f'id = "{EDITION}"', 'id = "egen"')
    add_edition("egen", new_id)
    application = library.new("egen", "Bron")
    assert library.newer_edition(application) is None
    shutil.rmtree(library.own_forms / "egen")  # type: ignore[operator]
    add_edition("egen", new_id, ('title = "Insatsen"', 'title = "Om insatsen"'))
    changed: FormEdition | None = library.newer_edition(application)
    assert changed is not None
    assert changed != application.edition
    assert library.open(application.id).edition == application.edition
    made, _ = library.convert(application.id, "egen")
    assert made.edition == changed
    stored(library, made)


def test_broken_editions_are_listed_and_harm_nothing(
    library: Library, own: Path, add_edition: Callable[..., None]
) -> None:
    assert library.broken() == {}
    add_edition("dubblett")
    file(own / "dubblett" / "extra.toml", b"")
    (own / "tom").mkdir()
    library.reload_editions()
    assert library.broken().keys() == {"dubblett", "tom"}
    assert not library.is_own(EDITION)
    assert library.load_json(read_json(SAMPLE)).edition.id == EDITION
