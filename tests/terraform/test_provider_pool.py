"""Commands on a local AWS use a provider that already runs, one at a time, and never one of another environment."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.terraform import RootModule, Terraform, provider_pool, provider_process
from mwaa_tf.terraform.events import Summary
from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.product import TERRAFORM
from mwaa_tf.terraform.provider_pool import is_local
from mwaa_tf.terraform.provider_process import VARIABLE
from tests.support import OWNER, wait_until
from tests.terraform.support import MakeWorkspace

pytestmark = pytest.mark.terraform

TOPIC = """\
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}
"""
#: Nothing listens there, and nothing is asked.
PROXY = "http://127.0.0.1:9"
LOCAL = {"HTTP_PROXY": PROXY, "HTTPS_PROXY": PROXY, "AWS_ENDPOINT_URL": "http://aws.test", "AWS_ACCESS_KEY_ID": "AKIA1"}
PASSED = Result(0, "", "")
VALIDATE = ["validate", "-json"]


@pytest.fixture
def topic(terraform: Terraform, make_workspace: MakeWorkspace) -> Path:
    """An initialised root module with the provider."""
    workspace = make_workspace("topic", TOPIC)
    terraform.init(workspace, backend=False)
    return workspace


@pytest.fixture
def own() -> Iterator[Terraform]:
    """Terraform for a local AWS."""
    with Terraform(without_aws(os.environ), local_aws=True) as terraform:
        yield terraform


class Command:
    """A command that ends with ``results``, one after another; ``pids`` are its providers, 0 for none."""

    def __init__(self, *results: Result) -> None:
        self.pids: list[int] = []
        self._results = list(results)

    def __call__(self, variables: Mapping[str, str]) -> Result:
        self.pids.append(pid_in(variables))
        return self._results.pop(0) if self._results else PASSED


def pid_in(variables: Mapping[str, str]) -> int:
    return int(json.loads(variables[VARIABLE])[TERRAFORM.aws_provider]["Pid"]) if variables else 0


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def state_of(pid: int) -> str:
    """The letter of proc(5): `T` is stopped, `Z` has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_commands_with_the_same_variables_use_one_process_which_ends_with_terraform(topic: Path) -> None:
    command = Command()
    with Terraform(without_aws(os.environ), local_aws=True) as own:
        for _ in range(3):
            own.run_in_account(command, topic, LOCAL)
        assert is_running(command.pids[0])
    assert len(set(command.pids)) == 1
    assert not is_running(command.pids[0])


def test_another_account_or_workspace_has_another_process(own: Terraform, topic: Path) -> None:
    command = Command()
    for changes in ({}, {"AWS_ACCESS_KEY_ID": "AKIA2"}, {"TF_APPEND_USER_AGENT": "workspace/2"}, {}):
        own.run_in_account(command, topic, {**LOCAL, **changes})
    first, second, third, again = command.pids
    assert len({first, second, third}) == 3
    assert again == first
    assert b"AWS_ACCESS_KEY_ID=AKIA2" in Path(f"/proc/{second}/environ").read_bytes()


def test_a_process_runs_in_the_workspace_where_the_paths_of_files_to_upload_begin(
    own: Terraform, topic: Path, make_workspace: MakeWorkspace
) -> None:
    other = make_workspace("other", TOPIC)
    own.init(other, backend=False)
    command = Command()
    for workspace in (topic, other):
        own.run_in_account(command, workspace, LOCAL)

    assert [Path(f"/proc/{pid}/cwd").resolve() for pid in command.pids] == [topic.resolve(), other.resolve()]


def test_two_commands_at_once_never_use_one_process(own: Terraform, topic: Path) -> None:
    inner = Command()

    def outer(variables: Mapping[str, str]) -> Result:
        own.run_in_account(inner, topic, LOCAL)
        pids.append(pid_in(variables))
        return PASSED

    pids: list[int] = []
    own.run_in_account(outer, topic, LOCAL)
    assert 0 not in (*pids, *inner.pids)
    assert pids != inner.pids


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {**LOCAL, "AWS_ENDPOINT_URL": ""},
        {**LOCAL, "HTTPS_PROXY": ""},
        {**LOCAL, "HTTPS_PROXY": "http://proxy.example.com:3128"},
        {**LOCAL, "AWS_CA_BUNDLE": "/etc/ssl/ca.pem"},
    ],
    ids=["nothing", "no endpoint", "no proxy", "a proxy elsewhere", "a bundle of certificates"],
)
def test_whoever_may_reach_a_real_account_gets_no_shared_provider(
    own: Terraform, topic: Path, variables: dict[str, str]
) -> None:
    command = Command()
    for _ in range(2):
        own.run_in_account(command, topic, variables)
    assert command.pids == [0, 0]


