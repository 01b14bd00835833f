"""The README of a deployment: who applies what with which credentials, what waits, and how to destroy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf import load, render_deployment
from mwaa_tf.config import Deployment
from tests.support import EXAMPLES, many

_COMMAND = re.compile(r"^terraform -chdir=(\S+) (.*)$", re.MULTILINE)


def readme(configuration: dict[str, Any], folder: Path) -> str:
    """The README that is rendered for a configuration."""
    return _wanted(Deployment.model_validate(configuration), folder)


def _wanted(deployment: Deployment, folder: Path) -> str:
    return render_deployment(deployment, folder, dry_run=True).wanted["README.md"].decode()


def deployment(*, owner: dict[str, Any] | None = None, data: dict[str, Any] | None = None, **environment: Any) -> Any:
    return {
        "name": "analytics",
        "region": "us-east-1",
        "owner": {"account_id": "111111111111", **(owner or {})},
        "participants": [
            {
                "name": "data",
                "account_id": "222222222222",
                "environments": [{"name": "etl", **environment}],
                **(data or {}),
            }
        ],
    }


def section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        ({}, "the shell's own, such as `AWS_PROFILE`"),
        ({"profile": "data"}, "profile `data`"),
        (
            {"role_arn": "arn:aws:iam::222222222222:role/terraform"},
            "the shell's own, which must be allowed to assume `arn:aws:iam::222222222222:role/terraform`",
        ),
    ],
)
def test_it_says_which_credentials_apply_the_workspaces_of_an_account(
    credentials: dict[str, str], words: str, tmp_path: Path
) -> None:
    text = readme(deployment(data=credentials), tmp_path)

    assert f"| 222222222222 (data) | {words} | `2-environments` |" in section(text, "Credentials")


def test_a_profile_cannot_break_out_of_the_table(tmp_path: Path) -> None:
    text = readme(deployment(data={"profile": "a|b`c"}), tmp_path)

    (row,) = [line for line in text.splitlines() if line.startswith("| 222222222222")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


def test_before_each_group_of_commands_stands_the_account(tmp_path: Path) -> None:
    text = readme(deployment(), tmp_path)

    apply, destroy = section(text, "Apply"), section(text, "Destroy")
    assert re.findall(r"^# (Stage .*)$", apply, re.MULTILINE) == [
        "Stage 1, credentials of 111111111111 (owner)",
        "Stage 2, credentials of 222222222222 (data)",
        "Stage 3, credentials of 111111111111 (owner)",
    ]
    assert re.findall(r"^# Stage (\d)", destroy, re.MULTILINE) == ["3", "2", "1"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_workspace_is_applied_once_and_destroyed_once_in_reverse_order(example: Path, tmp_path: Path) -> None:
    report = render_deployment(load(example / "mwaa.yaml"), tmp_path, config_folder=example, dry_run=True)
    text = report.wanted["README.md"].decode()
    paths = [path.removesuffix("/terraform.tf") for path in report.wanted if path.endswith("/terraform.tf")]

    applied = [path for path, rest in _COMMAND.findall(section(text, "Apply")) if "&& terraform" in rest]
    destroyed = [path for path, rest in _COMMAND.findall(section(text, "Destroy")) if rest == "destroy"]

    assert sorted({*applied, *destroyed} ^ set(paths)) == []
    in_order = [path for path in applied if path != "0-state"]
    assert destroyed[: len(in_order)] == in_order[::-1]


def test_stage_4_waits_for_the_environment_and_for_the_address_in_its_state(tmp_path: Path) -> None:
    text = section(readme(deployment(access={"bastion": {}}), tmp_path), "Apply")

    lines = [
        "terraform -chdir=3-endpoints/data-etl init && terraform -chdir=3-endpoints/data-etl apply",
        "# Until it prints AVAILABLE, credentials of 222222222222 (data)",
        "aws mwaa get-environment --region us-east-1 --name analytics-data-etl --query Environment.Status "
        "--output text",
        "terraform -chdir=2-environments/data-etl apply -refresh-only",
        "# Stage 4, credentials of 111111111111 (owner)",
        "terraform -chdir=4-access/data-etl init && terraform -chdir=4-access/data-etl apply",
    ]
    assert "\n".join(lines) in text


def test_without_stage_4_nothing_is_waited_for(tmp_path: Path) -> None:
    assert "get-environment" not in readme(deployment(), tmp_path)


@pytest.mark.parametrize(("backend", "is_said"), [("local", True), ("s3", False)])
def test_states_in_files_are_pointed_out(backend: str, is_said: bool, tmp_path: Path) -> None:
    state = {"backend": backend, **({"bucket": "acme-tfstate"} if backend == "s3" else {})}

    assert ("apply all workspaces from the same copy" in readme({**deployment(), "state": state}, tmp_path)) is is_said


def test_of_many_workspaces_the_first_to_destroy_are_shown(tmp_path: Path) -> None:
    text = section(_wanted(many(5, 10), tmp_path), "Destroy")

    assert 0 < text.count("terraform -chdir=") < 10
    assert "# … and so on for each row of the table, from the last to the first" in text
