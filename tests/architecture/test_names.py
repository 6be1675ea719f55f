"""What has names in several languages is called by the reader's."""

import re

from tests.architecture.files import name, python_files, read, templates

NAMED = re.compile(r"\b(?:role|qualification|kind|counts_as)\.name\b")
WITH_REASON = re.compile(r"\.names\b| [!=]= ")  # reads both, or compares what was written
# The demo's plans and the curriculum's files have one language each, and are no models.
ELSEWHERE = ("lms/demo/", "lms/courses/curriculum/")


def test_screens_letters_and_files_say_called():
    """`name` is bokmål whoever reads; `called` is the reader's (`lms/ui/naming.py`)."""
    found = [
        f"{name(path)}: {line.strip()}"
        for path in [*python_files(), *templates()]
        if not name(path).startswith(ELSEWHERE)
        for line in read(path).splitlines()
        if NAMED.search(line) and not WITH_REASON.search(line)
    ]

    assert found == []