PROVIDER_BLOCK = 'provider "aws" {\n  region = "us-east-1"\n}\n'
ALIAS = 'provider "aws" {\n  alias  = "other"\n  region = "eu-west-1"\n}\n'


@pytest.mark.parametrize(
    ("files", "shares"),
    [
        ({"providers.tf": PROVIDER_BLOCK}, True),
        ({"providers.tf": PROVIDER_BLOCK + ALIAS}, False),
        ({"providers.tf": ALIAS}, False),
        ({"providers.tf": PROVIDER_BLOCK + "# A key and its alias: both are the owner's.\n"}, True),
        ({"a.tf.json": '{"provider": {"aws": [{}, {"alias": "other"}]}}'}, False),
        ({"a.tf.json": '{"provider": {"aws": {"region": "us-east-1"}}}'}, True),
        ({"providers.tf": PROVIDER_BLOCK, ".terraform/modules/modules.json": "not JSON"}, False),
        (
            {
                "providers.tf": PROVIDER_BLOCK,
                "child/main.tf": PROVIDER_BLOCK,
                ".terraform/modules/modules.json": '{"Modules": [{"Dir": "."}, {"Dir": "child"}]}',
            },
            False,
        ),
    ],
    ids=[
        "one",
        "an alias beside",
        "an alias alone",
        "a comment",
        "aliases in JSON",
        "JSON",
        "unreadable",
        "one in a module",
    ],
)
def test_a_root_module_that_configures_the_provider_twice_never_shares(
    own: Terraform, topic: Path, files: dict[str, str], shares: bool
) -> None:
    for name, text in files.items():
        (topic / name).parent.mkdir(parents=True, exist_ok=True)
        (topic / name).write_text(text, encoding="utf-8")
    command = Command()
    own.run_in_account(command, topic, LOCAL)
    assert bool(command.pids[0]) is shares


def test_nobody_shares_who_does_not_ask_for_it(terraform: Terraform, topic: Path) -> None:
    assert is_local(LOCAL)
    command = Command()
    terraform.run_in_account(command, topic, LOCAL)
    assert command.pids == [0]


def test_the_provider_of_a_killed_terraform_is_killed(own: Terraform, topic: Path) -> None:
    command = Command(Result(-signal.SIGKILL, "", ""))
    assert own.run_in_account(command, topic, LOCAL).returncode == -signal.SIGKILL
    assert not is_running(command.pids[0])
    own.run_in_account(command, topic, LOCAL)
    assert command.pids[1] not in (0, command.pids[0])


