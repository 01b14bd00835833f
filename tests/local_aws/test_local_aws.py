"""The local AWS as its clients meet it: accounts apart from each other, and no way out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.calls import user_agent_token
from mwaa_tf.rehearsal.prepare.organization import prepare
from mwaa_tf.terraform import Terraform

OWNER, DATA = "111111111111", "222222222222"

# What the environment of a person, a build or a container may have, all of it leading to a real AWS.
TEMPTING = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "FwoGZXIvYXdzEXAMPLE",
    "AWS_PROFILE": "production",
    "AWS_CONFIG_FILE": "/home/me/.aws/config",
    "AWS_ROLE_ARN": "arn:aws:iam::444444444444:role/production",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/var/run/secrets/token",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1",
    "AWS_ENDPOINT_URL_S3": "https://s3.eu-west-1.amazonaws.com",
    "AWS_USE_FIPS_ENDPOINT": "yes",
    "AWS_CA_BUNDLE": "/etc/ssl/corporate.pem",
    "AWS_REGION": "ap-southeast-2",
    "https_proxy": "http://proxy.corporate.example:3128",
    "ALL_PROXY": "socks5://proxy.corporate.example:1080",
    "no_proxy": "amazonaws.com,.test,localhost",
}


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA], region="us-east-1") as running:
        yield running


def test_every_account_is_itself(aws: LocalAws) -> None:
    for account_id in aws.accounts:
        assert aws.client("sts", account_id).get_caller_identity()["Account"] == account_id


def test_credentials_of_a_role_are_of_the_role_s_account(aws: LocalAws) -> None:
    prepare(aws)
    role = f"arn:aws:iam::{DATA}:role/terraform"
    given = aws.client("sts", OWNER).assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
    environment = aws.environment(OWNER)
    code = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"
    variables = {
        **aws.environment(OWNER, os.environ),
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }
    assert environment["AWS_ACCESS_KEY_ID"] != given["AccessKeyId"]
    ran = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == DATA
    assert list(aws.record)[-1].principal == role


def test_an_account_that_there_is_not_has_no_environment(aws: LocalAws) -> None:
    with pytest.raises(KeyError):
        aws.environment("444444444444")
    with pytest.raises(KeyError):
        aws.add_profile("other", "444444444444")


def test_an_environment_lets_nothing_else_through(aws: LocalAws) -> None:
    environment = aws.environment(DATA, {**TEMPTING, "PATH": "/bin", "TF_LOG": "debug"})
    assert not set(environment.values()) & set(TEMPTING.values())
    assert {name for name in environment if name in TEMPTING} == {
        *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CONFIG_FILE", "AWS_REGION", "https_proxy", "no_proxy"),
    }
    assert (environment["PATH"], environment["TF_LOG"]) == ("/bin", "debug")
    proxy = f"http://{aws.address}"
    proxies = {"http_proxy": proxy, "https_proxy": proxy, "no_proxy": ""}
    found = {name: value for name, value in environment.items() if name.lower().endswith("_proxy")}
    assert found == proxies | {name.upper(): value for name, value in proxies.items()}


_GUARD = """
import json, os, socket

def guarded(name):
    original = getattr(socket.socket, name)
    def connect(self, address):
        with open(os.environ["SEEN"], "a") as seen:
            seen.write(json.dumps(address if isinstance(address, str) else list(address)[:2]) + "\\n")
        return original(self, address)
    return connect

for name in ("connect", "connect_ex"):
    setattr(socket.socket, name, guarded(name))

def resolve(host, *arguments, _original=socket.getaddrinfo, **options):
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(json.dumps([str(host), 0]) + "\\n")
    return _original(host, *arguments, **options)

socket.getaddrinfo = resolve
"""

_CLIENT = """
import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

once = Config(retries={"total_max_attempts": 1})
for service, call in [
    ("sts", "get_caller_identity"), ("s3", "list_buckets"), ("ec2", "describe_vpcs"), ("iam", "list_roles"),
    ("logs", "describe_log_groups"), ("mwaa", "list_environments"), ("gamelift", "list_fleets"),
]:
    try:
        getattr(boto3.client(service, config=once), call)()
    except ClientError as error:
        print(service, error.response["Error"]["Code"])
# A client that insists on AWS's own address: the tunnel it wants is refused.
try:
    boto3.client("sts", endpoint_url="https://sts.us-east-1.amazonaws.com", config=once).get_caller_identity()
