"""The tabs of the editor: those of the edition, and those that every application has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from finsam_desktop.domain.application import OF_SIGNING, Application
from finsam_desktop.domain.form import FormEdition


@dataclass(frozen=True, slots=True)
class PageTab:
    """A tab, with the sections that name it, a budget sheet, or a page that is built in."""

    id: str
    title: str
    sheet: str = ""


# An edition's ids hold no full stop, so that these are nobody else's.
ATTACHMENTS = PageTab("page.attachments", "Bilagor")
VERSIONS = PageTab("page.versions", "Versioner")
LEFTOVERS = PageTab("page.leftovers", "Överblivet")


def page_tabs(application: Application) -> list[PageTab]:
    """The edition's tabs in its order, and then those that are built in.

    Those come last, so that a tab of the edition has the same place here as in the edition.
    """
    own = [PageTab(tab.id, tab.title, tab.sheet) for tab in application.edition.tabs]
    left = any(one.text for one in application.leftovers)
    versions = _free(VERSIONS, "Fastställda versioner", application.edition)
    return [*own, attachments_tab(application.edition), versions, *[LEFTOVERS] * left]


def attachments_tab(edition: FormEdition) -> PageTab:
    """The tab of attached files, under a title that no tab of the edition has."""
    return _free(ATTACHMENTS, "Bifogade filer", edition)


def _free(tab: PageTab, otherwise: str, edition: FormEdition) -> PageTab:
    taken = any(one.title == tab.title for one in edition.tabs)
    return replace(tab, title=otherwise) if taken else tab


def tab_of(application: Application, path: tuple[str, ...]) -> str:
    """The id of the tab where a place, as a `Change` or a finding names it, is shown; empty for none."""
    edition = application.edition
    roles: set[str] = set()
    match path:
        case ("cell" | "note" | "sheet" | "rows", sheet, *_):
            return next((tab.id for tab in edition.tabs if tab.sheet == sheet), "")
        case ("answer", field):
            return edition.section_of(field).tab
        case ("meta", "unit" | "print_comments"):
            return next((tab.id for tab in edition.tabs if tab.sheet), "")
        case ("meta", _):
            return edition.section_of(edition.uses.name).tab
        case ("attachments", *_):
            return ATTACHMENTS.id
        case ("versions", *_):
            return VERSIONS.id
        case ("leftovers", *_):
            return LEFTOVERS.id
        case ("party", party_id, name) if name in OF_SIGNING or name in ("signer", "signer_email"):
            return _tab_of_signature(application, party_id)
        case ("party", party_id, _):
            roles = {party.role for party in application.parties if party.id == party_id}
        case ("parties", role):
            roles = {role}
        case ("parties",) | ("budget_parties",):
            roles = set(edition.roles_by_id)
    return next((section.tab for section, field in edition.section_fields() if roles & set(field.roles)), "")


def _tab_of_signature(application: Application, party_id: str) -> str:
    """The first tab where the party signs, or where anybody does."""
    signed = [one for one in application.edition.sections if one.signatures]
    roles = {party.role for party in application.parties if party.id == party_id}
    theirs = [one for one in signed if one.signatures and roles & set(one.signatures.roles)]
    return next((one.tab for one in [*theirs, *signed]), "")
