"""`adopt`: after an interrupted apply."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from mwaa_tf import load
from mwaa_tf.local_aws.local_aws import without_aws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from tests.support import OWNER, REPOSITORY, run

SMALLEST = REPOSITORY / "examples" / "smallest" / "mwaa.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the smallest configuration, rendered."""
    shutil.copy(SMALLEST, tmp_path)
    run("render", cwd=tmp_path)
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
