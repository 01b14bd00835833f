"""`adopt`: after an interrupted apply."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from tests.support import DATA, OWNER, REPOSITORY, changes_of, render, run, tree, wait_until

SMALLEST = REPOSITORY / "examples" / "smallest" / "mwaa.yaml"
NETWORK = "generated/analytics/1-network"
VPC = "module.network.aws_vpc.this[0]"

#: A Terraform that writes as it does, and plans a VPC.
PROGRAM = """#!/bin/sh
case $1 in
version) echo '{{"terraform_version": "1.11.4", "platform": "linux_amd64", "terraform_outdated": false}}' ;;
init)
  mkdir .terraform && echo '# pinned' > .terraform.lock.hcl && echo {{}} > .terraform/terraform.tfstate
  {init} ;;
plan)
  [ -d .terraform ] || exit 1
  if [ -e adopt.tf ]; then
    :
    {second_plan}
  fi ;;
show) cat {plan} ;;
esac
"""

HANG = "touch $TMPDIR/hangs; while [ -e $TMPDIR/hangs ]; do sleep 0.05; done"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration, rendered."""
    shutil.copy(SMALLEST, tmp_path)
    render(tmp_path)
    return tmp_path


@pytest.mark.long
@pytest.mark.terraform
def test_what_a_killed_run_created_is_printed_as_import_blocks(folder: Path) -> None:
    described = load(SMALLEST)
    network = folder / "generated/analytics/1-network"
    with local_aws_for(described) as local:
        prepare_for(local, described)
        tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "analytics"}]}]
        ec2 = local.client("ec2", OWNER)
        vpc_id = ec2.create_vpc(CidrBlock="10.192.0.0/16", TagSpecifications=tags)["Vpc"]["VpcId"]
        # `init` may have to reach a registry, which has TLS; the local AWS has none.
        registry = {name: os.environ.get(name, "") for name in ("HTTPS_PROXY", "https_proxy")}
        environ = local.environment(OWNER, without_aws(os.environ)) | registry

        printed = run("adopt", "1-network", cwd=folder, env=environ)
        assert not (network / "adopt.tf").exists()
        written = run("adopt", "1-network", "--write", "--json", cwd=folder, env=environ)

    block = f'import {{\n  to = module.network.aws_vpc.this[0]\n  id = "{vpc_id}"\n}}\n'
    assert (printed.returncode, printed.stdout) == (0, f"# generated/analytics/1-network/adopt.tf\n{block}\n")
    assert printed.stderr == "generated/analytics/1-network: 1 to import\n"
    (search,) = json.loads(written.stdout)
    assert search["orphans"] == [{"address": "module.network.aws_vpc.this[0]", "import_id": vpc_id}]
    assert (network / "adopt.tf").read_text() == block


def test_an_unknown_workspace_is_answered_with_those_that_exist(folder: Path) -> None:
    done = run("adopt", "1-netwrok", cwd=folder)
    assert done.returncode == 2
    assert (
        "unknown workspace '1-netwrok', did you mean 1-network?; allowed are 1-network, 2-environments/data-etl"
        in done.stderr
    )


def test_a_workspace_that_was_not_rendered_is_an_error(tmp_path: Path) -> None:
    shutil.copy(SMALLEST, tmp_path)
    done = run("adopt", "1-network", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "generated/analytics/1-network: does not exist; run `mwaa_tf render` first\n"


class Interrupted:
    """The workspace of the network, with a VPC in AWS that its state does not have, and a Terraform of the test's."""

    def __init__(self, folder: Path, programs: Path, environ: Mapping[str, str], vpc_id: str) -> None:
        self.folder, self.network = folder, folder / NETWORK
        self.blocks = f'import {{\n  to = {VPC}\n  id = "{vpc_id}"\n}}\n'
        self.temporary = programs / "tmp"
        self.temporary.mkdir()
        self._program = programs / "terraform"
        self._plan = programs / "plan.json"
        after = {"cidr_block": "10.192.0.0/16", "tags_all": {"Name": "analytics"}}
        resource = {"address": VPC, "mode": "managed", "type": "aws_vpc"}
        changes = [{**resource, "change": {"actions": ["create"], "after": after}}]
        self._plan.write_text(json.dumps({"resource_changes": changes}))
        own = {"MWAA_TF_TERRAFORM": str(self._program), "MWAA_TF_PLUGIN_DIR": "", "TMPDIR": str(self.temporary)}
        self._environ = {**environ, **own}

    def adopt(
        self, *options: str, workspaces: Sequence[str] = ("1-network",), init: str = ":", second_plan: str = ":"
    ) -> subprocess.Popen[str]:
        """Start `adopt` with a Terraform whose commands include these of a shell."""
        self._program.write_text(PROGRAM.format(init=init, second_plan=second_plan, plan=self._plan))
        self._program.chmod(0o755)
        command = [sys.executable, "-m", "mwaa_tf", "adopt", *workspaces, *options]
        return subprocess.Popen(
            command, cwd=self.folder, env=self._environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def hangs(self) -> bool:
        return (self.temporary / "hangs").exists()


@pytest.fixture(scope="module")
def account() -> Iterator[tuple[Mapping[str, str], str]]:
    """The environment of the owner's account, and the id of a VPC in it."""
    described = load(SMALLEST)
    with local_aws_for(described) as local:
        prepare_for(local, described)
        tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "analytics"}]}]
        vpc = local.client("ec2", OWNER).create_vpc(CidrBlock="10.192.0.0/16", TagSpecifications=tags)["Vpc"]
        yield local.environment(OWNER, without_aws(os.environ)), vpc["VpcId"]


