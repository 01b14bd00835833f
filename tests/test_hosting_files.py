"""What the hosting platform reads: issue forms, updates of dependencies, and where vulnerabilities are reported."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import REPOSITORY

GITHUB = REPOSITORY / ".github"
FORMS = sorted(set(GITHUB.glob("ISSUE_TEMPLATE/*.yml")) - {GITHUB / "ISSUE_TEMPLATE/config.yml"})
UPDATES: list[dict[str, Any]] = yaml.safe_load((GITHUB / "dependabot.yml").read_text("utf-8"))["updates"]

#: What dependabot calls each kind of file.
ECOSYSTEMS = {
    "constraints.txt": "pip",
    "pyproject.toml": "pip",
    "package-lock.json": "npm",
    "Dockerfile": "docker",
    "versions.tf": "terraform",
}


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.dependabot", [GITHUB / "dependabot.yml"]),
        ("vendor.github-issue-config", [GITHUB / "ISSUE_TEMPLATE/config.yml"]),
        ("vendor.github-issue-forms", FORMS),
    ],
)
def test_each_file_is_as_its_schema_says(schema: str, files: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert files
    assert done.returncode == 0, done.stdout


def test_every_file_with_versions_is_updated() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    pinned = {
        (ECOSYSTEMS[path.name], f"/{path.parent.as_posix()}".removesuffix("."))
        for path in map(Path, tracked.splitlines())
        if path.name in ECOSYSTEMS and path.parts[0] not in {"tests", "generated", "examples"}
    }
    listed = {(update["package-ecosystem"], folder) for update in UPDATES for folder in update["directories"]}

    assert ("github-actions", "/") in listed
    modules = {entry for entry in pinned if re.fullmatch(r"/modules/[\w-]+", entry[1])}
    assert modules
    assert ("terraform", "/modules/*") in listed
    assert pinned - modules <= listed
    for ecosystem, folder in listed - {("github-actions", "/"), ("terraform", "/modules/*")}:
        assert (ecosystem, folder) in pinned, f"{folder} has nothing for {ecosystem}"


def test_nobody_is_named_where_a_person_would_be_needed() -> None:
    """Reports go through the platform; an address in a file would be invented, or old."""
    for file in [REPOSITORY / "SECURITY.md", *GITHUB.rglob("*.md"), *GITHUB.rglob("*.yml")]:
        text = file.read_text("utf-8")
        assert not re.search(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", text), file
        assert not re.search(r"^\s*(?:assignees|reviewers):", text, re.MULTILINE), file
    assert "private vulnerability" in " ".join((REPOSITORY / "SECURITY.md").read_text("utf-8").split())


def test_a_report_of_a_bug_asks_for_what_the_program_tells() -> None:
    bug = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE/1-bug.yml").read_text("utf-8"))
    required = {field["id"] for field in bug["body"] if field.get("validations", {}).get("required")}

    assert {"what", "configuration", "versions"} <= required
    assert "`mwaa_tf --version -v`" in str(bug)
