"""Every address of the editors' desk, and something of one's own and of another unit's that it can point at."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, Page, Workflow

from lms.courses.models import ModulePage
from lms.people.models import Person
from lms.qualifications.models import Qualification
from lms.quizzes.models import Question
from lms.recruitment.models import InterviewGuide
from lms.roles.models import Role
from lms.units.models import Unit, UnitKind
from tests.school import TEXT, publish


@dataclass
class Things:
    """What a unit has at the desk, each with the unit's word in its title, and all that an address needs to point at it."""

    word: str
    unit: Unit
    draft: ModulePage
    values: dict[str, Any]
    page_path: str

    @cached_property
    def untouched(self) -> list[Any]:
        """The state before anybody asked for anything."""
        return self.state()

    def state(self) -> list[Any]:
        """Everything of the unit's that somebody could have changed."""
        pages = Page.objects.filter(path__startswith=self.page_path).order_by("path")
        own = {"collection": self.values["collection_id"]}
        return [
            list(pages.values_list("pk", "path", "title", "live", "locked", "latest_revision", "go_live_at", "expire_at")),
            list(get_image_model().objects.filter(**own).order_by("pk").values_list("pk", "title")),
            list(get_document_model().objects.filter(**own).order_by("pk").values_list("pk", "title")),
            list(Question.objects.filter(unit=self.unit).order_by("pk").values_list("pk", "prompt", "retired")),
        ]


def plant(unit: Unit, word: str, somebody: Person, editor: Person) -> Things:
    """A draft with a remark, another that waits for approval, a published module, a picture, a document and a question of a unit.

    The unit's word is in the name of whoever wrote them, too.
    """
    assert unit.page
    assert editor.user
    editor.user.last_name = f"{word}sen"
    editor.user.save()
    home = Page.objects.get(pk=unit.page.pk).specific
    image = get_image_model().objects.create(title=f"{word} picture", file=get_test_image_file(), collection=unit.collection)
    document = get_document_model()(title=f"{word} document", collection=unit.collection)
    document.file.save(f"{word}.txt", ContentFile(b"x"))
    body = [("text", f"<p>{word} words</p>")]
    draft = home.add_child(instance=ModulePage(title=f"{word} draft", slug=f"{word.lower()}-draft", body=body, live=False))
    Comment.objects.create(page=draft, user=editor.user, text=f"{word} remark", contentpath="title")
    revision = draft.save_revision(user=editor.user, log_action=True)
    publish(home.add_child(instance=ModulePage(title="Something else", slug=f"{word.lower()}-live", body=TEXT, live=False)))
    question = Question.objects.create(
        key=f"{word}-01",
        unit=unit,
        subject="local",
        prompt=f"{word}?",
        body=[{"type": "true_false", "value": {"answer": "true", "feedback_true": "Yes.", "feedback_false": "No."}}],
    )
    workflow = Workflow.objects.get(workflow_pages__page=home)
    waiting = home.add_child(instance=ModulePage(title=f"{word} waiting", slug=f"{word.lower()}-waiting", body=body, live=False))
    waiting.save_revision()
    state = workflow.start(waiting, editor.user)
    values = {
        "page_id": draft.pk,
        "page": draft.pk,
        "page_pk": draft.pk,
        "question": question.pk,
        "parent_page_id": home.pk,
        "page_to_move_id": draft.pk,
        "destination_id": home.pk,
        "revision": revision.pk,
        "revision_id": revision.pk,
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "collection_id": image.collection_id,
        "workflow_pk": workflow.pk,
        "waiting": waiting.pk,
        "task_state_id": state.current_task_state_id,
        "task_id": state.current_task_state.task_id,
        "workflow_state_id": state.pk,
        "object_id": str(draft.pk),
        # by the part of the desk
        "pk": {
            "wagtailadmin_api:pages": draft.pk,
            "wagtailadmin_api:images": image.pk,
            "wagtailadmin_api:documents": document.pk,
            "wagtailadmin_pages": draft.pk,
            "wagtailadmin_collections": image.collection_id,
            "wagtailadmin_workflows": workflow.pk,
            "wagtailimages_chooser": image.pk,
            "wagtaildocs_chooser": document.pk,
            "wagtailsnippets_quizzes_question": question.pk,
            "wagtailsnippetchoosers_quizzes_question": question.pk,
            "wagtailusers_users": somebody.user_id,
            **{f"wagtailsnippet{part}_{name}": pk for name, pk in _central().items() for part in ("s", "choosers")},
        },
    }
    return Things(word, unit, draft, values, home.path)