@pytest.fixture
def interrupted(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, account: tuple[Mapping[str, str], str]
) -> Interrupted:
    return Interrupted(folder, tmp_path_factory.mktemp("machine"), *account)


@pytest.mark.parametrize("initialised", [False, True])
def test_a_search_writes_nothing_in_the_workspaces(interrupted: Interrupted, initialised: bool) -> None:
    if initialised:
        (interrupted.network / ".terraform").mkdir()
        (interrupted.network / ".terraform/terraform.tfstate").write_text('{"backend": null}')
        (interrupted.network / ".terraform.lock.hcl").write_text("# pinned\n")
    before = (tree(interrupted.folder), changes_of(interrupted.folder))

    stdout, stderr = interrupted.adopt().communicate(timeout=180)

    assert (stdout, stderr) == (f"# {NETWORK}/adopt.tf\n{interrupted.blocks}\n", f"{NETWORK}: 1 to import\n")
    assert (tree(interrupted.folder), changes_of(interrupted.folder)) == before


def test_a_killed_search_leaves_nothing_and_the_next_one_writes_the_whole_file(interrupted: Interrupted) -> None:
    before = tree(interrupted.folder)
    with interrupted.adopt("--write", second_plan=HANG) as process:
        wait_until(interrupted.hangs)
        process.kill()
    assert list(interrupted.temporary.glob("mwaa_tf-*"))
    assert tree(interrupted.folder) == before

    with interrupted.adopt("--write") as process:
        assert process.wait(timeout=180) == 0

    assert tree(interrupted.folder) == {**before, f"{NETWORK}/adopt.tf": interrupted.blocks.encode()}
    assert list(interrupted.temporary.glob("mwaa_tf-*")) == []


def test_two_searches_at_once_do_not_disturb_each_other(interrupted: Interrupted) -> None:
    with interrupted.adopt(second_plan=HANG) as waiting:
        wait_until(interrupted.hangs)
        with interrupted.adopt() as second:
            assert second.communicate(timeout=180)[0] == f"# {NETWORK}/adopt.tf\n{interrupted.blocks}\n"
        assert waiting.poll() is None
        waiting.send_signal(signal.SIGINT)


def test_a_file_that_someone_creates_during_the_search_is_not_replaced(interrupted: Interrupted) -> None:
    users = interrupted.network / "adopt.tf"

    process = interrupted.adopt("--write", second_plan=f"echo '# of the user' > {users}")
    _, stderr = process.communicate(timeout=180)

    assert process.returncode == 2
    assert f"{NETWORK}/adopt.tf: cannot be written: File exists" in stderr
    assert users.read_text() == "# of the user\n"
    assert [path.name for path in interrupted.network.glob(".adopt*")] == []


def test_a_failure_of_terraform_names_the_users_folder(interrupted: Interrupted) -> None:
    process = interrupted.adopt(init="echo no registry in $PWD >&2; exit 1")
    _, stderr = process.communicate(timeout=180)

    assert process.returncode == 1
    assert f"{NETWORK}: terraform init in {NETWORK}: exit code 1" in stderr
    assert f"no registry in {interrupted.network.resolve()}\n" in stderr
    assert "mwaa_tf-" not in stderr


ENVIRONMENT = "generated/analytics/2-environments/data-etl"
NEEDED = f"needs credentials of account {DATA} (participant data): these are of account {OWNER}"


def test_with_keys_of_one_account_the_others_are_named_and_do_not_fail(interrupted: Interrupted) -> None:
    with interrupted.adopt(workspaces=[]) as process:
        stdout, stderr = process.communicate(timeout=180)

    assert process.returncode == 0
    assert f"# {NETWORK}/adopt.tf\n{interrupted.blocks}" in stdout
    assert f"{NETWORK}: 1 to import\n{ENVIRONMENT}: {NEEDED}; set AWS_PROFILE, or the variables of its keys\n" in stderr
    assert stderr.count("needs credentials") == 1


def test_a_named_workspace_of_another_account_is_a_failure(interrupted: Interrupted) -> None:
    with interrupted.adopt("--json", workspaces=["2-environments/data-etl"]) as process:
        stdout, _ = process.communicate(timeout=180)

    assert process.returncode == 1
    (search,) = json.loads(stdout)
    assert (search["workspace"], search["needs_account"]) == (ENVIRONMENT, DATA)
    assert search["error"].startswith(NEEDED)
