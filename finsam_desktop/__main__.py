"""The program: a subcommand runs on the command line, none opens the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with `arguments` (those of the process by default); returns the exit status."""
    from finsam_desktop.cli import run

    return run(sys.argv[1:] if arguments is None else list(arguments))


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # the installed program starts itself again to read files from outside
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())
