import builtins
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
import segno
from pypdf import PdfReader

from lms.certificates.exports import PdfUnavailableError, _fetcher, pdf, picture_code
from tests.factories.certificates import a_certificate, a_person, a_unit

ADDRESS = "https://tidgiver.example/bevis/CDFH-2345-JKMN/"
TODAY = date(2026, 4, 1)


def read(certificate) -> PdfReader:
    return PdfReader(BytesIO(pdf(certificate, address=ADDRESS, on=TODAY)))


def test_pdf_is_one_tagged_page_with_norwegian_letters_and_its_own_typefaces(db):
    certificate = a_certificate(a_person("Ærlend", "Øståsen"), unit=a_unit("Huset på Hæen"), valid_until=date(2028, 3, 3))
    paper = read(certificate)
    text = paper.pages[0].extract_text()
    for words in ("Ærlend Øståsen", "Taushetsplikt", "Huset på Hæen", "Utgave 3", "3. mars 2026", "3. mars 2028", certificate.code):
        assert words in text
    catalogue: Any = paper.trailer["/Root"].get_object()
    assert len(paper.pages) == 1
    assert catalogue["/MarkInfo"]["/Marked"].value
    assert catalogue["/Lang"] == "nb"
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()
    page: Any = paper.pages[0]
    fonts = page["/Resources"]["/Font"].values()
    assert all("/FontFile2" in font.get_object()["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts)
    assert {note.get_object()["/A"]["/URI"] for note in page["/Annots"]} == {ADDRESS}


def test_pdf_of_the_longest_words_is_still_one_page_with_its_code(db):
    person = a_person("Áŋŋe-Márjá Čáhppesjávri " * 3, ("Ødegård-Wærnø Kristoffersen " * 3)[:80])
    certificate = a_certificate(
        person, unit=a_unit("Motivasjonssenteret og kafeen på Huset " * 3), title=("Møte med mennesker i sårbare liv " * 7)[:120]
    )
    paper = read(certificate)
    assert len(paper.pages) == 1
    assert certificate.code in paper.pages[0].extract_text()


def test_picture_code_holds_the_address_and_survives_damage():
    picture = unquote(picture_code(ADDRESS))
    assert picture.startswith("data:image/svg+xml")
    drawing = BytesIO()
    segno.make(ADDRESS, error="m", micro=False).save(drawing, kind="svg", border=0, xmldecl=False)
    path = drawing.getvalue().decode().split(' d="')[1].split('"')[0]
    assert path in picture


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://example.org/x.png", "file:///static/certificates/../../manage.py"])
def test_fetcher_opens_own_files_only(url):
    with pytest.raises(ValueError, match="Not one of our own files"):
        _fetcher().fetch(url)


def test_pdf_says_so_where_a_system_library_is_missing(db, monkeypatch):
    importing = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return importing(name, *args, **kwargs)

    certificate = a_certificate()
    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(PdfUnavailableError, match="libpango"):
        pdf(certificate, address=ADDRESS, on=TODAY)
