"""A release is refused unless version, tag, changelog and wheel agree."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest

import mwaa_tf
from tests.support import REPOSITORY
from tools.release.__main__ import main
from tools.release.agreement import ReleaseError, disagreements, stamped_version
from tools.release.changelog import section_of, sections

TODAY = dt.date(2026, 3, 1)
READY = """\
# Changelog

## 1.2.0 - 2026-02-28

- `render` writes less.

## 1.1.9 - 2026-01-31

- Something else.
"""


def checkout(folder: Path, *, changelog: str = READY, version: str = "1.2.0", upgrading: str = "## 1.2.0\n") -> Path:
    """The three files that a release reads."""
    for name, text in {
        "mwaa_tf/__init__.py": f'"""Sample."""\n\n__version__ = "{version}"\n',
        "CHANGELOG.md": changelog,
        "docs/upgrading.md": upgrading,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def wheel(folder: Path, version: str, name: str | None = None) -> Path:
    file = folder / f"mwaa_tf-{name or version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            f"mwaa_tf-{version}.dist-info/METADATA", f"Metadata-Version: 2.4\nVersion: {version}\n\nText\n"
        )
    return file


def test_this_checkout_agrees_with_itself() -> None:
    assert disagreements(REPOSITORY, today=dt.datetime.now(dt.UTC).date()) == []


def test_a_tag_of_this_checkout_is_that_of_its_version() -> None:
    """Of a clone with tags; where there are none, nothing has been released."""
    tags = subprocess.run(
        ["git", "tag", "--points-at", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    today = dt.datetime.now(dt.UTC).date()
    for tag in tags.stdout.split():
        assert disagreements(REPOSITORY, today=today, tag=tag) == []


def test_the_version_is_stamped_in_one_place() -> None:
    """Everything else reads it: the wheel, `--version`, SARIF, user agents, the modules' registry."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    literal = re.compile(
        rf"""mwaa_tf[-\w ,()="']{{0,20}}{re.escape(mwaa_tf.__version__)}|v{re.escape(mwaa_tf.__version__)}\b"""
    )
    files = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout

    assert stamped_version(REPOSITORY) == mwaa_tf.__version__
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"] == {"path": "mwaa_tf/__init__.py"}
    stamped = [
        name
        for name in files.splitlines()
        if not name.startswith(("tests/", "CHANGELOG.md"))
        and name.endswith((".py", ".md", ".toml", ".yml", ".j2", ".tf", "Makefile"))
        if literal.search((REPOSITORY / name).read_text("utf-8", errors="replace"))
    ]
    assert stamped == []


def test_a_release_that_is_ready_passes(tmp_path: Path) -> None:
    root = checkout(tmp_path)

    assert disagreements(root, today=TODAY, tag="v1.2.0", wheel=wheel(tmp_path, "1.2.0")) == []
    assert main(["check", "--root", str(root), "--tag", "v1.2.0"]) == 0


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2.1", "v1.2", "v1.2.0-rc1", "V1.2.0", "v1.2.0 ", ""])
def test_a_tag_is_v_and_the_version_and_nothing_else(tag: str, tmp_path: Path) -> None:
    assert disagreements(checkout(tmp_path), today=TODAY, tag=tag) == [
        f"the tag is {tag}, and mwaa_tf/__init__.py has 1.2.0, whose tag is v1.2.0"
    ]


