"""The release workflow: nothing is published untested or unattested, and a job has only the rights of its steps."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import REPOSITORY

WORKFLOW: dict[str, Any] = yaml.safe_load((REPOSITORY / ".github/workflows/release.yml").read_text("utf-8"))
JOBS: dict[str, Any] = WORKFLOW["jobs"]

_CHECK = "from tools.release.__main__ import main; sys.exit(main(['check', '--tag', 'v0.0.0$(id)']))"


def before(job: str) -> set[str]:
    """Every job that must have succeeded when ``job`` starts."""
    needs = JOBS[job].get("needs", [])
    return {*needs, *(name for need in needs for name in before(need))}


def actions(job: str) -> set[str]:
    return {step["uses"].partition("@")[0] for step in JOBS[job].get("steps", ()) if "uses" in step}


@pytest.mark.parametrize("job", ["pypi", "image", "github"])
def test_what_is_published_was_tested_built_and_attested_before(job: str) -> None:
    assert {"test", "build", "attest"} <= before(job)


def test_the_wheel_is_built_in_one_job_alone() -> None:
    building = [
        name for name, job in JOBS.items() if any("make sbom" in step.get("run", "") for step in job.get("steps", ()))
    ]

    assert building == ["build"]
    assert not any("hatchling" in str(job) for job in JOBS.values())


def test_only_jobs_that_sign_get_an_identity() -> None:
    """An identity of a job is what PyPI and Sigstore trust: it belongs to none that runs code of dependencies."""
    signing = {name for name, job in JOBS.items() if job["permissions"].get("id-token")}

    assert signing == {"attest", "pypi", "image"}
    assert WORKFLOW["permissions"] == {}
    assert JOBS["pypi"]["permissions"] == {"id-token": "write"}
    assert JOBS["build"]["permissions"] == {"contents": "read"}
    assert not any("run" in step for job in ("attest", "pypi") for step in JOBS[job]["steps"])


def test_a_right_to_write_belongs_to_the_step_that_needs_it() -> None:
    rights = {
        name: {key for key, value in job["permissions"].items() if value == "write"} for name, job in JOBS.items()
    }

    assert {name for name in rights if "packages" in rights[name]} == {"image"}
    assert {name for name in rights if "contents" in rights[name]} == {"github"}
    for name, written in rights.items():
        assert ("attestations" in written) == ("actions/attest" in actions(name))


def test_pypi_is_asked_for_by_identity_with_attestations_and_approval() -> None:
    *_, publish = JOBS["pypi"]["steps"]

    assert publish["uses"].startswith("pypa/gh-action-pypi-publish@")
    assert publish["with"]["attestations"] is True
    assert not {"password", "user"} & publish["with"].keys()
    assert JOBS["pypi"]["environment"]["name"] == "pypi"


def test_a_tag_is_never_text_of_a_script() -> None:
    scripts = [step["run"] for job in JOBS.values() for step in job.get("steps", ()) if "run" in step]

    assert len(scripts) >= 5
    assert not any("${{" in script for script in scripts)
    assert not any("make" in script and "GITHUB_REF" in script for script in scripts)  # which expands what it is given


def test_the_tag_is_compared_before_anything_is_built() -> None:
    scripts = [step["run"] for step in JOBS["build"]["steps"] if "run" in step]

    assert scripts[0] == 'python -m tools.release check --tag "$GITHUB_REF_NAME"'


def test_the_tag_is_compared_without_any_package(tmp_path: Path) -> None:
    """The first step of the workflow runs in a bare Python."""
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})\n{_CHECK}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("the tag is v0.0.0$(id), and mwaa_tf/__init__.py has ")


def test_the_targets_that_the_workflow_makes_exist() -> None:
    made = {
        target
        for job in JOBS.values()
        for step in job.get("steps", ())
        for call in re.findall(r"\bmake ([a-z -]+)", step.get("run", ""))
        for target in call.split()
    }

    assert made == {"sbom", "registry", "site"}
    for target in made:
        assert re.search(rf"^{target}: .*## ", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE)
