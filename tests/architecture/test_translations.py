"""Every sentence of the interface stands in both Norwegian languages, with the same blanks to fill."""

import ast
import re
import shutil
from pathlib import Path

import pytest
import wagtail
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.test import override_settings

from scripts.catalogues import gather
from scripts.machine import gettext
from tests.architecture.files import ROOT, name, python_files, read

LANGUAGES = ["nb", "nn"]
WAGTAIL = Path(wagtail.__file__).parent
CORRECTED = {"The page title as you'd like it to be seen by the public"}  # what Wagtail's Norwegian misspells
BLANK = re.compile(r"%\([a-z_A-Z0-9]+\)[sdrf]|%[sdrf]|\{[a-z_A-Z0-9.]*\}")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "gettext_noop"}


def catalogue(path: Path) -> Catalog:
    """A catalogue as it is written, faults and all."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def texts(message: Message) -> tuple[list[str], list[str]]:
    """What is asked and what is answered, each as a list of its plural forms."""
    ask, answer = message.id, message.string
    asked = [ask] if isinstance(ask, str) else list(ask)
    answered = [answer] if isinstance(answer, str) else list(answer or [""])
    return asked, [str(form or "") for form in answered]


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the catalogues, brought up to date with code and templates as `make messages` would."""
    if not gettext():
        pytest.skip("gettext is not installed; `make test` installs it")
    folder = tmp_path_factory.mktemp("messages")
    for part in ("lms", "content", "templates", "locale"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("*.mo", "__pycache__", "curriculum", "migrations"))
    with pytest.MonkeyPatch.context() as patch, override_settings(LOCALE_PATHS=[folder / "locale"]):
        patch.chdir(folder)
        gather(LANGUAGES)
    return folder / "locale"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(gathered, language):
    messages = [message for message in catalogue(gathered / language / "LC_MESSAGES" / "django.po") if message.id]

    assert "\n".join(texts(message)[0][0] for message in messages if message.fuzzy or not all(texts(message)[1])) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_blanks(language):
    wrong = []
    for message in catalogue(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"):
        if not message.id or not all(texts(message)[1]):
            continue
        asked, answered = texts(message)
        allowed = {frozenset(BLANK.findall(form)) for form in asked}
        # In the singular the number may be said in words.
        wrong += [form for form in answered if frozenset(BLANK.findall(form)) not in allowed]

    assert wrong == []


@pytest.mark.parametrize(("file", "least", "corrected"), [("django", 100, CORRECTED), ("djangojs", 40, set())])
def test_the_words_of_the_desk_are_those_that_wagtail_lacks(file: str, least: int, corrected: set[str]):
    """What a new Wagtail says otherwise, or in Norwegian, goes out."""

    def sentences(pattern: str, *, translated: bool) -> set[str]:
        messages = [message for path in WAGTAIL.glob(pattern) for message in catalogue(path) if message.id]
        return {texts(message)[0][0] for message in messages if not translated or all(texts(message)[1])}

    words = [texts(message) for message in catalogue(ROOT / "locale" / "cms" / "nb" / "LC_MESSAGES" / f"{file}.po") if message.id]
    ours = {asked[0] for asked, _answered in words}
    assert len(ours) > least
    # A blank may be left out where Norwegian would bend the word in it, but none can be made up.
    assert [form for asked, answered in words for form in answered if not set(BLANK.findall(form)) <= set(BLANK.findall(asked[-1]))] == []
    assert ours - sentences(f"**/locale/en/LC_MESSAGES/{file}.po", translated=False) == set()
    assert ours & sentences(f"**/locale/nb/LC_MESSAGES/{file}.po", translated=True) == corrected


def test_translated_sentences_are_whole():
    """A sentence glued together while running is in no catalogue."""
    glued = [
        f"{name(path)}:{call.lineno}"
        for path in python_files()
        for call in ast.walk(ast.parse(read(path)))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args[:1])
    ]

    assert glued == []
