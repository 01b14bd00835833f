"""`plan` and `apply` as a person uses them: first run, half-applied, changed, with the keys of one account only."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rehearsal.deployed import ENDPOINTS, ENVIRONMENT, NETWORK
from tests.rehearsal.operated import SMALL, Operated, operated
from tests.support import DATA, OWNER, REPOSITORY

pytestmark = [pytest.mark.slow, pytest.mark.terraform]


@pytest.fixture
def first_run(tmp_path: Path) -> Iterator[Operated]:
    """A deployment that was rendered, and never applied."""
    with operated(tmp_path / "work", SMALL, providers=1) as started:
        yield started


def changed(**changes: Any) -> dict[str, Any]:
    """:data:`SMALL` with changes of its environment."""
    data = copy.deepcopy(SMALL)
    data["participants"][0]["environments"][0].update(changes)  # type: ignore[index]
    return data


def test_a_deployment_from_the_first_plan_to_an_empty_one(first_run: Operated) -> None:
    # First run: one plan, and the others wait for it by name.
    plan = first_run.call("plan")
    assert plan.returncode == 0, plan.stderr
    assert f"{ENVIRONMENT}: waits until {NETWORK} is applied" in plan.stdout
    assert f"{ENDPOINTS}: waits until {NETWORK} and {ENVIRONMENT} are applied" in plan.stdout
    assert "failed" not in plan.stdout.lower()

    assert shown_in_the_guide("mwaa_tf plan") <= printed(plan)

    # Half-applied. The saved plan is what is applied.
    assert first_run.results("apply", NETWORK, "--yes") == {f"apply {NETWORK}": "ok"}
    assert first_run.results("plan", "data-etl") == {f"plan {ENVIRONMENT}": "ok", f"plan {ENDPOINTS}": "waiting"}
    assert first_run.call("apply", ENVIRONMENT, "--yes").returncode == 0
    assert _status(first_run) == "PENDING"

    # Changed while it is PENDING: no update is tried, and without its endpoints it is not waited for.
    first_run.configure(changed(max_workers=12))
    postponed = first_run.call("apply", ENVIRONMENT, "--yes")
    assert postponed.returncode == 1
    assert f"{ENVIRONMENT}: waits until {ENDPOINTS} is applied" in postponed.stdout
    assert "its environment is PENDING, in which MWAA takes no update" in postponed.stdout
    assert not _calls(first_run, "UpdateEnvironment")

    # The rest: endpoints, the wait, and then the update.
    done = first_run.call("apply", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "analytics-data-etl is AVAILABLE" in done.stderr
    assert len(_calls(first_run, "UpdateEnvironment")) == 1
    assert _environment(first_run)["MaxWorkers"] == 12

    # Nothing is left to do, outputs included.
    again = first_run.call("plan", "-detailed-exitcode", "--review", "json")
    assert again.returncode == 0, again.stdout + again.stderr
    assert all(not plan["changes"] and not plan["outputs"] for plan in json.loads(again.stdout)["workspaces"])


def test_with_keys_of_one_account_the_other_accounts_workspaces_are_named(first_run: Operated) -> None:
    owner_only = {**first_run.environ, "AWS_PROFILE": "owner"}
    without_profiles = json.loads(
        json.dumps(SMALL).replace(', "profile": "owner"', "").replace(', "profile": "data"', "")
    )
    first_run.configure(without_profiles)

    done = Operated(first_run.folder, first_run.local, owner_only).call("apply", "--yes")

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{ENVIRONMENT}: needs credentials of account {DATA} (participant data): these are of account {OWNER}" in (
        done.stdout
    )
    assert f"{ENDPOINTS}: waits until {ENVIRONMENT} is applied" in done.stdout
    named = Operated(first_run.folder, first_run.local, owner_only).call("apply", ENVIRONMENT, "--yes")
    assert named.returncode == 1


def test_a_review_of_what_can_be_planned_names_what_waits(first_run: Operated) -> None:
    planned = first_run.call("plan", "--review", "json")
    assert planned.returncode == 0, planned.stdout + planned.stderr

    review = json.loads(planned.stdout)

    assert [plan["workspace"] for plan in review["workspaces"]] == [NETWORK]
    assert {one["workspace"]: set(one["waits_for"]) for one in review["waiting"]} == {
        ENVIRONMENT: {NETWORK},
        ENDPOINTS: {NETWORK, ENVIRONMENT},
    }
    assert review["remarks"] == ["2 workspaces are not planned yet: they wait for others to be applied"]


def test_a_saved_plan_is_applied_only_while_it_is_what_was_planned(first_run: Operated) -> None:
    assert first_run.call("plan", NETWORK).returncode == 0
    main = first_run.generated / NETWORK / "main.tf"
    text = main.read_text()

    main.write_text(text + "# edited\n")
    stopped = first_run.call("apply", NETWORK, "--yes")
    assert stopped.returncode == 1
    assert f"{NETWORK}: the saved plan is not used: its files, its modules" in stopped.stderr
    assert "Error: nothing of analytics was applied" in stopped.stderr

    main.write_text(text)
    plan = first_run.generated / ".mwaa_tf/plans" / NETWORK / "plan.tfplan"
    plan.write_bytes(plan.read_bytes() + b"\0")
    assert "the plan was altered since it was made" in first_run.call("apply", NETWORK, "--yes").stderr

    planned = first_run.call("plan", NETWORK, "--review", "json")
    assert planned.returncode == 0, planned.stdout + planned.stderr
    review = json.loads(planned.stdout)
    refused = first_run.call("apply", NETWORK, "--yes", "--expect-fingerprint", "sha256:" + "0" * 64)
    assert refused.returncode == 1
    assert not (first_run.generated / NETWORK / "terraform.tfstate").exists()
    applied = first_run.call("apply", NETWORK, "--yes", "--expect-fingerprint", review["fingerprint"])
    assert applied.returncode == 0, applied.stdout + applied.stderr

    # Another apply moves the state on.
    (first_run.generated / NETWORK / "more.tf").write_text('output "more" {\n  value = 1\n}\n')
    assert first_run.call("plan", NETWORK).returncode == 0
    state = first_run.generated / NETWORK / "terraform.tfstate"
    data = json.loads(state.read_text())
    state.write_text(json.dumps({**data, "serial": data["serial"] + 1}))
    moved = first_run.call("apply", NETWORK, "--yes")
    assert moved.returncode == 1
    assert f"the state has serial {data['serial'] + 1} instead of {data['serial']}" in moved.stderr


def printed(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The lines of both streams, with every number of seconds as `0.0`."""
    return set(map(without_seconds, (done.stdout + done.stderr).splitlines()))


def without_seconds(line: str) -> str:
    line = re.sub(r"[0-9]+\.[0-9] (s|%)", r"0.0 \1", line)
    return re.sub(r" +[0-9]+\.[0-9] *$", " 0.0", line).rstrip()


def shown_in_the_guide(command: str) -> set[str]:
    """The lines of a block of docs/operations.md that follows a sentence with ``command``."""
    text = (REPOSITORY / "docs/operations.md").read_text("utf-8")
    block = text.partition(f"Output of `{command}")[2].partition("```text\n")[2].partition("```")[0]
    return set(map(without_seconds, block.splitlines()))


def _environment(started: Operated) -> Any:
    return started.local.client("mwaa", DATA).get_environment(Name="analytics-data-etl")["Environment"]


def _status(started: Operated) -> str:
    return str(_environment(started)["Status"])


def _calls(started: Operated, action: str) -> list[str]:
    return [call.action for call in started.local.record if call.action == action and call.workspace == ""]
