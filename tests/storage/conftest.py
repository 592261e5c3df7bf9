"""A workspace on disk and the edition that its applications are written in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.form import FormEdition, load_edition
from finsam_desktop.storage.workspace import Workspace

EDITION = Path(__file__).resolve().parents[2] / "forms" / "uppsala-2024"


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in EDITION.glob("*.toml")}


@pytest.fixture(scope="session")
def edition(files: dict[str, str]) -> FormEdition:
    return load_edition(files)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "arbetsyta.finsam"


@pytest.fixture
def workspace(path: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(path)
    yield workspace
    workspace.close()


@pytest.fixture
def application(workspace: Workspace, edition: FormEdition, files: dict[str, str]) -> Application:
    """A new application that stands in the workspace."""
    application = Application.new(edition)
    workspace.create(application, files)
    return application


@pytest.fixture
def stored(path: Path, edition: FormEdition, files: dict[str, str]) -> Application:
    """A new application in a workspace at `path` that nobody has open."""
    workspace = Workspace.open(path)
    application = Application.new(edition)
    workspace.create(application, files)
    workspace.close()
    return application
