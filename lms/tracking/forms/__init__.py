"""Forms of the coordinator's desk."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lms.qualifications.models import DecisionKind, EvidenceKind, Qualification
from lms.roles.models import Assignment, Role
from lms.roles.rules import moves_from
from lms.tracking.selectors import BY_SUBJECT, Filter, Overview
from lms.tracking.selectors.decisions import Held, Narrow
from lms.units.models import Unit

STATES = [
    ("all", _("Everybody")),
    ("lacking", _("Lacking something")),
    ("not_alone", _("Not alone")),
    ("soon", _("Has a deadline")),
    ("ready", _("Ready")),
    ("paused", _("Has a break")),
]
SORTS = [
    ("state", _("Those who lack something first")),
    ("runs_out", _("What runs out first")),
    ("role", _("By role")),
    ("name", _("By first name")),
    ("family_name", _("By last name")),
]
GROUPS = [("", _("One list")), ("rolle", _("Under each role"))]
BELOW = [("ja", _("With the units below")), ("nei", _("This unit only"))]
MOVES = {
    "start": _("Has started"),
    "pause": _("Takes a break"),
    "resume": _("Is back from the break"),
    "end": _("Ends"),
}


class FilterForm(forms.Form):
    """The choices above the list, shown as they were understood. A page may fold away all but the name."""

    q = forms.CharField(label=_("Name"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"}))
    rolle = forms.ChoiceField(label=_("Role"), required=False)
    mangler = forms.ChoiceField(label=_("Lacks"), required=False)
    sorter = forms.ChoiceField(label=_("Order"), required=False)
    kategori = forms.ChoiceField(label=_("Kind of unit"), required=False)
    sted = forms.ChoiceField(label=_("City"), required=False)
    under = forms.ChoiceField(label=_("Units"), required=False, choices=BELOW)
    grupper = forms.ChoiceField(label=_("Grouping"), required=False, choices=GROUPS)
    dag = forms.DateField(
        label=_("As it was or will be on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, wanted: Filter, *, overview: Overview) -> None:
        initial = query_of(wanted) | {"under": "ja" if wanted.below else "nei", "dag": wanted.day}
        super().__init__(initial=initial, auto_id="filter-%s")
        subjects = {column.key: column.name for column in overview.columns}
        unasked = [(wanted.lacks, _("Something that is asked of nobody here"))] if wanted.lacks and wanted.lacks not in subjects else []
        offered = {
            "rolle": [("", _("All roles")), *((role.key, role.called) for role in overview.roles)],
            "mangler": [("", _("Whatever they lack")), *subjects.items(), *unasked],
            "sorter": [*SORTS, *((f"{BY_SUBJECT}{key}", name) for key, name in subjects.items() if wanted.sort == f"{BY_SUBJECT}{key}")],
            "kategori": [("", _("All kinds")), *overview.kinds.items()],
            "sted": [("", _("All cities")), *((city, city) for city in overview.cities)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        wants = {"rolle": wanted.role, "grupper": wanted.group, "mangler": wanted.lacks, "kategori": wanted.kind, "sted": wanted.city}
        enough = {
            "rolle": len(overview.roles) > 1,
            "grupper": len(overview.roles) > 1,
            "mangler": bool(subjects),
            "kategori": len(overview.kinds) > 1,
            "sted": len(overview.cities) > 1,
            "under": overview.has_below,
        }
        for name, is_enough in enough.items():
            if not is_enough and not wants.get(name):
                del self.fields[name]

    @property
    def more(self) -> list[forms.BoundField]:
        """The choices besides the name."""
        return [field for field in self if field.name != "q"]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """Those of them that change the list, each with what is chosen. What is not offered is not understood, and changes nothing."""
        found = []
        for field in self.more:
            value, choices = self.initial.get(field.name), getattr(field.field, "choices", None)
            if value in (None, "", "ja") or (choices and value not in dict(choices)):
                continue
            found.append((str(field.label), str(dict(choices)[value]) if choices else date_format(value)))
        return found


class DayForm(forms.Form):
    """Another day to look at."""

    dag = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SaveFilterForm(forms.Form):
    """What a filter is called, and who may use it."""

    name = forms.CharField(
        label=_("What shall it be called?"), max_length=40, help_text=_("For example «Kitchen, runs out first». No names of people.")
    )
    shared = forms.BooleanField(label=_("Share with the others who follow up the unit"), required=False)


def filter_of(data: Any) -> Filter:
    """The filter that an address asks for."""
    state, sort = data.get("vis", "all"), data.get("sorter", "state")
    return Filter(
        state=state if state in dict(STATES) else "all",
        role=data.get("rolle", ""),
        text=data.get("q", "")[:80].strip(),
        sort=sort if sort in dict(SORTS) or sort.startswith(BY_SUBJECT) else "state",
        below=data.get("under") != "nei",
        group="role" if data.get("grupper") == "rolle" else "",
        lacks=data.get("mangler", ""),
        kind=data.get("kategori", ""),
        city=data.get("sted", ""),
        day=day_of(data.get("dag", "")),
    )


def day_of(text: str) -> date | None:
    """The day that an address asks for; None for none, and for one that cannot be meant."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def query_of(wanted: Filter) -> dict[str, str]:
    """How an address asks for a filter: only what differs from showing everybody, and nothing else that somebody may have written there."""
    asked = {
        "vis": wanted.state if wanted.state != "all" else "",
        "rolle": wanted.role,
        "q": wanted.text,
        "sorter": wanted.sort if wanted.sort != "state" else "",
        "under": "" if wanted.below else "nei",
        "grupper": "rolle" if wanted.group else "",
        "mangler": wanted.lacks,
        "kategori": wanted.kind,
        "sted": wanted.city,
        "dag": wanted.day.isoformat() if wanted.day else "",
    }
    return {name: value for name, value in asked.items() if value}


