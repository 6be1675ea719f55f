"""Who gets what at every address of Wagtail's admin: a leader and an editor at their own unit's things, and at another's.

An address that is not in the table must be closed to both, so that a new one fails the suite until somebody has looked at it. Wherever it is open,
nothing of another unit's is told or changed.
"""

from datetime import date

import pytest
from django.test import Client

from lms.roles.actions import sync_wagtail_access
from tests.cast import login
from tests.permissions.desk import LEFT_OUT, Things, address, ask, desk_names, plant
from tests.permissions.world import World, make_world

# Lea leads Harbour and Eva edits there. For each: reading and sending at Harbour's things, then at Hill's.
# The answers: see `desk.ask`; «!» where something of the unit's was changed.
OPEN = """
desk_bulk                                                            2  3! 2  3  · 2  3! 2  3
desk_site_history                                                    2  5  2  5  · 2  5  2  5
desk_site_history_results                                            2  5  2  5  · 2  5  2  5
desk_workflows                                                       2  5  2  5  · 2  5  2  5
desk_workflows_results                                               2  5  2  5  · 2  5  2  5
wagtailadmin_home                                                    2  5  2  5  · 2  5  2  5
wagtailadmin_api:pages:detail                                        2  5  4  5  · 2  5  4  5
wagtailadmin_api:documents:detail                                    2  5  4  5  · 2  5  4  5
wagtailadmin_api:images:detail                                       2  5  4  5  · 2  5  4  5
wagtailadmin_explore_root                                            3  5  3  5  · 3  5  3  5
wagtailadmin_explore                                                 2  5  2  5  · 2  5  2  5
wagtailadmin_explore_results                                         2  5  2  5  · 2  5  2  5
wagtail_bulk_action                                                  2  3! 2  3  · 2  3! 2  3
wagtailadmin_pages:add                                               2  5  4  4  · 2  5  4  4
wagtailadmin_pages:preview_on_add                                    2  2  4  4  · 2  2  4  4
wagtailadmin_pages:type_use                                          2  5  2  5  · 2  5  2  5
wagtailadmin_pages:choose_parent                                     2  2  2  2  · 2  2  2  2
wagtailadmin_pages:type_use_results                                  2  5  2  5  · 2  5  2  5
wagtailadmin_pages:usage                                             2  5  4  4  · 2  5  4  4
wagtailadmin_pages:edit                                              2  5  4  4  · 2  5  4  4
wagtailadmin_pages:preview_on_edit                                   2  2  4  4  · 2  2  4  4
wagtailadmin_pages:view_draft                                        2  2  4  4  · 2  2  4  4
wagtailadmin_pages:add_subpage                                       2  5  4  4  · 2  5  4  4
wagtailadmin_pages:delete                                            2  3! 4  4  · 2  3! 4  4
wagtailadmin_pages:search                                            2  5  2  5  · 2  5  2  5
wagtailadmin_pages:search_results                                    2  5  2  5  · 2  5  2  5
wagtailadmin_pages:move                                              2  2  4  4  · 2  2  4  4
wagtailadmin_pages:move_confirm                                      2  3! 4  4  · 2  3! 4  4
wagtailadmin_pages:set_page_position                                 5  2! 4  4  · 5  -  4  4
wagtailadmin_pages:copy                                              2  5  4  4  · 2  5  4  4
wagtailadmin_pages:workflow_action                                 2  3!  4  4  · -  -  4  4
wagtailadmin_pages:collect_workflow_action_data                    2  2  4  4  · -  -  4  4
wagtailadmin_pages:confirm_workflow_cancellation                     2  2  4  4  · 2  2  4  4
wagtailadmin_pages:set_privacy                                       2  2  4  4  · -  -  4  4
wagtailadmin_pages:revisions_index                                   3  3  4  4  · 3  3  4  4
wagtailadmin_pages:revisions_view                                    2  5  4  4  · 2  5  4  4
wagtailadmin_pages:revisions_revert                                  2  5  4  4  · 2  5  4  4
wagtailadmin_pages:revisions_unschedule                              2  3  4  4  · -  -  4  4
wagtailadmin_pages:revisions_compare                                 2  5  4  4  · 2  5  4  4
wagtailadmin_pages:workflow_preview                                2  5  4  4  · -  5  4  4
wagtailadmin_pages:workflow_history_detail                         2  5  4  4  · 2  5  4  4
wagtailadmin_pages:workflow_history                                  2  5  4  4  · 2  5  4  4
wagtailadmin_pages:history                                           2  5  4  4  · 2  5  4  4
wagtailadmin_pages:history_results                                   2  5  4  4  · 2  5  4  4
wagtailadmin_choose_page                                             2  5  2  5  · 2  5  2  5
wagtailadmin_choose_page_child                                       2  5  2  5  · 2  5  2  5
wagtailadmin_choose_page_search                                      2  5  2  5  · 2  5  2  5
wagtailadmin_choose_page_chosen_multiple                             2  5  4  4  · 2  5  4  4
wagtailadmin_choose_page_external_link                               2  5  2  5  · 2  5  2  5
wagtailadmin_choose_page_email_link                                  2  2  2  2  · 2  2  2  2
wagtailadmin_choose_page_phone_link                                  2  2  2  2  · 2  2  2  2
wagtailadmin_choose_page_anchor_link                                 2  2  2  2  · 2  2  2  2
wagtailadmin_tag_autocomplete                                        2  2  2  2  · 2  2  2  2
wagtailadmin_workflows:task_chooser                                  2  5  2  5  · 2  5  2  5
wagtailadmin_workflows:task_chooser_results                          2  5  2  5  · 2  5  2  5
wagtailadmin_workflows:task_chooser_create                           2  5  2  5  · 2  5  2  5
wagtailadmin_workflows:task_chosen                                   2  2  2  2  · 2  2  2  2
wagtailadmin_reports:workflow                                        2  5  2  5  · 2  5  2  5
wagtailadmin_reports:workflow_results                                2  5  2  5  · 2  5  2  5
wagtailadmin_reports:workflow_tasks                                  2  5  2  5  · 2  5  2  5
wagtailadmin_reports:workflow_tasks_results                          2  5  2  5  · 2  5  2  5
wagtailadmin_reports:site_history                                    2  5  2  5  · 2  5  2  5
wagtailadmin_reports:site_history_results                            2  5  2  5  · 2  5  2  5
wagtailadmin_reports:aging_pages                                     2  5  2  5  · 2  5  2  5
wagtailadmin_reports:aging_pages_results                             2  5  2  5  · 2  5  2  5
wagtailadmin_account                                                 2  2  2  2  · 2  2  2  2
wagtailadmin_dismissibles                                            2  5  2  5  · 2  5  2  5
wagtailadmin_editing_sessions:ping                                   5  2  5  4  · 5  2  5  4
wagtailadmin_editing_sessions:release                                5  2  5  2  · 5  2  5  2
learning_desk:publish                                                2  3! 4  4  · 4  4  4  4
courses_desk:history                                                 2  5  2  5  · 2  5  2  5
courses_desk:languages                                               2  5  4  5  · 2  5  4  5
courses_desk:begin_translation                                       5  3! 5  4  · 5  3! 5  4
courses_desk:question_words                                          2  2  4  4  · 2  2  4  4
wagtailembeds:chooser                                                2  2  2  2  · 2  2  2  2
wagtailembeds:chooser_upload                                         2  2  2  2  · 2  2  2  2
wagtaildocs:index                                                    2  5  2  5  · 2  5  2  5
wagtaildocs:index_results                                            2  5  2  5  · 2  5  2  5
wagtaildocs:add                                                      2  2  2  2  · 2  2  2  2
wagtaildocs:edit                                                     2  2  4  4  · 2  2  4  4
wagtaildocs:delete                                                   2  3! 4  4  · 2  3! 4  4
wagtaildocs:add_multiple                                             2  5  2  5  · 2  5  2  5
wagtaildocs:edit_multiple                                            5  2  4  4  · 5  2  4  4
wagtaildocs:delete_multiple                                          5  2! 4  4  · 5  2! 4  4
wagtaildocs:document_usage                                           2  5  4  4  · 2  5  4  4
wagtailimages:index                                                  2  5  2  5  · 2  5  2  5
wagtailimages:index_results                                          2  5  2  5  · 2  5  2  5
wagtailimages:edit                                                   2  2  4  4  · 2  2  4  4
wagtailimages:delete                                                 2  3! 4  4  · 2  3! 4  4
wagtailimages:preview                                                2  2  4  4  · 2  2  4  4
wagtailimages:add                                                    2  2  2  2  · 2  2  2  2
wagtailimages:image_usage                                            2  5  4  4  · 2  5  4  4
wagtailimages:add_multiple                                           2  5  2  5  · 2  5  2  5
wagtailimages:edit_multiple                                          5  2  4  4  · 5  2  4  4
wagtailimages:delete_multiple                                        5  2! 4  4  · 5  2! 4  4
wagtailsnippetchoosers_recruitment_interviewguide:choose             2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_recruitment_interviewguide:choose_results     2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_recruitment_interviewguide:chosen             2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_recruitment_interviewguide:chosen_multiple    2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_qualifications_qualification:choose           2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_qualifications_qualification:choose_results   2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_qualifications_qualification:chosen           2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_qualifications_qualification:chosen_multiple  2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_courses_number:choose                         2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_courses_number:choose_results                 2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_courses_number:chosen_multiple                2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_courses_source:choose                         2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_courses_source:choose_results                 2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_courses_source:chosen_multiple                2  5  2  5  · 2  5  2  5
wagtailsnippets_quizzes_question:list                                2  5  2  5  · 2  5  2  5
wagtailsnippets_quizzes_question:list_results                        2  5  2  5  · 2  5  2  5
wagtailsnippets_quizzes_question:add                                 2  5  2  5  · 2  5  2  5
wagtailsnippets_quizzes_question:edit                                2  5  4  4  · 2  5  4  4
wagtailsnippets_quizzes_question:delete                              2  3! 4  4  · 2  3! 4  4
wagtailsnippets_quizzes_question:usage                               2  5  4  4  · 2  5  4  4
wagtailsnippets_quizzes_question:history                             2  5  4  4  · 2  5  4  4
wagtailsnippets_quizzes_question:history_results                     2  5  4  4  · 2  5  4  4
wagtailsnippets_quizzes_question:copy                                2  5  4  4  · 2  5  4  4
wagtailsnippets_quizzes_question:preview_on_add                      2  2  2  2  · 2  2  2  2
wagtailsnippets_quizzes_question:preview_on_edit                     2  2  4  4  · 2  2  4  4
wagtailsnippetchoosers_quizzes_question:choose                       2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_quizzes_question:choose_results               2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_quizzes_question:chosen                       2  5  4  5  · 2  5  4  5
wagtailsnippetchoosers_quizzes_question:chosen_multiple              2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_quizzes_question:create                       2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_roles_role:choose                             2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_roles_role:choose_results                     2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_roles_role:chosen                             2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_roles_role:chosen_multiple                    2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_units_unitkind:choose                         2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_units_unitkind:choose_results                 2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_units_unitkind:chosen                         2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_units_unitkind:chosen_multiple                2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_mail_lettertext:choose                        2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_mail_lettertext:choose_results                2  5  2  5  · 2  5  2  5
wagtailsnippetchoosers_mail_lettertext:chosen_multiple               2  5  2  5  · 2  5  2  5
wagtaildocs_chooser:choose                                           2  5  2  5  · 2  5  2  5
wagtaildocs_chooser:choose_results                                   2  5  2  5  · 2  5  2  5
wagtaildocs_chooser:chosen                                           2  5  -  5  · 2  5  -  5
wagtaildocs_chooser:chosen_multiple                                  2  5  2  5  · 2  5  2  5
wagtaildocs_chooser:create                                           2  2  2  2  · 2  2  2  2
wagtailimages_chooser:choose                                         2  5  2  5  · 2  5  2  5
wagtailimages_chooser:choose_results                                 2  5  2  5  · 2  5  2  5
wagtailimages_chooser:chosen                                         2  5  -  5  · 2  5  -  5
wagtailimages_chooser:chosen_multiple                                2  5  2  5  · 2  5  2  5
wagtailimages_chooser:create                                         2  2  2  2  · 2  2  2  2
wagtailimages_chooser:select_format                                  2  2  -  -  · 2  2  -  -
wagtailadmin_sprite                                                  2  2  2  2  · 2  2  2  2
wagtailadmin_login                                                   3  3  3  3  · 3  3  3  3
wagtailadmin_javascript_catalog                                      2  5  2  5  · 2  5  2  5
desk_words                                                           2  5  2  5  · 2  5  2  5
"""
CLOSED = frozenset("-45F")


