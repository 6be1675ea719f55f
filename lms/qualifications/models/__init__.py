"""The nouns of this room: the ledger, and certificates from elsewhere that wait to be checked."""

from .equivalents import EquivalentDecision
from .ledger import (
    Assurance,
    Decision,
    DecisionKind,
    Effect,
    Equivalent,
    Evidence,
    EvidenceKind,
    EvidenceQuerySet,
    Holding,
    HoldingQuerySet,
    Qualification,
    Reversal,
    Revocation,
    TrackedLevel,
    first_lapse,
    last_extension,
)
from .submissions import Paper, Submission, SubmissionState, WhyBack

__all__ = [
    "Assurance",
    "Decision",
    "DecisionKind",
    "Effect",
    "Equivalent",
    "EquivalentDecision",
    "Evidence",
    "EvidenceKind",
    "EvidenceQuerySet",
    "Holding",
    "HoldingQuerySet",
    "Paper",
    "Qualification",
    "Reversal",
    "Revocation",
    "Submission",
    "SubmissionState",
    "TrackedLevel",
    "WhyBack",
    "first_lapse",
    "last_extension",
]