except BotoCoreError as error:
    print("refused", type(error).__name__)
"""


def test_boto3_opens_no_connection_but_to_the_local_aws(aws: LocalAws, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_GUARD)
    seen = tmp_path / "seen"
    seen.touch()
    variables = aws.environment(DATA, {**os.environ, **TEMPTING})
    before = len(aws.record)
    ran = subprocess.run(
        [sys.executable, "-c", _CLIENT],
        env={**variables, "PYTHONPATH": str(tmp_path), "SEEN": str(seen)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines() == ["gamelift NotInLocalAws", "refused ProxyConnectionError"]
    host, port = aws.address.split(":")
    met = {tuple(json.loads(line)) for line in seen.read_text().splitlines()}
    assert (host, int(port)) in met
    assert met <= {(host, int(port)), (host, 0)}
    calls = aws.record.since(before)
    assert [call.service for call in calls[:-1]] == ["sts", "s3", "ec2", "iam", "logs", "airflow", "gamelift"]
    assert {call.account_id for call in calls[:-1]} == {DATA}
    assert (calls[-1].action, calls[-1].resource) == ("CONNECT", "sts.us-east-1.amazonaws.com:443")


def test_the_guard_would_see_another_connection(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(_GUARD)
    variables = {**os.environ, "PYTHONPATH": str(tmp_path), "SEEN": str(tmp_path / "seen")}
    code = "import socket; socket.socket().connect_ex(('127.0.0.2', 9))"
    subprocess.run([sys.executable, "-c", code], env=variables, check=True)
    assert json.loads((tmp_path / "seen").read_text()) == ["127.0.0.2", 9]


_WORKSPACE = f"""
terraform {{
  backend "s3" {{
    bucket       = "states-of-terraform"
    key          = "a.tfstate"
    region       = "us-east-1"
    use_lockfile = true
  }}
  required_providers {{
    aws = {{ source = "hashicorp/aws" }}
  }}
}}
provider "aws" {{
  region              = "us-east-1"
  allowed_account_ids = ["{DATA}"]
  assume_role {{
    role_arn = "arn:aws:iam::{DATA}:role/terraform"
  }}
}}
resource "aws_cloudwatch_log_group" "this" {{ name = "made-by-terraform" }}
"""


def test_terraform_calls_nobody_but_the_local_aws(aws: LocalAws, terraform: Terraform, tmp_path: Path) -> None:
    prepare(aws, state_bucket="states-of-terraform")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "main.tf").write_text(_WORKSPACE)
    log = tmp_path / "terraform.log"
    # The session's Terraform knows where its provider is.
    variables = aws.environment(OWNER, {**terraform.environment, **TEMPTING}) | {
        "TF_LOG": "DEBUG",
        "TF_LOG_PATH": str(log),
        "TF_APPEND_USER_AGENT": user_agent_token("2-environments/data-etl"),
    }
    before = len(aws.record)
    for arguments in (["init"], ["apply", "-auto-approve"]):
        ran = subprocess.run(
            [terraform.binary.path, *arguments, "-input=false", "-no-color"],
            cwd=workspace,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    calls = aws.record.since(before)
    assert "CONNECT" not in {call.action for call in calls}
    assert {call.workspace for call in calls} == {"2-environments/data-etl"}
    assert {call.account_id for call in calls} == {OWNER, DATA}
    # Every request that Terraform and its provider say they sent went to the made-up host, and is in the record.
    said = log.read_text()
    hosts = set(re.findall(r"net\.peer\.name=(\S+)", said))
    assert hosts == {"aws.mwaa-tf-rehearsal.test", "states-of-terraform.aws.mwaa-tf-rehearsal.test"}
    assert said.count("HTTP Request Sent") == len(calls)
    groups = aws.client("logs", DATA).describe_log_groups(logGroupNamePrefix="made-by")["logGroups"]
    assert [group["logGroupName"] for group in groups] == ["made-by-terraform"]


def test_importing_the_clock_does_not_import_moto() -> None:
    code = textwrap.dedent("""
        import sys
        import mwaa_tf.local_aws.clock
        sys.exit("moto" in sys.modules or "boto3" in sys.modules)
    """)
    subprocess.run([sys.executable, "-c", code], check=True)
