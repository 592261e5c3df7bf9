"""Payroll overhead (PO-pålägg) to choose among: data with sector, year and source, none of it assumed.

The program has `resources/payroll-overhead.toml`; what a person enters is a file of the same shape.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from finsam_desktop.domain.errors import UserError
from finsam_desktop.domain.parse import FIRST_YEAR, LAST_YEAR, MAX_PERCENT
from finsam_desktop.domain.values import clean_text


class RatesError(UserError):
    """Overhead rates that cannot be read."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A payroll overhead in percent of the pay, with the year that it is for and where it comes from."""

    sector: str
    year: int
    percent: Decimal
    source: str

    @property
    def origin(self) -> str:
        """What a salary that uses it has as `source`: ”Kommuner 2021, SKR, …”."""
        return f"{self.sector} {self.year}, {self.source}"


def load_rates(text: str, name: str = "payroll-overhead.toml") -> list[Rate]:
    """The rates of a TOML file, in its order.

    Raises `RatesError`, in Swedish, which calls the file `name`.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RatesError(f"{name} går inte att läsa: {error}. Rätta filen.") from None
    items = data.pop("rate", [])
    if data or not isinstance(items, list):
        raise RatesError(f"{name}: väntade bara avsnitt som heter [[rate]]. Rätta filen.")
    return [_rate(item, f"{name}, [[rate]] nummer {number}") for number, item in enumerate(items, start=1)]


def _rate(item: Any, where: str) -> Rate:
    match item:
        case {
            "sector": str(sector),
            "year": int(year),
            "percent": int() | Decimal() as percent,
            "source": str(source),
        }:
            fits = sector.strip() and source.strip() and FIRST_YEAR <= year <= LAST_YEAR and len(item) == 4
            if (
                fits
                and not isinstance(percent, bool)
                and Decimal(percent).is_finite()
                and 0 <= percent <= MAX_PERCENT
            ):
                return Rate(sector.strip(), year, Decimal(percent), source.strip())
    raise RatesError(
        f"{where}: väntade sector och source med text, year med årtal och percent från 0 till {MAX_PERCENT}."
        " Rätta filen."
    )


def rates(files: Mapping[str, str]) -> list[Rate]:
    """The rates of several files (name -> text), newest year first; a later file's goes before an earlier's.

    Raises `RatesError`.
    """
    found = [rate for name, text in files.items() for rate in load_rates(text, name)]
    by_key = {(rate.sector.casefold(), rate.year): rate for rate in found}
    return sorted(by_key.values(), key=lambda rate: (-rate.year, rate.sector))


def rates_toml(found: Iterable[Rate]) -> str:
    """The rates as a file that `load_rates` reads, for those that the person has entered."""
    return "\n".join(
        f"[[rate]]\nsector = {_quoted(rate.sector)}\nyear = {rate.year}\n"
        f"percent = {rate.percent:f}\nsource = {_quoted(rate.source)}\n"
        for rate in found
    )


def own_rate(percent: Decimal, source: str, year: int) -> Rate:
    """A rate that a person entered: ”Heby kommun 2026” is for 2026, without a year in it for `year`."""
    found = re.search(r"\b(?:19|20)\d\d\b", source)
    sector = " ".join(source.replace(found[0], " ").split()).strip(" ,;") if found else source.strip()
    return Rate(sector or "Egen procentsats", int(found[0]) if found else year, percent, "egen uppgift")


def _quoted(text: str) -> str:
    """A TOML string; JSON's quoting is one, but for the character DEL."""
    return json.dumps(clean_text(text), ensure_ascii=False).replace("\x7f", "\\u007f")
