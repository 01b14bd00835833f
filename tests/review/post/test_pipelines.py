"""What the variables of a pipeline say, and what is said where they do not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.review.post import _summary, post
from mwaa_tf.review.post._errors import RefusedError
from tests.review.post.fake_platform import TOKEN, StandIn
from tests.support import REPOSITORY, run

DOCUMENT = "<!-- mwaa_tf review: default 1 -->\n## Terraform plan\n"
PLAN = REPOSITORY / "tests/review/plans/delete.json"


def event(folder: Path, **contents: Any) -> str:
    path = folder / "event.json"
    path.write_text(json.dumps(contents))
    return str(path)


def request(number: int, head: str | None, base: str = "acme/infra") -> dict[str, Any]:
    repository = None if head is None else {"full_name": head}
    return {"number": number, "head": {"repo": repository}, "base": {"repo": {"full_name": base}}}


@pytest.mark.parametrize(
    "contents",
    [
        {"pull_request": request(5, "acme/infra")},
        {"issue": {"number": 5, "pull_request": {"url": "…"}}},
        {"workflow_run": {"pull_requests": [{"number": 5}]}},
    ],
)
def test_the_event_names_the_pull_request(github: StandIn, tmp_path: Path, contents: dict[str, Any]) -> None:
    environ = github.environ(GITHUB_EVENT_PATH=event(tmp_path, **contents), GITHUB_REF="refs/heads/main")

    assert post("github", [DOCUMENT], environ).outcome == "created"


@pytest.mark.parametrize(
    "contents",
    [{}, {"issue": {"number": 5}}, {"workflow_run": {"pull_requests": []}}, {"pull_request": "5"}],
)
def test_without_a_pull_request_the_variables_are_named(
    github: StandIn, tmp_path: Path, contents: dict[str, Any]
) -> None:
    environ = github.environ(GITHUB_EVENT_PATH=event(tmp_path, **contents), GITHUB_REF="refs/heads/main")

    with pytest.raises(UsageError, match=r"GITHUB_EVENT_PATH.*GITHUB_REF.*--pull-request"):
        post("github", [DOCUMENT], environ)
    assert post("github", [DOCUMENT], environ, number=5).outcome == "created"


def test_without_a_merge_request_the_variables_are_named(gitlab: StandIn) -> None:
    environ = gitlab.environ()
    for name in [name for name in environ if "MERGE_REQUEST" in name]:
        del environ[name]

    with pytest.raises(UsageError, match=r"CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID are not set"):
        post("gitlab", [DOCUMENT], environ)
    assert post("gitlab", [DOCUMENT], environ, number=5).outcome == "created"


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITLAB_TOKEN", "CI_API_V4_URL"])
def test_what_is_missing_is_named(platform: StandIn, name: str) -> None:
    environ = {**platform.environ(), "CI_JOB_TOKEN": "does not do"}
    if name in environ:
        environ[name] = " "
        with pytest.raises(UsageError, match=f"{name} is not set"):
            post(platform.dialect, [DOCUMENT], environ)
    assert platform.requests == []


def test_a_token_with_a_line_end_is_taken_and_another_is_not(platform: StandIn) -> None:
    name = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN"}[platform.dialect]
    assert post(platform.dialect, [DOCUMENT], platform.environ(**{name: f"{TOKEN}\n"})).outcome == "created"
    for token in ("a\nHost: evil", "ä", "two words"):
        with pytest.raises(UsageError, match=f"{name}: has characters"):
            post(platform.dialect, [DOCUMENT], platform.environ(**{name: token}))


@pytest.mark.parametrize("head", ["somebody/infra", None])
def test_a_fork_s_token_may_only_read_and_that_fails_nothing(github: StandIn, tmp_path: Path, head: str | None) -> None:
    summary = tmp_path / "summary.md"
    path = event(tmp_path, pull_request=request(5, head))
    environ = github.environ(GITHUB_EVENT_PATH=path, GITHUB_STEP_SUMMARY=str(summary))
    github.fail("POST", 403, said={"message": "Resource not accessible by integration"})

    result = post("github", [DOCUMENT], environ)

    assert (result.outcome, github.comments) == ("skipped", [])
    assert "from a fork" in result.reason
    assert "Resource not accessible" in result.reason
    assert summary.read_text() == f"{DOCUMENT}\n"


def test_the_same_refusal_is_an_error_where_there_is_no_fork(github: StandIn, tmp_path: Path) -> None:
    environ = github.environ(GITHUB_EVENT_PATH=event(tmp_path, pull_request=request(5, "acme/infra")))
    github.fail("POST", 403, said={"message": "Resource not accessible by integration"})

    with pytest.raises(RefusedError, match="pull-requests: write"):
        post("github", [DOCUMENT], environ)


def test_a_fork_on_gitlab_has_no_token_at_all(gitlab: StandIn) -> None:
    environ = gitlab.environ(CI_PROJECT_ID="99", GITLAB_TOKEN="")

    result = post("gitlab", [DOCUMENT], environ)

    assert (result.outcome, gitlab.requests) == ("skipped", [])
    assert "from a fork" in result.reason


def test_the_summary_is_added_to_and_never_too_long(
    github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setattr(_summary, "_LONGEST", len(DOCUMENT) + 10)
    second = DOCUMENT.replace(" 1 ", " 2 ")

    post("github", [DOCUMENT, second], github.environ(GITHUB_STEP_SUMMARY=str(summary)))

    assert summary.read_text().startswith(f"before\n{DOCUMENT}")
    assert "Truncated" in summary.read_text()
    assert second not in summary.read_text()
    with pytest.raises(MwaaTfError, match="cannot be written"):
        post("github", [DOCUMENT], github.environ(GITHUB_STEP_SUMMARY=str(tmp_path)))


def test_the_command_posts_and_still_stops_the_pipeline(platform: StandIn, tmp_path: Path) -> None:
    environ = {**os.environ, **platform.environ()}
    arguments = ["review", str(PLAN), "--post", platform.dialect, "--fail-on", "delete", "--title", "The plan"]

    done = run(*arguments, cwd=tmp_path, env=environ)

    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{platform.dialect}: comment created https://" in done.stderr
    assert "Stopped: --fail-on delete" in done.stderr
    assert TOKEN not in done.stderr
    assert platform.bodies()[0].startswith("<!-- mwaa_tf review: default 1 run 20 -->\n## The plan\n")


def test_the_command_says_what_it_lacks(platform: StandIn, tmp_path: Path) -> None:
    done = run("review", str(PLAN), "--post", platform.dialect, cwd=tmp_path, env={"PATH": os.environ["PATH"]})

    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert "not set" in done.stderr
