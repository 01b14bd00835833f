"""`destroy` with a Terraform that only has states: what is refused, asked, kept and reported."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from mwaa_tf.blueprint import Workspace
from mwaa_tf.cli._destroy_lines import question, survey_lines
from mwaa_tf.cli.destroy import _check_possible
from mwaa_tf.errors import UsageError
from mwaa_tf.lifecycle.buckets import BucketContents
from mwaa_tf.lifecycle.destroy_survey import DestroySurvey, DestroyTarget
from tests.support import REPOSITORY, render, run, tree, wait_until

SMALLEST = REPOSITORY / "examples" / "smallest" / "mwaa.yaml"


#: A Terraform whose states are files; a workspace with a file `slow` is destroyed until Ctrl-C, and of one with a file
#: `silent` it says nothing.
PROGRAM = """#!/bin/sh
case $1 in
version) echo '{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}' ;;
state) [ ! -e terraform.tfstate ] || cat terraform.tfstate ;;
destroy)
  if [ -e slow ]; then
    trap 'echo interrupted >&2; exit 1' INT
    touch begun
    while :; do sleep 0.05; done
  fi
  rm terraform.tfstate
  [ ! -e silent ] || exit 0
  echo '{"type": "change_summary", "changes": {"add": 0, "change": 0, "remove": 1, "operation": "destroy"}}' ;;
esac
"""

NETWORK, ENVIRONMENT, ENDPOINTS = "1-network", "2-environments/data-etl", "3-endpoints/data-etl"
WORKSPACES = (NETWORK, ENVIRONMENT, ENDPOINTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration, rendered, and no Terraform that could do anything."""
    shutil.copy(SMALLEST, tmp_path)
    render(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--confirm analytics is required when not running interactively; nothing was destroyed"),
        (
            ("--yes",),
            "--yes does not say what to destroy; name the deployment: --confirm analytics; nothing was destroyed",
        ),
        (("-y", "data-etl"), "--yes does not say what to destroy; name the deployment: --confirm analytics;"),
        (("--confirm", "Analytics"), "--confirm 'Analytics' is not the name of a deployment to destroy, analytics;"),
        (("--confirm", ""), "--confirm '' is not the name of a deployment to destroy, analytics;"),
        (("data-elt", "--confirm", "analytics"), "unknown workspace 'data-elt', did you mean data-etl?"),
        (("--assume-destroyed", "data-elt", "--confirm", "analytics"), "did you mean data-etl?"),
        (("--only", "5-*", "--confirm", "analytics"), "--only '5-*' matches no workspace"),
        (("--confirm", "analytics", "--report", "report.html"), "the ending of a report must be .json or .xml"),
    ],
)
def test_what_is_not_asked_for_exactly_is_not_done(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    before = tree(folder)

    done = run("destroy", *arguments, cwd=folder, env={"PATH": str(Path(sys.executable).parent)})

    assert done.returncode == 2
    assert message in done.stderr
    assert tree(folder) == before


def test_a_deployment_that_is_not_rendered_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "generated")

    done = run("destroy", "--confirm", "analytics", "--json", cwd=folder)

    assert done.returncode == 2
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["message"].startswith("generated/analytics/1-network: is not rendered; run `mwaa_tf render` first")


@pytest.fixture
def applied(folder: Path) -> Path:
    """The folder of the deployment, of which each workspace has a state, and such a Terraform."""
    program = folder / "terraform"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    for path in WORKSPACES:
        record(folder / "generated/analytics" / path, "aws_eip")
    return folder / "generated/analytics"


def record(workspace: Path, kind: str, count: int = 1, **attributes: object) -> None:
    """Write a state with one resource of ``kind``, and others up to ``count``."""
    block = {"mode": "managed", "type": kind, "name": "this", "instances": [{"attributes": attributes}]}
    others = {"mode": "managed", "type": "aws_eip", "name": "others", "instances": [{}] * (count - 1)}
    (workspace / "terraform.tfstate").write_text(json.dumps({"version": 4, "resources": [block, others]}))


def environ(applied: Path) -> dict[str, str]:
    """The environment of someone with such a Terraform, and with credentials of no account."""
    none = str(applied / "none")
    without = {"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none, "AWS_EC2_METADATA_DISABLED": "true"}
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, **without, "MWAA_TF_TERRAFORM": str(applied.parents[1] / "terraform")}


def states(applied: Path) -> list[str]:
    return [path for path in WORKSPACES if (applied / path / "terraform.tfstate").exists()]


