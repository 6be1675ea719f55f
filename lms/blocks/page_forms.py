"""What the editors' desk asks of a page's running text before it is published, whatever the way."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.documents.models import AbstractDocument
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry
from wagtail.rich_text import RichText

from .body import PictureBlock
from .rules import Fault, FaultKind, faults

Thing = tuple[type[Model], str]

_SENDS = ("action-publish", "action-submit", "action-restart-workflow")


class ReadablePageForm(WagtailAdminPageForm):
    """The form of a page: refuses to publish, or to hand in, what some readers cannot find their way in. A draft may be anything.

    What waits for approval may be published in one press from elsewhere, so it stays fit as long as it waits.
    """

    def clean(self) -> dict[str, Any]:
        """Each fault is told beside its field, with the block it is in; and that the page was saved since it was opened."""
        cleaned: dict[str, Any] = super().clean()
        for name in self._with_things_of_others(cleaned):
            self.add_error(name, _("A picture, a file or a page in the text is not yours to use. Choose another."))
        newer = self._newer()
        if newer:
            self.add_error(None, _said_of_newer(newer))
        if self._may_go_live():
            for each in self.instance._meta.get_fields():
                if each.name in cleaned:
                    for reason in _told(each, cleaned[each.name]):
                        self.add_error(each.name, reason)
        return cleaned

    def _with_things_of_others(self, cleaned: dict[str, Any]) -> list[str]:
        """The fields that hold what their writer may not choose and that did not stand there before. No chooser offers it; a form can be forged.

        3 queries at most; 3 more when something is found.
        """
        texts = {each.name: _held(each, cleaned[each.name]) for each in self.instance._meta.get_fields() if each.name in cleaned}
        strange = not_to_be_chosen(self.for_user, set().union(*texts.values())) if self.for_user else set()
        if strange and self.instance.pk:
            live = type(self.instance).objects.get(pk=self.instance.pk)
            for page in (live, live.get_latest_revision_as_object()):
                for each in page._meta.get_fields():
                    if each.name in texts:
                        strange -= _held(each, getattr(page, each.name))
        return [name for name, held in texts.items() if held & strange]

    def _newer(self) -> Revision | None:
        """What somebody else saved since this form was opened, if this would put something else in its place; 1 query if so, else none.

        Wagtail asks this when it saves by itself, not when somebody presses save or publish. The form is shown again with the newest revision's
        number in it, so that whoever has been told may press once more. The same sent twice is no conflict, nor is what one saved oneself: Wagtail
        may be saving by itself while the button is pressed.
        """
        begun = self.data.get("overwrite_revision_id") or self.data.get("loaded_revision_id")
        newest = self.instance.latest_revision if self.instance.pk and begun else None
        if newest is None or (self.for_user and newest.user_id == self.for_user.pk):
            return None
        # What Wagtail saved by itself lies in the same revision, later.
        opened = None if self.data.get("overwrite_revision_id") else self.data.get("loaded_revision_created_at")
        if begun == str(newest.pk) and opened in (None, newest.created_at.isoformat()):
            return None
        # Not `changed_data`: of fields with a hidden first value it asks what the form was opened with.
        changed = any(field.has_changed(self.initial.get(name), self[name].data) for name, field in self.fields.items())
        return newest if changed else None

    def _may_go_live(self) -> bool:
        """Whether what is saved is published by this, or can be without anybody opening it again. At most 1 query."""
        if any(name in self.data for name in _SENDS):
            return True
        if "action-cancel-workflow" in self.data or self.data.get("workflow-action-name") == "reject":
            return False
        return bool(self.instance.pk and self.instance.current_workflow_state)


def _said_of_newer(newer: Revision) -> str:
    """Who saved the page meanwhile, when, and what can be done about it."""
    name = newer.user.get_full_name() if newer.user else _("Somebody")
    when = localtime(newer.created_at).strftime("%H:%M")
    said = _("%(name)s saved this page at %(time)s, while you had it open.") % {"name": name, "time": when}
    rest = _(
        "What you have written stands here still, but is not saved. Save once more to put it in place of the other, which stays in the history."
    )
    return f"{said} {rest}"


def why_not(page: Page) -> list[str]:
    """Why a page's own form would not publish what `page`, a draft as an object of its own type, says; nothing if it would. Some queries."""
    found = []
    texts = [(each, getattr(page, each.name)) for each in page._meta.local_fields if isinstance(each, (StreamField, RichTextField))]
    try:
        page.full_clean()
        for _field, value in texts:
            if isinstance(value, StreamValue):
                value.stream_block.clean(value)
    except ValidationError:
        found.append(str(_("Something is missing or wrong. Open it, and press publish there to see what.")))
    for each, value in texts:
        found += _told(each, value)
    return found


def not_to_be_chosen(user: Any, things: set[Thing]) -> set[Thing]:
    """Which of these pictures, files and pages somebody may not choose. All may link to what is published. At most 3 queries and Wagtail's own."""
    found = set()
    for model in {model for model, _pk in things if issubclass(model, (Page, AbstractImage, AbstractDocument))}:
        policy = policy_registry.get_by_type(model)
        if issubclass(model, Page):
            seen = Page.objects.filter(Q(live=True) | Q(pk__in=policy.explorable_instances(user).values("pk")))
        else:
            seen = policy.instances_user_has_any_permission_for(user, ["choose", "add", "change", "delete"])
        wanted = {pk for each, pk in things if each is model}
        there = model._default_manager.filter(pk__in=wanted)
        found |= {(model, str(pk)) for pk in there.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True)}
    return found


def _held(field: Any, value: Any) -> set[Thing]:
    """What a text points at, by kind and number."""
    if not isinstance(field, (StreamField, RichTextField)) or not value:
        return set()
    return {(model, str(pk)) for model, pk, _path, _content_path in field.extract_references(value)}


def _told(field: Any, value: Any) -> Iterator[str]:
    """What is wrong with what a field of a page says."""
    if isinstance(value, StreamValue):
        yield from reasons(value)
    elif isinstance(field, RichTextField) and value:
        for fault in faults([[value]]):
            yield _said(fault)


def reasons(body: StreamValue) -> Iterator[str]:
    """Why a body cannot be published, each with the number and name of the block."""
    children = list(body)
    for fault in faults([list(_texts(child.value)) for child in children]):
        where = {"number": fault.block, "block": children[fault.block - 1].block.label, "reason": _said(fault)}
        yield _("Block %(number)s, %(block)s: %(reason)s") % where
    for number, child in enumerate(children, start=1):
        if isinstance(child.block, PictureBlock) and not (child.value.get("alt") or "").strip():
            yield _("Block %(number)s, %(block)s: say what the picture shows.") % {"number": number, "block": child.block.label}


def _said(fault: Fault) -> str:
    """One fault in words, to stand after the place it is in."""
    match fault.kind:
        case FaultKind.SKIPPED_HEADING:
            said = _("the heading «%(text)s» skips a level. Make it one level larger.")
        case FaultKind.BARE_LINK:
            said = _("the link «%(text)s» does not say where it leads. Link words that do.")
        case FaultKind.GAP:
            said = _("there is still a gap to fill: %(text)s")
    return said % {"text": fault.text}


def _texts(value: Any) -> Iterator[str]:
    """The running text in a block's value, wherever it stands."""
    if isinstance(value, RichText):
        yield value.source
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, ListValue):
        for inner in value:
            yield from _texts(inner)
