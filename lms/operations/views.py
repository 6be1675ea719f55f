"""Health, uploaded files and a word to search engines."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served

from . import selectors
from .files import hand_out
from .rules import is_open, shown_as


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Whether the process answers at all; asks nothing else, so that a slow database gets nobody restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether people can be sent here: 503 without a database or with one of another version.

    Letters that do not leave, or a schedule that stands still, are told too, but the pages work without: still 200, unless asked with `?alt=1`.
    """
    checks = {"database": selectors.database_answers()}
    if checks["database"]:
        checks["migrations"] = selectors.migrations_are_applied()
    can_serve = all(checks.values())
    if can_serve:
        checks["schedule"] = selectors.schedule_runs(now=timezone.now())
        checks |= {name: bool(import_string(path)(now=timezone.now())) for name, path in settings.READY.items()}
    good = all(checks.values()) if "alt" in request.GET else can_serve
    return JsonResponse({"ready": can_serve, "checks": checks}, status=200 if good else 503)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """An uploaded picture. Documents are not found here: they have their own address, which asks whether they are private."""
    content_type = shown_as(path)
    if not is_open(path) or content_type is None:
        raise Http404
    return hand_out(request, default_storage, path, content_type=content_type, cache="public, max-age=604800")


@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A document: films in parts, nothing that runs, texts to keep rather than to show. Stands before Wagtail's own view, which can do neither.

    Whether it is private is asked of Wagtail's hooks, as there.
    """
    found = get_object_or_404(get_document_model(), pk=document_id)
    if found.filename != filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        answer: HttpResponse | None = hook(found, request)
        if answer is not None:
            return answer
    document_served.send(sender=type(found), instance=found, request=request)
    content_type = shown_as(filename)
    return hand_out(
        request,
        found.file.storage,
        found.file.name,
        content_type=content_type or "application/octet-stream",
        cache="private, max-age=3600",
        download_as="" if content_type else filename,
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages; nothing of a demo."""
    closed = ["/"] if settings.DEMO else ["/admin/", "/konto/", "/min-side/", "/enhet/", "/bevis/", "/helse/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")
