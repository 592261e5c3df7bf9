"""Saves one change after the other until it is killed; says the number of each when it has been saved."""

import itertools
import sys
from pathlib import Path

from finsam_desktop.domain import edits
from finsam_desktop.storage.workspace import Workspace


def main(path: str, application_id: str) -> None:
    workspace = Workspace.open(Path(path))
    application = workspace.load(application_id)
    cell = ("cell", "detailed", "rent", f"party:{application.budget_parties[0]}")
    for number in itertools.count(len(workspace.history(application_id))):
        change = edits.set_values(application, {cell: number, ("answer", "name"): f"Nr {number}"}, "Ändra")
        assert change is not None
        change.apply(application)
        workspace.save(application, [change])
        print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
