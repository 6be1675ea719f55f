"""The nouns of recruitment, a file for each of its parts."""

from .cases import (
    Application,
    Channel,
    FileRead,
    GuidelineSigned,
    Move,
    PoliceCertificate,
    Receipt,
    SecretLink,
    Source,
    Stage,
    Tie,
    TrialShift,
)
from .interviews import FlagDecision, GuideEdition, Interview, InterviewGuide, OfferedTime, Score, ScoreSheet, Seat
from .openings import OpeningPage
from .processes import Away, PoliceBasis, Process
from .references import Referee, Reference
from .rulings import CODES_OF, Code, Outcome, Ruling

__all__ = [
    "CODES_OF",
    "Application",
    "Away",
    "Channel",
    "Code",
    "FileRead",
    "FlagDecision",
    "GuideEdition",
    "GuidelineSigned",
    "Interview",
    "InterviewGuide",
    "Move",
    "OfferedTime",
    "OpeningPage",
    "Outcome",
    "PoliceBasis",
    "PoliceCertificate",
    "Process",
    "Receipt",
    "Referee",
    "Reference",
    "Ruling",
    "Score",
    "ScoreSheet",
    "Seat",
    "SecretLink",
    "Source",
    "Stage",
    "Tie",
    "TrialShift",
]
