"""Terraform and its AWS provider on a VPC of two accounts: apply, a plan without changes, destroy."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.ec2 import endpoint_services
from mwaa_tf.rehearsal.prepare.organization import prepare
from mwaa_tf.terraform import Terraform
from tests.local_aws.services.support import DATA, OWNER, REGION
from tests.support import REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.slow, pytest.mark.terraform]

SERVICES = [f"com.amazonaws.vpce.{REGION}.vpce-svc-0123456789abcdef{number}" for number in range(2)]

NETWORK = """
module "network" {
  source = "@MODULES@/network"

  name                 = "shared"
  cidr_block           = "10.192.0.0/16"
  private_subnet_cidrs = ["10.192.20.0/24", "10.192.21.0/24"]
  public_subnet_cidrs  = ["10.192.10.0/24", "10.192.11.0/24"]
}

resource "aws_ram_sharing_with_organization" "this" {
  provider = aws.management
}

module "share" {
  source = "@MODULES@/subnet-share"

  name        = "shared"
  principals  = ["@DATA@", "@UNIT@"]
  subnet_arns = module.network.private_subnet_arns

  depends_on = [aws_ram_sharing_with_organization.this]
}

output "vpc_id" {
  value = module.network.vpc_id
}

output "subnet_ids" {
  value = module.share.subnet_ids
}
"""

ENDPOINTS = """
data "aws_subnet" "this" {
  provider = aws.participant
  for_each = toset(local.subnet_ids)

  id = each.value
}

resource "aws_security_group" "environment" {
  provider = aws.participant

  name        = "environment"
  description = "An environment"
  vpc_id      = data.aws_subnet.this[local.subnet_ids[0]].vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "self" {
  provider = aws.participant

  description                  = "From itself"
  security_group_id            = aws_security_group.environment.id
  referenced_security_group_id = aws_security_group.environment.id
  ip_protocol                  = "-1"
}

module "endpoints" {
  source = "@MODULES@/environment-endpoints"

  name                          = "etl"
  vpc_id                        = data.aws_subnet.this[local.subnet_ids[0]].vpc_id
  subnet_ids                    = local.subnet_ids
  database_service_name         = local.services[0]
  webserver_service_name        = local.services[1]
  environment_security_group_id = "@DATA@/${aws_security_group.environment.id}"
}

output "ips" {
  value = module.endpoints.webserver_endpoint_ips
}
"""


@dataclass(frozen=True)
class Workspace:
    """A root module whose providers are the owner's account, a participant's and the management account."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, expect: int = 0) -> str:
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def apply(self) -> dict[str, Any]:
        """Apply, see that a second plan is empty, and return the outputs."""
        self.run("init", "-input=false")
        self.run("apply", "-auto-approve", "-input=false", "-no-color")
        self.run("plan", "-detailed-exitcode", "-input=false", "-no-color")
        return {name: output["value"] for name, output in json.loads(self.run("output", "-json")).items()}

    def destroy(self) -> None:
        self.run("destroy", "-auto-approve", "-input=false", "-no-color")


def _workspace(folder: Path, aws: LocalAws, terraform: Terraform, text: str, **names: str) -> Workspace:
    def provider(alias: str, account_id: str) -> str:
        keys = aws.environment(account_id)
        return f"""
provider "aws" {{
  {alias and f'alias = "{alias}"'}
  region              = "{REGION}"
  access_key          = "{keys["AWS_ACCESS_KEY_ID"]}"
  secret_key          = "{keys["AWS_SECRET_ACCESS_KEY"]}"
  allowed_account_ids = ["{account_id}"]
}}
"""

    for name, value in {"MODULES": str(REPOSITORY / "modules"), "DATA": DATA, **names}.items():
        text = text.replace(f"@{name}@", value)
    folder.mkdir()
    providers = [("", OWNER), ("participant", DATA), ("management", aws.management_account)]
    (folder / "main.tf").write_text(text + "".join(provider(*each) for each in providers), encoding="utf-8")
    return Workspace(folder, {**aws.environment(OWNER, os.environ), **_terraform_only(terraform)})


def _terraform_only(terraform: Terraform) -> dict[str, str]:
    return {name: value for name, value in terraform.environment.items() if name.startswith("TF_")}


def test_owner_and_participant_apply_plan_nothing_and_destroy(tmp_path: Path, terraform: Terraform) -> None:
    with LocalAws([OWNER, DATA], region=REGION, speed=600) as aws:
        unit = prepare(aws).unit_arns[0]
        owner, participant = aws.client("ec2", OWNER), aws.client("ec2", DATA)
        network = _workspace(tmp_path / "network", aws, terraform, NETWORK, UNIT=unit)
        outputs = network.apply()
        for service in SERVICES:
            endpoint_services.register(service, region=REGION, vpc_id=outputs["vpc_id"], vpc_owner=OWNER)
        known = {"subnet_ids": outputs["subnet_ids"], "services": SERVICES}
        values = "".join(f"  {name} = {json.dumps(value)}\n" for name, value in known.items())
        endpoints = _workspace(tmp_path / "endpoints", aws, terraform, f"locals {{\n{values}}}\n{ENDPOINTS}")
        ips = endpoints.apply()["ips"]
        assert [ip.rpartition(".")[0] for ip in ips] == ["10.192.20", "10.192.21"]

        endpoints.destroy()
        network.destroy()
        for client in (owner, participant):
            left = client.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["false"]}])["Vpcs"]
            groups = client.describe_security_groups()["SecurityGroups"]
            assert (left, [group for group in groups if group["GroupName"] != "default"]) == ([], [])
            assert client.describe_network_interfaces()["NetworkInterfaces"] == []
            assert client.describe_vpc_endpoints()["VpcEndpoints"] == []
        assert owner.describe_addresses()["Addresses"] == []
        shares = aws.client("ram", OWNER).get_resource_shares(resourceOwner="SELF", resourceShareStatus="ACTIVE")
        assert shares["resourceShares"] == []
        assert aws.failures == ()
