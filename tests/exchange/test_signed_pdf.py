"""A signed file is held against what went out, and told apart from one that was changed on the way."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.richtext import from_text
from finsam_desktop.domain.versions import VersionMark
from finsam_desktop.exchange import sandbox
from finsam_desktop.exchange.outline import Document, Pages, Prose
from finsam_desktop.exchange.pdf import render_pdf
from finsam_desktop.exchange.signed_pdf import PageCheck, SignatureCheck, SignedReport, examine
from finsam_desktop.exchange.signing_page import read_signatories, signing_pages, stated_pages

REFERENCE = "0a1b2c3d-0000-4000-8000-00000000000"
SERVICE_PAGE = """SIGNATURES ALLEKIRJOITUKSET UNDERSKRIFTER SIGNATURER UNDERSKRIFTER
This document contains 3 pages before this page
Dokumentet inneholder 3 sider før denne siden
Tämä asiakirja sisältää 3 sivua ennen tätä sivua
Dette dokument indeholder 3 sider før denne side
Detta dokument innehåller 3 sidor före denna sida
Kim Andersson
0a1b2c3d-0000-4000-8000-000000000001 - 2024-08-08 08:59:44 UTC +03:00
BankID / Freja eID - 0a1b2c3d-0000-4000-8000-000000000002 - SE
Åsa von Öst
0a1b2c3d-0000-4000-8000-000000000003 - 2024-08-09 09:15:35 UTC +03:00
BankID / Freja eID - 0a1b2c3d-0000-4000-8000-000000000004 - SE
authority to sign
ställningsfullmakt"""


def pdf_of(*texts: str, mark: str = "") -> bytes:
    """A PDF with a page for each text."""
    pages = tuple(Pages("portrait", (Prose(from_text(text)),)) for text in texts)
    return render_pdf(Document("Titel", "Insatsen", "Förbundet", "sv-SE", "", pages, version_mark=mark))


def joined(*files: bytes, pages: slice = slice(None)) -> bytes:
    """The pages of all files in one, as a signing service writes them anew; `pages` of the first."""
    result = pikepdf.open(io.BytesIO(files[0]))
    kept = list(range(len(result.pages)))[pages]
    for number in reversed(range(len(result.pages))):
        if number not in kept:
            del result.pages[number]
    for data in files[1:]:
        with pikepdf.open(io.BytesIO(data)) as more:
            result.pages.extend(more.pages)
    stream = io.BytesIO()
    result.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="session")
def frozen() -> bytes:
    mark = str(VersionMark(2, "0a1b-2c3d"))
    return pdf_of("Bakgrund och syfte.", "Summa 4 418 130 kr att rekvirera.", "Underskrift", mark=mark)


@pytest.fixture(scope="session")
def returned(frozen: bytes) -> bytes:
    """What a service sends back: the pages, and one that says who signed."""
    return joined(frozen, pdf_of(SERVICE_PAGE))


@pytest.fixture
def check(tmp_path: Path, frozen: bytes) -> Callable[[bytes], SignedReport]:
    def examined(data: bytes, frozen_on: date | None = None) -> SignedReport:
        path = tmp_path / "undertecknad.pdf"
        path.write_bytes(data)
        report = examine(path, frozen, frozen_on)
        assert path.read_bytes() == data
        return report

    return examined


Check = Callable[..., SignedReport]
Sign = Callable[..., bytes]


def kinds(report: SignedReport) -> list[str]:
    return [page.kind for page in report.pages]


# ----------------------------------------------------------------------------------- what is sound


def test_file_that_came_back_signed_is_sound(check: Check, sign: Sign, returned: bytes) -> None:
    report = check(sign(returned))
    assert report.verdict == "sound"
    assert kinds(report) == ["same"] * 3
    assert (report.signing_pages, report.stated, report.marks) == (
        (4, 4),
        3,
        ("Version 2, fingeravtryck 0a1b-2c3d",),
    )
    assert [(one.name, one.method) for one in report.signatories] == [
        ("Kim Andersson", "BankID / Freja eID"),
        ("Åsa von Öst", "BankID / Freja eID"),
    ]
    assert report.signatories[0].time.isoformat() == "2024-08-08T08:59:44+03:00"
    assert report.signatories[0].reference == f"{REFERENCE}1"
    (signature,) = report.signatures
    assert (signature.kind, signature.name, signature.standing) == (
        "signature",
        "Signeringstjänsten, Provbolaget",
        "whole",
    )
    text = "\n".join(report.sentences)
    assert "Alla 3 sidor före underskriftssidan har samma text och utseende" in text
    assert "skrev Kim Andersson under 2024-08-08 08:59:44 (UTC+03:00) med BankID / Freja eID." in text
    assert "Elektronisk stämpel eller underskrift av Signeringstjänsten, Provbolaget" in text
    assert "Utan nät går det inte att kontrollera vem som står bakom certifikatet" in text


def test_frozen_file_signed_as_it_is(check: Check, sign: Sign, frozen: bytes) -> None:
    """As a person does in a PDF reader: the bytes that went out are the beginning of what comes back."""
    report = check(sign(frozen))
    assert (report.verdict, report.same_bytes, report.signing_pages) == ("sound", True, None)


def test_several_signatures_are_each_whole(check: Check, sign: Sign, frozen: bytes) -> None:
    report = check(sign(sign(frozen), "Signature2"))
    assert [one.standing for one in report.signatures] == ["whole", "whole"]
    assert report.verdict == "sound"


def test_without_an_electronic_signature_nothing_is_proven(check: Check, returned: bytes) -> None:
    report = check(returned)
    assert (report.verdict, report.same_pages, report.signatures) == ("unproven", True, ())
    assert any("Filen har ingen elektronisk underskrift i sig." in one for one in report.sentences)
    assert "PAdES" not in "".join(report.sentences)


def test_signature_before_the_version_was_frozen_is_told(check: Check, sign: Sign, returned: bytes) -> None:
    report = check(sign(returned), date(2024, 8, 9))
    assert report.verdict == "unproven"
    assert report.early == [("Kim Andersson", date(2024, 8, 8))]
    assert report.sentences[1] == (
        "Enligt filen skrev Kim Andersson under 2024-08-08. Men versionen fastställdes först 2024-08-09, så"
        " något stämmer inte. Kontrollera hos tjänsten vad som är underskrivet."
    )
    assert report.sentences[2].startswith("Enligt underskriftssidan skrev Kim Andersson under 2024-08-08")
    report = check(sign(returned), date(2024, 8, 8))
    assert (report.verdict, report.early) == ("sound", [])


def test_file_of_something_else_is_not_said_to_be_early(check: Check, sign: Sign) -> None:
    other = check(sign(joined(pdf_of("Något annat."), pdf_of(SERVICE_PAGE))), date(2024, 8, 9))
    assert (other.verdict, other.early) == ("wrong", [])


def test_electronic_signature_is_called_what_its_certificate_is_of() -> None:
    time = datetime(2026, 1, 2, 8, 59, tzinfo=UTC)
    end = "2026-01-02 08:59 (UTC). Filen är densamma som när den skrevs under."

    def said(**more: Any) -> str:
        return str(SignatureCheck("signature", "Provbolaget", time, "whole", **more))

    assert said(owner="person") == f"Elektronisk underskrift av Provbolaget {end}"
    assert said(owner="organisation") == f"Elektronisk stämpel av Provbolaget {end}"
    assert said(owner="organisation", by_service=True) == f"Signeringstjänstens stämpel: Provbolaget {end}"
    assert said() == f"Elektronisk stämpel eller underskrift av Provbolaget {end}"


@pytest.mark.parametrize(
    ("names", "owner", "name"),
    [
        ({"common_name": "Provbolaget", "organization_name": "Provbolaget"}, "organisation", "Provbolaget"),
        (
            {"common_name": "Stämpel", "organization_name": "Provbolaget", "organization_identifier": "SE1"},
            "organisation",
            "Stämpel, Provbolaget",
        ),
        ({"common_name": "Kim Andersson", "given_name": "Kim"}, "person", "Kim Andersson"),
        ({"common_name": "Kim", "organization_name": "Provbolaget"}, "unknown", "Kim, Provbolaget"),
    ],
)
def test_owner_of_a_certificate(
    check: Check,
    sign: Sign,
    certified: Callable[[dict[str, str]], Any],
    returned: bytes,
    frozen: bytes,
    names: dict[str, str],
    owner: str,
    name: str,
) -> None:
    (found,) = check(sign(returned, signer=certified(names))).signatures
    assert (found.owner, found.name, found.by_service) == (owner, name, owner == "organisation")
    (found,) = check(sign(frozen, signer=certified(names))).signatures
    assert not found.by_service


# --------------------------------------------------------------------------------- what was changed


def test_changed_byte_is_told(check: Check, sign: Sign, returned: bytes) -> None:
    signed = sign(returned)
    at = signed.index(b"\n%") + 2  # a comment, which no reader cares about
    report = check(signed[:at] + b"x" + signed[at + 1 :])
    assert [one.standing for one in report.signatures] == ["broken"]
    assert (report.verdict, report.same_pages) == ("wrong", True)
    assert any("inte densamma som när den skrevs under" in one for one in report.sentences)


def test_no_changed_byte_goes_unnoticed(check: Check, sign: Sign, returned: bytes) -> None:
    """Wherever it is, but for the room that the signature itself stands in."""
    signed = sign(returned)
    room = range(signed.index(b"/Contents <") + 11, signed.index(b">", signed.index(b"/Contents <")))
    for at in range(7, len(signed), len(signed) // 40):
        if at not in room:
            changed = bytearray(signed)
            changed[at] ^= 1
            try:
                report = check(bytes(changed))
            except OutsideFileError:
                continue
            assert report.verdict != "sound", at


def test_changed_page_is_told(check: Check, sign: Sign) -> None:
    """Though the service signed it: it is not what was frozen."""
    mark = str(VersionMark(2, "0a1b-2c3d"))
    other = pdf_of("Bakgrund och syfte.", "Summa 4 518 130 kr att rekvirera.", "Underskrift", mark=mark)
    report = check(sign(joined(other, pdf_of(SERVICE_PAGE))))
    assert kinds(report) == ["same", "text", "same"]
    assert report.verdict == "wrong"
    assert [one.standing for one in report.signatures] == ["whole"]
    assert str(report.pages[1]) == ("Sida 2: texten är en annan. ”Summa 4 418” har blivit ”Summa 4 518”.")
    assert report.sentences[0] == "Filen är inte den fastställda versionen: 2 av 3 sidor stämmer."


@pytest.mark.parametrize("place", [0, 1, 3])
def test_added_page_is_told(check: Check, sign: Sign, frozen: bytes, place: int) -> None:
    with pikepdf.open(io.BytesIO(joined(frozen, pdf_of(SERVICE_PAGE)))) as file:
        with pikepdf.open(io.BytesIO(pdf_of("Sidan som lades till."))) as more:
            file.pages.insert(place, more.pages[0])
        stream = io.BytesIO()
        file.save(stream)
    report = check(sign(stream.getvalue()))
    assert [page.signed for page in report.differing] == [place + 1]
    assert kinds(report).count("added") == 1
    assert report.verdict == "wrong"
    assert any("säger att 3 sidor står före den, men det är 4" in one for one in report.sentences)


def test_another_version_is_told_by_its_mark(check: Check, frozen: bytes) -> None:
    older = pdf_of("Bakgrund.", "Underskrift", mark=str(VersionMark(1, "ffff-0000")))
    report = check(older)
    assert report.verdict == "wrong"
    assert report.sentences[:2] == [
        "Sidorna i filen är märkta ”Version 1, fingeravtryck ffff-0000”. Den fastställda är märkt"
        " ”Version 2, fingeravtryck 0a1b-2c3d”.",
        "Ingen sida i filen stämmer med den fastställda versionen. Kontrollera att det är rätt fil.",
    ]


def test_words_that_come_or_go_are_told() -> None:
    assert str(PageCheck("text", 2, 2, "", "Nytt")) == "Sida 2: texten är en annan. ”Nytt” har kommit till."
    assert (
        str(PageCheck("text", 2, 2, "Gammalt", "")) == "Sida 2: texten är en annan. ”Gammalt” är borttaget."
    )
    assert str(PageCheck("same", 2, 2)) == "Sida 2 är densamma."


def test_page_after_the_signing_page_is_told(check: Check, sign: Sign, returned: bytes) -> None:
    report = check(sign(joined(returned, pdf_of("Sidan som lades till."))))
    assert [(page.kind, page.signed) for page in report.differing] == [("added", 5)]
    assert report.verdict == "wrong"


def test_page_added_after_the_signature_is_told(check: Check, sign: Sign, returned: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sign(returned)))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    writer.insert_page(
        DictionaryObject(
            {NameObject(key): page[key] for key in ("/Type", "/Contents", "/MediaBox", "/Resources")}
        )
    )
    stream = io.BytesIO()
    writer.write(stream)
    report = check(stream.getvalue())
    assert [one.standing for one in report.signatures] == ["added"]
    assert (report.verdict, len(report.differing)) == ("wrong", 1)


def test_missing_page_is_told(check: Check, sign: Sign, frozen: bytes) -> None:
    report = check(sign(joined(frozen, pdf_of(SERVICE_PAGE), pages=slice(1, None))))
    assert [(page.kind, page.frozen) for page in report.differing] == [("missing", 1)]
    assert "Sida 1 i den fastställda versionen saknas i filen." in report.sentences


def test_page_that_looks_otherwise_is_told(check: Check, returned: bytes) -> None:
    """A white box over a figure leaves the text as it was."""
    with pikepdf.open(io.BytesIO(returned)) as file:
        file.pages[1].contents_add(b"q 1 1 1 rg 50 700 300 100 re f Q")
        stream = io.BytesIO()
        file.save(stream)
    report = check(stream.getvalue())
    assert kinds(report) == ["same", "look", "same"]
    assert report.verdict == "wrong"


def test_page_of_another_size_is_told_and_not_drawn(check: Check, returned: bytes) -> None:
    with pikepdf.open(io.BytesIO(returned)) as file:
        file.pages[1].mediabox = pikepdf.Array([0, 0, 14400, 14400])
        stream = io.BytesIO()
        file.save(stream)
    assert kinds(check(stream.getvalue())) == ["same", "size", "same"]


# -------------------------------------------------------------------------------- what is refused


def locked(data: bytes, owner: str, user: str) -> bytes:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.save(stream, encryption=pikepdf.Encryption(owner=owner, user=user))
    return stream.getvalue()


def test_files_that_cannot_be_read_are_refused(check: Check, frozen: bytes) -> None:
    cases = {
        "är ingen PDF": b"PK\3\4 something else",
        "är inte hel: slutet saknas": frozen[: len(frozen) // 2],
        "är skyddad med lösenord": locked(frozen, "a", "b"),
        "är skadad och går inte att läsa": b"%PDF-1.7\nnothing\n%%EOF\n",
    }
    for words, data in cases.items():
        with pytest.raises(OutsideFileError, match=words):
            check(data)


def test_file_that_opens_without_a_password_is_read(check: Check, frozen: bytes) -> None:
    assert check(locked(frozen, "a", "")).same_pages


def test_too_many_pages_are_refused(check: Check) -> None:
    file = pikepdf.new()
    for _ in range(201):
        file.add_blank_page()
    stream = io.BytesIO()
    file.save(stream)
    with pytest.raises(OutsideFileError, match="har 201 sidor"):
        check(stream.getvalue())


def test_missing_file_is_told(tmp_path: Path, frozen: bytes) -> None:
    with pytest.raises(OutsideFileError, match="den finns inte"):
        examine(tmp_path / "borta.pdf", frozen)


def test_answer_that_makes_no_sense_is_refused(
    tmp_path: Path, frozen: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: Any, **__: Any) -> list[Any]:
        return [["file", "0", False, [], []], ["signatory", "N", "r", "inte en tid", "m"]]

    monkeypatch.setattr(sandbox, "run", run)
    with pytest.raises(OutsideFileError):
        examine(tmp_path / "a.pdf", frozen)


# ----------------------------------------------------------------------------- the service's pages


def test_the_service_may_need_several_pages() -> None:
    lines = SERVICE_PAGE.splitlines()
    texts = ["Ansökan", "\n".join(lines[:9]), "\n".join(lines[9:]), "Baksida"]
    assert signing_pages(texts) == range(1, 3)
    assert [one.name for one in read_signatories(texts[1:3])] == ["Kim Andersson", "Åsa von Öst"]


def test_pages_without_signatories() -> None:
    assert signing_pages(["Ansökan", "Budget"]) == range(2, 2)
    assert stated_pages("Detta dokument innehåller 1 sida före denna sida") == 1
    assert read_signatories([f"N\n{REFERENCE}1 - 2024-13-08 08:59:44 UTC +03:00\nBankID"]) == []
    (one,) = read_signatories([f"N\n{REFERENCE}1 - 2024-12-08 08:59:44 UTC +03:00"])
    assert (one.name, one.method) == ("N", "")