def destroy(applied: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("destroy", *arguments, cwd=applied.parents[1], env=environ(applied))


def answer(applied: Path, text: str, *arguments: str) -> tuple[int, str]:
    """Exit code and output of the command on a terminal where ``text`` is typed."""
    terminal, its_side = os.openpty()
    command = [sys.executable, "-m", "mwaa_tf", "destroy", *arguments]
    cwd = applied.parents[1]
    env = environ(applied)
    with subprocess.Popen(command, cwd=cwd, env=env, stdin=its_side, stdout=its_side, stderr=its_side) as process:
        os.close(its_side)
        output = b""
        typed = False
        with contextlib.suppress(OSError):  # what Linux answers at the end
            while chunk := os.read(terminal, 4096):
                output += chunk
                if b"to destroy this" in output and not typed:
                    os.write(terminal, f"{text}\n".encode())
                    typed = True
    os.close(terminal)
    return process.returncode, output.decode()


def test_with_the_name_everything_is_destroyed_in_reverse_order(applied: Path) -> None:
    done = destroy(applied, "--confirm", "analytics")

    assert (done.returncode, states(applied)) == (0, [])
    order = [line.split()[0] for line in done.stderr.splitlines() if "destroyed, 1 resource" in line]
    assert order == [f"{path}:" for path in reversed(WORKSPACES)]
    assert "rm -r generated/analytics/.mwaa_tf" in done.stdout


def test_a_person_types_the_name(applied: Path) -> None:
    code, output = answer(applied, "analytics")

    assert (code, states(applied)) == (0, []), output
    assert "analytics: to destroy, in this order:" in output


@pytest.mark.parametrize("typed", ["", "yes", "Analytics", "analytic"])
def test_anything_else_destroys_nothing(applied: Path, typed: str) -> None:
    code, output = answer(applied, typed)

    assert (code, states(applied)) == (2, [*WORKSPACES])
    assert f"{typed!r} is not the name of the deployment; nothing was destroyed" in output


def test_what_others_need_is_kept_and_what_was_asked_for_is_reported_as_not_done(applied: Path) -> None:
    done = destroy(applied, ENVIRONMENT, "--confirm", "analytics")

    assert (done.returncode, states(applied)) == (1, [*WORKSPACES])
    assert f"{ENVIRONMENT}: kept because {ENDPOINTS} still needs it" in done.stdout


def test_an_environment_is_destroyed_by_its_key(applied: Path) -> None:
    done = destroy(applied, "data-etl", "--confirm", "analytics")

    assert (done.returncode, states(applied)) == (0, [NETWORK])


def test_a_network_is_kept_as_long_as_it_is_not_known_whether_an_environment_exists(applied: Path) -> None:
    (applied / ENDPOINTS / "terraform.tfstate").unlink()
    (applied / ENVIRONMENT / "terraform.tfstate").write_text('{"version": 4, "resources": [{"mo')

    kept = destroy(applied, NETWORK, "--confirm", "analytics")
    after = states(applied)
    done = destroy(applied, NETWORK, "--confirm", "analytics", "--assume-destroyed", "data-etl")

    message = " ".join(kept.stderr.split())
    assert (kept.returncode, after) == (1, [NETWORK, ENVIRONMENT])
    assert f"Kept: {NETWORK}, which {ENVIRONMENT} needs" in message
    assert "whether it still exists is not known: " in message
    assert "Input data was truncated" in message
    assert f"If you have made sure that nothing of it exists any more, add --assume-destroyed {ENVIRONMENT}" in message
    assert (done.returncode, states(applied)) == (0, [ENVIRONMENT])


def test_a_network_is_kept_as_long_as_an_environment_exists_that_is_no_longer_configured(applied: Path) -> None:
    folder = applied.parents[1]
    configuration = (folder / "mwaa.yaml").read_text()
    (folder / "mwaa.yaml").write_text(configuration.replace("{ name: etl }", "{ name: etl }, { name: ml }"))
    assert run("render", cwd=folder).returncode == 0
    ml = "2-environments/data-ml"
    record(applied / ml, "aws_eip")
    (folder / "mwaa.yaml").write_text(configuration)

    done = destroy(applied, "--confirm", "analytics", "--report", "report.json")

    advice = (
        "is no longer in the configuration, but still has 1 resource: put it back into the configuration and destroy "
        "it with the KEY data-ml"
    )
    assert (done.returncode, states(applied)) == (1, [NETWORK])
    assert f"Kept: {NETWORK}, which {ml} needs" in done.stderr
    assert f"{ml} {advice}" in " ".join(done.stderr.split())
    assert f"workspace {ml}: {advice}" in " ".join(done.stdout.split())
    (reported,) = json.loads((folder / "report.json").read_text())["runs"]
    assert ml in [one["name"] for one in reported["remaining"]]


def samples(section: str) -> list[list[str]]:
    """The outputs that the guide shows in a section, as lines."""
    guide = (REPOSITORY / "docs" / "operations.md").read_text()
    text = guide.split(f" {section}\n", 1)[1].split("\n#", 1)[0]
    return [block.splitlines() for block in re.findall(r"```text\n(.*?)```", text, re.DOTALL)]


def test_the_guide_shows_what_is_printed_before_the_question(applied: Path) -> None:
    sample, with_empty_buckets = samples("Take it down")
    for path in WORKSPACES:
        (count,) = [re.findall(r"(\d+) resources", line)[0] for line in sample if f"  {path}  " in line]
        kind = "aws_mwaa_environment" if path == ENVIRONMENT else "aws_eip"
        record(applied / path, kind, count=int(count), name="analytics-data-etl")

    done = destroy(applied, "--confirm", "analytics", "-j", "1")

    assert without_times(done.stderr.splitlines())[: len(sample) - 1] == without_times(sample[:-1])
    nothing = DestroySurvey((), (), {}, (), (), (), {})
    assert sample[-1] == f"{question('analytics', nothing)}:"
    workspace = SimpleNamespace(path=ENVIRONMENT, account=SimpleNamespace(account_id="222222222222"))
    dags = BucketContents("analytics-data-etl-222222222222", 3)
    target = DestroyTarget(cast("Workspace", workspace), (), (dags,))
    assert with_empty_buckets[0] in survey_lines("analytics", replace(nothing, targets=(target,)), empty_buckets=True)


def test_the_guide_shows_what_remains_on_this_machine(applied: Path) -> None:
    program = applied.parents[1] / "terraform"
    leaves_both = "cp terraform.tfstate terraform.tfstate.backup; echo '{\"version\": 4}' > terraform.tfstate"
    program.write_text(PROGRAM.replace("rm terraform.tfstate", leaves_both))
    (sample,) = samples("What remains")
    in_aws = re.compile(r"  (log group|KMS key) |    aws ")

    done = destroy(applied, "--confirm", "analytics")

    remaining = done.stdout[done.stdout.index("What remains:") :].splitlines()
    assert remaining == [line for line in sample if not in_aws.match(line)]


def without_times(lines: list[str]) -> list[str]:
    return [re.sub(r"\d+\.\d s", "… s", line) for line in lines]


@pytest.mark.parametrize("keys", [(), ("data-etl",)])
def test_endpoints_are_not_taken_from_an_environment_that_cannot_be_destroyed(
    applied: Path, keys: tuple[str, ...]
) -> None:
    record(applied / ENVIRONMENT, "aws_mwaa_environment", name="analytics-data-etl")

    done = destroy(applied, *keys, "--confirm", "analytics")

    assert (done.returncode, states(applied)) == (2, [*WORKSPACES])
    message = " ".join(done.stderr.split())
    assert (
        f"{ENDPOINTS}: destroying it would leave analytics-data-etl without endpoints, since {ENVIRONMENT} cannot be "
        "destroyed: needs credentials of account 222222222222 (participant data): "
    ) in message
    assert (
        f"run `mwaa_tf destroy {ENDPOINTS}` for the endpoints alone, and then, with credentials of account "
        f"222222222222, `mwaa_tf destroy {ENVIRONMENT}` nothing was destroyed"
    ) in message


def test_who_names_the_endpoints_alone_is_asked_whether_their_environment_may_lose_them(applied: Path) -> None:
    record(applied / ENVIRONMENT, "aws_mwaa_environment", name="analytics-data-etl")

    code, output = answer(applied, "analytics", ENDPOINTS)

    assert (code, states(applied)) == (0, [NETWORK, ENVIRONMENT]), output
    assert "analytics, to destroy this and leave analytics-data-etl without endpoints:" in " ".join(output.split())


def test_a_pipeline_is_told_which_environment_loses_its_endpoints(applied: Path) -> None:
    done = destroy(applied, ENDPOINTS, "--confirm", "analytics")

    assert done.returncode == 0
    assert f"Left without endpoints: analytics-data-etl, since {ENVIRONMENT} is not to be destroyed" in done.stderr


def test_a_protected_load_balancer_stops_it_before_anything_is_destroyed(applied: Path) -> None:
    record(applied / ENDPOINTS, "aws_lb", name="etl", enable_deletion_protection=True)

    done = destroy(applied, "--confirm", "analytics", "--report", "report.json")

    assert (done.returncode, states(applied)) == (2, [*WORKSPACES])
    assert "the load balancer etl is protected against deletion" in done.stderr
    (reported,) = json.loads((applied.parents[1] / "report.json").read_text())["runs"]
    assert "is protected against deletion" in reported["errors"][0]
    assert {entry["result"] for entry in reported["workspaces"]} == {"skipped"}


@pytest.mark.parametrize(
    ("contents", "empty_buckets", "message"),
    [
        (
            BucketContents("dags", 3),
            False,
            r"bucket dags \(3 object versions\) is not empty; --empty-buckets deletes all",
        ),
        (BucketContents("dags", 3, lists_versions=False), False, r"bucket dags \(3 objects\) is not empty"),
        (BucketContents("dags", 3, lists_versions=False), True, "dags .* without the permission s3:ListBucketVersions"),
    ],
)
def test_a_bucket_that_would_stop_it_halfway_is_refused(
    contents: BucketContents, empty_buckets: bool, message: str
) -> None:
    survey = SimpleNamespace(obstacles=(), buckets=(contents,))

    with pytest.raises(UsageError, match=f"(?s){message}.*nothing was destroyed"):
        _check_possible([cast("DestroySurvey", survey)], empty_buckets=empty_buckets)


def test_a_bucket_that_can_be_emptied_is_no_hindrance() -> None:
    survey = SimpleNamespace(obstacles=(), buckets=(BucketContents("dags", 3),))

    _check_possible([cast("DestroySurvey", survey)], empty_buckets=True)


def test_an_interrupted_destroy_is_reported_and_the_next_one_ends_it(applied: Path) -> None:
    (applied / ENVIRONMENT / "slow").touch()
    command = [sys.executable, "-m", "mwaa_tf", "destroy", "--confirm", "analytics", "--report", "report.json"]
    with subprocess.Popen(command, cwd=applied.parents[1], env=environ(applied), stderr=subprocess.PIPE) as process:
        wait_until((applied / ENVIRONMENT / "begun").exists)
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"Interrupted" in messages
    (reported,) = json.loads((applied.parents[1] / "report.json").read_text())["runs"]
    assert reported["interrupted"]
    results = {entry["workspace"]: entry["result"] for entry in reported["workspaces"]}
    assert results == {ENDPOINTS: "ok", ENVIRONMENT: "failed", NETWORK: "skipped"}
    (applied / ENVIRONMENT / "slow").unlink()
    assert destroy(applied, "--confirm", "analytics").returncode == 0
    assert states(applied) == []


def test_a_second_time_there_is_nothing_to_destroy(applied: Path) -> None:
    destroy(applied, "--confirm", "analytics")

    done = destroy(applied, "--confirm", "analytics", "--json")

    assert done.returncode == 0
    assert "analytics: nothing to destroy" in done.stderr
    assert json.loads(done.stdout)["runs"][0]["workspaces"] == []


def test_several_deployments_are_confirmed_one_by_one_before_any_is_destroyed(applied: Path) -> None:
    folder = applied.parents[1]
    other = (folder / "mwaa.yaml").read_text().replace("name: analytics", "name: other")
    (folder / "other.yaml").write_text(other)
    assert run("render", "-c", "other.yaml", cwd=folder).returncode == 0
    both = ("-c", "mwaa.yaml", "-c", "other.yaml")

    done = destroy(applied, *both, "--confirm", "analytics")
    assert (done.returncode, states(applied)) == (2, [*WORKSPACES])
    assert "--confirm other is required when not running interactively" in done.stderr
    done = destroy(applied, *both, "--confirm", "analytics", "--confirm", "other", "--json")
    assert (done.returncode, states(applied)) == (0, [])
    assert [reported["deployment"] for reported in json.loads(done.stdout)["runs"]] == ["analytics", "other"]


def test_what_terraform_says_in_another_way_fails_that_workspace_and_the_report_is_written(applied: Path) -> None:
    (applied / ENDPOINTS / "silent").touch()

    done = destroy(applied, "--confirm", "analytics", "--report", "report.json", "--json")

    assert done.returncode == 1
    outcomes = json.loads((applied.parents[1] / "report.json").read_text())
    assert "its output is not understood: it has no change_summary" in json.dumps(outcomes)
    assert ENDPOINTS in json.dumps(outcomes)
    assert "bug in mwaa_tf" not in done.stderr


def test_a_state_that_is_no_json_is_named_with_its_command(applied: Path) -> None:
    (applied / NETWORK / "terraform.tfstate").write_text("Welcome to the machine\n")

    done = destroy(applied, "--confirm", "analytics")

    assert done.returncode == 1
    assert f"terraform state pull in generated/analytics/{NETWORK}: exit code 0, but its output is not" in done.stderr
    assert "Welcome to the machine" in done.stderr
