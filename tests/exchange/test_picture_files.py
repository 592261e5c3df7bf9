"""Pictures as files: what is taken in from outside, what is left of it, and what its bytes say."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from finsam_desktop.domain.errors import OutsideFileError
from finsam_desktop.domain.pictures import MAX_SIDE, declared
from finsam_desktop.exchange import pictures
from finsam_desktop.exchange.picture_parts import bare_jpeg, is_bare_png
from finsam_desktop.exchange.picture_read import read_picture
from finsam_desktop.exchange.pictures import plain, png_pixels, taken_in
from finsam_desktop.exchange.sandbox import CancelledError

Make = Callable[..., bytes]


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


# ------------------------------------------------------------------------------ from outside


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGB"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "L")])
def test_a_plain_picture_is_kept_byte_for_byte(picture: Make, kind: str, mode: str) -> None:
    data = picture(kind, mode)
    assert taken_in(data) == (data, 80, 60, False)
    assert plain(data) == data


@pytest.mark.parametrize(
    ("kind", "mode", "kept"),
    [
        ("PNG", "RGBA", "PNG"),
        ("PNG", "P", "PNG"),
        ("PNG", "1", "PNG"),
        ("PNG", "I;16", "PNG"),
        ("JPEG", "CMYK", "JPEG"),
        ("BMP", "RGB", "PNG"),
        ("TIFF", "CMYK", "PNG"),
        ("GIF", "P", "PNG"),
        ("WEBP", "RGBA", "PNG"),
    ],
)
def test_others_become_plain(picture: Make, kind: str, mode: str, kept: str) -> None:
    data = picture(kind, mode)
    taken = taken_in(data)
    found = opened(taken.data)
    assert (found.format, found.size, found.mode in ("L", "RGB")) == (kept, (80, 60), True)
    assert not found.has_transparency_data
    assert taken_in(taken.data).data == taken.data
    assert taken_in(data) == taken


def test_what_shines_through_is_white_and_sixteen_bits_keep_their_shades(picture: Make) -> None:
    assert opened(taken_in(picture(mode="RGBA", size=(256, 256))).data).getpixel((0, 0)) == (255, 255, 255)
    grey = opened(taken_in(picture(mode="I;16")).data)
    assert [grey.getpixel((0, 0)), grey.getpixel((0, 59))] == [
        opened(picture(mode="L")).getpixel((0, 0)),
        opened(picture(mode="L")).getpixel((0, 59)),
    ]


def test_a_picture_says_nothing_of_where_it_was_taken(picture: Make) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Kameran"
    exif[0x0112] = 6  # held on its side
    taken = taken_in(picture("JPEG", exif=exif))
    assert opened(taken.data).size == (60, 80)
    assert (taken.width, taken.height, taken.reduced) == (60, 80, False)
    assert b"Kameran" not in taken.data


def test_a_picture_is_as_large_as_it_says_and_no_larger_than_the_page(picture: Make) -> None:
    assert taken_in(picture(size=(400, 200), dpi=(192, 192)))[1:3] == (200, 100)
    assert taken_in(picture(size=(400, 200), dpi=(1, 1)))[1:3] == (400, 200)
    assert taken_in(picture(size=(1220, 400)))[1:3] == (610, 200)


def test_a_large_picture_is_made_smaller(picture: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = taken_in(picture("JPEG", size=(3000, 1500)))
    assert (opened(taken.data).size, taken.width, taken.height, taken.reduced) == (
        (2400, 1200),
        610,
        305,
        True,
    )
    data = picture(size=(400, 400))
    monkeypatch.setattr(pictures, "MAX_BYTES", len(data) // 2)
    taken = taken_in(data)
    assert len(taken.data) <= len(data) // 2
    assert (taken.width, taken.height, taken.reduced) == (400, 400, True)


def test_what_is_no_picture_is_refused_in_words(picture: Make, huge: bytes) -> None:
    for data, words in (
        (b"hej", "Bilden är ingen bild som programmet kan visa."),
        (picture("JPEG")[:-200], "Bilden är skadad."),
        (huge, "Bilden har fler än 64 miljoner bildpunkter."),
    ):
        with pytest.raises(OutsideFileError) as caught:
            taken_in(data)
        assert str(caught.value).startswith(words)
        assert plain(data) is None


def test_a_child_reads_the_file(picture: Make, huge: bytes, tmp_path: Path) -> None:
    path = tmp_path / "karta.png"
    path.write_bytes(picture(mode="RGBA"))
    assert read_picture(path) == read_picture(picture(mode="RGBA")) == taken_in(picture(mode="RGBA"))
    path.write_bytes(huge)
    with pytest.raises(OutsideFileError, match=r"Bilden ”karta\.png” har fler än"):
        read_picture(path)
    with pytest.raises(OutsideFileError, match=r"Bilden ”borta\.png” går inte att läsa"):
        read_picture(tmp_path / "borta.png")


# --------------------------------------------------------------------- what goes with no picture

SECRET = b"59.33N 18.06E HEMLIGT"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", 2 + len(body)) + body


@pytest.mark.parametrize("name", [b"gpSt", b"tEXt", b"tIME", b"sPLT", b"gAMA"])
@pytest.mark.parametrize("place", [33, -12])
def test_a_png_keeps_no_chunk_but_those_that_show_it(picture: Make, name: bytes, place: int) -> None:
    data = picture()
    hidden = data[:place] + chunk(name, SECRET) + data[place:]
    for kept in (taken_in(hidden).data, plain(hidden)):
        assert kept
        assert SECRET not in kept
        assert opened(kept).tobytes() == opened(data).tobytes()


def test_a_png_keeps_how_it_is_to_be_shown(picture: Make) -> None:
    data = picture()
    told = data[:33] + chunk(b"gAMA", bytes(3) + b"1") + chunk(b"sRGB", b"\0") + data[33:]
    assert taken_in(told).data == told
    assert taken_in(picture(dpi=(192, 192))).data == picture(dpi=(192, 192))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_nothing_stands_after_the_end(picture: Make, kind: str) -> None:
    data = picture(kind)
    assert taken_in(data + SECRET).data == plain(data + SECRET) == data


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        (0xE0, b"JFXX\0\x10"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32),
        (0xE2, b"FPXR\0"),
        (0xE5, b""),
        (0xEB, b"JP"),
        (0xED, b"Photoshop 3.0\0"),
        (0xFE, b""),
    ],
)
@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"mode": "L"}, {"restart_marker_rows": 1}])
def test_a_jpeg_keeps_its_pixels_to_the_bit_and_nothing_else(
    picture: Make, marker: int, words: bytes, more: dict[str, object]
) -> None:
    data = picture("JPEG", **more)
    first, second = 20, data.rindex(b"\xff\xda")
    own = segment(marker, words + SECRET)
    hidden = data[:first] + own + data[first:second] + b"\xff" + own + data[second:] + SECRET
    assert taken_in(hidden).data == plain(hidden) == data


def test_a_thumbnail_of_a_jpeg_goes(picture: Make) -> None:
    data = picture("JPEG")
    with_thumbnail = data[:2] + segment(0xE0, data[6:18] + b"\2\2" + b"HEMLIGTHEMLI") + data[20:]
    assert opened(with_thumbnail).size == (80, 60)
    assert taken_in(with_thumbnail).data == data


def test_a_jpeg_without_jfif_keeps_its_colours(picture: Make) -> None:
    data = picture("JPEG")
    bare = data[:2] + data[20:]
    adobe = b"Adobe\0\x64" + bytes(4)
    by_luminance = data[:2] + segment(0xEE, adobe + b"\1") + data[20:]
    for told in (bare, by_luminance):
        assert opened(taken_in(told).data).tobytes() == opened(data).tobytes()
        assert "jfif" in opened(taken_in(told).data).info
    otherwise = data[:2] + segment(0xEE, adobe + b"\0") + data[20:]
    kept = opened(taken_in(otherwise).data)
    near = zip(kept.tobytes(), opened(otherwise).tobytes(), strict=True)
    assert max(abs(one - other) for one, other in near) < 40
    assert "adobe" not in kept.info


def test_what_is_larger_than_kept_is_not_decoded_to_be_shown(picture: Make) -> None:
    for size in ((MAX_SIDE + 1, 4), (4, MAX_SIDE + 1)):
        for kind in ("PNG", "JPEG"):
            assert plain(picture(kind, "L", size)) is None
            assert declared(picture(kind, "L", size)) is None
            assert taken_in(picture(kind, "L", size)).reduced
    assert plain(picture(size=(MAX_SIDE, 4)))


def test_a_jpeg_of_countless_layers_is_not_decoded(picture: Make) -> None:
    data = picture("JPEG", "L", (400, 400), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    assert plain(data[:-2] + 50 * last + data[-2:])
    assert plain(data[:-2] + 100 * last + data[-2:]) is None
    assert declared(data[:-2] + 100 * last + data[-2:]) is None


@given(st.data())
def test_whatever_a_jpeg_is_built_of_it_is_bare_once(picture: Make, drawn: st.DataObject) -> None:
    data = bytearray(picture("JPEG", size=(16, 8), progressive=drawn.draw(st.booleans())))
    for _ in range(drawn.draw(st.integers(0, 3))):
        place = drawn.draw(st.integers(2, len(data)))
        data[place : place + drawn.draw(st.integers(0, 2))] = drawn.draw(st.binary(max_size=3))
    bare = bare_jpeg(bytes(data))
    assert bare is None or bare_jpeg(bare) == bare
    assert not is_bare_png(bytes(data))


def test_reading_ends_when_nobody_wants_it(picture: Make) -> None:
    with pytest.raises(CancelledError):
        read_picture(picture(), lambda: True)


# ------------------------------------------------------------------------------- what bytes say


def test_what_a_file_declares(picture: Make, huge: bytes) -> None:
    assert declared(picture(size=(30, 20))) == ("png", 30, 20, 3)
    assert declared(picture(mode="RGBA", size=(30, 20))) == ("png", 30, 20, 4)
    assert declared(picture("JPEG", size=(30, 20), progressive=True)) == ("jpeg", 30, 20, 3)
    assert declared(picture("JPEG", "CMYK", (30, 20))) == ("jpeg", 30, 20, 4)
    for wrong in (
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8",
        b"\xff\xd8\xff\xff\xff\xe0\0\x10",
        picture("GIF", "P"),
    ):
        assert declared(wrong) is None
    assert declared(huge) is None


def test_the_pixels_of_a_png_are_one_stream(picture: Make) -> None:
    rows = zlib.decompress(png_pixels(picture(mode="L", size=(30, 20))))
    assert len(rows) == 20 * 31
