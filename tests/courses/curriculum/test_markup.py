"""Markdown and rich text say the same, whichever way one goes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.courses.curriculum import markup
from lms.courses.curriculum.markup import Block, Item, Run

words = st.text(alphabet=" aå1.)-+#=*_[]<>&!:|~\\`«»–\xa0()'\"/", max_size=24)
runs = st.lists(st.builds(Run, words, st.booleans(), st.booleans(), st.sampled_from(["", "", "https://example.org/a"])), max_size=4)


def _read(text: str) -> tuple[Block, ...]:
    assert markup.faults(text, markup.FULL) == []
    return markup.from_markdown(text)


def test_markdown_becomes_rich_text_as_the_editor_keeps_it() -> None:
    text = "## Hei *du*\n\nJa **det** er [slik](https://example.org).\\\nNy linje & mer.\n\n- en\n  1. to\n- tre"
    html = markup.to_html(markup.from_markdown(text), "seed")
    assert html.count("data-block-key") == 5
    plain = re.sub(r' data-block-key="\w{5}"', "", html)
    assert plain == (
        '<h2>Hei <i>du</i></h2><p>Ja <b>det</b> er <a href="https://example.org">slik</a>.<br/>Ny linje &amp; mer.</p>'
        "<ul><li>en<ol><li>to</li></ol></li><li>tre</li></ul>"
    )
    assert markup.to_markdown(markup.from_html(html)) == text


def test_opening_and_saving_in_the_editor_changes_nothing() -> None:
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    words = "Ja **det** «er» \"slik\" 'så' [her](https://example.org).\\\nNy & \\<linje>."
    text = f"## Hei *du*\n\n{words}\n\n- en\n  - to\n- tre\n\n1. fire"
    html = markup.to_html(markup.from_markdown(text), "seed")
    converter = ContentstateConverter(["h2", "h3", "bold", "italic", "ol", "ul", "link"])
    assert converter.to_database_format(converter.from_database_format(html)) == html


@given(st.lists(st.tuples(st.sampled_from(["p", "p", "h2", "h3"]), runs), max_size=3))
def test_whatever_an_editor_writes_keeps_its_words(parts: list[tuple[str, list[Run]]]) -> None:
    html = "".join(f"<{kind}>{markup._runs_html(said)}</{kind}>" for kind, said in parts)
    tree = markup.from_html(html)
    text = markup.to_markdown(tree)
    again = markup.from_markdown(text)
    assert ["".join(run.text for run in block.runs) for block in again] == ["".join(run.text for run in block.runs) for block in tree]
    # From there on nothing moves, wrapped or not, through Markdown or HTML.
    assert markup.to_markdown(again) == text
    assert markup.from_markdown("\n".join(markup.wrap(text, 12))) == again
    assert markup.from_html(markup.to_html(again)) == again


@given(st.lists(runs, min_size=1, max_size=4), st.booleans())
def test_lists_keep_their_points(points: list[list[Run]], numbered: bool) -> None:
    items = tuple(Item(tidy) for tidy in (markup._tidy(said) for said in points) if tidy)
    if not items:
        return
    kind = "ol" if numbered else "ul"
    tree = (Block(kind, items=(*items[:-1], Item(items[-1].runs, (Block("ul", items=items),)))),)
    text = markup.to_markdown(tree)
    again = markup.from_markdown(text)
    assert [len(block.items) for block in again] == [len(items)]
    assert len(again[0].items[-1].lists[0].items) == len(items)
    assert markup.to_markdown(again) == text
    assert markup.from_markdown("\n".join(markup.wrap(text, 14))) == again
    assert markup.from_html(markup.to_html(again)) == again


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Hei\n\n<b>du</b>", 2, "HTML is not used here; write Markdown"),
        ("Hei\ndu `x`", 1, "code (`…`) is not used here"),
        ("# Tittel", 0, "headings are ## or ###"),
        ("> sitat", 0, "for a quotation use a block: ::: quote"),
        ("![bilde](x.png)", 0, "for a picture use a block: ::: picture"),
        ("- en\n\n  to", 2, "a point in a list holds one paragraph"),
        ("3. tre", 0, "a numbered list begins at 1"),
        ("[her](javascript:alert(1))", 0, "a link begins with https://, mailto:, tel: or /, not «javascript:alert(1)»"),
        ("[her](//example.org)", 0, "a link begins with https://, mailto:, tel: or /, not «//example.org»"),
        ("en\n\n---\n\nto", 2, "a rule (---) is not used here"),
    ],
)
def test_what_rich_text_cannot_hold_is_refused(text: str, line: int, reason: str) -> None:
    assert markup.faults(text, markup.FULL) == [(line, reason)]


def test_short_text_has_no_headings() -> None:
    assert markup.faults("## Hei", markup.SHORT) == [(0, "headings are not used in this text")]


def test_pasted_scripts_do_not_survive() -> None:
    html = '<p onclick="x()">Hei<script>alert(1)</script> <a href="javascript:x()">du</a></p>'
    assert "javascript" not in markup.to_html(markup.from_html(html))
    assert "onclick" not in markup.to_html(markup.from_html(html))
