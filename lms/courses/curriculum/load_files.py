"""The pictures and documents of the curriculum's files, in the library."""

from contextlib import suppress
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from lms.units.actions import central_collection

from . import kinds
from .surroundings import FileRef

COLLECTION = "Pensum"


class Files:
    """Pictures and documents, each once."""

    def __init__(self, contents: Any) -> None:
        self.contents = contents
        self.made: list[Any] = []
        self.known: dict[FileRef, int] = {}
        self._collection: Collection | None = None

    def file(self, ref: FileRef) -> int:
        """The key of the picture or document with this name and content; made if there is none."""
        if ref not in self.known:
            picture = ref.name.endswith(kinds.PICTURES)
            files = (get_image_model() if picture else get_document_model()).objects.filter(collection=self.collection)
            row = files.filter(file_hash=ref.digest, title=ref.name).first() or self._make(files.model, ref)
            self.known[ref] = row.pk
        return self.known[ref]

    def _make(self, files: Any, ref: FileRef) -> Any:
        content = self.contents[ref.digest]
        file = ContentFile(content, name=ref.name)
        row = files(title=ref.name, collection=self.collection, file=file, file_size=len(content), file_hash=ref.digest)
        row.save()
        self.made.append(row.file)
        return row

    @property
    def collection(self) -> Collection:
        """Within the central collection, so that central editors may use and change what the files brought."""
        if self._collection is None:
            central = central_collection()
            self._collection = central.get_children().filter(name=COLLECTION).first() or central.add_child(name=COLLECTION)
        return self._collection

    def forget(self) -> None:
        """Take away the files of a load that came to nothing: a storage knows no transaction."""
        for file in self.made:
            with suppress(OSError):
                file.storage.delete(file.name)
