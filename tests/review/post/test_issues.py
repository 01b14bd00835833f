"""One issue for each title, for as long as there is drift."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.pipelines import github as github_pipeline
from mwaa_tf.review.conditions import DRIFT_CONDITIONS
from mwaa_tf.review.marker import Marker, with_run
from mwaa_tf.review.post import DriftReport, Posted, post_issue
from mwaa_tf.review.post._errors import RefusedError
from tests.review.post.fake_platform import StandIn
from tests.support import REPOSITORY, run

PLANS = REPOSITORY / "tests/review/plans"
TITLE, LABEL = "Drift: platform data-etl", "mwaa-drift"
UPDATE = {"github": "PATCH", "gitlab": "PUT"}


def document(text: str) -> str:
    return f"{Marker('default')}\n## {text}\n"


def reported(
    platform: StandIn, text: str = "1 to update", *, drift: bool = True, complete: bool = True, number: int = 20
) -> Posted:
    report = DriftReport(TITLE, LABEL, document(text), drift, complete)
    return post_issue(platform.dialect, report, platform.environ(number))


def page_of_run(platform: StandIn, number: int) -> str:
    return {
        "github": f"https://github.example/acme/infra/actions/runs/{number}",
        "gitlab": f"https://gitlab.example/acme/infra/-/pipelines/{number}",
    }[platform.dialect]


def test_drift_opens_an_issue_with_the_label_and_the_run(platform: StandIn) -> None:
    result = reported(platform)

    assert result.outcome == "created"
    assert platform.open_issues() == {
        TITLE: "<!-- mwaa_tf review: default 1 run 20 -->\n## 1 to update\n\n"
        f"Found by {page_of_run(platform, 20)}. `mwaa_tf apply` puts it back; a change of the configuration keeps it.\n"
    }
    assert platform.issues[0]["labels"] in ([LABEL], [{"name": LABEL}])
    assert result.urls == (platform.issues[0].get("html_url") or platform.issues[0]["web_url"],)


def test_the_next_run_updates_it(platform: StandIn) -> None:
    reported(platform)

    result = reported(platform, "2 to update", number=21)

    assert result.outcome == "updated"
    (body,) = platform.open_issues().values()
    assert "## 2 to update" in body
    assert page_of_run(platform, 21) in body


def test_a_repeated_job_changes_nothing(platform: StandIn) -> None:
    reported(platform)
    platform.requests.clear()

    assert reported(platform).outcome == "unchanged"
    assert platform.writes() == []


def test_without_drift_it_is_closed_with_a_comment_that_names_the_run(platform: StandIn) -> None:
    reported(platform)

    result = reported(platform, "no changes", drift=False, number=21)

    assert result.outcome == "closed"
    assert platform.open_issues() == {}
    assert platform.issues[0]["comments_of_test"] == [f"No drift any more: {page_of_run(platform, 21)}"]


def test_without_drift_and_without_an_issue_nothing_is_written(platform: StandIn) -> None:
    result = reported(platform, drift=False)

    assert (result.outcome, platform.writes()) == ("unchanged", [])


def test_an_issue_stays_open_while_plans_are_missing(platform: StandIn) -> None:
    reported(platform)

    result = reported(platform, "no changes", drift=False, complete=False, number=21)

    assert result.outcome == "unchanged"
    assert "not every workspace" in result.reason
    assert "## 1 to update" in platform.open_issues()[TITLE]


def test_drift_that_comes_back_opens_another_issue(platform: StandIn) -> None:
    reported(platform)
    reported(platform, drift=False, number=21)

    assert reported(platform, number=22).outcome == "created"
    assert platform.issues[0]["state"] == "closed"
    assert len(platform.open_issues()) == 1


def test_issues_of_other_titles_and_labels_are_left_alone(platform: StandIn) -> None:
    platform.add_issue(f"{TITLE}-2", "of another environment")
    platform.add_issue(TITLE, "with another label", "question")
    before = json.dumps(platform.issues)

    reported(platform, drift=False)

    assert json.dumps(platform.issues) == before
    assert reported(platform).outcome == "created"


def test_pull_requests_are_no_issues(github: StandIn) -> None:
    github.add_issue(TITLE, "of a pull request", pull_request={"url": "…"})

    assert reported(github, drift=False).outcome == "unchanged"


def test_it_is_found_on_a_later_page(platform: StandIn) -> None:
    platform.add_issue(TITLE, "old")
    for number in range(250):
        platform.add_issue(f"Drift: platform data-env{number}")

    assert reported(platform).outcome == "updated"
    assert len(platform.issues) == 251


def test_a_run_that_comes_late_leaves_the_issue_of_the_newer_one(platform: StandIn) -> None:
    reported(platform, "new", number=30)

    for drift in (True, False):
        result = reported(platform, "old", drift=drift)
        assert result.outcome == "skipped"
        assert "run 30" in result.reason
    assert "## new" in platform.open_issues()[TITLE]


def test_of_two_runs_that_both_found_none_one_issue_stays_open(platform: StandIn) -> None:
    platform.before["POST"] = lambda: platform.add_issue(TITLE, with_run(document("theirs"), 19))

    result = reported(platform, "mine")

    assert result.outcome == "updated"
    assert [issue["state"] == "closed" for issue in platform.issues] == [False, True]
    assert platform.issues[1]["comments_of_test"] == ["Duplicate of #1."]
    assert "## mine" in platform.open_issues()[TITLE]


@pytest.mark.parametrize("trouble", [{"status": 502}, {"status": 0, "silent": True}])
def test_an_issue_that_was_opened_without_an_answer_is_not_opened_again(
    platform: StandIn, trouble: dict[str, int]
) -> None:
    platform.labels.append(LABEL)
    platform.fail("POST", done=True, **trouble)

    result = reported(platform)

    assert result.urls
    assert len(platform.issues) == 1


def test_a_comment_without_an_answer_closes_the_issue_all_the_same(platform: StandIn) -> None:
    reported(platform)
    platform.fail("POST", 502, times=9)

    assert reported(platform, drift=False, number=21).outcome == "closed"
    assert platform.open_issues() == {}


def test_the_label_is_created_once(github: StandIn) -> None:
    reported(github)
    reported(github, drift=False)
    reported(github)

    assert github.labels == [LABEL]


def test_a_label_that_another_run_creates_meanwhile_is_no_error(github: StandIn) -> None:
    github.before["POST"] = lambda: github.labels.append(LABEL)

    assert reported(github).outcome == "created"


def test_a_refused_call_says_which_permission_is_missing(platform: StandIn) -> None:
    platform.labels.append(LABEL)
    platform.fail("POST", 403, said={"message": "Forbidden"})

    with pytest.raises(RefusedError, match={"github": "issues: write", "gitlab": "role Reporter"}[platform.dialect]):
        reported(platform)


def test_no_pull_request_is_needed_and_what_is_missing_is_named(platform: StandIn) -> None:
    environ = platform.environ()
    environ = {name: value for name, value in environ.items() if "MERGE_REQUEST" not in name and name != "GITHUB_REF"}
    report = DriftReport(TITLE, LABEL, document("1 to update"), True)
    names = {
        "github": ["GITHUB_TOKEN", "GITHUB_REPOSITORY"],
        "gitlab": ["GITLAB_TOKEN", "CI_API_V4_URL", "CI_PROJECT_ID"],
    }[platform.dialect]

    for name in names:
        with pytest.raises(UsageError, match=f"{name} is not set"):
            post_issue(platform.dialect, report, {**environ, name: " "})
    assert platform.requests == []
    assert post_issue(platform.dialect, report, environ).outcome == "created"


@pytest.mark.parametrize("address", ["javascript:x", "https://a.example/](https://b.example", "https://a.example/<b>"])
def test_a_page_that_is_none_is_not_put_into_the_issue(gitlab: StandIn, address: str) -> None:
    report = DriftReport(TITLE, LABEL, document("1 to update"), True)

    post_issue("gitlab", report, gitlab.environ(CI_PIPELINE_URL=address))

    assert "Found by `mwaa_tf review`." in gitlab.open_issues()[TITLE]


def review(platform: StandIn, folder: Path, plan: str, *options: str) -> tuple[int, str]:
    """The exit code of the command, and its messages."""
    command = ("review", f"2-environments/data-etl={PLANS / plan}", "--post", platform.dialect, "--issue", TITLE)
    done = run(*command, *options, cwd=folder, env={**os.environ, **platform.environ()})
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_the_command_opens_and_closes_it(platform: StandIn, tmp_path: Path) -> None:
    code, messages = review(platform, tmp_path, "update.json", "--title", TITLE)
    assert (code, f"{platform.dialect}: issue created https://" in messages) == (0, True)
    assert "2-environments/data-etl" in platform.open_issues()[TITLE]
    assert platform.comments == []

    code, messages = review(platform, tmp_path, "empty.json", "--incomplete")
    assert (code, "issue unchanged: not every workspace could be planned" in messages) == (0, True)

    code, messages = review(platform, tmp_path, "empty.json")
    assert (code, f"{platform.dialect}: issue closed https://" in messages) == (0, True)
    assert platform.open_issues() == {}


def test_a_change_that_no_plan_would_undo_opens_none(platform: StandIn, tmp_path: Path) -> None:
    plan = json.loads((PLANS / "drift.json").read_text())
    plan["resource_changes"] = []
    (tmp_path / "plan.json").write_text(json.dumps(plan))

    code, _ = review(platform, tmp_path, str(tmp_path / "plan.json"))

    assert (code, platform.open_issues()) == (0, {})


def test_a_plan_that_failed_or_is_not_understood_opens_one(platform: StandIn, tmp_path: Path) -> None:
    for plan in ("errored.json", "unknown_action.json", "incomplete.json"):
        platform.issues.clear()
        assert review(platform, tmp_path, plan)[0] == 0
        assert TITLE in platform.open_issues(), plan


def test_the_exit_codes_are_those_of_a_review(platform: StandIn, tmp_path: Path) -> None:
    assert review(platform, tmp_path, "update.json", "--fail-on", "update")[0] == 1
    assert TITLE in platform.open_issues()

    code, messages = review(platform, tmp_path, "no-such.json")
    assert (code, "no-such.json" in messages) == (2, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--issue", TITLE], "--issue requires --post"),
        (["--label", "drift"], "--label requires --issue"),
        (["--incomplete"], "--incomplete requires --issue"),
        (["--issue", TITLE, "--post", "gitlab", "--split"], "--issue and --split are mutually exclusive"),
        (["--issue", TITLE, "--post", "gitlab", "--pull-request", "5"], "--issue and --pull-request are mutually"),
        (["--issue", "two\nlines"], "expected is one line of at most 255 characters"),
        (["--issue", "x" * 256], "expected is one line of at most 255 characters"),
        (["--issue", TITLE, "--label", "a,b"], "without commas"),
        (["--issue", TITLE, "--label", ""], "expected are up to 50 characters"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    gitlab: StandIn, tmp_path: Path, options: list[str], message: str
) -> None:
    environ = {**os.environ, **gitlab.environ(), "COLUMNS": "200"}

    done = run("review", str(PLANS / "update.json"), *options, cwd=tmp_path, env=environ)

    assert done.returncode == 2
    assert message in done.stderr
    assert gitlab.requests == []


def test_a_label_of_ones_own_is_used(platform: StandIn, tmp_path: Path) -> None:
    review(platform, tmp_path, "update.json", "--label", "to do: drift/é")

    assert review(platform, tmp_path, "empty.json")[1].startswith(f"{platform.dialect}: issue unchanged")
    assert review(platform, tmp_path, "empty.json", "--label", "to do: drift/é")[0] == 0
    assert platform.open_issues() == {}


def test_a_long_review_fits_into_an_issue(platform: StandIn, tmp_path: Path) -> None:
    plan = json.loads((PLANS / "update.json").read_text())
    change = plan["resource_changes"][0]
    change["change"]["after"]["note"] = "not only tags"
    plan["resource_changes"] = [
        {**change, "address": f"{change['address']}_{number}", "name": f"{change['name']}_{number}"}
        for number in range(3000)
    ]
    (tmp_path / "plan.json").write_text(json.dumps(plan))

    assert review(platform, tmp_path, str(tmp_path / "plan.json"))[0] == 0

    (body,) = platform.open_issues().values()
    assert 30_000 < len(body) <= 65_536
    assert "Truncated" in body
    assert body.rstrip().endswith("a change of the configuration keeps it.")


def test_the_workflow_of_github_has_the_same_conditions() -> None:
    assert ",".join(DRIFT_CONDITIONS) == github_pipeline._DRIFT
