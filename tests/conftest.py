"""What holds for every test: Qt without a screen, and properties that are tried the same way each time."""

import io
import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from finsam_desktop import paths
from finsam_desktop.__main__ import main
from finsam_desktop.domain.application import Application
from finsam_desktop.domain.transfer import from_json
from finsam_desktop.editions import EditionFolder

# Before Qt is imported: it chooses the platform when the application object is made. FINSAM_TEST_PLATFORM
# names another one, to watch the widget tests in real windows.
os.environ["QT_QPA_PLATFORM"] = os.environ.get("FINSAM_TEST_PLATFORM", "offscreen")

# A failure is the change's own, not the day's luck. `pytest --hypothesis-profile=explore` searches further.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("repeatable")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def of_seed() -> Callable[[str], Application]:
    """A sample application by the name of its file, a new one each time."""
    root = Path(__file__).resolve().parent.parent

    def make(name: str) -> Application:
        text = (root / "resources" / "samples" / f"{name}.json").read_text(encoding="utf-8")
        return from_json(json.loads(text), lambda edition: EditionFolder(root / "forms" / edition).edition)

    return make


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    """Makes the bytes of a picture that nobody could mistake for another of its size."""
    from PIL import Image

    def make(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (80, 60), **more: Any) -> bytes:
        shape = Image.linear_gradient("L").resize(size)
        if mode == "I;16":
            shape = shape.convert("I").point(lambda value: value * 256).convert("I;16")
        elif mode != "L":
            shape = Image.merge("RGBA", (shape, shape.rotate(90), shape.rotate(180), shape)).convert(mode)
        stream = io.BytesIO()
        shape.save(stream, kind, **more)
        return stream.getvalue()

    return make


@pytest.fixture(scope="session")
def certified() -> Callable[[Mapping[str, str]], Any]:
    """Makes what signs PDFs in tests, with a certificate of its own that nobody vouches for.

    Its subject has the names, under the keys that the library which reads them has.
    """
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    def make(names: Mapping[str, str]) -> Any:
        oids = {word: x509.ObjectIdentifier(asn1_x509.NameType.unmap(word)) for word in names}
        name = x509.Name([x509.NameAttribute(oids[word], text) for word, text in names.items()])
        now = datetime.now(UTC)
        usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        der = certificate.public_bytes(serialization.Encoding.DER)
        return signers.SimpleSigner(
            asn1_x509.Certificate.load(der), asn1_keys.PrivateKeyInfo.load(private), SimpleCertificateStore()
        )

    return make


@pytest.fixture(scope="session")
def signer(certified: Callable[[Mapping[str, str]], Any]) -> Any:
    """One of a signing service, though the certificate does not tell."""
    return certified({"common_name": "Signeringstjänsten", "organization_name": "Provbolaget"})


@pytest.fixture(scope="session")
def sign(signer: Any) -> Callable[..., bytes]:
    """The file with a PAdES signature added at its end."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    def make(data: bytes, field: str = "Signature1", signer: Any = signer) -> bytes:
        metadata = signers.PdfSignatureMetadata(field, subfilter=SigSeedSubFilter.PADES)
        stream = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), metadata, signer)
        return bytes(stream.getvalue())

    return make


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a workspace of the test's own: `run(...)` gives status, stdout and stderr."""
    monkeypatch.setattr(paths, "data_dir", lambda: tmp_path / "data")

    def command(*arguments: object) -> tuple[int, str, str]:
        status = main([*map(str, arguments), "--workspace", str(tmp_path / "w.finsam")])
        out, err = capsys.readouterr()
        return status, out, err

    return command
