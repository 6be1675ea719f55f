"""Reads about professional approval: what of some words has been said, and what waits."""

from collections.abc import Iterable, Mapping

from lms.courses.models import Answer, Approval
from lms.courses.rules.statements import Claim, claims_of_question
from lms.quizzes.models import Question, QuizPage
from lms.quizzes.selectors import questions_for


def question_claims(question: Question) -> list[Claim]:
    """What of a bank question must be approved. No query."""
    body = list(question.body.raw_data)
    return claims_of_question(question.key, question.needs, question.prompt, body, question.explanation)


def newest(claims: Iterable[Claim]) -> dict[Claim, Approval]:
    """What was said last of each of these words, where anything was. 1 query, none without claims."""
    wanted = set(claims)
    if not wanted:
        return {}
    rows = Approval.objects.filter(key__in={claim.key for claim in wanted}).select_related("by").order_by("at", "pk")
    said = {Claim(row.key, row.digest, row.need): row for row in rows}
    return {claim: row for claim, row in said.items() if claim in wanted}


def unapproved(claims: Iterable[Claim], said: Mapping[Claim, Approval]) -> list[Claim]:
    """Those of the words that have no yes, by what `newest` found. No query."""
    return [claim for claim in claims if claim not in said or said[claim].answer != Answer.APPROVED]


def waiting(claims: Iterable[Claim]) -> list[Claim]:
    """Those of the words that have no yes. 1 query, none without claims."""
    wanted = list(claims)
    return unapproved(wanted, newest(wanted))


def any_question_waits(quiz: QuizPage) -> bool:
    """Whether anything that a test can ask has no yes. 3 queries, 2 if nothing in its banks needs one."""
    return bool(waiting(claim for question in questions_for(quiz) for claim in question_claims(question)))
