"""Every component there is: name, template, props and slots. ``docs/ui.md`` shows each in use."""

from __future__ import annotations

from lms.ui import charts, heat_maps, matrices, preparations
from lms.ui.components import component, prop

BUTTON_VARIANTS = ("primary", "secondary", "quiet", "danger")
TONES = ("info", "success", "warning", "danger")

# --- actions -----------------------------------------------------------------------------------

component(
    "button",
    "components/button.html",
    prop("label"),
    prop("variant", "primary", choices=BUTTON_VARIANTS),
    prop("type", "submit", choices=("submit", "button", "reset")),
    prop("name", ""),
    prop("value", ""),
    prop("icon", ""),
    prop("icon_end", ""),
    prop("id", ""),
    prop("form", ""),
    prop("full", False),
    prop("small", False),
    attributes=True,
    kept=True,
    doc="A button in a form.",
)
component(
    "link_button",
    "components/link_button.html",
    prop("label"),
    prop("href"),
    prop("variant", "primary", choices=BUTTON_VARIANTS),
    prop("icon", ""),
    prop("icon_end", ""),
    prop("full", False),
    prop("small", False),
    prop("download", False),
    attributes=True,
    kept=True,
    doc="A link that looks like a button: the next step of a screen.",
)
component(
    "confirm",
    "components/confirm.html",
    prop("label"),
    prop("action"),
    prop("question"),
    prop("confirm_label"),
    prop("variant", "danger", choices=BUTTON_VARIANTS),
    prop("icon", ""),
    slots=("body", "fields"),
    doc="An action that asks once more, without a dialog: opens in place and posts.",
)

# --- page furniture ----------------------------------------------------------------------------

component(
    "page_header",
    "components/page_header.html",
    prop("title"),
    prop("lead", ""),
    prop("eyebrow", ""),
    prop("breadcrumbs", ()),
    prop("language", "", doc="Of title and lead, where it is not the reader's."),
    slots=("meta", "actions"),
    doc="The top of a screen: where one is, the h1, a lead and actions.",
)
component("breadcrumbs", "components/breadcrumbs.html", prop("items"), kept=True, doc="(label, url) pairs; the last is here.")
component(
    "card",
    "components/card.html",
    prop("title", ""),
    prop("href", ""),
    prop("level", 2),
    prop("eyebrow", ""),
    prop("icon", ""),
    prop("tone", "plain", choices=("plain", "soft", "brand", "accent")),
    slots=("body", "media", "footer"),
    prepare=preparations.heading,
    doc="A box of its own. With href the whole card is one target.",
)
component(
    "section",
    "components/section.html",
    prop("title"),
    prop("level", 2),
    prop("id", ""),
    prop("lead", ""),
    slots=("body", "actions"),
    prepare=preparations.heading,
    doc="A titled part of a screen.",
)
component(
    "tabs",
    "components/tabs.html",
    prop("items"),
    prop("label"),
    doc="Plain links side by side: dicts of label, url, current and maybe count.",
)
component(
    "pagination", "components/pagination.html", prop("page"), prop("query", ""), prop("param", "page"), prepare=preparations.pagination
)
component(
    "filter_bar",
    "components/filter_bar.html",
    prop("label"),
    prop("action", ""),
    prop("submit_label", ""),
    prop("reset_href", ""),
    prop("live", ""),
    prop("refresh", ""),
    slots=("body",),
    doc="A GET form that narrows a list; live is the id of the list to filter while typing, refresh the ids of the parts to ask for anew.",
)
component(
    "disclosure",
    "components/disclosure.html",
    prop("summary"),
    prop("open", False),
    prop("group", ""),
    prop("icon", ""),
    prop("id", ""),
    slots=("body",),
)
component("skip_link", "components/skip_link.html", prop("target", "innhold"), kept=True)
component(
    "language_switch",
    "components/language_switch.html",
    prop("current"),
    prop("languages"),
    prepare=preparations.languages,
    kept=True,
    doc="The buttons of the form that changes language.",
)
component("head_files", "components/head_files.html", kept=True, doc="The icon, typefaces, styles and script of every page.")
component("brand", "components/brand.html", prop("name", ""), kept=True, doc="The way home.")
component("main_menu", "components/main_menu.html", prop("items"), kept=True, doc="The main menu's entries: label, url, current.")
component("menu_links", "components/menu_links.html", prop("items"), kept=True, doc="List items with links: label, url, icon.")
component("footer_words", "components/footer_words.html", prop("name", ""), prop("items", ()), kept=True, doc="Who we are, and articles.")
component("toast_region", "components/toast_region.html", prop("messages", ()), doc="Django's messages.")

# --- saying how things stand -------------------------------------------------------------------