def test_the_provider_of_an_interrupted_terraform_is_killed(own: Terraform, topic: Path) -> None:
    def interrupted(variables: Mapping[str, str]) -> Result:
        pids.append(pid_in(variables))
        raise KeyboardInterrupt

    pids: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        own.run_in_account(interrupted, topic, LOCAL)
    assert not is_running(pids[0])


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda number: number.name)
def test_an_idle_provider_that_does_not_answer_is_not_used(
    own: Terraform, topic: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_process, "_ANSWER", 1.0)
    command = Command()
    own.run_in_account(command, topic, LOCAL)
    os.kill(command.pids[0], number)
    # Until one of its threads has noticed, the others go on.
    wait_until(lambda: state_of(command.pids[0]) in "TZ")
    for _ in range(2):
        own.run_in_account(command, topic, LOCAL)
    assert command.pids[1] == 0
    assert command.pids[2] not in (0, command.pids[0])
    assert not is_running(command.pids[0])


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that does not answer for a second hangs."""
    monkeypatch.setattr(provider_process, "_INTERVAL", 0.5)
    monkeypatch.setattr(provider_process, "_PATIENCE", 1.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda number: number.name)
def test_a_command_whose_provider_dies_or_hangs_is_run_once_more_without(
    own: Terraform, topic: Path, number: signal.Signals
) -> None:
    def validate(variables: Mapping[str, str]) -> Result:
        pids.append(pid_in(variables))
        if pids[-1]:
            os.kill(pids[-1], number)
        return own.run(topic, VALIDATE, variables)

    pids: list[int] = []
    result = own.run_in_account(validate, topic, LOCAL)
    assert json.loads(result.stdout)["valid"]
    assert [bool(pid) for pid in pids] == [True, False]
    assert not is_running(pids[0])


@contextmanager
def struck(module: RootModule, number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> Iterator[RootModule]:
    """``module`` with a Terraform whose shared provider gets the signal ``number`` while it reads what exists."""
    pids: list[int] = []
    run = Terraform.run

    def strike(terraform: Terraform, workdir: Path, arguments: Any, extra: Any, on_line: Any) -> Result:
        def on_each(line: str) -> None:
            if VARIABLE in extra and '"type":"refresh_start"' in line:
                pids.append(pid_in({VARIABLE: extra[VARIABLE]}))
                os.kill(pids[-1], number)
            on_line(line)

        return run(terraform, workdir, arguments, extra, on_line=on_each)

    with Terraform(without_aws(os.environ), local_aws=True) as own, monkeypatch.context() as patch:
        patch.setattr(Terraform, "run", strike)
        yield replace(module, terraform=own)
    assert len(pids) == 1
    assert not is_running(pids[0])


@pytest.mark.long
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda number: number.name)
def test_plan_and_apply_end_as_without_sharing_if_the_provider_fails_in_the_middle(
    own: Terraform, topic: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Slow answers, so that the provider is in the middle of one.
    with LocalAws([OWNER], region="us-east-1", faults=["slow=0.3"]) as local:
        module = RootModule(own, topic, local.environment(OWNER))
        module.apply()
        main = topic / "main.tf"
        main.write_text(main.read_text().replace('"alarms"\n', '"alarms"\n  display_name = "Alarms"\n'))
        planned = module.plan()
        assert planned.summary == Summary("plan", 0, 1, 0)

        with struck(module, number, monkeypatch) as failing:
            assert failing.plan() == planned
        with struck(module, number, monkeypatch) as failing:
            assert failing.apply() == Summary("apply", 0, 1, 0)
        assert module.plan().is_empty


def test_a_command_that_has_begun_to_change_something_is_not_run_again(own: Terraform, topic: Path) -> None:
    begun = Result(1, '{"@message":"alarms: Creating...","type":"apply_start"}\nThe plugin did not respond\n', "")
    command = Command(begun)
    assert own.run_in_account(command, topic, LOCAL) == begun
    assert len(command.pids) == 1
    own.run_in_account(command, topic, LOCAL)
    assert command.pids[1] == 0


def test_an_interrupted_command_is_not_run_again(own: Terraform, topic: Path) -> None:
    def interrupted(variables: Mapping[str, str]) -> Result:
        pids.append(pid_in(variables))
        own.stop()
        return Result(1, "Failed to load plugin schemas", "")

    pids: list[int] = []
    assert own.run_in_account(interrupted, topic, LOCAL).returncode == 1
    assert len(pids) == 1
    assert not is_running(pids[0])


def test_an_error_of_aws_is_no_failure_of_sharing(own: Terraform, topic: Path) -> None:
    refused = Result(1, '{"type":"diagnostic","@message":"plugins_s3_path: plugins.zip does not exist"}', "")
    command = Command(refused)
    assert own.run_in_account(command, topic, LOCAL) == refused
    own.run_in_account(command, topic, LOCAL)
    assert len(set(command.pids)) == 1


def test_few_idle_processes_are_kept(own: Terraform, topic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_pool, "_IDLE", 2)
    command = Command()
    for number in (1, 2, 3, 1, 3):
        own.run_in_account(command, topic, {**LOCAL, "AWS_ACCESS_KEY_ID": f"AKIA{number}"})
    first, second, third, first_again, third_again = command.pids
    assert not is_running(first)
    assert not is_running(second)
    assert first_again != first
    assert third_again == third


@pytest.mark.parametrize("name", ["TF_LOG", "TF_LOG_PROVIDER", VARIABLE])
def test_a_user_who_debugs_providers_gets_those_of_each_command(topic: Path, name: str) -> None:
    command = Command()
    with Terraform({**without_aws(os.environ), name: "" if name == VARIABLE else "ERROR"}, local_aws=True) as own:
        own.run_in_account(command, topic, LOCAL)
    assert command.pids == [0]


def test_nothing_is_shared_after_the_end(topic: Path) -> None:
    def ending(_: Mapping[str, str]) -> Result:
        closed.close()
        return Result(1, "", "")

    command = Command()
    closed = Terraform(without_aws(os.environ), local_aws=True)
    closed.run_in_account(ending, topic, LOCAL)
    closed.run_in_account(command, topic, LOCAL)
    assert command.pids == [0]
