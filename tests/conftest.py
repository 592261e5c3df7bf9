"""What holds for every test: Qt without a screen, and properties that are tried the same way each time."""

import os

from hypothesis import settings

# Before Qt is imported: it chooses the platform when the application object is made. FINSAM_TEST_PLATFORM
# names another one, to watch the widget tests in real windows.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("FINSAM_TEST_PLATFORM", "offscreen")

# A failure is the change's own, not the day's luck. `pytest --hypothesis-profile=explore` searches further.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("repeatable")
