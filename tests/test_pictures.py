"""Pictures in the texts of an application, from the workspace to JSON, copies, conversions and versions."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from finsam_desktop import paths
from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Application, Leftover
from finsam_desktop.domain.checks import check
from finsam_desktop.domain.compare import differences
from finsam_desktop.domain.convert_fields import as_type
from finsam_desktop.domain.errors import TransferError
from finsam_desktop.domain.pictures import MAX_SIDE, picture_digests
from finsam_desktop.domain.richtext import Paragraph, Picture, Span, normalise
from finsam_desktop.domain.sheet import Budget
from finsam_desktop.domain.transfer import contents, from_json, to_json
from finsam_desktop.editions import Catalogue
from finsam_desktop.library import Library
from finsam_desktop.storage.backup import create

SAMPLE = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
WORDS = Paragraph((Span("Se kartan."),))


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue([paths.forms_dir()])


@pytest.fixture
def library(tmp_path: Path, catalogue: Catalogue) -> Iterator[Library]:
    with Library(tmp_path / "a.finsam", catalogue) as library:
        yield library


@pytest.fixture
def elsewhere(tmp_path: Path, catalogue: Catalogue) -> Iterator[Library]:
    """A colleague's workspace."""
    with Library(tmp_path / "b.finsam", catalogue) as library:
        yield library


@pytest.fixture
def data(picture: Callable[..., bytes]) -> bytes:
    return picture(size=(200, 100))


@pytest.fixture
def application(library: Library, data: bytes) -> Application:
    """The sample with a picture in a text."""
    application = library.load_file(SAMPLE)
    shown = Picture(library.keep_content(data), "En karta", 200, 100)
    put(library, application, "purpose", (WORDS, shown))
    return application


def put(library: Library, application: Application, field: str, blocks: Any) -> None:
    change = edits.set_values(application, {("answer", field): normalise(blocks)}, "Skriv")
    assert change
    change.apply(application)
    library.save(application, [change])


def shown(application: Application, field: str = "purpose") -> Picture:
    text = application.answers[field]
    assert isinstance(text, tuple)
    (found,) = (block for block in text if isinstance(block, Picture))
    return found


def test_it_is_there_when_the_workspace_is_opened_again(library: Library, application: Application) -> None:
    again = library.open(application.id)
    assert shown(again) == shown(application)
    assert picture_digests(again) == {shown(application).digest}


def test_a_backup_holds_it(
    library: Library, application: Application, data: bytes, catalogue: Catalogue
) -> None:
    library.close()
    copy = create(library.path, "manual")
    with Library(copy, catalogue) as restored:
        assert restored.content(shown(restored.open(application.id)).digest) == data


def test_json_carries_it_to_a_colleague(
    library: Library, application: Application, elsewhere: Library, data: bytes
) -> None:
    carried = json.loads(json.dumps(to_json(application, library.content)))
    loaded = elsewhere.load_json(carried)
    assert shown(loaded) == shown(application)
    assert elsewhere.content(shown(loaded).digest) == data
    assert contents(carried) == {shown(application).digest: data}
    assert "pictures" not in to_json(application)


