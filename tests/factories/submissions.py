"""Certificates from elsewhere, and files that can and cannot be one."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from lms.people.models import Person
from lms.qualifications.models import Qualification, Submission
from lms.qualifications.papers import PDF, SafePaper
from lms.qualifications.submissions import submit

A_PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"


def a_paper(content: bytes = A_PDF, digest: str = "1" * 64) -> SafePaper:
    """A file as it is kept."""
    return SafePaper(content, PDF, digest)


def a_submission(person: Person, qualification: Qualification, **told: Any) -> Submission:
    """A certificate that somebody has sent in themselves."""
    said: dict[str, Any] = {
        "earned_on": date(2026, 3, 1),
        "valid_until": None,
        "provider": "Røde Kors",
        "paper": a_paper(),
        "by": person,
        "now": timezone.now(),
    }
    return submit(person=person, qualification=qualification, **said | told)


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **saved: Any) -> bytes:
    """A picture as a camera makes it: red, with where and with what it was taken."""
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif[0x0112] = 6  # to be turned a quarter
    Image.new("RGB", size, "red").save(file, kind, exif=exif, **saved)
    return file.getvalue()


def uploaded(content: bytes = A_PDF, name: str = "bevis.pdf") -> SimpleUploadedFile:
    """The same as a browser sends it."""
    return SimpleUploadedFile(name, content)
