"""«Hvorfor?»: the version of the rule that decides, what somebody has for it, the gap, and who can close it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.qualifications.models import Assurance
from lms.qualifications.rules import FOREVER
from lms.requirements import words
from lms.requirements.models import Exemption
from lms.requirements.rules import Mark, Standing

from .selectors import LetOff, Piece
from .selectors import Standing as Somebody

EXEMPT = frozenset({Mark.EXEMPT, Mark.EXEMPT_ENDING})


@dataclass(frozen=True)
class Known:
    """What the viewer may know of somebody, once for all that is asked: their evidence, and what they are let off."""

    somebody: Somebody
    pieces: Sequence[Piece]
    let_off: LetOff


def why(each: Standing, known: Known, *, on: date) -> list[tuple[str, str]]:
    """The facts behind one line of what is asked. No query."""
    demand, requirement = each.demand, known.somebody.requirements[each.demand.rule]
    found = [
        (_("The rule"), words.rule_words(demand)),
        (_("Applies to"), words.audience(requirement)),
        (_("Version"), _version(each)),
        (_("What there is"), _what_there_is(each, known, on)),
    ]
    if not each.held:
        found.append((_("What is lacking"), words.standing_words(each, on=on)))
        found += [(_("Not enough"), said) for said in _not_enough(each, known, on)]
    return found


def _version(each: Standing) -> str:
    demand = each.demand
    said = _("In force from %(start)s") % {"start": _day(demand.valid_from)}
    if demand.valid_until:
        said = _("In force from %(start)s to %(end)s") % {"start": _day(demand.valid_from), "end": _day(demand.valid_until)}
    if demand.since and demand.since < demand.valid_from:
        said += ". " + _("Asked since %(day)s") % {"day": _day(demand.since)}
    return said + "."


def _what_there_is(each: Standing, known: Known, on: date) -> str:
    if each.mark in EXEMPT:
        return _exempt(each, known)
    said = [_evidence(piece, known) for piece in _for(each, known, on) if piece.evidence.assurance >= each.demand.level]
    if each.mark is Mark.ALLOWED and each.leave:
        said.append(_("May serve all the same from %(start)s to %(end)s.") % {"start": _day(each.leave[0]), "end": _day(each.leave[1])})
    if said:
        return " ".join(said)
    if each.since is None:
        return _("Nothing yet.")
    if each.until is None:
        return _("Held since %(since)s. Does not expire.") % {"since": _day(each.since)}
    return _("Held from %(since)s to %(until)s.") % {"since": _day(each.since), "until": _day(each.until)}


def _for(each: Standing, known: Known, on: date) -> list[Piece]:
    """The piece that carries furthest of those that stand for it, alone in a list; at its level before one that is not sure enough."""
    wanted = {known.somebody.qualifications[key].pk for key in each.demand.qualifications}
    pieces = [piece for piece in known.pieces if piece.counts_for & wanted and piece.stands and piece.evidence.earned_on <= on]
    return sorted(pieces, key=lambda piece: (piece.evidence.assurance >= each.demand.level, piece.counts_until))[-1:]


def _not_enough(each: Standing, known: Known, on: date) -> list[str]:
    """What there is that is not sure enough."""
    return [_evidence(piece, known) for piece in _for(each, known, on) if piece.evidence.assurance < each.demand.level]


def _evidence(piece: Piece, known: Known) -> str:
    return evidence_words(piece, known.somebody.person.pk, day=True)


def evidence_words(piece: Piece, person_id: int, *, day: bool = False) -> str:
    """A piece of evidence: what kind, where, how long it counts, who registered it and how sure it is; with its day if that is not told beside it."""
    each = piece.evidence
    kind, assurance = each.get_kind_display(), each.get_assurance_display()
    what = f"{kind[:1].upper()}{kind[1:]}"
    if day:
        what = f"{each.qualification.called}: {kind} {_day(each.earned_on)}"
    said = [f"{what}, {each.unit.name}" if piece.known and each.unit else what]
    said.append(
        _("Valid to and including %(day)s") % {"day": _day(piece.counts_until)} if piece.counts_until != FOREVER else _("Does not expire")
    )
    who = each.registered_by if piece.known and each.registered_by_id != person_id else None
    if who:
        said.append(_("Registered by %(name)s") % {"name": who.name})
    if day or who is None or each.assurance in (Assurance.OWN_WORD, Assurance.OBSERVED):
        said.append(f"{assurance[:1].upper()}{assurance[1:]}")
    return ". ".join(said) + "."


def _exempt(each: Standing, known: Known) -> str:
    running = [exemption for exemption in known.let_off.exemptions if _frees(exemption, each)]
    if not running:
        return _("Exempt from %(start)s to %(end)s.") % {"start": _day(each.since), "end": _day(each.until)}
    longest = max(running, key=lambda exemption: exemption.until)
    said = [_("Exempt from %(start)s to %(end)s") % {"start": _day(longest.starts_on), "end": _day(longest.until)}]
    if longest.by:
        said.append(_("Asked by %(name)s") % {"name": longest.by.name})
    if longest.approved_by:
        said.append(_("Approved by %(name)s") % {"name": longest.approved_by.name})
    return ". ".join([*said, f"«{longest.reason}»"]) + "."


def _frees(exemption: Exemption, each: Standing) -> bool:
    runs = exemption.approved_at is not None and each.until is not None and exemption.until == each.until
    return runs and exemption.qualification.key in each.demand.qualifications


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