def test_json_without_it_is_refused_where_nobody_has_it(
    library: Library, application: Application, elsewhere: Library
) -> None:
    named = json.loads(json.dumps(to_json(application)))
    assert shown(library.load_json(named)) == shown(application)
    with pytest.raises(TransferError) as caught:
        elsewhere.load_json(named)
    digest = shown(application).digest
    missing = f"pictures: innehållet i bilden {digest} finns varken i filen eller i arbetsytan"
    assert caught.value.problems == (missing,)
    assert list(elsewhere.list()) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hej", "väntade en bild i PNG eller JPEG"),
        (None, "väntade bildens innehåll i base64"),
        ("!", "väntade bildens innehåll i base64"),
    ],
)
def test_what_is_no_picture_is_refused(
    content: Any, words: str, application: Application, catalogue: Catalogue
) -> None:
    carried = to_json(application)
    digest = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else "0" * 64
    text = base64.b64encode(content).decode() if isinstance(content, bytes) else content
    carried["pictures"] = [{"sha256": digest, "content": text, "name": "x"}]
    with pytest.raises(TransferError) as caught:
        from_json(carried, lambda name: catalogue.get(name).edition)
    assert caught.value.problems[0] == "pictures[1].name: okänd nyckel"
    assert caught.value.problems[1].startswith(f"pictures[1].content: {words}")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_is_larger_than_kept_is_refused(
    library: Library, application: Application, picture: Callable[..., bytes], kind: str
) -> None:
    for size, fits in (((MAX_SIDE, 9), True), ((MAX_SIDE + 1, 9), False), ((9, MAX_SIDE + 1), False)):
        data = picture(kind, size=size)
        carried = to_json(application)
        carried["pictures"] = [
            {"sha256": hashlib.sha256(data).hexdigest(), "content": base64.b64encode(data).decode()}
        ]
        if fits:
            library.load_json(carried)
            continue
        with pytest.raises(TransferError) as caught:
            library.load_json(carried)
        (problem,) = caught.value.problems
        assert problem.startswith(
            "pictures[1].content: väntade en bild i PNG eller JPEG, med högst 2400 bildpunkter på bredden"
        )


def test_copies_and_conversions_keep_it(library: Library, application: Application) -> None:
    copies = [
        library.copy(application.id),
        library.extend(application.id, date(2028, 1, 1), date(2028, 12, 31), Decimal(0))[0],
        library.convert(application.id, "uppsala-2019")[0],
    ]
    for copy in copies:
        assert picture_digests(library.open(copy.id)) == {shown(application).digest}


def test_a_picture_without_a_place_is_left_over(application: Application) -> None:
    field = application.edition.fields[application.edition.uses.name]
    assert field.type == "text"
    text = application.answers["purpose"]
    assert as_type(text, field) is None
    assert as_type((WORDS,), field) == "Se kartan."
    left = Application.new(application.edition)
    left.leftovers.append(Leftover("l1", "x", "Syfte", (shown(application),), {}))
    assert picture_digests(left) == {shown(application).digest}


def test_a_version_shows_it_for_good(library: Library, application: Application) -> None:
    library.freeze(application, "Provas")
    digest = shown(application).digest
    put(library, application, "purpose", (WORDS,))
    with pikepdf.open(io.BytesIO(library.version_pdf(application.id, 1))) as pdf:
        drawn = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Width" in one]
        assert [int(one.Width) for one in drawn] == [200]
    assert shown(library.version_application(application, 1)).digest == digest
    bundle = library.bundle(application, 1)
    with zipfile.ZipFile(io.BytesIO(bundle.word())) as word:
        assert [name for name in word.namelist() if "media" in name] == ["word/media/image1.png"]


def test_what_differs_says_that_the_picture_is_another(
    library: Library, application: Application, picture: Callable[..., bytes]
) -> None:
    before = application.snapshot()
    other = Picture(library.keep_content(picture(mode="L")), "En karta", 80, 60)
    put(library, application, "purpose", (WORDS, other))
    (found,) = differences(before, application)
    assert (found.before, found.after) == ("[Bild: En karta]", "[Bild: En karta] (annan bild)")


def test_a_picture_that_is_not_described_is_a_warning(library: Library, application: Application) -> None:
    def said() -> list[tuple[str, str, str]]:
        found = check(Budget(application))
        return [(one.severity, one.where, one.message) for one in found if one.code == "picture_alt"]

    assert said() == []
    bare = Picture(shown(application).digest, "", 200, 100)
    for blocks, which in (
        ((bare,), "Bilden"),
        ((shown(application), bare), "En bild"),
        ((bare, WORDS, bare), "2 bilder"),
    ):
        put(library, application, "purpose", blocks)
        ((severity, where, message),) = said()
        assert (severity, where) == ("warning", "answer.purpose")
        assert message.startswith(f"{which} i ”Beskriv syftet med insatsen” saknar beskrivning.")
