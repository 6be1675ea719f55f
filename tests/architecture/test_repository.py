"""What must not be in the repository, and what must agree in it."""

import os
import re
import subprocess
import tomllib

import pytest

from tests.architecture.files import ROOT, read

# Written in pieces, so that this file does not name them either.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.",
    "registry." + "yarn",
    "debian" + ".org",
    "cdn." + "jsdelivr",
    "unpkg" + ".com",
    "fonts." + "googleapis",
]


def tracked(*patterns: str) -> list[str]:
    """The files of the repository, new ones included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if (ROOT / name).is_file()]


def test_no_package_host_is_named():
    """What is installed comes from wherever the machine has been told to look; what a visitor loads comes from us."""
    said = []
    for name in tracked():
        try:
            text = read(ROOT / name)
        except UnicodeDecodeError:
            continue
        said += [f"{name}: {host}" for host in HOSTS if host in text]

    assert said == []


def test_scripts_can_be_run():
    scripts = [name for name in tracked("scripts", ".ci") if read(ROOT / name).startswith("#!")]

    assert [name for name in scripts if not os.access(ROOT / name, os.X_OK)] == []


def test_pinned_lists_hold_what_the_project_asks_for():
    """A dependency that is declared but not locked would be missing on a fresh machine."""
    asked = tomllib.loads(read(ROOT / "pyproject.toml"))

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=~ ;]", requirement)[0].lower() for requirement in requirements}

    def pinned(file: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9._-]+)==", read(ROOT / "requirements" / file), re.MULTILINE))

    groups = asked["dependency-groups"]
    assert names(asked["project"]["dependencies"]) - pinned("runtime.txt") == set(), "run make lock"
    assert names([*groups["dev"], *groups["test"], *groups["browser"]]) - pinned("dev.txt") == set(), "run make lock"


@pytest.mark.parametrize("file", ["runtime.txt", "dev.txt", "uv.txt"])
def test_pinned_packages_have_hashes(file):
    blocks = re.split(r"\n(?=[a-z0-9])", read(ROOT / "requirements" / file).split("\n", 2)[2])

    assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_what_is_vendored_is_what_the_manifest_says():
    done = subprocess.run(["python3", "scripts/vendor", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stderr, done.returncode) == ("", 0)
