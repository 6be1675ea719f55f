"""Who gets what at every address of ours. An address that is not in the table fails the suite, so that nobody can forget to ask.

One row: address, method, what it points at (in Harbour; `…` is filled in by `world.py`), and the answer for each of the cast:

    2 a page · 3 on to somewhere else · L to log in · F a page that says «not you» · 4 nothing there, which is also what «not allowed» looks like
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from lms.learning.models import ReflectionNote
from lms.qualifications.models import Evidence
from lms.roles.models import Assignment
from tests.cast import Cast, login
from tests.permissions.world import APPLICANTS_TOKEN, EVERYBODY, REFEREES_TOKEN, make_world, own_names

OURS = object()  # the number of a module of Harbour's own
GUIDELINE, ITS_REVISION, ITS_EDITION = "guideline", "guidelines_revision", "guidelines_edition"  # of Harbour's own
DESK = ("wagtailusers_", "wagtailsnippets_", "desk_", "pages:", "images:", "documents:")  # Wagtail's screens that we shape or stand before
A_BLOCK = "22222222-2222-4222-8222-222222222222"

#          nobody, root · ana, ben, ola · lea, kim, dag, eva · omar, cleo, siv, adm
ALL = "2 2 · 2 2 2 · 2 2 2 2 · 2 2 2 2"
EVERY_PERSON = "L F · 2 2 2 · 2 2 2 2 · 2 2 2 2"
EVERY_PERSON_ON = "L F · 3 3 3 · 3 3 3 3 · 3 3 3 3"
NO_PERSON = "L F · 4 4 4 · 4 4 4 4 · 4 4 4 4"
RUNS_UNITS = "L F · 4 4 4 · 4 4 4 4 · 4 4 4 2"
SEES_PEOPLE = "L F · 4 4 4 · 2 2 2 4 · 4 4 4 2"
MANAGES_ON = "L F · 4 4 4 · 3 3 3 4 · 4 4 4 3"
EDITS_PAGES = "L F · 4 4 4 · 2 4 2 2 · 4 4 4 2"
PUBLISHES = "L F · 4 4 4 · 2 4 2 4 · 4 4 4 2"
PUBLISHES_ON = "L F · 4 4 4 · 3 4 3 4 · 4 4 4 3"
DECIDES = "L F · 4 4 4 · 2 4 2 4 · 4 4 4 2"
SEES_RULES = "L F · 4 4 4 · 2 2 2 4 · 4 4 2 2"
SETS_RULES = "L F · 4 4 4 · 2 4 2 4 · 4 4 2 2"
CENTRE = "L F · 4 4 4 · 4 4 4 4 · 4 4 2 2"
PAIR = {"qualification": ..., "counts_as": ...}  # one counts as the other
GRANTS = "L F · 4 4 4 · 2 4 2 4 · 4 4 4 2"
GRANTS_ON = "L F · 4 4 4 · 3 4 3 4 · 4 4 4 3"
EDITS_PAGES_ON = "L F · 4 4 4 · 3 4 3 3 · 4 4 4 3"
RECRUITS = "L F · 4 4 4 · 2 2 2 4 · 4 4 4 4"  # the administrator keeps the house and reads no case
RECRUITS_ON = "L F · 4 4 4 · 3 3 3 4 · 4 4 4 4"
LEADS_CASES = "L F · 4 4 4 · 2 4 2 4 · 4 4 4 4"
SETS_PROCESS = "L F · 4 4 4 · 2 4 2 4 · 4 4 4 2"
ALL_ON = "3 3 · 3 3 3 · 3 3 3 3 · 3 3 3 3"
NOBODY = "4 4 · 4 4 4 · 4 4 4 4 · 4 4 4 4"
SEES_NUMBERS = "L F · 4 4 4 · 2 2 2 4 · 4 4 2 2"
OWNER_OR_MANAGER = "L F · 4 2 4 · 2 2 2 4 · 4 4 4 2"
BEN_OR_ADM = "L F · 4 2 4 · 4 4 4 4 · 4 4 4 2"
ANSWERS_UNITS = "L F · 4 4 4 · 4 4 4 4 · 4 2 4 2"
BELONGS = "L F · 2 2 4 · 2 2 2 2 · 4 2 2 2"
READS_OURS = "L F · 2 2 4 · 2 2 2 2 · 4 4 4 4"
BENS_SEAT = "L F · 4 2 4 · 4 4 4 4 · 4 4 4 4"
BENS_SEAT_ON = "L F · 4 3 4 · 4 4 4 4 · 4 4 4 4"

MATRIX: list[tuple[str, str, dict[str, object], str]] = [
    ("operations:live", "get", {}, ALL),
    ("operations:ready", "get", {}, ALL),
    ("operations:robots", "get", {}, ALL),
    ("operations:media", "get", {"path": ...}, ALL),
    ("operations:document", "get", {"document_id": ..., "filename": ...}, ALL),
    ("ui:styleguide", "get", {}, ALL),
    ("demo:cast", "get", {}, ALL),
    ("demo:post", "get", {}, ALL),
    ("demo:step_in", "post", {"key": "no-such-person"}, "4 4 · 4 4 4 · 4 4 4 4 · 4 4 4 4"),
    ("people:desk", "get", {}, "L 3 · F F F · 3 F 3 3 · 3 3 F 3"),
    ("people:add_passkey", "get", {}, "L 2 · 2 2 2 · 2 2 2 2 · 2 2 2 2"),
    ("home:desk", "get", {}, EVERY_PERSON),
    ("home:account", "get", {}, EVERY_PERSON),
    ("home:account", "post", {}, EVERY_PERSON),
    ("home:wish_for_talk", "post", {}, NO_PERSON),  # nothing is wished for in no unit
    ("home:withdraw_wish", "post", {"wish": ...}, "L F · 4 3 4 · 4 4 4 4 · 4 4 4 4"),
    ("qualifications:own", "get", {}, EVERY_PERSON),
    ("qualifications:submit", "get", {}, EVERY_PERSON),
    ("qualifications:submit", "post", {}, EVERY_PERSON),
    ("qualifications:withdraw", "post", {"submission": ...}, "L F · 4 3 4 · 4 4 4 4 · 4 4 4 4"),
    ("qualifications:paper", "get", {"submission": ...}, OWNER_OR_MANAGER),
    ("learning:catalogue", "get", {}, ALL),
    ("learning:course", "get", {"course": ...}, ALL),
    ("learning:start", "post", {"course": ...}, EVERY_PERSON_ON),
    ("learning:language", "post", {"course": ...}, NO_PERSON),
    ("handbook:index", "get", {}, EVERY_PERSON),
    ("handbook:guideline", "get", {"page": GUIDELINE}, READS_OURS),
    ("handbook:guideline", "post", {"page": GUIDELINE}, READS_OURS),  # 422: which edition was read?
    ("handbook:edition", "get", {"edition": ITS_EDITION}, READS_OURS),
    ("handbook_desk:publish", "get", {"page": GUIDELINE, "revision": ITS_REVISION}, "3 2 · 4 4 4 · 2 4 2 4 · 4 4 4 2"),
    ("handbook_desk:take_back", "get", {"edition": ITS_EDITION}, "3 4 · 3 3 3 · 4 3 4 4 · 4 4 3 4"),  # nobody was asked to read it again
    ("handbook_desk:publish", "post", {"page": GUIDELINE, "revision": ITS_REVISION}, "3 3 · 4 4 4 · 3 4 3 4 · 4 4 4 3"),
    ("learning:step", "get", {"course": ..., "step": ...}, EVERY_PERSON_ON),
    ("learning:step", "post", {"course": ..., "step": ...}, EVERY_PERSON_ON),
    ("learning:block", "post", {"course": ..., "step": ..., "block_id": A_BLOCK}, NO_PERSON),
    ("learning:quiz", "get", {"course": ..., "step": "quiz", "rest": "svar/1/"}, EVERY_PERSON_ON),
    # The desk sends away whoever has no business there, and tells the others nothing of pages that are not theirs to publish.
    ("learning_desk:publish", "get", {"page": ..., "revision": ...}, "3 2 · 4 4 4 · 4 4 4 4 · 4 2 4 2"),
    ("learning_desk:publish", "post", {"page": ..., "revision": ...}, "3 3 · 4 4 4 · 4 4 4 4 · 4 3 4 3"),
    ("learning_desk:publish_steps", "get", {"course_page": ...}, "3 2 · 3 3 3 · 4 3 4 4 · 4 2 3 2"),
    ("learning_desk:publish_steps", "post", {"course_page": ...}, "3 2 · 3 3 3 · 4 3 4 4 · 4 2 3 2"),
    ("learning_desk:take_back", "get", {"edition": 0}, "3 4 · 3 3 3 · 4 3 4 4 · 4 4 3 4"),
    # A central course's history is read by all who write: for units, or for the centre.
    ("courses_desk:history", "get", {"course_page": ...}, "3 2 · 3 3 3 · 2 3 2 2 · 2 2 3 2"),
    # What is written in other languages is for those who may write the page itself, here a module of Harbour's.
    ("courses_desk:languages", "get", {"page": OURS}, "3 2 · 3 3 3 · 2 3 2 2 · 4 4 3 2"),
    ("courses_desk:begin_translation", "post", {"page": OURS, "language": "nn"}, "3 3 · 3 3 3 · 3 3 3 3 · 4 4 3 3"),
    ("courses_desk:up_to_date", "post", {"page": OURS}, "3 4 · 3 3 3 · 4 3 4 4 · 4 4 3 4"),
    ("courses_desk:question_words", "get", {"question": ..., "language": "nn"}, "3 2 · 3 3 3 · 4 3 4 4 · 4 2 3 2"),
    ("learning:notes", "get", {}, EVERY_PERSON),
    ("learning:forget_note", "post", {"note": ...}, EVERY_PERSON_ON),
    ("learning:done", "get", {}, EVERY_PERSON),
    ("learning:done_by", "get", {"person": ...}, "L F · 4 3 4 · 2 2 2 4 · 4 4 4 2"),
    ("learning:replay_step", "get", {"completion": ...}, OWNER_OR_MANAGER),
    ("learning:replay_step_file", "get", {"completion": ..., "form": "json"}, OWNER_OR_MANAGER),
    ("learning:replay_attempt", "get", {"attempt": ...}, BEN_OR_ADM),
    ("learning:replay_attempt_file", "get", {"attempt": ..., "form": "json"}, BEN_OR_ADM),
    ("learning:preview", "get", {"unit": ..., "course": ...}, EDITS_PAGES_ON),
    ("learning:preview_step", "get", {"unit": ..., "course": ..., "step": ...}, EDITS_PAGES),
    ("certificates:ask", "get", {}, ALL),
    ("certificates:check_bundle", "get", {}, ALL),
    ("certificates:verify", "get", {"code": ...}, ALL),
    ("certificates:certificate", "get", {"code": ...}, OWNER_OR_MANAGER),
    ("certificates:pdf", "get", {"code": ...}, OWNER_OR_MANAGER),
    ("units:contacts", "get", {"unit": ...}, SEES_PEOPLE),
    ("units:contacts", "post", {"unit": ...}, MANAGES_ON),
    ("courses:slots", "get", {"unit": ...}, EDITS_PAGES),
    ("courses:fill", "post", {"unit": ..., "slot": ...}, EDITS_PAGES_ON),
    ("courses:local_text", "get", {"unit": ..., "page": ..., "key": ...}, EDITS_PAGES),
    ("courses:local_text", "post", {"unit": ..., "page": ..., "key": ...}, EDITS_PAGES),
    ("courses:settle", "post", {"unit": ..., "proposal": ...}, PUBLISHES_ON),
    ("courses:new_module", "get", {"unit": ...}, EDITS_PAGES),
    ("courses:new_module", "post", {"unit": ...}, EDITS_PAGES),
    ("courses:seen", "post", {"unit": ..., "page": ...}, EDITS_PAGES_ON),
    # What Hill offers to all, for Harbour to use; and what Harbour offers, follows, has adapted and suggested.
    ("courses:shared", "get", {"unit": ...}, EDITS_PAGES),
    ("courses:offered", "get", {"unit": ..., "offer": ...}, EDITS_PAGES),
    ("courses:offered", "get", {"unit": ..., "offer": 0}, NO_PERSON),
    ("courses:follow", "post", {"unit": ..., "offer": ...}, PUBLISHES),
    ("courses:adapt", "post", {"unit": ..., "offer": ...}, EDITS_PAGES),
    ("courses:sharing", "get", {"unit": ...}, EDITS_PAGES),
    ("courses:offer", "post", {"unit": ..., "step": OURS}, PUBLISHES_ON),
    ("courses:withdraw", "post", {"unit": ..., "step": OURS}, PUBLISHES_ON),
    ("courses:stop_following", "post", {"unit": ..., "following": ...}, PUBLISHES_ON),
    ("courses:adapted", "get", {"unit": ..., "adapted": ...}, EDITS_PAGES),
    ("courses:adapted", "post", {"unit": ..., "adapted": ...}, EDITS_PAGES),
    ("courses:suggest", "get", {"unit": ...}, EDITS_PAGES),
    ("courses:suggest", "post", {"unit": ...}, EDITS_PAGES),
    ("cards:first", "get", {}, ALL),
    ("cards:first_paper", "get", {"size": "a4"}, ALL),
    ("cards:unit", "get", {"unit": ...}, BELONGS),
    ("cards:unit_paper", "get", {"unit": ..., "size": "lommekort"}, BELONGS),
    ("upkeep:reviews", "get", {}, ANSWERS_UNITS),
    ("upkeep:review_file", "get", {}, ANSWERS_UNITS),
    ("upkeep:review", "get", {"course": ...}, ANSWERS_UNITS),
    ("upkeep:review", "post", {"course": ...}, ANSWERS_UNITS),
    ("upkeep:suggestions", "get", {}, ANSWERS_UNITS),
    ("upkeep:suggestion", "get", {"suggestion": ...}, ANSWERS_UNITS),
    ("upkeep:suggestion", "post", {"suggestion": ...}, ANSWERS_UNITS),
    ("content:own_courses", "get", {"unit": ...}, PUBLISHES),
    ("content:new_course", "get", {"unit": ...}, PUBLISHES),
    ("content:new_course", "post", {"unit": ...}, PUBLISHES),
    ("content:use_course", "get", {"unit": ..., "own_course": ...}, PUBLISHES),
    ("content:use_course", "post", {"unit": ..., "own_course": ...}, PUBLISHES),
    ("content:retire_course", "get", {"unit": ..., "own_course": ...}, PUBLISHES),
    ("content:retire_course", "post", {"unit": ..., "own_course": ...}, PUBLISHES),
    ("content:resume_course", "post", {"unit": ..., "own_course": ...}, PUBLISHES_ON),
    ("units:responsibilities", "get", {"unit": ...}, GRANTS),
    ("units:responsibilities", "post", {"unit": ...}, GRANTS),
    ("units:end_responsibility", "post", {"unit": ..., "responsibility": ...}, GRANTS_ON),
    ("onboarding:invite", "get", {"unit": ...}, SEES_PEOPLE),
    ("onboarding:invite", "post", {"unit": ...}, SEES_PEOPLE),
    ("recruitment:openings", "get", {}, ALL),
    ("recruitment:thanks", "get", {}, ALL),
    ("recruitment:apply", "get", {"opening": 0}, NOBODY),
    ("recruitment:case", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:send_link", "post", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("recruitment:readings", "get", {"unit": ..., "case": ...}, LEADS_CASES),
    ("recruitment:register_guideline", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:register_guideline", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:certificate", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:certificate", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:purpose", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:trial_shift", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:trial_shift", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:process", "get", {"unit": ...}, SETS_PROCESS),
    ("recruitment:edit_process", "get", {"unit": ...}, SETS_PROCESS),
    ("recruitment:edit_process", "post", {"unit": ...}, SETS_PROCESS),
    ("recruitment:privacy", "get", {}, ALL),
    ("recruitment:new_link", "get", {}, ALL),
    ("recruitment:new_link", "post", {}, ALL),
    ("recruitment:confirm_address", "get", {"proof": "guessed"}, NOBODY),
    ("recruitment:confirm_address", "post", {"proof": "guessed"}, NOBODY),
    ("recruitment:own_case", "get", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_case", "get", {"token": "guessed"}, NOBODY),
    ("recruitment:own_details", "get", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_details", "get", {"token": "guessed"}, NOBODY),
    ("recruitment:own_withdraw", "get", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_withdraw", "get", {"token": "guessed"}, NOBODY),
    ("recruitment:own_file", "get", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_file", "get", {"token": "guessed"}, NOBODY),
    ("recruitment:own_guideline", "get", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_guideline", "get", {"token": "guessed"}, NOBODY),
    ("recruitment:own_purpose", "get", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_purpose", "get", {"token": "guessed"}, NOBODY),
    ("recruitment:own_details", "post", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_withdraw", "post", {"token": APPLICANTS_TOKEN}, ALL_ON),
    ("recruitment:own_withdraw", "post", {"token": "guessed"}, NOBODY),
    ("recruitment:own_guideline", "post", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:references", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:ask_references", "post", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("recruitment:name_referee", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:name_referee", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:referee", "get", {"unit": ..., "case": ..., "referee": ...}, RECRUITS),
    ("recruitment:referee", "post", {"unit": ..., "case": ..., "referee": ...}, RECRUITS),
    ("recruitment:act_on_referee", "post", {"unit": ..., "case": ..., "referee": ..., "verb": "send"}, RECRUITS_ON),
    ("recruitment:act_on_referee", "post", {"unit": ..., "case": ..., "referee": ..., "verb": "bytt"}, RECRUITS_ON),
    ("recruitment:telephone_reference", "get", {"unit": ..., "case": ..., "referee": ...}, RECRUITS),
    ("recruitment:telephone_reference", "post", {"unit": ..., "case": ..., "referee": ...}, RECRUITS),
    ("recruitment:own_referees", "get", {"token": APPLICANTS_TOKEN}, ALL),
    ("recruitment:own_referees", "get", {"token": REFEREES_TOKEN}, NOBODY),
    ("recruitment:own_referee", "get", {"token": APPLICANTS_TOKEN, "referee": ...}, ALL),
    ("recruitment:own_referee", "post", {"token": REFEREES_TOKEN, "referee": ...}, NOBODY),
    ("recruitment:remove_own_referee", "post", {"token": APPLICANTS_TOKEN, "referee": ...}, ALL_ON),
    ("recruitment:remove_own_referee", "post", {"token": REFEREES_TOKEN, "referee": ...}, NOBODY),
    ("recruitment:reference", "get", {"token": REFEREES_TOKEN}, ALL),
    ("recruitment:reference", "get", {"token": APPLICANTS_TOKEN}, NOBODY),
    ("recruitment:reference", "post", {"token": "guessed"}, NOBODY),
    ("recruitment:decline_reference", "post", {"token": REFEREES_TOKEN}, ALL_ON),
    ("recruitment:decline_reference", "post", {"token": APPLICANTS_TOKEN}, NOBODY),
    ("recruitment:reference_thanks", "get", {}, ALL),
    ("recruitment:reference_declined", "get", {}, ALL),
    ("tracking:choose", "get", {}, "L F · 4 4 4 · 2 2 2 4 · 3 4 2 2"),
    ("tracking:coverage", "get", {}, "L F · 4 4 4 · 2 2 2 4 · 2 4 2 2"),
    ("tracking:coverage_file", "get", {}, "L F · 4 4 4 · 2 2 2 4 · 2 4 2 2"),
    ("content:units", "get", {}, RUNS_UNITS),
    ("content:new_unit", "get", {}, RUNS_UNITS),
    ("content:new_unit", "post", {}, RUNS_UNITS),
    ("content:unit", "get", {"unit": ...}, RUNS_UNITS),
    ("content:move_unit", "get", {"unit": ...}, RUNS_UNITS),
    ("content:move_unit", "post", {"unit": ...}, RUNS_UNITS),
    ("content:close_unit", "get", {"unit": ...}, RUNS_UNITS),
    ("content:close_unit", "post", {"unit": ...}, RUNS_UNITS),
    ("content:merge_unit", "get", {"unit": ...}, RUNS_UNITS),
    ("content:merge_unit", "post", {"unit": ...}, RUNS_UNITS),
    ("content:reopen_unit", "get", {"unit": ...}, NO_PERSON),  # only what is closed can be opened again
    ("content:reopen_unit", "post", {"unit": ...}, NO_PERSON),
    ("upkeep:overview", "get", {}, "L F · 4 4 4 · 4 4 4 4 · 4 2 4 2"),
    ("upkeep:outcomes", "get", {}, "L F · 4 4 4 · 4 4 4 4 · 4 2 4 2"),
    ("tracking:people", "get", {"unit": ...}, SEES_PEOPLE),
    ("tracking:export", "get", {"unit": ..., "kind": "csv"}, SEES_PEOPLE),
    ("tracking:export", "get", {"unit": ..., "kind": "xlsx"}, SEES_PEOPLE),
    ("tracking:export", "get", {"unit": ..., "kind": "exe"}, NO_PERSON),
    ("tracking:today", "get", {"unit": ...}, SEES_PEOPLE),
    ("tracking:several", "post", {"unit": ...}, NO_PERSON),  # nothing is done that nobody chose
    ("tracking:undo", "post", {"unit": ...}, MANAGES_ON),
    ("tracking:wish", "post", {"unit": ..., "wish": ...}, NO_PERSON),  # nothing is answered that was not chosen
    ("tracking:contact", "get", {"unit": ..., "person": ...}, SEES_PEOPLE),
    (
        "tracking:contact",
        "post",
        {"unit": ..., "person": ...},
        "L F · 4 4 4 · 3 3 3 4 · 4 4 4 2",
    ),  # an address of one who logs in is never empty
    ("tracking:send_again", "post", {"unit": ..., "person": ...}, MANAGES_ON),
    ("tracking:plan_talk", "get", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:plan_talk", "post", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:talk", "post", {"unit": ..., "person": ..., "talk": ...}, MANAGES_ON),
    ("tracking:staff", "get", {"unit": ...}, SEES_PEOPLE),
    ("tracking:staff_file", "get", {"unit": ..., "kind": "csv"}, SEES_PEOPLE),
    ("tracking:reviews", "get", {}, "L F · 4 4 4 · 2 2 2 4 · 2 4 2 2"),
    ("tracking:following", "get", {}, "L F · 4 4 4 · 2 2 2 4 · 2 4 2 2"),
    ("tracking:review", "get", {"unit": ...}, SEES_PEOPLE),
    ("tracking:review", "post", {"unit": ...}, MANAGES_ON),
    ("tracking:take_back_review", "post", {"unit": ...}, MANAGES_ON),
    ("tracking:figures", "get", {"unit": ...}, SEES_NUMBERS),
    ("tracking:figures_file", "get", {"unit": ...}, SEES_NUMBERS),
    ("tracking:plot", "get", {"unit": ..., "which": "typer"}, SEES_NUMBERS),
    ("tracking:plot", "get", {"unit": ..., "which": "kurs"}, SEES_NUMBERS),
    ("tracking:plot", "get", {"unit": ..., "which": "frist"}, SEES_NUMBERS),
    ("tracking:plot", "get", {"unit": ..., "which": "tid"}, SEES_NUMBERS),
    ("tracking:plot_file", "get", {"unit": ..., "which": "kurs"}, SEES_NUMBERS),
    ("tracking:report", "get", {"unit": ...}, SEES_NUMBERS),
    ("tracking:report_file", "get", {"unit": ..., "kind": "csv"}, SEES_NUMBERS),
    ("tracking:new_goal", "get", {"unit": ...}, SETS_RULES),
    ("tracking:new_goal", "post", {"unit": ...}, SETS_RULES),
    ("tracking:goal", "get", {"unit": ..., "goal": ...}, SETS_RULES),
    ("tracking:goal", "post", {"unit": ..., "goal": ...}, SETS_RULES),
    ("tracking:decisions", "get", {"unit": ...}, SEES_PEOPLE),
    ("tracking:decide", "get", {"unit": ...}, SEES_PEOPLE),
    ("tracking:decide", "post", {"unit": ...}, NO_PERSON),  # nothing is decided that has not been chosen
    ("tracking:decision", "get", {"unit": ..., "decision": ...}, SEES_PEOPLE),
    ("tracking:decision", "get", {"unit": ..., "decision": 0}, NO_PERSON),
    ("tracking:decision", "post", {"unit": ..., "decision": ...}, DECIDES),
    ("tracking:person", "get", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:save_filter", "post", {"unit": ...}, MANAGES_ON),
    ("tracking:forget_filter", "post", {"unit": ..., "saved": ...}, "L F · 4 4 4 · 4 3 4 4 · 4 4 4 4"),
    ("tracking:submit_for", "get", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:submit_for", "post", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:submission", "get", {"unit": ..., "person": ..., "submission": ...}, SEES_PEOPLE),
    ("tracking:submission", "post", {"unit": ..., "person": ..., "submission": ...}, SEES_PEOPLE),
    ("tracking:submission", "get", {"unit": ..., "person": ..., "submission": 0}, NO_PERSON),
    ("tracking:exempt", "get", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:exempt", "post", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:exemption", "get", {"unit": ..., "person": ..., "exemption": ...}, SEES_PEOPLE),
    ("tracking:exemption", "post", {"unit": ..., "person": ..., "exemption": ...}, SEES_PEOPLE),
    ("tracking:leave", "get", {"unit": ..., "person": ..., "assignment": ...}, SEES_PEOPLE),
    ("tracking:leave", "post", {"unit": ..., "person": ..., "assignment": ...}, SEES_PEOPLE),
    ("tracking:end_leave", "get", {"unit": ..., "person": ..., "leave": ...}, SEES_PEOPLE),
    ("tracking:end_leave", "post", {"unit": ..., "person": ..., "leave": ...}, SEES_PEOPLE),
    ("tracking:remind", "post", {"unit": ..., "person": ...}, MANAGES_ON),
    ("tracking:register", "get", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:register", "post", {"unit": ..., "person": ...}, SEES_PEOPLE),
    ("tracking:revoke", "get", {"unit": ..., "person": ..., "evidence": ...}, SEES_PEOPLE),
    ("tracking:revoke", "post", {"unit": ..., "person": ..., "evidence": ...}, SEES_PEOPLE),
    ("tracking:move", "get", {"unit": ..., "person": ..., "assignment": ...}, SEES_PEOPLE),
    ("tracking:move", "post", {"unit": ..., "person": ..., "assignment": ...}, SEES_PEOPLE),
    ("recruitment:arrange", "get", {"unit": ..., "case": ..., "number": 1}, RECRUITS),
    ("recruitment:arrange", "post", {"unit": ..., "case": ..., "number": 1}, RECRUITS),
    ("recruitment:call_off", "post", {"unit": ..., "case": ..., "interview": ...}, RECRUITS_ON),
    ("recruitment:spread", "get", {"unit": ..., "case": ..., "interview": ...}, RECRUITS),
    ("recruitment:spread", "post", {"unit": ..., "case": ..., "interview": ...}, NO_PERSON),
    ("recruitment:my_interviews", "get", {}, EVERY_PERSON),
    ("recruitment:sheet", "get", {"seat": ...}, BENS_SEAT),
    ("recruitment:sheet", "post", {"seat": ...}, BENS_SEAT_ON),
    ("recruitment:hand_in", "get", {"seat": ...}, BENS_SEAT_ON),
    ("recruitment:hand_in", "post", {"seat": ...}, BENS_SEAT_ON),
    ("recruitment:my_spread", "get", {"seat": ...}, BENS_SEAT),
    ("recruitment:my_spread", "post", {"seat": ...}, BENS_SEAT),
    ("recruitment:my_tie", "post", {"seat": ...}, BENS_SEAT_ON),
    ("recruitment:own_times", "get", {"token": APPLICANTS_TOKEN, "interview": ...}, ALL),
    ("recruitment:own_times", "post", {"token": APPLICANTS_TOKEN, "interview": ...}, ALL),
    ("recruitment:own_times", "post", {"token": "guessed", "interview": ...}, NOBODY),
    ("recruitment:own_calendar", "get", {"token": APPLICANTS_TOKEN, "interview": ...}, ALL),
    ("recruitment:own_calendar", "get", {"token": "guessed", "interview": ...}, NOBODY),
    # Omar recruits for Hill alone, so he goes straight on to it; Siv and the administrator see numbers and no case.
    ("recruitment:choose", "get", {}, "L F · 4 4 4 · 2 2 2 4 · 3 4 2 2"),
    ("recruitment:away", "get", {}, "L F · 4 4 4 · 2 2 2 4 · 2 4 4 4"),
    ("recruitment:away", "post", {}, "L F · 4 4 4 · 2 2 2 4 · 2 4 4 4"),
    ("recruitment:come_back", "post", {"away": ...}, "L F · 4 4 4 · 4 3 4 4 · 4 4 4 4"),
    ("recruitment:board", "get", {"unit": ...}, RECRUITS),
    ("recruitment:numbers", "get", {"unit": ...}, SEES_NUMBERS),
    ("recruitment:numbers_export", "get", {"unit": ...}, SEES_NUMBERS),
    ("recruitment:contacted", "post", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("recruitment:go_on", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:take_over", "post", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("recruitment:hand_over", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:declare_tie", "post", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("recruitment:withdraw", "post", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("recruitment:propose", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:propose", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("recruitment:send_back", "get", {"unit": ..., "case": ..., "ruling": ...}, RECRUITS),
    ("recruitment:send_back", "post", {"unit": ..., "case": ..., "ruling": ...}, RECRUITS),
    ("recruitment:ruling_letter", "get", {"unit": ..., "case": ..., "ruling": ...}, RECRUITS),
    ("recruitment:nominate", "get", {"unit": ..., "person": ...}, RECRUITS),
    ("recruitment:nominate", "post", {"unit": ..., "person": ...}, RECRUITS),
    ("requirements:overview", "get", {"unit": ...}, SEES_RULES),
    ("requirements:equivalents", "get", {"unit": ...}, SEES_RULES),
    ("requirements:make_equivalent", "get", {"unit": ...}, NO_PERSON),
    ("requirements:make_equivalent", "get", {"unit": "nation"}, CENTRE),
    ("requirements:make_equivalent", "post", {"unit": "nation"}, CENTRE),
    ("requirements:end_equivalent", "get", {"unit": ..., **PAIR}, NO_PERSON),
    ("requirements:end_equivalent", "get", {"unit": "nation", **PAIR}, CENTRE),
    ("requirements:end_equivalent", "post", {"unit": "nation", **PAIR}, CENTRE),
    ("requirements:make", "get", {"unit": ...}, SETS_RULES),
    ("requirements:make", "post", {"unit": ...}, SETS_RULES),
    ("requirements:rule", "get", {"unit": ..., "rule": ...}, SEES_RULES),
    ("requirements:rule", "get", {"unit": ..., "rule": 0}, NO_PERSON),
    ("requirements:change", "get", {"unit": ..., "rule": ...}, SETS_RULES),
    ("requirements:change", "post", {"unit": ..., "rule": ...}, SETS_RULES),
    ("requirements:end", "get", {"unit": ..., "rule": ...}, SETS_RULES),
    ("requirements:end", "post", {"unit": ..., "rule": ...}, SETS_RULES),
    ("onboarding:confirm", "get", {"unit": ..., "case": ...}, RECRUITS),
    ("onboarding:confirm", "post", {"unit": ..., "case": ...}, RECRUITS),
    ("onboarding:undo", "get", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("onboarding:undo", "post", {"unit": ..., "case": ...}, RECRUITS_ON),
    ("onboarding:imports", "get", {"unit": ...}, SEES_PEOPLE),
    ("onboarding:imports", "post", {"unit": ...}, SEES_PEOPLE),
    ("onboarding:import_template", "get", {"unit": ...}, SEES_PEOPLE),
    ("onboarding:import", "get", {"unit": ..., "number": ...}, SEES_PEOPLE),
    ("onboarding:import", "get", {"unit": ..., "number": 0}, NO_PERSON),
    ("onboarding:import_columns", "get", {"unit": ..., "number": ...}, SEES_PEOPLE),
    ("onboarding:import_columns", "post", {"unit": ..., "number": ...}, SEES_PEOPLE),
    ("onboarding:import_faults", "get", {"unit": ..., "number": ...}, SEES_PEOPLE),
    ("onboarding:import_doubts", "get", {"unit": ..., "number": ...}, SEES_PEOPLE),
    ("onboarding:import_doubts", "post", {"unit": ..., "number": ...}, MANAGES_ON),
    ("onboarding:confirm_import", "post", {"unit": ..., "number": ...}, MANAGES_ON),
    ("onboarding:discard_import", "post", {"unit": ..., "number": ...}, MANAGES_ON),
]


def test_every_address_of_ours_is_in_the_matrix():
    # Wagtail's screens for logins, which are only shaped by us, are walked in tests/people/test_login.py, and those for the words of letters in
    # tests/mail/test_letter_texts.py; those we stand before, with all of the editors' desk, in test_wagtail_admin.py.
    named = {name for name in own_names() if not name.startswith(DESK)}
    assert sorted(named) == sorted({row[0] for row in MATRIX})


def answer(client: Client, method: str, url: str) -> str:
    """One request that leaves nothing behind, as the table writes its answer."""
    with transaction.atomic():
        response = getattr(client, method)(url)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return "L"
    return {200: "2", 302: "3", 403: "F", 404: "4", 422: "2"}.get(response.status_code, str(response.status_code))


def test_everybody_gets_what_the_matrix_says(db):
    world = make_world()
    clients = {}
    for who in EVERYBODY:
        clients[who] = Client()
        user = world.users[who]
        if user:
            clients[who].force_login(user)
    wrong = []
    for name, method, holes, row in MATRIX:
        url = reverse(
            name,
            kwargs={
                hole: world.values[hole]
                if value is ...
                else world.values["ours"]
                if value is OURS
                else world.values.get(value, value)
                if isinstance(value, str)
                else value
                for hole, value in holes.items()
            },
        )
        for who, wanted in zip(EVERYBODY, row.replace("·", " ").split(), strict=True):
            if row == ALL and who not in {"nobody", "root", "ana", "lea"}:
                continue  # what is for all is asked by four of them, to save a minute
            given = answer(clients[who], method, url)
            if given != wanted:
                wrong.append(f"{method} {name}: {who} gets {given}, not {wanted}")
    assert wrong == []


def test_an_address_in_ones_own_unit_opens_nobody_of_another(db):
    """Right unit, wrong person: the ids in an address are never believed."""
    world = make_world()
    lea, omar = login(world.cast.lea), login(world.cast.omar)
    ola, ben = world.cast.ola, world.cast.ben
    olas = Assignment.objects.get(person=ola)
    asked = [
        (lea, "tracking:person", "get", ["harbour", ola.pk]),
        (lea, "tracking:register", "post", ["harbour", ola.pk]),
        (lea, "tracking:move", "post", ["harbour", ola.pk, olas.pk]),
        (lea, "tracking:move", "post", ["harbour", ben.pk, olas.pk]),
        (lea, "tracking:submit_for", "post", ["harbour", ola.pk]),
        (omar, "tracking:submission", "get", ["hill", ola.pk, world.values["submission"]]),
        (omar, "tracking:submission", "post", ["hill", ben.pk, world.values["submission"]]),
        (lea, "tracking:person", "get", ["hill", ola.pk]),
        (omar, "tracking:person", "get", ["hill", ben.pk]),
        (omar, "tracking:revoke", "post", ["hill", ben.pk, world.values["evidence"]]),
        (omar, "tracking:revoke", "post", ["hill", ola.pk, world.values["evidence"]]),
        (omar, "tracking:move", "post", ["hill", ola.pk, world.values["assignment"]]),
        (omar, "tracking:person", "get", ["nation", ola.pk]),
        (lea, "tracking:plan_talk", "post", ["harbour", ola.pk]),
        (lea, "tracking:contact", "post", ["harbour", ola.pk]),
        (omar, "tracking:send_again", "post", ["hill", ben.pk]),
        (omar, "tracking:talk", "post", ["hill", ola.pk, world.values["talk"]]),
        (omar, "tracking:wish", "post", ["hill", world.values["wish"]]),
        (omar, "units:end_responsibility", "post", ["hill", world.values["responsibility"]]),
        (omar, "courses:settle", "post", ["hill", world.values["proposal"]]),
        (omar, "onboarding:import", "get", ["hill", world.values["number"]]),
        (omar, "onboarding:confirm_import", "post", ["hill", world.values["number"]]),
        (omar, "onboarding:discard_import", "post", ["hill", world.values["number"]]),
        (omar, "courses:withdraw", "post", ["hill", world.values["ours"]]),
        (omar, "courses:offer", "post", ["hill", world.values["ours"]]),
        (omar, "courses:stop_following", "post", ["hill", world.values["following"]]),
        (omar, "courses:adapted", "get", ["hill", world.values["adapted"]]),
        (omar, "courses:offered", "get", ["hill", world.values["taken_back"]]),
        (omar, "content:use_course", "get", ["hill", world.values["own_course"]]),
        (omar, "content:use_course", "post", ["hill", world.values["own_course"]]),
        (omar, "content:retire_course", "get", ["hill", world.values["own_course"]]),
        (omar, "content:retire_course", "post", ["hill", world.values["own_course"]]),
        (omar, "content:resume_course", "post", ["hill", world.values["own_course"]]),
    ]
    opened = [(name, args) for client, name, method, args in asked if getattr(client, method)(reverse(name, args=args)).status_code != 404]
    assert opened == []
    assert not Assignment.objects.exclude(status__in=["planned", "active"]).exists()
    assert not Evidence.objects.filter(revocation__isnull=False).exists()


def test_ones_own_notes_are_nobody_elses(db):
    world = make_world()
    for who in ("ana", "lea", "kim", "adm"):
        client = login(world.cast.people[who])
        client.post(reverse("learning:forget_note", args=[world.values["note"]]))
        assert "Mine." not in client.get(reverse("learning:notes")).content.decode()
    assert ReflectionNote.objects.filter(person=world.cast.ben).exists()


@pytest.mark.parametrize("who", ["ola", "omar", "cleo"])
def test_those_of_another_unit_meet_no_name_of_harbour(cast: Cast, who):
    client = login(cast.people[who])
    for url in (reverse("home:desk"), reverse("learning:catalogue"), "/enhet/harbour/folk/", "/enhet/", "/units/"):
        html = client.get(url, follow=True).content.decode()
        assert [name for name in ("Ana Lie", "Ben Lie", "Noor Lie") if name in html] == [], url
