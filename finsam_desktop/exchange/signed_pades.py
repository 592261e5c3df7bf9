"""The electronic signatures inside a PDF (PAdES), checked with pyHanko and without a network.

What can be told offline is whether the bytes are those that were signed, and whether what was added since is
no more than further signatures. Whose certificate it is, no more than what it says of itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
    validate_pdf_timestamp,
)
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

_HARMLESS = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
"""What later signatures, and what is kept for checking them, add to a file."""
_ERRORS = (
    PdfError,
    SignatureValidationError,
    ValidationInfoReadingError,
    PathError,
    ValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""What reading a signature that is not built as the standards say may raise in the libraries."""


def items(data: bytes) -> Iterator[list[Any]]:
    """`["signature", kind, name, time, standing, owner]` for each in the order of signing; at last,
    where they cannot be read at all, `["unreadable"]`.

    `kind` is ”signature” or ”timestamp”. `standing` is ”whole” (the bytes are as they were signed, and
    cover the file but for later signatures), ”broken” (they are not), ”added” (the file has got other
    things since), ”partial” (a part of the file is not covered) or ”unknown”. `time` is what the signer says.
    `owner` is what the certificate is of: ”person”, ”organisation”, or ”unknown” where it does not tell.
    """
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # that nobody vouches for a certificate is no news
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted:
            reader.decrypt("")
        found = list(reader.embedded_signatures)
    except _ERRORS:
        yield ["unreadable"]
        return
    for one in found:
        yield ["signature", *_checked(one), _owner(one)]


def _checked(one: EmbeddedPdfSignature) -> tuple[str, str, str, str]:
    kind = "timestamp" if one.sig_object_type == "/DocTimeStamp" else "signature"
    name = time = ""
    try:
        name = _name(one)
        time = one.self_reported_timestamp.isoformat() if one.self_reported_timestamp else ""
        context = ValidationContext(trust_roots=[], allow_fetching=False)
        check = validate_pdf_timestamp if kind == "timestamp" else validate_pdf_signature
        status = check(one, context)
    except _ERRORS:
        return kind, name, time, "unknown"
    if not (status.intact and status.valid):
        return kind, name, time, "broken"
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return kind, name, time, "partial"
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE or status.modification_level in _HARMLESS
    return kind, name, time, "whole" if whole else "added"


def _name(one: EmbeddedPdfSignature) -> str:
    """What the certificate says of its owner, on one line."""
    subject = one.signer_cert.subject.native
    words = (subject.get(key) for key in ("common_name", "organization_name"))
    return " ".join(", ".join(dict.fromkeys(str(word) for word in words if word)).split())


def _owner(one: EmbeddedPdfSignature) -> str:
    """A seal's subject has an organisation's identifier or name where a person's has a given name.

    As ETSI EN 319 412-2 and 319 412-3 say of certificates for natural and for legal persons.
    """
    try:
        subject = one.signer_cert.subject.native
    except _ERRORS:
        return "unknown"
    common, organisation = (subject.get(key) for key in ("common_name", "organization_name"))
    if (common and common == organisation) or "organization_identifier" in subject:
        return "organisation"
    return "person" if "given_name" in subject or "surname" in subject else "unknown"
