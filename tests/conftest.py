"""What holds for every test: Qt without a screen, and properties that are tried the same way each time."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from finsam_desktop.domain.application import Application
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.editions import EditionFolder

# Before Qt is imported: it chooses the platform when the application object is made. FINSAM_TEST_PLATFORM
# names another one, to watch the widget tests in real windows.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("FINSAM_TEST_PLATFORM", "offscreen")

# A failure is the change's own, not the day's luck. `pytest --hypothesis-profile=explore` searches further.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def of_seed() -> Callable[[str], Application]:
    """A sample application by the name of its file, a new one each time."""
    root = Path(__file__).resolve().parent.parent

    def make(name: str) -> Application:
        text = (root / "resources" / "samples" / f"{name}.json").read_text(encoding="utf-8")
        return from_json(json.loads(text), lambda edition: EditionFolder(root / "forms" / edition).edition)

    return make
