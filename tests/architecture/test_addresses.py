"""Every address has a name that leads to it, and no address answers a stranger with an error."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What a converter may be given. A page that needs a real row answers "not found", which is an answer.
SAMPLES: dict[str, Any] = {
    "IntConverter": 1,
    "StringConverter": "a",
    "SlugConverter": "a",
    "PathConverter": "a/b",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}


def own(pattern: URLPattern) -> bool:
    """Whether a view was written here."""
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return view.__module__.split(".")[0] in {"lms", "content"}


def addresses(
    resolver: URLResolver, namespaces: tuple[str, ...] = (), samples: dict[str, Any] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address of ours: its full name, and arguments to try it with."""
    for entry in resolver.url_patterns:
        given = dict(samples or {}) | {
            parameter: SAMPLES.get(type(converter).__name__, "a")
            for parameter, converter in getattr(entry.pattern, "converters", {}).items()
        }
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from addresses(entry, inner, given)
        elif own(entry):
            assert entry.name, f"{entry.pattern} has no name"
            yield ":".join([*namespaces, entry.name]), given


ALL = sorted(dict(addresses(get_resolver())).items())


def test_every_address_leads_to_itself():
    assert [name for name, given in ALL if not reverse(name, kwargs=given).startswith("/")] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "given"), ALL, ids=[name for name, _ in ALL])
def test_stranger_gets_an_answer(name, given, client):
    assert client.get(reverse(name, kwargs=given)).status_code in {200, 301, 302, 400, 403, 404, 405, 410}