def saved_query(wanted: Filter) -> str:
    """What is kept of a filter, as an address has it: never the name somebody looked for, nor the day. Empty if that leaves everybody."""
    return urlencode({name: value for name, value in query_of(wanted).items() if name not in ("q", "dag")})


def qualifications_for(unit: Unit, asked: Collection[int], *, asked_label: Any) -> tuple[QuerySet[Qualification], list[Any]]:
    """What somebody at a unit's desk may choose among: what is asked first, then the centre's and the unit's own; and as grouped choices."""
    offered = Qualification.objects.filter(Q(unit=None) | Q(unit__in=unit.path_ids) | Q(pk__in=asked))
    groups: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    for each in offered:
        groups[each.pk in asked].append((each.pk, each.called))
    labels = ((True, asked_label), (False, _("Other")))
    return offered, [("", _("Choose …")), *((label, groups[which]) for which, label in labels if groups[which])]


class RegisterForm(forms.Form):
    """Something somebody has learnt, written down by a responsible person."""

    KINDS = (
        (EvidenceKind.REGISTERED, _("Took the course by word of mouth or on paper")),
        (EvidenceKind.GUIDELINE, _("Has read and signed it on paper")),
        (EvidenceKind.OBSERVED, _("Has shown it in practice, and I saw it")),
        (EvidenceKind.RECOGNISED, _("Has learnt it earlier, and we recognise it")),
        (EvidenceKind.OUTSIDE, _("Has a certificate from elsewhere")),
    )
    qualification = forms.ModelChoiceField(label=_("What"), queryset=Qualification.objects.all(), empty_label=_("Choose …"))
    kind = forms.ChoiceField(label=_("How"), choices=KINDS, widget=forms.RadioSelect)
    earned_on = forms.DateField(label=_("Which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    valid_until = forms.DateField(
        label=_("Last valid day on the certificate"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for a certificate from elsewhere with a day of its own. That day is included."),
    )
    own_word = forms.BooleanField(
        label=_("I have only their own word for it"),
        required=False,
        help_text=_("Then it counts where nobody has asked for more. Leave it open if you were there, or have seen a paper or a list."),
    )
    reason = forms.CharField(
        label=_("What it rests on"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "For example «Went through the course together at the office». Nothing about health, and no names of guests or participants."
        ),
    )

    def __init__(self, *args: Any, today: date, unit: Unit, asked: Collection[int] = (), **kwargs: Any) -> None:
        """`asked` are the qualifications that are asked of the person: they come first. Those of other units are not among the rest."""
        super().__init__(*args, **kwargs)
        self.today = today
        field: Any = self.fields["qualification"]
        field.queryset, field.choices = qualifications_for(unit, asked, asked_label=_("Asked of this person"))

    def clean_earned_on(self) -> date:
        """Nothing is learnt in the future."""
        day: date = self.cleaned_data["earned_on"]
        if day > self.today:
            raise ValidationError(_("The day cannot lie ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        """A last valid day belongs to a certificate from elsewhere, and comes after the day it was earned."""
        data: dict[str, Any] = super().clean() or {}
        until, earned = data.get("valid_until"), data.get("earned_on")
        if until and data.get("kind") != EvidenceKind.OUTSIDE:
            self.add_error("valid_until", _("Only a certificate from elsewhere has a last day of its own."))
        elif until and earned and until < earned:
            self.add_error("valid_until", _("The last valid day cannot come before the day it was earned."))
        if data.get("own_word") and data.get("kind") == EvidenceKind.OBSERVED:
            self.add_error("own_word", _("What you have seen yourself is more than their own word."))
        return data


class RevokeForm(forms.Form):
    """Why a piece of evidence no longer counts."""

    reason = forms.CharField(label=_("Why does it no longer count?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class MoveForm(forms.Form):
    """What happens with an assignment, and on which day."""

    move = forms.ChoiceField(label=_("What happens?"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("Which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The first day when somebody starts, the last day when somebody ends."),
    )
    until = forms.DateField(
        label=_("Last day of the break"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Then they come back by themselves. Leave it empty if nobody knows yet."),
    )

    def __init__(self, data: Any = None, *, assignment: Assignment, today: date) -> None:
        moves = moves_from(assignment.status)
        super().__init__(
            data, initial={"on": today, "move": moves[0] if moves == ["start"] else None}, auto_id=f"assignment-{assignment.pk}-%s"
        )
        self.today = today
        # An answer may name them all: whether a move can be made now is the action's to say, and made twice is no mistake.
        if data is None and "pause" not in moves:
            del self.fields["until"]
        offered = MOVES if data is not None else {move: MOVES[move] for move in moves}
        self.fields["move"].choices = list(offered.items())  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        """A change takes effect at once, so it is written down on its day or afterwards."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_("This day lies ahead. Write it down when it has come, so that the list stays true."))
        return day

    def clean_until(self) -> date | None:
        """Only a break has a last day that lies ahead; what was written for something else is let be."""
        until: date | None = self.cleaned_data["until"]
        if self.cleaned_data.get("move") != "pause":
            return None
        if until and until < self.today:
            raise ValidationError(_("The break cannot have ended already."))
        return until


DECISIONS: dict[DecisionKind, Any] = {
    DecisionKind.RECOGNISE: _("They have learnt it before: recognise it"),
    DecisionKind.EXTEND: _("What they have learnt counts longer"),
    DecisionKind.LAPSE: _("What they have learnt no longer counts"),
}
DECISION_DAYS: dict[DecisionKind, tuple[Any, Any]] = {
    DecisionKind.RECOGNISE: (_("Which day did they learn it?"), ""),
    DecisionKind.EXTEND: (_("To which day does it count?"), _("That day is included.")),
    DecisionKind.LAPSE: (_("From which day does it no longer count?"), _("The first day without. What was before that day stands.")),
}


class DecisionKindForm(forms.Form):
    """What to decide, and about what."""

    slag = forms.ChoiceField(label=_("What do you want to decide?"), widget=forms.RadioSelect)
    hva = forms.ModelChoiceField(label=_("About what"), queryset=Qualification.objects.all(), empty_label=_("Choose …"))
    rolle = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, data: Any = None, *, kinds: Collection[DecisionKind], unit: Unit, asked: Collection[int], roles: list[Role]) -> None:
        super().__init__(data)
        self.fields["slag"].choices = [(kind.value, DECISIONS[kind]) for kind in DECISIONS if kind in kinds]  # type: ignore[attr-defined]
        what: Any = self.fields["hva"]
        what.queryset, what.choices = qualifications_for(unit, asked, asked_label=_("Asked of people here"))
        self.fields["rolle"].choices = [("", _("All roles")), *((role.key, role.called) for role in roles)]  # type: ignore[attr-defined]
        if len(roles) < 2:
            del self.fields["rolle"]


class NarrowForm(forms.Form):
    """Whom one looks for among many."""

    navn = forms.CharField(label=_("Name"), required=False, max_length=80)
    har = forms.ChoiceField(
        label=_("Who …"),
        required=False,
        choices=[
            ("", _("whether they hold it or not")),
            (Held.LACKS, _("do not hold it today")),
            (Held.SOON, _("hold it, and it lapses soon")),
            (Held.HOLDS, _("hold it today")),
        ],
    )
    enhet = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False, to_field_name="slug")

    def __init__(self, *args: Any, units: Collection[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        where: Any = self.fields["enhet"]
        where.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        where.choices = [("", _("All units")), *((unit.slug, unit.name) for unit in units)]
        if not units:
            del self.fields["enhet"]

    def narrow(self, role: str) -> Narrow:
        """What was asked for; nonsense asks for everybody."""
        found = self.cleaned_data if self.is_valid() else {}
        return Narrow(found.get("navn", ""), found.get("enhet"), role, Held(found["har"]) if found.get("har") else None)


class DecideForm(forms.Form):
    """Whom a decision is about, which day, and why. `key` makes sending twice the same as sending once.

    `everybody` is all that were found, `found` of them, also those that are not shown.
    """

    everybody = forms.BooleanField(required=False)
    people = forms.MultipleChoiceField(label=_("Who?"), widget=forms.CheckboxSelectMultiple, required=False)
    day = forms.DateField(label=_("Which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the history of each of them. Nothing about health, and no names of guests or participants."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(
        self, data: Any = None, *, kind: DecisionKind, people: Collection[tuple[int, str]], found: int, today: date, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.kind, self.today = kind, today
        self.fields["people"].choices = [(str(pk), label) for pk, label in people]  # type: ignore[attr-defined]
        self.fields["everybody"].label = ngettext("The %(number)d that fits", "All %(number)d that fit", found) % {"number": found}
        self.fields["day"].label, self.fields["day"].help_text = DECISION_DAYS[kind]

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen, one by one or all at once."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("everybody") and not data.get("people") and "people" not in self.errors:
            self.add_error("people", _("Choose somebody."))
        return data

    def clean_day(self) -> date:
        """Nothing is learnt in the future; and what has been stands, so that the other two begin today at the earliest."""
        day: date = self.cleaned_data["day"]
        if self.kind == DecisionKind.RECOGNISE and day > self.today:
            raise ValidationError(_("The day cannot lie ahead."))
        if self.kind != DecisionKind.RECOGNISE and day < self.today:
            raise ValidationError(_("The day cannot have passed."))
        return day


class TakeBackForm(forms.Form):
    """Why a decision is undone."""

    reason = forms.CharField(label=_("Why do you undo it?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class LetOffForm(forms.Form):
    """From when to when somebody is let off, and why."""

    starts_on = forms.DateField(label=_("From which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("To which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=_("That day is included.")
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nothing about health, and no names of guests or participants."),
    )


class ExemptionForm(LetOffForm):
    """What somebody is let off, too."""

    field_order = ("qualification", "starts_on", "until", "reason")
    qualification = forms.ModelChoiceField(label=_("From what"), queryset=Qualification.objects.none(), empty_label=_("Choose …"))

    def __init__(self, *args: Any, offered: QuerySet[Qualification], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["qualification"]
        field.queryset = offered


class CloseForm(forms.Form):
    """Why an exemption or a leave is refused or ended."""

    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class StaffingForm(forms.Form):
    """For which day, and in which role."""

    AHEAD = timedelta(days=2 * 365)
    dag = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    rolle = forms.CharField(label=_("Role"), required=False, max_length=80, widget=forms.Select)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, auto_id="staff-%s")
        self.today = today

    def clean_dag(self) -> date:
        """What was is told by the people's list and the person's page; further ahead than two years, nothing is known."""
        day: date = self.cleaned_data["dag"]
        if not self.today <= day <= self.today + self.AHEAD:
            raise ValidationError(_("Choose a day from today on, at most two years ahead. How it was, the list of people tells."))
        return day

    def set_roles(self, roles: list[Role]) -> None:
        """The roles that somebody has there."""
        widget: Any = self.fields["rolle"].widget
        widget.choices = [("", _("All roles")), *((role.key, role.called) for role in roles)]
