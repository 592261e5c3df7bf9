"""What the standards for archives ask of the PDF as a file."""

import io
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from PIL import ImageCms

from finsam_desktop.domain.application import Application
from finsam_desktop.exchange.outline import Heading

Make = Callable[..., Any]


def test_it_says_which_standards_it_conforms_to(printed: Any) -> None:
    with printed.open() as file:
        root = ElementTree.fromstring(file.Root.Metadata.read_bytes())
    space = "http://www.aiim.org/pdf{}/ns/id/"
    assert root.findtext(f".//{{{space.format('ua')}}}part") == "1"
    assert root.findtext(f".//{{{space.format('a')}}}part") == "2"
    assert root.findtext(f".//{{{space.format('a')}}}conformance") == "A"
    described = [one.text for one in root.iter() if one.tag.endswith("namespaceURI")]
    assert described == [space.format("ua")], "PDF/A knows no other names than its own"


def test_properties_and_metadata_say_the_same_and_no_date(printed: Any, sample: Application) -> None:
    with printed.open() as file:
        assert set(file.docinfo.keys()) == {"/Title", "/Author", "/Creator", "/Producer", "/Trapped"}
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == str(file.docinfo.Title) == f"{sample.edition.title}: {sample.name}"
            assert metadata["dc:creator"] == [str(file.docinfo.Author)]
            assert metadata["xmp:CreatorTool"] == str(file.docinfo.Creator)
            assert metadata["pdf:Producer"] == str(file.docinfo.Producer)
            assert metadata["dc:language"] == {str(file.Root.Lang)}
            assert not [name for name in metadata if name.endswith("Date")]


@pytest.mark.parametrize("name", ["<&>", "<&>\x01\ufffe", "{title}"])
def test_any_name_can_stand_in_the_metadata(name: str, form: Make, pdf: Make) -> None:
    with pdf(form(Heading(1, "x"), association=name)).open() as file:
        root = ElementTree.fromstring(file.Root.Metadata.read_bytes())
    assert name[:3] in [str(one.text)[:3] for one in root.iter()]


def test_its_colours_are_srgb(printed: Any) -> None:
    with printed.open() as file:
        (intent,) = file.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert int(intent.DestOutputProfile.N) == 3
        profile = ImageCms.ImageCmsProfile(io.BytesIO(intent.DestOutputProfile.read_bytes())).profile
    assert profile.profile_description == "sRGB built-in"
    assert profile.xcolor_space == "RGB "
    assert profile.version < 5


def test_it_is_marked_as_tagged_and_nothing_in_it_acts(printed: Any) -> None:
    with printed.open() as file:
        assert bool(file.Root.MarkInfo.Marked)
        assert not {"/AcroForm", "/OpenAction", "/AA", "/Names"} & set(file.Root.keys())
        assert file.pdf_version == "1.7"
        assert "/ID" in file.trailer
        assert not any(isinstance(one, pikepdf.Dictionary) and "/SMask" in one for one in file.objects)
