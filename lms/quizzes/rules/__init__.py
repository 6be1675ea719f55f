"""Drawing, presenting and marking. Pure: a question is a plain description, an answer is what a form gives; nothing here knows a database.

A question goes through three shapes. `Description` is what an editor wrote. `Shown` is what one person sees: the same words in a shuffled order,
with the key and all feedback, kept as JSON so that the attempt can be marked and shown again whatever happens to the bank. `Marked` is what
the person learns from it.

An answer is JSON too: the id of an option (one, true or false), a list of ids (several, order), a mapping from row to choice (match) or the text
that was typed (short answer, number). None means not answered. Ids are made from the texts, so they are the same in every order, tell nothing
of the key, and an answer kept from before an edit either still fits or counts as not answered.
"""

from .drawing import Candidate as Candidate
from .drawing import draw as draw
from .drawing import one_of_each_family as one_of_each_family
from .drawing import size as size
from .languages import fits as fits
from .languages import in_words as in_words
from .languages import texts_of as texts_of
from .languages import translated as translated
from .marking import LONGEST_ANSWER as LONGEST_ANSWER
from .marking import Marked as Marked
from .marking import Parsed as Parsed
from .marking import Part as Part
from .marking import Problem as Problem
from .marking import Result as Result
from .marking import Verdict as Verdict
from .marking import mark as mark
from .marking import marked_from as marked_from
from .marking import normal as normal
from .marking import number_in as number_in
from .marking import order_of as order_of
from .marking import parse as parse
from .marking import right_answer as right_answer
from .marking import verdict as verdict
from .marking import was_expected as was_expected
from .questions import Answer as Answer
from .questions import Choice as Choice
from .questions import Description as Description
from .questions import Kind as Kind
from .questions import Row as Row
from .questions import Shown as Shown
from .questions import present as present