component(
    "status",
    "components/status.html",
    prop("state", choices=tuple(preparations.STATES)),
    prop("label", ""),
    prop("quiet", False),
    prepare=preparations.status,
    kept=True,
    doc="Icon and words; never colour alone.",
)
component(
    "notice",
    "components/notice.html",
    prop("tone", "info", choices=TONES),
    prop("title", ""),
    prop("level", 2),
    prop("announce", False),
    slots=("body", "actions"),
    prepare=preparations.notice,
)
component(
    "verdict",
    "components/verdict.html",
    prop("state", choices=tuple(preparations.STATES)),
    prop("sentence"),
    prop("level", 2),
    slots=("body", "actions"),
    prepare=preparations.verdict,
    doc="The one sentence: ready for what, from when, or what is lacking.",
)
component(
    "progress",
    "components/progress.html",
    prop("done"),
    prop("total"),
    prop("label", ""),
    prop("minutes_left", None),
    prop("compact", False),
    prepare=preparations.progress,
    kept=True,
)
component(
    "stat",
    "components/stat.html",
    prop("value"),
    prop("label"),
    prop("hint", ""),
    prop("href", ""),
    prop("icon", ""),
    prop("tone", "plain", choices=("plain", "good", "bad", "warn", "warm", "info")),
)
component("stats", "components/stats.html", slots=("body",), doc="A row of stat tiles.")
component(
    "empty_state",
    "components/empty_state.html",
    prop("title"),
    prop("picture", "", choices=("", "door", "cafe", "walk")),
    prop("level", 2),
    slots=("body", "actions"),
    prepare=preparations.heading,
)
component("review_mark", "components/review_mark.html", prop("approved", False), prop("by", ""), prop("on", None), kept=True)
component("local_badge", "components/local_badge.html", prop("unit", ""), kept=True)
component("save_state", "components/save_state.html", kept=True, doc="Where scripts say that answers are kept.")

# --- lists -------------------------------------------------------------------------------------

component("step_list", "components/step_list.html", prop("steps"), prop("label"), prepare=preparations.steps, kept=True)
component(
    "person_row",
    "components/person_row.html",
    prop("name"),
    prop("href", ""),
    prop("meta", ""),
    prop("state", ""),
    prop("state_label", ""),
    prop("choose", ""),
    slots=("body", "actions"),
)
component("people", "components/people.html", prop("id", ""), prop("label", ""), slots=("body",), doc="The list around person rows.")
component("timeline", "components/timeline.html", prop("items"), prop("label", ""))
component("facts", "components/facts.html", prop("items"), doc="(term, value) pairs.")
component(
    "data_table",
    "components/data_table.html",
    prop("caption"),
    prop("columns"),
    prop("rows"),
    prop("hide_caption", False),
    prop("id", ""),
    prepare=preparations.table,
)
component(
    "matrix",
    "components/matrix.html",
    prop("caption"),
    prop("columns"),
    prop("rows"),
    prop("corner", ""),
    prop("legend", True),
    prepare=matrices.prepare,
)
component(
    "heat_map",
    "components/heat_map.html",
    prop("caption"),
    prop("columns"),
    prop("rows"),
    prop("corner", ""),
    prop("legend", ()),
    prepare=heat_maps.prepare,
)

# --- forms -------------------------------------------------------------------------------------

component("error_summary", "components/error_summary.html", prop("form"), prop("level", 2), prepare=preparations.errors)
component(
    "field",
    "components/field.html",
    prop("field"),
    prop("hint", ""),
    prop("label", ""),
    prop("optional", None),
    prop("announce", False),
    prepare=preparations.field,
)
component("form_fields", "components/form_fields.html", prop("form"), doc="Error summary and every field of a form, in order.")
component(
    "fieldset",
    "components/fieldset.html",
    prop("legend"),
    prop("hint", ""),
    prop("error", ""),
    prop("id", ""),
    prop("big", False),
    slots=("body",),
)
component("form_actions", "components/form_actions.html", slots=("body",))

# --- charts ------------------------------------------------------------------------------------

component(
    "bar_chart", "components/bar_chart.html", prop("title"), prop("rows"), prop("unit", ""), prop("maximum", None), prepare=charts.bars
)
component("stacked_bar", "components/stacked_bar.html", prop("title"), prop("rows"), prop("series"), prepare=charts.stacked)
component(
    "donut", "components/donut.html", prop("title"), prop("segments"), prop("centre", ""), prop("centre_label", ""), prepare=charts.donut
)

# --- lesson ------------------------------------------------------------------------------------

