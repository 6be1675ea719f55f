"""Handing out uploaded files: safely, in parts, and asked for again only if they have changed."""

from collections.abc import Iterator
from typing import IO

from django.core.files import File
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from .rules import RangeError, byte_range

CHUNK = 64 * 1024
# A file that somebody uploaded must never run as a page of ours, whatever it says it is.
SANDBOX = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"


def hand_out(
    request: HttpRequest,
    storage: Storage,
    name: str,
    *,
    content_type: str,
    cache: str,
    download_as: str = "",
) -> HttpResponseBase:
    """A file of a store as the browser asked for it: whole, a part of it (films on phones need that), or «not modified».

    `download_as` makes it a file to keep, with that name. Raises Http404 if there is no such file.
    """
    try:
        size, changed = storage.size(name), storage.get_modified_time(name)
    except (OSError, ValueError) as error:  # ValueError: a name outside the store
        raise Http404 from error
    etag = quote_etag(f"{size:x}-{int(changed.timestamp()):x}")
    not_modified = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    response = not_modified or _body(request, storage, name, size, content_type, download_as)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _body(request: HttpRequest, storage: Storage, name: str, size: int, content_type: str, download_as: str) -> HttpResponseBase:
    try:
        part = byte_range(request.headers.get("Range", ""), size)
    except RangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = storage.open(name)
    if part is None:
        return FileResponse(file, content_type=content_type, as_attachment=bool(download_as), filename=download_as)
    first, last = part
    response = StreamingHttpResponse(_slice(file, first, last), status=206, content_type=content_type)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _slice(file: File | IO[bytes], first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