def _central() -> dict[str, int]:
    """What is nobody's, by the part of the desk where it is kept."""
    kept = [Role, UnitKind, Qualification, InterviewGuide]
    return {model._meta.label_lower.replace(".", "_"): model.objects.earliest("pk").pk for model in kept}  # type: ignore[attr-defined]


# What an address needs that is nobody's in particular; number 0 is nothing.
ANYTHING = {
    "content_type_app_name": "courses",
    "content_type_model_name": "modulepage",
    "app_label": "wagtailcore",
    "app_name": "quizzes",
    "model_name": "page",
    "action": "delete",
    "action_name": "delete",
    "uploaded_file_id": 0,
    "filter_spec": "max-165x165",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
    "session_id": 0,
    "redirect_id": 0,
    "edition": 0,
    "language": "nn",
    "uidb64": "x",
    "token": "y",
    "pk": 0,
}
# Made to fall over, and to log out.
LEFT_OUT = {"wagtailadmin_error_test", "wagtailadmin_logout"}
SEARCHED = ("search", "results", "choose", "list", "index", "listing")


def desk_names() -> Iterator[str]:
    """The name of every address of the desk, once."""
    seen = set()
    for prefix, namespace, pattern in _walk(get_resolver()):
        name = f"{namespace}:{pattern.name}".strip(":")
        if prefix.startswith("admin/") and pattern.name and name not in seen:
            seen.add(name)
            yield name


def _walk(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace) if part)
            yield from _walk(pattern, prefix + str(pattern.pattern), inner)
        else:
            yield prefix + str(pattern.pattern), namespace, pattern


def holes_of(name: str) -> list[str]:
    """What an address with this name must be told."""
    part, _, last = name.rpartition(":")
    resolver: Any = get_resolver()
    for namespace in filter(None, part.split(":")):
        resolver = resolver.namespace_dict[namespace][1]
    found: list[str] = resolver.reverse_dict.getlist(last)[0][0][0][1]
    return found


def address(name: str, things: Things, course: int) -> str:
    """The address with this name that points at a unit's things, and asks for its word where there is something to search."""
    part, _, last = name.rpartition(":")
    holes = holes_of(name)
    values = ANYTHING | things.values | {"course_page": course, "pk": things.values["pk"].get(part, 0)}
    if "workflow" in last:
        values |= {"page_id": values["waiting"], "action_name": "approve"}
    url = reverse(name, kwargs={hole: values[hole] for hole in holes})
    if "bulk" in name or "multiple" in last:
        chosen = {"wagtailadmin": things.draft.pk, "desk_bulk": things.draft.pk, "wagtail_bulk": things.draft.pk}
        points_at = next((pk for start, pk in chosen.items() if name.startswith(start)), values["pk"])
        return f"{url}?id={points_at}"
    return f"{url}?q={things.word}" if any(word in last for word in SEARCHED) else url


class Wrote:
    """Notices whether anything was written at all; without that nothing can have changed."""

    anything = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Called by Django around every query."""
        self.anything |= not sql.lstrip(" (").upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)


def ask(client: Client, method: str, url: str, things: Things) -> tuple[str, str, bool]:
    """One request that leaves nothing behind: the answer, what it says, and whether it changed anything of the unit's.

    The answer: 2 a page · - sent back to the desk's first page, «not you» · 3 on to somewhere else · L to log in · F forbidden · 4 not there ·
    5 not understood
    """
    untouched, changed = things.untouched, False
    try:
        with transaction.atomic(), connection.execute_wrapper(wrote := Wrote()):
            response: HttpResponseBase = getattr(client, method)(url)
            chunks = response.streaming_content if response.streaming else [response.content]  # type: ignore[attr-defined]
            said = b"".join(chunks).decode("utf-8", "replace")
            changed = wrote.anything and things.state() != untouched
            transaction.set_rollback(True)
    except (KeyError, AttributeError):  # Wagtail's own views stumble over a form without its fields
        return "5", "", things.state() != untouched
    where = response.get("Location", "")
    if response.status_code == 302:
        given = "-" if where == reverse("wagtailadmin_home") else "L" if "login" in where else "3"
    else:
        given = {200: "2", 403: "F", 404: "4", 400: "5", 405: "5", 422: "2"}.get(response.status_code, str(response.status_code))
    # A page may repeat what was searched for.
    echo = re.compile(rf"<em>\"?{things.word}\"?</em>|value=\\?\"{things.word}\\?\"|q={things.word}")
    return given, echo.sub("", said.replace(url, "")), changed