component(
    "callout",
    "components/callout.html",
    prop("kind", "tip", choices=tuple(preparations.CALLOUTS)),
    prop("title", ""),
    prop("level", 3),
    slots=("body",),
    prepare=preparations.callout,
)
component(
    "summary_card", "components/summary_card.html", prop("title", ""), prop("level", 2), slots=("body",), prepare=preparations.heading
)
component("quote", "components/quote.html", prop("source", ""), slots=("body",))
component(
    "checklist",
    "components/checklist.html",
    prop("items"),
    prop("title", ""),
    prop("level", 3),
    prop("key", ""),
    prepare=preparations.heading,
)
component("glossary", "components/glossary.html", prop("term"), slots=("body",))
component(
    "dilemma",
    "components/dilemma.html",
    prop("title", ""),
    prop("level", 2),
    slots=("situation", "choices", "best"),
    prepare=preparations.heading,
)
component(
    "dilemma_choice",
    "components/dilemma_choice.html",
    prop("label"),
    prop("tone", "mixed", choices=("good", "mixed", "poor")),
    prop("group", ""),
    prop("open", False),
    slots=("body",),
)
component(
    "reflection",
    "components/reflection.html",
    prop("question"),
    prop("name", "reflection"),
    prop("value", ""),
    prop("key", ""),
    prop("action", ""),
    prop("saved_on", None),
    prop("hint", ""),
    prop("level", 3),
    prop("keep_label", ""),
    prepare=preparations.reflection,
)
component(
    "contact_card",
    "components/contact_card.html",
    prop("contacts"),
    prop("title", ""),
    prop("unit", ""),
    prop("level", 3),
    slots=("body",),
    prepare=preparations.contacts,
)
component(
    "media",
    "components/media.html",
    prop("title"),
    prop("src"),
    prop("kind", "video", choices=("video", "audio")),
    prop("type", ""),
    prop("poster", ""),
    prop("captions", ""),
    prop("captions_lang", "nb"),
    prop("caption", ""),
    slots=("transcript",),
)
component(
    "figure",
    "components/figure.html",
    prop("src"),
    prop("alt"),
    prop("caption", ""),
    prop("width", ""),
    prop("height", ""),
    prop("srcset", ""),
    prop("credit", ""),
)
component(
    "local_frame",
    "components/local_frame.html",
    prop("unit", ""),
    prop("title", ""),
    prop("level", 3),
    slots=("body",),
    prepare=preparations.heading,
)
component(
    "lesson_head",
    "components/lesson_head.html",
    prop("title"),
    prop("number"),
    prop("total"),
    prop("minutes"),
    prop("done"),
    prop("minutes_left"),
    prop("local", ""),
    prop("awaits_approval", False),
    prop("language", ""),
    prop("level", 1),
    prepare=preparations.heading,
    kept=True,
    doc="The top of a step: where in the course it is, its title, how far one has come; local is the name of the unit whose step it is.",
)
component(
    "lesson_steps", "components/lesson_steps.html", prop("steps"), kept=True, doc="All steps of the course, folded away beside a lesson."
)
component("lesson_nav", "components/lesson_nav.html", prop("previous", None), prop("next", None), prop("label", ""), kept=True)

# --- quiz --------------------------------------------------------------------------------------

component(
    "option_list",
    "components/option_list.html",
    prop("name"),
    prop("legend"),
    prop("options"),
    prop("kind", "single", choices=("single", "multiple")),
    prop("hint", ""),
    prop("error", ""),
    prop("reveal", False),
    prop("id", ""),
    prepare=preparations.options,
)
component(
    "ordering",
    "components/ordering.html",
    prop("name"),
    prop("legend"),
    prop("items"),
    prop("hint", ""),
    prop("error", ""),
    prop("reveal", False),
    prop("id", ""),
    prepare=preparations.ordering,
)
component(
    "matching",
    "components/matching.html",
    prop("legend"),
    prop("rows"),
    prop("choices"),
    prop("hint", ""),
    prop("error", ""),
    prop("reveal", False),
    prop("id", ""),
    prepare=preparations.matching,
)
component(
    "answer_field",
    "components/answer_field.html",
    prop("name"),
    prop("legend"),
    prop("value", ""),
    prop("kind", "text", choices=("text", "number")),
    prop("suffix", ""),
    prop("hint", ""),
    prop("error", ""),
    prop("reveal", False),
    prop("right", None),
    prop("feedback", ""),
    prop("id", ""),
    prepare=preparations.answer,
)
component("answer_mark", "components/answer_mark.html", prop("right"), prop("text", ""))
component(
    "question_frame",
    "components/question_frame.html",
    prop("number"),
    prop("total", 0),
    prop("id", ""),
    prop("state", "", choices=("", "right", "wrong", "answered", "unanswered")),
    prop("critical", False),
    slots=("body", "feedback"),
)
