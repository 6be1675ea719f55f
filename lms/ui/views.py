"""The style guide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.ui.samples import sample_context


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with sample content. Holds no data, so it is open to all, and kept out of search engines."""
    response = render(request, "styleguide/index.html", sample_context() | {"today": timezone.localdate()})
    response["X-Robots-Tag"] = "noindex"
    return response
