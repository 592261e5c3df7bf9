"""argparse that speaks Swedish."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

WRONG_USAGE = 2

_USAGE_MESSAGES = (
    (r"the following arguments are required: (.*)", r"det saknas: \1"),
    (r"unrecognized arguments: (.*)", r"okänt argument: \1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1: \2 finns inte; välj bland \3"),
    (r"argument (.*): expected one argument", r"\1: värdet saknas"),
    (r"argument (.*): ignored explicit argument (.*)", r"\1: tar inget värde (\2)"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 kan betyda flera val: \2"),
    (r"argument (\S+): ", r"\1: "),
)


class Parser(argparse.ArgumentParser):
    """argparse with Swedish words."""

    def __init__(self, *, help_option: bool = True, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **options)
        self._positionals.title, self._optionals.title = "argument", "val"
        if help_option:
            self.add_argument("-h", "--help", action="help", help="visa den här hjälpen")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "användning:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "användning:", 1)

    def error(self, message: str) -> NoReturn:
        for pattern, swedish in _USAGE_MESSAGES:
            message = re.sub(pattern, swedish, message)
        self.exit(WRONG_USAGE, f"{self.format_usage()}Fel användning: {message}.\n")
