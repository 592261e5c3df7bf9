"""Freezing from the command line, and what is exported of a version."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from finsam_desktop import paths
from finsam_desktop.__main__ import main
from finsam_desktop.domain import edits
from finsam_desktop.exchange import sandbox
from finsam_desktop.storage.workspace import Workspace

SAMPLE = paths.resources_dir() / "samples" / "uppsala-2024-alvkarleby.json"
REASON = "Förbundet vill ha den i dag"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True, scope="module")
def reader() -> Iterator[None]:
    """The child process that reads ends with the module."""
    yield
    sandbox.close()


@pytest.fixture
def loaded(run: Run, tmp_path: Path) -> str:
    """The id of the sample, with a PDF of one page attached."""
    stream = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(300, 400))
        made.save(stream)
    data = stream.getvalue()
    file = {
        "id": "f",
        "name": "brev.pdf",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "content": base64.b64encode(data).decode(),
    }
    path = tmp_path / "a.json"
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    path.write_text(json.dumps(sample | {"attachments": [file]}), encoding="utf-8")
    return run("load", path)[1].strip()


@pytest.fixture
def exported(run: Run, loaded: str, tmp_path: Path) -> Callable[..., bytes]:
    """What `export` writes to a file with the suffix."""

    def make(suffix: str, *options: object) -> bytes:
        path = tmp_path / f"ut{suffix}"
        assert run("export", loaded, "--to", path, *options) == (0, f"{path}\n", "")
        return path.read_bytes()

    return make


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as file:
        return [page.get_textpage().get_text_range() for page in file]


def frozen(run: Run, loaded: str) -> dict[str, object]:
    status, out, err = run("freeze", loaded, "--reason", REASON, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)  # type: ignore[no-any-return]


def rename(tmp_path: Path, application_id: str) -> None:
    """Give the application another name, as the window would."""
    workspace = Workspace.open(tmp_path / "w.finsam")
    application = workspace.load(application_id)
    change = edits.set_values(application, {("answer", "name"): "Annat"}, "Skriv")
    assert change
    change.apply(application)
    workspace.save(application, [change])
    workspace.close()


def test_freeze_asks_for_a_reason_where_there_are_errors(run: Run, loaded: str) -> None:
    status, out, err = run("freeze", loaded)
    assert (status, out) == (1, "")
    assert "Ansökan har 3 fel" in err
    assert run("versions", loaded) == (0, "", "")
    assert json.loads(run("versions", loaded, "--json")[1]) == []


def test_freeze_and_versions_tell_the_same(run: Run, loaded: str, exported: Callable[..., bytes]) -> None:
    version = frozen(run, loaded)
    assert list(version) == ["number", "time", "sha256", "pdf", "fingerprint", "reason"]
    assert (version["number"], version["reason"]) == (1, REASON)
    assert datetime.fromisoformat(str(version["time"])).utcoffset() is not None
    assert version["fingerprint"] == f"{version['sha256'][:4]}-{version['sha256'][4:8]}"  # type: ignore[index]
    assert json.loads(run("versions", loaded, "--json")[1]) == [version]
    assert run("versions", loaded)[1] == "\t".join(map(str, version.values())) + "\n"
    pdf = exported(".pdf", "--version", 1)
    assert hashlib.sha256(pdf).hexdigest() == version["pdf"]
    assert all(f"Version 1, fingeravtryck {version['fingerprint']}" in text for text in texts(pdf))
    status, out, err = run("freeze", loaded, "--reason", REASON)
    assert (status, out) == (1, "")
    assert "redan fastställd som version 1" in err


def test_a_version_is_exported_as_it_was(
    run: Run, loaded: str, exported: Callable[..., bytes], tmp_path: Path
) -> None:
    frozen(run, loaded)
    before = {suffix: exported(suffix, "--version", 1) for suffix in (".pdf", ".xlsx", ".json")}
    rename(tmp_path, loaded)
    after = {suffix: exported(suffix, "--version", 1) for suffix in before}
    assert before[".pdf"] == after[".pdf"]
    assert json.loads(after[".json"]) == json.loads(before[".json"])
    assert before[".xlsx"] == after[".xlsx"]
    assert json.loads(exported(".json"))["name"] == "Annat"
    with zipfile.ZipFile(io.BytesIO(exported(".docx", "--version", 1))) as word:
        foot = "".join(word.read(one).decode() for one in word.namelist() if "footer" in one)
    assert "Version 1, fingeravtryck" in foot


def test_what_is_frozen_is_exported_as_it_was_frozen(
    run: Run, loaded: str, exported: Callable[..., bytes]
) -> None:
    run("freeze", loaded, "--reason", REASON)
    frozen = exported(".pdf", "--version", "1")
    assert exported(".pdf") == frozen
    with zipfile.ZipFile(io.BytesIO(exported(".zip"))) as archive:
        assert frozen in map(archive.read, archive.namelist())
    assert exported(".pdf", "--draft") != frozen


def test_only_drafts_are_marked(run: Run, loaded: str, exported: Callable[..., bytes]) -> None:
    assert "UTKAST" not in "".join(texts(exported(".pdf")))
    assert all("UTKAST" in text for text in texts(exported(".pdf", "--draft")))
    frozen(run, loaded)
    assert "UTKAST" not in "".join(texts(exported(".pdf", "--version", 1)))


def test_dossier_has_the_files_and_can_be_a_draft_or_a_version(
    run: Run, loaded: str, exported: Callable[..., bytes]
) -> None:
    form = texts(exported(".pdf"))
    plain, draft = texts(exported(".pdf", "--dossier")), texts(exported(".pdf", "--dossier", "--draft"))
    assert plain[: len(form)] == form
    assert len(plain) == len(draft) == len(form) + 2
    assert [number for number, text in enumerate(draft) if "UTKAST" not in text] == [len(form), len(form) + 1]
    frozen(run, loaded)
    made = texts(exported(".pdf", "--dossier", "--version", 1))
    assert made[: len(form)] == texts(exported(".pdf", "--version", 1))


def test_archive_by_suffix(run: Run, loaded: str, exported: Callable[..., bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(exported(".zip"))) as archive:
        assert "# Arbetskopia, inte fastställd" in archive.read("innehåll.txt").decode()
    frozen(run, loaded)
    for options, words in (((), "# Version 1,"), (("--version", 1), "# Version 1,")):
        with zipfile.ZipFile(io.BytesIO(exported(".zip", *options))) as archive:
            assert words in archive.read("innehåll.txt").decode()
            pdf = next(archive.read(one) for one in archive.namelist() if one.endswith(".pdf"))
    assert pdf == exported(".pdf", "--version", 1)


def test_a_version_that_is_not_there_is_said(run: Run, loaded: str, tmp_path: Path) -> None:
    for suffix in (".pdf", ".docx", ".zip"):
        status, _, err = run("export", loaded, "--to", tmp_path / f"ut{suffix}", "--version", 2)
        assert (status, err) == (1, "Ansökan har ingen version 2.\n")
    for command in ("freeze", "versions"):
        assert run(command, "finns-ej")[0] == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--to", "a.pdf", "--draft", "--version", "1"], "--draft och --version går inte ihop"),
        (["--to", "a.docx", "--draft"], "--draft: gäller bara .pdf och .zip"),
        (["--to", "a.zip", "--dossier"], "--dossier: gäller bara .pdf"),
        (["--to", "a.pdf", "--version", "0"], "--version: ”0” är inget versionsnummer"),
        (["--to", "a.pdf", "--version", "två"], "--version: ”två” är inget versionsnummer"),
        (["--to", "a.pdf", "--version"], "--version: värdet saknas"),
    ],
)
def test_wrong_usage_of_export(capsys: pytest.CaptureFixture[str], options: list[str], words: str) -> None:
    assert main(["export", "x", *options]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert "usage" not in err
