"""Editions on disk: the built-in ones, the person's own beside them, and those that do not load."""

import os
import shutil
from pathlib import Path

import pytest

from finsam_desktop import paths
from finsam_desktop.domain.errors import FormError, NotFoundError
from finsam_desktop.editions import Catalogue, EditionFolder, installed

BUILT_IN = paths.forms_dir()
EDITION = "uppsala-2024"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The person's own folder, with one edition."""
    folder = tmp_path / "forms"
    put(folder / "egen", "egen-2026")
    return folder


def put(folder: Path, edition_id: str) -> None:
    shutil.copytree(BUILT_IN / EDITION, folder)
    form = folder / "form.toml"
    text = form.read_text(encoding="utf-8").replace(f'id = "{EDITION}"', f'id = "{edition_id}"', 1)
    form.write_text(text, encoding="utf-8")


def test_ones_own_editions_stand_beside_the_built_in(own: Path) -> None:
    catalogue = Catalogue([BUILT_IN], own)
    ids = {edition.id for edition in catalogue.editions()}
    assert {EDITION, "egen-2026"} <= ids
    assert (catalogue.broken, catalogue.own) == ({}, own)
    assert catalogue.is_own("egen-2026")
    assert not catalogue.is_own(EDITION)
    assert not catalogue.is_own("finns-inte")


def test_installed_editions_need_no_folder_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")
    catalogue = installed()
    assert EDITION in {edition.id for edition in catalogue.editions()}
    assert catalogue.own == tmp_path / "data" / "forms"
    assert not catalogue.own.exists()


def test_what_does_not_load_harms_nothing(own: Path) -> None:
    bad = {
        "tom": {},
        "trasig": {"form.toml": b"id = "},
        "latin": {"form.toml": "title = ”Ansökan”".encode("cp1252", "replace"), "budget.toml": b"\xff"},
        "djup": {"form.toml": b"a=" + b"[" * 100_000},
        "annan": {"form.toml": b'format = 1\nid = "annan"\n', "extra.toml": b""},
    }
    for name, files in bad.items():
        (own / name).mkdir()
        for file, content in files.items():
            (own / name / file).write_bytes(content)
    (own / "mapp" / "form.toml").mkdir(parents=True)
    put(own / "dubblett", EDITION)
    catalogue = Catalogue([BUILT_IN], own)
    assert {EDITION, "egen-2026"} <= {edition.id for edition in catalogue.editions()}
    assert catalogue.broken.keys() == {*bad, "mapp", "dubblett"}
    assert f"id ”{EDITION}” finns redan i mappen {BUILT_IN / EDITION}" in str(catalogue.broken["dubblett"])
    assert [str(one) for one in catalogue.broken["latin"].problems] == [
        "budget.toml: filen är inte sparad som UTF-8; spara om den",
        "form.toml: filen är inte sparad som UTF-8; spara om den",
    ]
    assert catalogue.get(EDITION).path == BUILT_IN / EDITION
    assert not catalogue.is_own(EDITION)


def test_what_is_no_edition_is_left_alone(own: Path) -> None:
    (own / "läs mig.txt").write_text("text", encoding="utf-8")
    for name in (".git", "_utkast"):
        (own / name).mkdir()
    catalogue = Catalogue([BUILT_IN], own)
    catalogue.editions()
    assert catalogue.broken == {}


def test_folder_that_may_not_be_read_harms_nothing(own: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("rights do not hold back this user")
    for mode in (0, 0o400):
        own.chmod(mode)
        try:
            assert EDITION in {edition.id for edition in Catalogue([BUILT_IN], own).editions()}
        finally:
            own.chmod(0o700)


def test_mark_that_windows_puts_before_a_text_is_no_error(own: Path) -> None:
    form = own / "egen" / "form.toml"
    form.write_text(form.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert EditionFolder(own / "egen").edition.id == "egen-2026"


def test_reload_sees_what_has_changed(own: Path) -> None:
    catalogue = Catalogue([BUILT_IN], own)
    (own / "egen" / "budget.toml").write_text("x = 1", encoding="utf-8")
    with pytest.raises(NotFoundError, match="egen-2026"):
        catalogue.get("egen-2026")
    assert isinstance(catalogue.broken["egen"], FormError)
    shutil.rmtree(own / "egen")
    put(own / "egen", "egen-2027")
    with pytest.raises(NotFoundError):
        catalogue.get("egen-2027")
    catalogue.reload()
    assert catalogue.get("egen-2027").edition.id == "egen-2027"
    assert catalogue.broken == {}