@pytest.mark.parametrize("version", ["1.2", "v1.2.0", "1.2.0rc1", "01.2.0", "1.2.0.dev1", ""])
def test_a_version_is_one_for_pypi_and_for_the_registry(version: str, tmp_path: Path) -> None:
    problems = disagreements(checkout(tmp_path, version=version), today=TODAY)

    assert f"mwaa_tf/__init__.py: {version!r} is not MAJOR.MINOR.PATCH" in problems


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("## 1.2.0 - 2026-02-28", "## Unreleased", "CHANGELOG.md: no section ## 1.2.0 - YYYY-MM-DD"),
        (" - 2026-02-28", "", "CHANGELOG.md: ## 1.2.0 needs its date: ## 1.2.0 - YYYY-MM-DD"),
        ("2026-02-28", "2026-02-30", "CHANGELOG.md: ## 1.2.0 needs its date: ## 1.2.0 - YYYY-MM-DD"),
        ("2026-02-28", "28 February", "CHANGELOG.md: ## 1.2.0 needs its date: ## 1.2.0 - YYYY-MM-DD"),
        ("2026-02-28", "2026-03-02", "CHANGELOG.md: ## 1.2.0 is dated 2026-03-02, which is after 2026-03-01"),
        ("- `render` writes less.\n", "", "CHANGELOG.md: ## 1.2.0 is empty"),
        ("## 1.1.9", "## 1.10.0", "CHANGELOG.md: ## 1.2.0 is above ## 1.10.0; the newest is the first"),
        ("## 1.1.9", "## 1.2.0", "CHANGELOG.md: ## 1.2.0 is above ## 1.2.0; the newest is the first"),
        ("## 1.1.9", "## Next", "CHANGELOG.md: ## Next is neither MAJOR.MINOR.PATCH nor Unreleased"),
        ("## 1.1.9 - 2026-01-31", "## Unreleased", "CHANGELOG.md: ## Unreleased is the first section, without a date"),
        (
            "## 1.2.0 -",
            "## Unreleased\n\n- New.\n\n## 1.2.0 -",
            "CHANGELOG.md: ## Unreleased is not empty; move its lines to ## 1.2.0",
        ),
        (
            "## 1.2.0 -",
            "## 1.3.0 - 2026-02-28\n\n- New.\n\n## 1.2.0 -",
            "mwaa_tf/__init__.py: 1.2.0 is older than 1.3.0, the newest in CHANGELOG.md",
        ),
    ],
)
def test_a_changelog_that_is_not_ready(old: str, new: str, problem: str, tmp_path: Path) -> None:
    changelog = READY.replace(old, new)
    assert changelog != READY

    assert problem in disagreements(checkout(tmp_path, changelog=changelog), today=TODAY, tag="v1.2.0")


def test_the_guide_for_upgrades_names_the_version(tmp_path: Path) -> None:
    problems = disagreements(checkout(tmp_path, upgrading="# Upgrading\n\n## Unreleased\n"), today=TODAY, tag="v1.2.0")

    assert problems == ["docs/upgrading.md: ## Unreleased needs the version as its heading: ## 1.2.0"]


@pytest.mark.parametrize(
    ("built", "name", "problem"),
    [
        ("1.1.9", None, "its name does not have version 1.2.0"),
        ("1.1.9", "1.2.0", "its metadata have version 1.1.9, not 1.2.0"),
    ],
)
def test_a_wheel_of_another_version(built: str, name: str | None, problem: str, tmp_path: Path) -> None:
    problems = disagreements(checkout(tmp_path), today=TODAY, wheel=wheel(tmp_path, built, name))

    assert any(problem in line for line in problems)


def test_two_stamps_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = checkout(tmp_path)
    with (root / "mwaa_tf/__init__.py").open("a") as file:
        file.write('__version__ = "1.3.0"\n')

    with pytest.raises(ReleaseError, match="2 lines of the form"):
        stamped_version(root)
    assert main(["check", "--root", str(root)]) == 1
    assert "one is needed" in capsys.readouterr().err


def test_the_command_prints_what_disagrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(checkout(tmp_path)), "--tag", "v2.0.0"]) == 1
    assert capsys.readouterr().err == "the tag is v2.0.0, and mwaa_tf/__init__.py has 1.2.0, whose tag is v1.2.0\n"


def test_notes_are_the_section_of_the_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notes", "--root", str(checkout(tmp_path))]) == 0
    assert capsys.readouterr().out == "- `render` writes less.\n"
    assert main(["notes", "--root", str(checkout(tmp_path, version="1.3.0"))]) == 1
    assert "no section ## 1.3.0" in capsys.readouterr().err


def test_the_changelog_is_read_as_sections() -> None:
    assert [(section.title, section.date) for section in sections(READY)] == [
        ("1.2.0", "2026-02-28"),
        ("1.1.9", "2026-01-31"),
    ]
    assert section_of("1.1.8", READY) is None
