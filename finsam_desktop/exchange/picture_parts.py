"""What a PNG or a JPEG is built of: the parts that draw it, and none of those that tell anything else.

Sources: PNG (W3C), 5.3 chunk layout and 11 chunk specifications; JPEG (ITU-T T.81), annex B; JFIF 1.02.
"""

from __future__ import annotations

_PNG_HEAD = 8
_CHUNKS = {b"IHDR": 13, b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"pHYs": 9, b"IEND": 0}
"""The bytes that a chunk has which may stand beside the pixels."""
_START, _END, _SCAN, _APP0, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
_FRAMES = (0xC0, 0xC1, 0xC2)
_TABLES = (0xC4, 0xDB, 0xDD)
"""Huffman, quantisation, restart interval."""
_OF_ITS_OWN = (0xC3, *range(0xC5, 0xD0), *range(0xD0, 0xD8), 0xDC, 0xDE, 0xDF)
"""What a picture can be built with that no other program takes for sure."""
_WITHIN = frozenset((b"", b"\0", b"\xff", *(bytes((one,)) for one in range(0xD0, 0xD8))))
"""What may stand after 0xFF among the pixels: an 0xFF of theirs, restarts, filling."""
_JFIF, _ADOBE = b"JFIF\0", b"Adobe"
_PLAIN_JFIF = _JFIF + bytes((1, 1, 0, 0, 1, 0, 1))
_NO_THUMBNAIL = bytes(2)
_COLOURS = 11
"""Where in Adobe's segment it stands how the colours are written."""


def is_bare_png(data: bytes) -> bool:
    """Whether the PNG holds pixels, and how they are to be shown, and nothing within or after them."""
    place = _PNG_HEAD
    while place + 12 <= len(data):
        length, name = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if name != b"IDAT" and _CHUNKS.get(name) != length:
            return False
        place += 12 + length
        if name == b"IEND":
            return place == len(data)
    return False


def bare_jpeg(data: bytes) -> bytes | None:
    """The JPEG with the same pixels to the bit, and nothing else; equal to `data` where that is so already.

    None where it is built or coloured in an uncommon way, and has to be written anew from its pixels.
    """
    density, colours, identities = b"", -1, b""
    kept: list[bytes] = []
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # a byte that fills up
            place += 1
            continue
        if marker == _END:
            break
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _OF_ITS_OWN or marker < 0xC0 or end > len(data):
            return None
        body = data[place + 4 : end]
        if marker == _APP0 and body.startswith(_JFIF) and len(body) >= len(_PLAIN_JFIF):
            density = density or body[: len(_PLAIN_JFIF)]
        elif marker == _APP14 and body.startswith(_ADOBE) and len(body) > _COLOURS:
            colours = body[_COLOURS]
        elif marker in _FRAMES:
            identities = body[6::3]
        if marker == _SCAN:
            end = _scan_end(data, end)
        if marker in (*_FRAMES, *_TABLES, _SCAN):
            kept.append(data[place:end])
        place = end
    luminance_first = (
        len(identities) == 1 or colours == 1 or (colours < 0 and (density or identities == b"\1\2\3"))
    )
    if not kept or not luminance_first:
        return None
    head = _segment(_APP0, (density or _PLAIN_JFIF) + _NO_THUMBNAIL)
    return b"".join((bytes((0xFF, _START)), head, *kept, bytes((0xFF, _END))))


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (2 + len(body)).to_bytes(2, "big") + body


def _scan_end(data: bytes, place: int) -> int:
    """Where the pixels that begin at the place come to their end: at a marker that is none of theirs."""
    while (place := data.find(b"\xff", place)) >= 0:
        following = data[place + 1 : place + 2]
        if following not in _WITHIN:
            return place
        place += 1 if following == b"\xff" else 2
    return len(data)
