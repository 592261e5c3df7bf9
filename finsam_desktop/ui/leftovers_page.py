"""What had no place when the application came from another edition, to read, copy and be done with."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from finsam_desktop.domain import edits
from finsam_desktop.domain.application import Leftover
from finsam_desktop.domain.change import Change
from finsam_desktop.domain.richtext import plain_text
from finsam_desktop.ui import richtext_qt, theme
from finsam_desktop.ui.edition_names import shown_edition
from finsam_desktop.ui.focus import in_reading_order
from finsam_desktop.ui.labels import heading, muted, plain
from finsam_desktop.ui.page_tabs import LEFTOVERS
from finsam_desktop.ui.picture_object import Content, PictureObject, with_data
from finsam_desktop.ui.session import Session

_INTRO = "Det här stod i ansökan när den skrevs i en annan blankett, och har ingen plats i den här."
_HELP = """Läs texten och avgör om den ska vara kvar. Kopiera den då och klistra in den där den hör hemma,
till exempel som egen text i ett avsnitt. Ta sedan bort den här. Det som står här skrivs inte ut."""


class LeftoversPage(QScrollArea):
    """A card for each text."""

    help_requested = Signal(str, str)
    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.editions = {one.id: shown_edition(one) for one in session.desk.editions()}
        self.setObjectName(LEFTOVERS.id)
        self.setAccessibleName(LEFTOVERS.title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = self.content = QWidget()
        column.setMaximumWidth(theme.line_width(self.fontMetrics()) + 8 * theme.STEP)
        self.column = QVBoxLayout(column)
        self.column.setContentsMargins(3 * theme.STEP, 2 * theme.STEP, 3 * theme.STEP, 3 * theme.STEP)
        self.column.setSpacing(2 * theme.STEP)
        self.column.addWidget(heading(LEFTOVERS.title, "leftovers.title"))
        self.column.addWidget(muted(_INTRO))
        self.column.addStretch()
        self.setWidget(column)
        self.cards: dict[str, LeftoverCard] = {}
        session.changed.connect(self._changed)
        self._show()

    def _changed(self, change: Change, _: object) -> None:
        if any(path[0] == "leftovers" for path in change.paths):
            self._show()

    def _show(self) -> None:
        """Put the cards in the application's order, making and removing only those that need it."""
        wanted = [one for one in self.session.application.leftovers if one.text]
        for gone in self.cards.keys() - {one.id for one in wanted}:
            card = self.cards.pop(gone)
            self.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, one in enumerate(wanted, start=2):
            if one.id not in self.cards:
                card = LeftoverCard(one, self.editions.get(one.edition, one.edition), self._content)
                card.copied.connect(
                    lambda: self.told.emit("Texten är kopierad. Klistra in den där den hör hemma.")
                )
                card.remove_requested.connect(self.remove)
                self.cards[one.id] = card
            self.column.insertWidget(place, self.cards[one.id])

    def remove(self, leftover_id: str) -> None:
        """Take the text away."""
        caption = self.cards[leftover_id].leftover.caption
        self.session.apply(edits.remove_leftover(self.session.application, leftover_id))
        self.session.told.emit(f"”{caption}” är borttaget.")

    # -- the editor's wishes ---------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.help_requested.emit(LEFTOVERS.title, _HELP)

    def stops(self) -> list[QWidget]:
        """Where Tab stops on the page, in reading order."""
        return list(in_reading_order(self.content))

    def _content(self, digest: str) -> bytes:
        return self.session.desk.content(digest)

    def go_to(self, path: tuple[str, ...]) -> bool:
        """Show the text that the path names, or the first."""
        named = [card for leftover_id, card in self.cards.items() if leftover_id in path[1:]]
        for card in [*named, *self.cards.values()][:1]:
            self.ensureWidgetVisible(card)
            card.text.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self.cards)


class LeftoverCard(QFrame):
    """One text, with where it stood."""

    copied = Signal()
    remove_requested = Signal(str)
    """The id of the text."""

    def __init__(
        self, leftover: Leftover, edition: str, content: Content, parent: QWidget | None = None
    ) -> None:
        """`content` gives the bytes of a picture by its SHA-256."""
        super().__init__(parent)
        self.leftover = leftover
        name = f"leftover.{leftover.id}"
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        title = plain(leftover.caption)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        title.setStyleSheet("font-weight: bold")
        source = muted(f"Stod i {edition}")
        source.setTextFormat(Qt.TextFormat.PlainText)
        self.text = FittedText(self)
        self.text.setObjectName(f"{name}.text")
        self.text.setAccessibleName(leftover.caption)
        self._content = content
        self._pictures = PictureObject(content, self.text.document(), self)
        richtext_qt.to_document(leftover.text, self.text.document())
        row = QHBoxLayout()
        for part, icon, words, slot in (
            ("copy", "copy", "Kopiera", self.copy),
            ("remove", "trash-2", "Ta bort", lambda: self.remove_requested.emit(leftover.id)),
        ):
            button = QPushButton(theme.icon(icon), words, self)
            button.setObjectName(f"{name}.{part}")
            button.setAccessibleName(f"{words}: {leftover.caption}")
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch()
        box = QVBoxLayout(self)
        box.setSpacing(theme.STEP)
        for widget in (title, source, self.text):
            box.addWidget(widget)
        box.addLayout(row)

    def copy(self) -> None:
        """Put the text on the clipboard, with its headings, lists and emphasis, and as plain text."""
        data = QMimeData()
        data.setHtml(with_data(self.text.document().toHtml(), self._content))
        data.setText(plain_text(self.leftover.text))
        QGuiApplication.clipboard().setMimeData(data)
        self.copied.emit()


class FittedText(QTextBrowser):
    """Text to read and select, as tall as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenExternalLinks(True)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(theme.STEP)
        self.document().setIndentWidth(3 * theme.STEP)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = ceil(self.document().size().height()) + 2 * self.frameWidth() + 4
        if height != self.height():
            self.setFixedHeight(height)
