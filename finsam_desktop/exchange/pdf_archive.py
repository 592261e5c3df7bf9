"""The last step of a PDF: what an archive asks of the file, and its bytes.

reportlab's file, with tags and embedded fonts, lacks three things that PDF/A-2a and PDF/UA-1 ask for: the
profile that says what its colours are, the metadata that names both standards, and the end of line
before each `endstream`. qpdf, through pikepdf, writes the file anew with them, and packs the tags, of
which there is one for each cell of the budget. The bytes follow from the contents alone: the file has no
dates, and its identifier is a sum of what it holds.

Sources: ISO 19005-2:2011 (PDF/A-2), 6.2.3, 6.6.2 and 6.7; ISO 14289-1:2014 (PDF/UA-1), 5.
"""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

from finsam_desktop import paths

_UNTRUE = ("/CreationDate", "/ModDate", "/Subject", "/Keywords")
"""What reportlab says of every file: days of the year 2000, and subjects that nobody gave."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# PDF/UA's name is none that PDF/A knows, so that the metadata describes it.
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <pdf:Producer>{producer}</pdf:Producer>
   <xmp:CreatorTool>{creator}</xmp:CreatorTool>
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>A</pdfaid:conformance>
   <pdfuaid:part>1</pdfuaid:part>
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def archived(data: bytes) -> bytes:
    """The tagged PDF as a file that conforms to PDF/A-2a and PDF/UA-1; the same for the same bytes."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for key in _UNTRUE:
            del pdf.docinfo[key]
        pdf.Root.Metadata = pdf.make_stream(_xmp(pdf), Type=Name.Metadata, Subtype=Name.XML)
        pdf.Root.OutputIntents = Array([_output_intent(pdf)])
        output = BytesIO()
        pdf.save(
            output,
            min_version="1.7",
            object_stream_mode=ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return output.getvalue()


def _xmp(pdf: Pdf) -> bytes:
    """The metadata; they say the same as the file's properties."""
    names = ("Title", "Author", "Creator", "Producer")
    said = {name.lower(): str(pdf.docinfo[f"/{name}"]) for name in names} | {"language": str(pdf.Root.Lang)}
    return _XMP.format(**{key: escape(_NOT_XML.sub("", text)) for key, text in said.items()}).encode()


def _output_intent(pdf: Pdf) -> Dictionary:
    profile = pdf.make_stream(_srgb(), N=3)
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return (paths.resources_dir() / "colour" / "sRGB.icc").read_bytes()
