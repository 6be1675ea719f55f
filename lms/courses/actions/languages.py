"""Verbs on what courses and steps say in other languages."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from lms.courses.actions import add_draft
from lms.courses.models import TRANSLATED, CoursePage, Translation, TranslationBasis
from lms.courses.rules import SOURCE_LANGUAGE
from lms.courses.selectors.languages import edition_number, words_of
from lms.people.models import Person
from lms.quizzes.rules.statements import digest


@transaction.atomic
def begin_translation(*, source: Page, language: str, by: Person | None) -> Translation:
    """A draft below a course or step, begun with what it says, for somebody to write in another language. Twice is once.

    `source` is the specific page. Blocks keep their numbers, so what a learner has done in one is done in both languages. Raises ValidationError for
    a language that courses are not written in.
    """
    if language == SOURCE_LANGUAGE or language not in dict(settings.COURSE_LANGUAGES):
        raise ValidationError(_("Courses are not written in this language."))
    Page.objects.select_for_update().get(pk=source.pk)
    before = TranslationBasis.objects.filter(source=source, language=language).select_related("page").first()
    if before:
        return before.page
    page = Translation(title=source.title, slug=f"sprak-{language}")
    told = {field.name for field in source._meta.get_fields()}
    for name in TRANSLATED:
        if name in told and (name != "outcomes" or isinstance(source, CoursePage)):
            setattr(page, name, getattr(source, name))
    source.refresh_from_db()  # the tree may have grown below it
    add_draft(source, page, by)
    TranslationBasis.objects.create(page=page, source=source, language=language, **_basis(source))
    return page


@transaction.atomic
def mark_up_to_date(*, page: Translation, by: Person, seen: str) -> TranslationBasis:
    """Say that a translation says what its source says now. Twice is once. Written in the log of the page.

    `seen` is the digest of the source's words as they were read (`Piece.seen`). Raises ValidationError when it says something else by now.
    """
    basis = TranslationBasis.objects.select_for_update().select_related("source").get(page=page)
    now = _basis(basis.source.specific)
    if digest(*now["words"]) != seen:
        raise ValidationError(_("The words have changed since you opened the page. Read them once more."))
    TranslationBasis.objects.filter(pk=basis.pk).update(**now, fingerprint="")
    log(instance=page, action="courses.up_to_date", user=by.user)
    basis.refresh_from_db()
    return basis


def note_basis(*, page: Translation, fingerprint: str, is_current: bool) -> None:
    """Note which words of its source a translation was made from, as files say it; those of today if `is_current`.

    One that is behind keeps what was known of those very words. Of others nothing is known: neither the words, nor which edition they were.
    """
    rows = TranslationBasis.objects.filter(page=page)
    basis = rows.select_related("source").get()
    if is_current:
        rows.update(**_basis(basis.source.specific), fingerprint=fingerprint)
    elif basis.fingerprint != fingerprint:
        rows.update(edition_number=0, words=[], fingerprint=fingerprint)


def _basis(source: Page) -> dict[str, Any]:
    return {"edition_number": edition_number(source), "words": words_of(source)}
