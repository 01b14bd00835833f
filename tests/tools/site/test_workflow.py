"""The workflow of the site: published from main alone, by a job that runs no code of ours."""

from __future__ import annotations

from typing import Any

import yaml

from tests.support import REPOSITORY

JOBS: dict[str, Any] = yaml.safe_load((REPOSITORY / ".github/workflows/site.yml").read_text("utf-8"))["jobs"]


def test_only_main_is_published() -> None:
    upload = next(step for step in JOBS["build"]["steps"] if "upload-pages-artifact" in step.get("uses", ""))

    assert JOBS["deploy"]["if"] == upload["if"] == "github.ref == 'refs/heads/main'"
    assert JOBS["deploy"]["needs"] == "build"
    assert JOBS["deploy"]["environment"]["name"] == "github-pages"


def test_the_job_that_may_publish_runs_nothing_of_ours() -> None:
    assert JOBS["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert [step["uses"].partition("@")[0] for step in JOBS["deploy"]["steps"]] == ["actions/deploy-pages"]
    assert JOBS["build"]["permissions"] == {"contents": "read"}


def test_the_release_makes_the_archive_that_the_site_takes() -> None:
    release = (REPOSITORY / ".github/workflows/release.yml").read_text("utf-8")
    build = str(JOBS["build"])

    assert "--release --pack build/release/mwaa_tf-site.tar.gz" in release
    assert "--pattern mwaa_tf-site.tar.gz" in build
    assert "gh workflow run site.yml --ref main" in release