def table() -> dict[str, list[list[str]]]:
    rows = {}
    for line in OPEN.strip().splitlines():
        name, _, cells = line.partition(" ")
        rows[name] = [part.split() for part in cells.split("·")]
    return rows


@pytest.fixture
def school(db) -> tuple[World, Things, Things]:
    world = make_world()
    cast = world.cast
    cast.harbour.refresh_from_db()
    cast.hill.refresh_from_db()
    own, other = plant(cast.harbour, "Havsula", cast.ben, cast.eva), plant(cast.hill, "Haugtussa", cast.ola, cast.omar)
    sync_wagtail_access(on=date.today())
    return world, own, other


@pytest.mark.slow
@pytest.mark.parametrize(("column", "who"), [(0, "lea"), (1, "eva")])
def test_a_leader_and_an_editor_get_their_own_and_nothing_of_anothers(school, column, who):
    world, own, other = school
    client, rows = login(world.cast.people[who]), table()
    wrong = []
    for name in desk_names():
        if name in LEFT_OUT:
            continue
        given = []
        for things in (own, other):
            for method in ("get", "post"):
                answer, said, changed = ask(client, method, address(name, things, world.values["course_page"]), things)
                given.append(answer + ("!" if changed else ""))
                if other.word in said:
                    wrong.append(f"{method} {name} tells {who} of {other.word} when asked for {things.word}")
        if name in rows:
            if given != rows[name][column]:
                wrong.append(f"{name}: {who} gets {given}, not {rows[name][column]}")
        elif set(given) - CLOSED:
            wrong.append(f"{name} is not in the table, and {who} gets {given}")
    assert wrong == [], "\n".join(wrong)


def test_the_table_names_no_address_that_is_gone():
    assert set(table()) <= set(desk_names())


@pytest.mark.parametrize("who", ["ana", "kim", "siv", None])
def test_those_without_pages_get_nothing_at_all(school, who):
    """A tidgiver, a coordinator, one who sees numbers, and somebody who is not logged in."""
    world, own, _other = school
    client = login(world.cast.people[who]) if who else Client()
    harmless = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "desk_words", *LEFT_OUT}
    opened = []
    for name in desk_names():
        if name in harmless:
            continue
        for method in ("get", "post"):
            answer, said, changed = ask(client, method, address(name, own, world.values["course_page"]), own)
            if answer == "2" or changed or own.word in said:
                opened.append((name, method, answer))
    assert opened == []
