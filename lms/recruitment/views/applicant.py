"""The applicant's own page, by secret link: where the case stands, correcting, withdrawing, what is held; and a new link for a lost one."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.people.access import PersonRequest, person_required
from lms.recruitment import words
from lms.recruitment.actions import cases, own
from lms.recruitment.actions.letters import letters_about
from lms.recruitment.choices import Interest, Time
from lms.recruitment.forms.own import NewLinkForm, OwnDetailsForm
from lms.recruitment.models import Application, SecretLink
from lms.recruitment.rules.retention import Part
from lms.recruitment.selectors.own import OwnFile, own_file, standing
from lms.recruitment.selectors.owners import whom_to_ask
from lms.recruitment.selectors.retention import kept
from lms.recruitment.words import plain as plain_words

from . import interviews, papers, references, rulings
from .access import apart, by_link, case_or_404, dead_link

BY_LINK = by_link(SecretLink.Purpose.APPLICANT)
READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def frame(request: HttpRequest, link: SecretLink) -> dict[str, Any]:
    """What every page of an applicant's own needs: the case, the unit, and the token that their links are made of."""
    application = link.application
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    return {"application": application, "unit": application.unit, "token": token}


@require_safe
@BY_LINK
def own_case(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """Where one's case stands, what happens next and by when, and what one can do about it."""
    now = timezone.now()
    application = link.application
    somebody = whom_to_ask(application, on=timezone.localdate(now))
    context = frame(request, link) | {
        "standing": standing(application, now=now),
        "contacts": [{"name": somebody.given_name, "role": application.unit.name, "phone": somebody.phone, "email": somebody.email}]
        if somebody
        else [],
    }
    for part in (interviews, references, papers, rulings):
        context |= part.own_part(application, now=now)
    return render(request, "recruitment/own_case.html", context)


@READ_AND_WRITE
@BY_LINK
def own_details(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """Correct one's own details; a new address is asked by letter first."""
    token = frame(request, link)["token"]
    form = OwnDetailsForm(request.POST or None, instance=Application.objects.get(pk=link.application.pk))
    if request.method == "POST" and form.is_valid():
        details = dict(form.cleaned_data)
        email = details.pop("email")
        allowed = email == link.application.email.lower() or ratelimit.consume(
            request, action="application_address", key=str(link.application.pk)
        )
        if allowed:
            _correct(request, link, details, email)
            return redirect("recruitment:own_case", token)
        form.add_error("email", _("That is many new addresses in one day. Try again tomorrow, or ring us."))
    return render(request, "recruitment/own/details.html", frame(request, link) | {"form": form}, status=422 if form.errors else 200)


def _correct(request: HttpRequest, link: SecretLink, details: dict[str, str], email: str) -> None:
    case = own.correct_details(application=link.application, **details)
    letter = own.ask_for_address(application=case, email=email, now=timezone.now()) if email else None
    with translation.override(case.language):
        messages.success(request, _("Saved."))
        if letter:
            messages.info(
                request, _("We have sent a letter to %(email)s. Open the link in it, and the new address counts.") % {"email": email}
            )


@READ_AND_WRITE
@never_cache
def confirm_address(request: HttpRequest, proof: str) -> HttpResponseBase:
    """Confirm a new address from the letter that went to it; a button, since some mail programs open links by themselves."""
    now = timezone.now()
    if request.method == "POST":
        token = own.confirm_address(proof=proof, now=now)
        if token is None:
            return dead_link(request)
        messages.success(request, _("The new address is in use. We have sent you a new link; earlier ones have stopped working."))
        return redirect("recruitment:own_case", token)
    found = own.proven_address(proof, now=now)
    if found is None:
        return dead_link(request)
    return apart(render(request, "recruitment/own/confirm_address.html", {"unit": found[0].unit, "email": found[1]}))


@READ_AND_WRITE
@BY_LINK
def own_withdraw(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """End one's case, after being asked once."""
    context = frame(request, link)
    if request.method == "POST":
        try:
            cases.withdraw(application=link.application, now=timezone.now())
        except ValidationError:  # decided meanwhile; which way, the letter says
            messages.info(
                request,
                _("We have already made our decision, and the answer is on its way or with you. Ring us if you do not want to go on."),
            )
        else:
            messages.success(request, _("You have withdrawn your application."))
        return redirect("recruitment:own_case", context["token"])
    return render(request, "recruitment/own/withdraw.html", context)


@require_safe
@BY_LINK
def own_file_view(request: HttpRequest, link: SecretLink) -> HttpResponseBase:
    """Everything that is held of the applicant, who opened it, and when it goes."""
    application = link.application
    held = own_file(application, letters_about([application.pk]), now=timezone.now())
    rows = kept_rows(application if held.knows_end else None)  # the days would tell which way it went
    context = frame(request, link) | {
        "file": held,
        "written": _written(application),
        "done": _done(held),
        "kept": rows,
        "is_undecided": not held.knows_end,
    }
    return render(request, "recruitment/own/file.html", context)


def _written(application: Application) -> list[tuple[str, object]]:
    """What the applicant told us, with our words for it."""
    ties = {True: _("Yes"), False: _("No"), None: "–"}[application.has_ties]
    return [
        (_("Name"), application.name),
        (_("E-mail"), application.email or "–"),
        (_("Telephone"), application.phone or "–"),
        (_("Language of our letters"), translation.get_language_info(application.language)["name_local"]),
        (_("What you would like to do"), _chosen(Interest, application.interests)),
        (_("Skills and languages"), application.skills or "–"),
        (_("When you can"), _chosen(Time, application.times)),
        (_("Why you want to be a tidgiver"), application.motivation or "–"),
        (_("How you heard of us"), application.get_channel_display() or "–"),
        (_("Whether you know somebody in the unit"), ties),
    ]


def _chosen(choices: type[TextChoices], values: list[str]) -> str:
    """What was ticked, in words."""
    return plain_words.listed(str(dict(choices.choices).get(value, value)) for value in values)


def _done(held: OwnFile) -> list[tuple[str, str]]:
    """What has happened, a day each."""
    return [(date_format(day, "DATE_FORMAT"), what) for day, what in held.moves]


def kept_rows(application: Application | None = None) -> list[list[str]]:
    """How long each part is kept, as rows of a table. For a case whose end is known: until when; else by how it may end."""
    rows = []
    for each in kept(application):
        name = plain_words.part(Part(each.part))
        if application is None:
            rows.append([name, words.length(each.clock.declined), words.length(each.clock.admitted)])
        elif each.forgotten_on:
            rows.append([name, _("deleted %(day)s") % {"day": date_format(each.forgotten_on, "DATE_FORMAT")}])
        else:
            rows.append([name, date_format(each.until, "DATE_FORMAT") if each.until else "–"])
    return rows


@READ_AND_WRITE
@never_cache
def new_link(request: HttpRequest) -> HttpResponseBase:
    """Ask for a new link. The answer is always the same, whether or not there is a case, and however often it is asked."""
    form = NewLinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        if ratelimit.consume(request, action="application_link", key=email):
            own.send_links_to(email=email, now=timezone.now())
        return render(request, "recruitment/own/new_link_sent.html", {"email": email})
    return render(request, "recruitment/own/new_link.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens with what an applicant writes (GDPR art. 13). The days are those that are carried out."""
    return render(request, "recruitment/privacy.html", {"kept": kept_rows()})


@require_http_methods(["POST"])
@person_required
def send_link(request: PersonRequest, unit: str, case: int) -> HttpResponseBase:
    """Send the applicant a new link, for somebody who rings and has lost theirs."""
    application = case_or_404(request, unit, case)
    if own.send_link(application=application, now=timezone.now()):
        messages.success(request, _("A new link is on its way to the applicant."))
    else:
        messages.info(request, _("No letter was sent: one is on its way already, or we have no e-mail address."))
    return redirect("recruitment:case", unit, case)
