"""An application with all that goes with it. The heavy libraries load when something is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finsam_desktop.domain.application import Application, Attachment
from finsam_desktop.domain.signing import annexes, scan_of, signing_parties, version_of
from finsam_desktop.domain.transfer_items import Content
from finsam_desktop.domain.versions import Version
from finsam_desktop.exchange.export import SUFFIXES, needed_contents, render

if TYPE_CHECKING:
    from finsam_desktop.exchange.outline import Document


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with the form."""

    title: str
    """”Bilaga 1”, ”Underskrift: Heby kommun”."""
    file: Attachment
    folder: str
    """In the archive."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """An application, or a version of it, with all that goes with it."""

    application: Application
    """As it is to be shown: the working copy, or what the version holds."""
    content: Content
    """Gives the content of an attached file or a picture by its SHA-256."""
    version: Version | None = None
    pdf: bytes = b""
    """What was frozen as `version`; made here for a working copy."""
    signing: Application | None = None
    """Where the signatures are noted: the working copy, since a version is signed after it was frozen."""
    draft: bool = False
    """Whether the pages that are made here say that they are a draft."""

    def form(self) -> bytes:
        """The PDF of the form."""
        from finsam_desktop.exchange.pdf import render_pdf

        return self.pdf or render_pdf(self._document(), draft=self.draft, content=self.content)

    def word(self) -> bytes:
        """The form as a Word document."""
        from finsam_desktop.exchange.word import render_word

        return render_word(self._document(), self.content)

    def render(self, suffix: str) -> bytes:
        """The application by itself as a file's bytes. Raises `ExportError` for an unknown suffix."""
        if suffix == ".pdf":
            return self.form()
        return self.word() if suffix == ".docx" else render(self.application, suffix, self.content)

    def needed(self) -> set[str]:
        """SHA-256 of all that `content` may be asked for."""
        found = {one.file.digest for one in self.files()}
        return found.union(*(needed_contents(self.application, suffix) for suffix in SUFFIXES))

    def files(self) -> list[Enclosed]:
        """The annexes in the application's order, then each file with signatures, once."""
        found = [
            Enclosed(f"Bilaga {number}", file, "bilagor")
            for number, file in enumerate(annexes(self.application), start=1)
        ]
        return [*found, *self._signatures()]

    def _signatures(self) -> Iterator[Enclosed]:
        """The files with signatures, but for those that are known to be of another version than this."""
        signing = self.signing or self.application
        scans: dict[str, tuple[Attachment, list[str]]] = {}
        for party in signing_parties(signing):
            scan, of = scan_of(signing, party), version_of(party, "signed_version")
            if scan is None or (self.version and of not in (0, self.version.number)):
                continue
            name = party.text("organisation") or "part utan namn"
            if of and not self.version:
                name += f" (version {of})"
            scans.setdefault(scan.id, (scan, []))[1].append(name)
        for file, names in scans.values():
            yield Enclosed(f"Underskrift: {', '.join(names)}", file, "underskrifter")

    def _document(self) -> Document:
        from finsam_desktop.exchange.build import build_document

        return build_document(self.application, self.version.mark if self.version else None)
