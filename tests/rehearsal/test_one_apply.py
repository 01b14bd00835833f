"""The participant's part in the same apply as the share: `network-tags` waits until its account sees the subnets."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.process import Result
from tests.support import REPOSITORY

OWNER, DATA = "111111111111", "222222222222"

ROOT = f"""
provider "aws" {{
  region  = "us-east-1"
  profile = "owner"
}}

provider "aws" {{
  alias   = "participant"
  region  = "us-east-1"
  profile = "participant"
}}

resource "aws_vpc" "this" {{
  cidr_block = "10.71.0.0/16"
}}

resource "aws_subnet" "this" {{
  count = 2

  vpc_id               = aws_vpc.this.id
  cidr_block           = "10.71.${{count.index}}.0/24"
  availability_zone_id = "use1-az${{count.index + 1}}"
}}

module "share" {{
  source = "{REPOSITORY}/modules/subnet-share"

  name        = "analytics"
  principals  = ["{DATA}"]
  subnet_arns = aws_subnet.this[*].arn
}}

module "tags" {{
  source    = "{REPOSITORY}/modules/network-tags"
  providers = {{ aws = aws.participant }}

  vpc_id     = aws_vpc.this.id
  subnet_ids = module.share.subnet_ids
  name       = "analytics"
}}

resource "aws_security_group" "this" {{
  provider = aws.participant

  vpc_id = VPC

  depends_on = [module.share]
}}
"""


@pytest.mark.slow
@pytest.mark.terraform
@pytest.mark.parametrize(
    ("vpc", "waits"), [("module.tags.vpc_id", True), pytest.param("aws_vpc.this.id", False, marks=pytest.mark.long)]
)
def test_network_tags_wait_until_the_participant_sees_the_subnets(
    vpc: str, waits: bool, terraform: Terraform, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(ROOT.replace("VPC", vpc))
    with LocalAws([OWNER, DATA], region="us-east-1", faults=["share=10"]) as aws:
        prepare(aws, ram_sharing=True)
        aws.add_profile("owner", OWNER)
        aws.add_profile("participant", DATA)
        environment = aws.environment(OWNER, {})
        terraform.init(tmp_path, backend=True, environ=environment)

        def run(*arguments: str) -> Result:
            return terraform.run(tmp_path, [*arguments, "-input=false", "-no-color"], environment)

        # The provider waits for the subnets, so the account has to come later to be what is waited for.
        shared = run("apply", "-auto-approve", "-target=module.share.aws_ram_resource_association.this")
        assert shared.returncode == 0, shared.stderr
        applied = run("apply", "-auto-approve")
        if not waits:
            assert "InvalidVpcID.NotFound" in applied.stderr
            return
        assert applied.returncode == 0, applied.stderr
        planned = run("plan", "-detailed-exitcode")
        assert planned.returncode == 0, planned.stdout
