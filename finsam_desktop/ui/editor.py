"""The editor of one application: tabs in the middle, help and findings at the side."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from finsam_desktop.domain.application import Change
from finsam_desktop.domain.checks import Finding, check
from finsam_desktop.domain.form import FormEdition, Tab
from finsam_desktop.ui import theme
from finsam_desktop.ui.findings import FindingsPanel
from finsam_desktop.ui.focus import chain
from finsam_desktop.ui.section_editor import FormPage
from finsam_desktop.ui.session import Session
from finsam_desktop.ui.sheet_page import SheetPage
from finsam_desktop.ui.tabs import SideTabs

CHECK_AFTER_MS = 250
Page = FormPage | SheetPage


class ApplicationEditor(QWidget):
    """All tabs of the session's edition. Pages are built when they are first shown."""

    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        self.session = session
        self.tabs = SideTabs(self)
        self.tabs.setObjectName("editor.tabs")
        self.pages: dict[str, Page] = {}
        self.side = SidePanel(self)
        self.splitter = QSplitter(self)
        self.splitter.setObjectName("editor.splitter")
        self.splitter.addWidget(self.tabs)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setCollapsible(0, False)
        self.splitter.setSizes([1000, 32 * theme.STEP])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        for tab in session.application.edition.tabs:
            holder = QWidget()
            holder.setObjectName(f"tab.{tab.id}")
            box = QVBoxLayout(holder)
            box.setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, tab.title)
        self.tabs.currentChanged.connect(self._show_page)
        self.side.findings.place_requested.connect(self.go_to)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check)
        session.changed.connect(self._changed)
        self._show_page(0)
        self.check()

    def page(self, index: int) -> Page:
        """The page of a tab, built if it is not there yet."""
        tab = self.session.application.edition.tabs[index]
        if tab.id not in self.pages:
            page = self._make(tab)
            self.pages[tab.id] = page
            holder = self.tabs.widget(index)
            assert holder is not None
            layout = holder.layout()
            assert layout is not None
            layout.addWidget(page)
            page.show()
        return self.pages[tab.id]

    def sheet_page(self) -> SheetPage | None:
        """The page of the current tab, if it is a budget sheet."""
        page = self.page(self.tabs.currentIndex())
        return page if isinstance(page, SheetPage) else None

    def _make(self, tab: Tab) -> Page:
        if tab.sheet:
            page: Page = SheetPage(self.session, tab, self)
            page.told.connect(self.told)  # type: ignore[union-attr]
        else:
            page = FormPage(self.session, tab, self)
        page.help_requested.connect(self.side.show_help)
        return page

    def arrange_tab_order(self) -> None:
        """Let Tab go from the tabs through the page that is shown to the side panel."""
        page = self.page(self.tabs.currentIndex())
        chain([self.tabs.tabBar(), *page.stops(), self.side.help, self.side.findings.list])

    def focus_page(self) -> None:
        """Give the focus to the first place to write in on the page that is shown."""
        stops = self.page(self.tabs.currentIndex()).stops()
        if stops:
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, index: int) -> None:
        page = self.page(index)
        self.arrange_tab_order()
        tab = self.session.application.edition.tabs[index]
        if isinstance(page, FormPage):
            section = next(one for one in self.session.application.edition.sections if one.tab == tab.id)
            self.side.show_help(section.heading, section.help)

    def _changed(self, change: Change, _: object) -> None:
        self._timer.start()
        if any(path[0] in ("parties", "budget_parties") for path in change.paths):
            QTimer.singleShot(0, self, self.arrange_tab_order)  # when all pages have taken it in

    def check(self) -> list[Finding]:
        """Look the application over and mark the tabs."""
        self._timer.stop()
        findings = check(self.session.budget)
        self.side.findings.show_findings(findings)
        for index, tab in enumerate(self.session.application.edition.tabs):
            here = [one for one in findings if self._tab_of(one.path) == tab.id]
            errors, warnings = (sum(one.severity == kind for one in here) for kind in ("error", "warning"))
            if errors or warnings:
                words = f"{errors} fel" if errors else f"{warnings} varning{'ar' if warnings > 1 else ''}"
                self.tabs.set_state(index, "error" if errors else "warning", words)
            elif self._is_unsigned(tab):
                self.tabs.set_state(index, "", "alla har inte skrivit under")
            elif tab.sheet and self._is_blank(tab.sheet):
                self.tabs.set_state(index, "", "inga belopp ännu")
            else:
                self.tabs.set_state(index, "ok", "inget att åtgärda")
        return findings

    def _is_blank(self, sheet: str) -> bool:
        """Whether nothing is filled in in the sheet, or in any sheet where it is computed alone."""
        cells = self.session.application.cells
        view = self.session.budget.views[sheet]
        own = any(view.role(line, column) == "input" for line in view.lines for column in view.columns)
        return not cells.get(sheet) if own else not any(cells.values())

    def _is_unsigned(self, tab: Tab) -> bool:
        """Whether the tab is for signatures and one is missing."""
        sections = [one for one in self.session.application.edition.sections if one.tab == tab.id]
        roles = {role for one in sections if one.signatures for role in one.signatures.roles}
        return any(
            not party.attributes.get("signed") for party in self.session.application.parties_of(tuple(roles))
        )

    def _tab_of(self, path: tuple[str, ...]) -> str:
        return tab_of(self.session.application.edition, self.session, path)

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Open the tab where the place is, and give it the focus."""
        wanted = self._tab_of(path)
        for index, tab in enumerate(self.session.application.edition.tabs):
            if tab.id == wanted:
                self.tabs.setCurrentIndex(index)
                return self.page(index).go_to(path)
        return False

    def show_change(self, paths: list[tuple[str, ...]]) -> None:
        """Open a tab where one of the changed places is, unless such a tab is open already."""
        tabs = [tab_of(self.session.application.edition, self.session, path) for path in paths]
        here = self.session.application.edition.tabs[self.tabs.currentIndex()].id
        if here not in tabs:
            for path, tab in zip(paths, tabs, strict=True):
                if tab:
                    self.go_to(path)
                    return


def tab_of(edition: FormEdition, session: Session, path: tuple[str, ...]) -> str:
    """The tab where a place, as a `Change` or a finding names it, is shown; empty for none."""
    application = session.application
    roles: set[str] = set()
    match path:
        case ("cell" | "sheet" | "rows", sheet, *_):
            return next((tab.id for tab in edition.tabs if tab.sheet == sheet), "")
        case ("answer", field):
            return edition.section_of(field).tab
        case ("meta", _):
            return edition.section_of(edition.uses.name).tab
        case ("party", _, "signed" | "place" | "signer" | "signer_email"):
            return next((section.tab for section in edition.sections if section.signatures), "")
        case ("party", party_id, _):
            roles = {party.role for party in application.parties if party.id == party_id}
        case ("parties", role):
            roles = {role}
        case ("parties",) | ("budget_parties",):
            roles = set(edition.roles_by_id)
    return next((section.tab for section, field in edition.section_fields() if roles & set(field.roles)), "")


class SidePanel(QWidget):
    """Help for the place that has the focus, and below it what to see to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setMinimumWidth(24 * theme.STEP)
        self.help = QTextBrowser(self)
        self.help.setObjectName("side.help")
        self.help.setAccessibleName("Hjälp")
        self.help.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.help.setOpenLinks(False)
        self.findings = FindingsPanel(self)
        splitter = _vertical(self)
        splitter.addWidget(_titled("Hjälp", self.help))
        splitter.addWidget(_titled("Att åtgärda", self.findings))
        splitter.setSizes([170, 400])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(splitter)

    def show_help(self, heading: str, text: str) -> None:
        """Show the help for a section or a sheet."""
        words = " ".join(text.split()) or "Det finns ingen särskild hjälp till den här delen."
        self.help.setHtml(f"<p><b>{escape(heading)}</b></p><p>{escape(words)}</p>")


def _vertical(parent: QWidget) -> QSplitter:
    splitter = QSplitter(Qt.Orientation.Vertical, parent)
    splitter.setObjectName("side.splitter")
    return splitter


def _titled(title: str, widget: QWidget) -> QWidget:
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, theme.STEP // 2, 0, 0)
    box.setSpacing(theme.STEP // 2)
    label = QLabel(title)
    label.setStyleSheet("font-weight: bold")
    label.setContentsMargins(theme.STEP, 0, 0, 0)
    box.addWidget(label)
    box.addWidget(widget)
    return holder
