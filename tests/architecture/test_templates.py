"""Templates hold no script, no style and no sentence that cannot be translated."""

import re

from tests.architecture.files import name, read, templates

HTML = [path for path in templates() if path.suffix == ".html"]
ASIDE = re.compile(r"\{#.*?#\}|<!--.*?-->|\{%\s*comment\b.*?endcomment\s*%\}", re.DOTALL)
DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%\s*blocktrans.*?endblocktrans(?:late)?\s*%\}", re.DOTALL)
NOT_SAID = re.compile(r"<(script|svg)\b.*?</\1>|\{% block (?:page_class|html_attributes) %\}.*?\{% endblock", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r"\s(?:aria-label|alt|title|placeholder)=\"([^\"{]*[^\W\d_]{3}[^\"{]*)\"")
# Names, which are the same in every language.
NAMES = {"Tidgiver", "English", "Norsk", "bokmål", "nynorsk", "Blå", "Kors", "CSV", "XLSX", "PDF"}


def tags(source: str) -> list[str]:
    """The HTML tags of a template without what Django will put into them."""
    return re.findall(r"<[a-zA-Z][^>]*>", DJANGO.sub("", ASIDE.sub("", source)))


def test_templates_hold_no_inline_script_or_style():
    """The content security policy forbids them, and a browser would drop them in silence."""
    found = []
    for path in HTML:
        if "mail" in path.parts:
            continue  # no mail program reads our style sheets, so a letter carries its own look
        for tag in tags(read(path)):
            inline = re.search(r"\sstyle\s*=|\son[a-z]+\s*=|^<style\b|javascript:", tag, re.IGNORECASE)
            if inline or (tag.startswith("<script") and not re.search(r'\bsrc=|type="application/(?:ld\+)?json"', tag)):
                found.append(f"{name(path)}: {tag}")

    assert found == []


def test_translated_blocks_are_trimmed():
    """Without `trimmed` the catalogue fills with line breaks, and an indented template is another sentence."""
    blocks = [(name(path), block) for path in HTML for block in re.findall(r"\{%\s*(blocktrans.*?)%\}", read(path))]

    assert [block for block in blocks if "trimmed" not in block[1]] == []


def test_templates_say_nothing_outside_gettext():
    said = []
    for path in HTML:
        if "styleguide" in path.parts:
            continue  # sample sentences, for the eye of who builds
        source = NOT_SAID.sub("", TRANSLATED.sub("", ASIDE.sub("", read(path))))
        said += [f"{name(path)}: {words}" for words in SPOKEN_ATTRIBUTE.findall(DJANGO.sub("", source))]
        text = re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", DJANGO.sub(" ", source)))
        said += [f"{name(path)}: {word}" for word in re.findall(r"[^\W\d_]{3,}", text) if word not in NAMES]

    assert said == []
