"""AWS's verification script for MWAA, unchanged, against environments of examples, as the participant's account."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from mwaa_tf.config import Deployment
from mwaa_tf.config.resolved import ResolvedEnvironment
from mwaa_tf.local_aws import LocalAws
from tools.clients.living import with_example

EXAMPLES = ("smallest", "private-vpc", "public-webserver")

_FOLDER = Path(__file__).parent
_LAST_LINE = "Please make sure to NOT include any personally identifiable information in the case"
_TIMEOUT = 300.0
_USER = "support"

#: To a report in a file: no, twice. To reading the names in the DAG folder: yes. To running a DAG: no, no Airflow runs.
_ANSWERS = "n\nn\ny\nn\n"

#: An address for documentation (RFC 5737), which stands for the public addresses of AWS's services.
_PUBLIC = "198.51.100.1"

#: What the script's readme says that it needs ...
LISTED_PERMISSIONS = (
    "airflow:GetEnvironment",
    "cloudtrail:LookupEvents",
    "ec2:DescribeNetworkAcls",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpoints",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:SimulateCustomPolicy",
    "kms:GetKeyPolicy",
    "logs:DescribeLogGroups",
    "logs:FilterLogEvents",
    "s3:GetBucketPublicAccessBlock",
    "ssm:StartAutomationExecution",
)
#: ... and what it needs as well.
UNLISTED_PERMISSIONS = (
    "cloudwatch:GetMetricStatistics",
    "s3:GetAccountPublicAccessBlock",
    "s3:ListBucket",
    "ssm:GetAutomationExecution",
)


@dataclass(frozen=True, slots=True)
class ScriptDefect:
    """What the script gets wrong about a healthy environment."""

    says: str
    where: str
    examples: tuple[str, ...]
    why: str

    def explains(self, line: str, example: str) -> bool:
        """Whether ``line`` of the output for ``example`` comes from this defect."""
        return example in self.examples and re.fullmatch(self.says.strip(), line.strip()) is not None


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """One run of the script."""

    example: str
    output: str
    exit_code: int

    @property
    def ended(self) -> bool:
        """Whether the script came to its last line."""
        return self.exit_code == 0 and _LAST_LINE in self.output

    def findings(self) -> Iterator[str]:
        """Lines that report a failure, a warning, or the exception that ended the script."""
        lines = [line.strip() for line in self.output.splitlines()]
        if not self.ended:
            yield next((line for line in reversed(lines) if line), "nothing printed")
        for line in lines:
            if line.startswith(("🚫", "⚠️", "Error Message:", "Found index error")):
                yield line


def defects() -> tuple[ScriptDefect, ...]:
    """The known defects of the script."""
    table = tomllib.loads((_FOLDER / "verification.toml").read_text(encoding="utf-8"))
    return tuple(ScriptDefect(**{**row, "examples": tuple(row["examples"])}) for row in table["defect"])


def verify(folder: Path, examples: Iterable[str] = EXAMPLES) -> list[str]:
    """Run the script of ``folder``, a checkout of aws-support-tools, against ``examples``; print what it says.

    Returns what no known defect of the script explains. Raises :class:`SystemExit` if ``folder`` has no such script.
    """
    script = folder.resolve() / "MWAA" / "verify_env" / "verify_env.py"
    if not script.is_file():
        raise SystemExit(f"{script} does not exist: {folder} is no checkout of awslabs/aws-support-tools")
    unexplained: list[str] = []
    for example in examples:
        with_example(example, partial(_collect, unexplained, example, script))
    return unexplained


def _collect(unexplained: list[str], example: str, script: Path, local: LocalAws, deployment: Deployment) -> None:
    unexplained.extend(_verify(local, deployment, example, script))


def _verify(local: LocalAws, deployment: Deployment, example: str, script: Path) -> Iterator[str]:
    for environment in deployment.environments:
        run = _run(local, deployment, environment, example, script, methods=())
        yield from _judge(run)
        if not run.ended and "NameError" in run.output:
            # The remaining checks: the name that the script lacks is given to it from outside.
            methods = re.findall(r"NameError: name '(\w+)' is not defined", run.output)
            yield from _judge(_run(local, deployment, environment, example, script, methods=methods))
        yield from (f"{example}: {failure}" for failure in local.failures)


def _judge(run: ScriptRun) -> Iterator[str]:
    output = re.sub(r"\n\n+", "\n", run.output)
    print(f"\n--- examples/{run.example}\n{output}--- exit code {run.exit_code}")
    for finding in run.findings():
        defect = next((defect for defect in defects() if defect.explains(finding, run.example)), None)
        if defect:
            print(f"{run.example}: {finding}\n  the script is wrong, {defect.where}: {defect.why}")
        else:
            yield f"{run.example}: {finding}"


def _run(
    local: LocalAws,
    deployment: Deployment,
    environment: ResolvedEnvironment,
    example: str,
    script: Path,
    *,
    methods: Iterable[str],
) -> ScriptRun:
    settings = {
        "addresses": _addresses(local, deployment),
        "public": _PUBLIC,
        "domains": [".amazonaws.com", ".amazonaws.com.cn"],
        "methods": list(methods),
    }
    arguments = ["--envname", environment.name, "--region", deployment.region]
    with tempfile.TemporaryDirectory() as scratch:
        process = subprocess.run(
            [sys.executable, "-u", str(_FOLDER / "launcher.py"), json.dumps(settings), str(script), *arguments],
            cwd=scratch,
            env={**_participant(local, environment.participant.account_id), "PYTHONDONTWRITEBYTECODE": "1"},
            input=_ANSWERS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    return ScriptRun(example, process.stdout, process.returncode)


def _participant(local: LocalAws, account_id: str) -> dict[str, str]:
    """Variables of a user of the participant who has just the permissions that the script needs."""
    iam = local.client("iam", account_id)
    if all(user["UserName"] != _USER for user in iam.list_users()["Users"]):
        iam.create_user(UserName=_USER)
        statement = {"Effect": "Allow", "Action": [*LISTED_PERMISSIONS, *UNLISTED_PERMISSIONS], "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName=_USER, PolicyName="verify-env", PolicyDocument=document)
    key: Mapping[str, str] = iam.create_access_key(UserName=_USER)["AccessKey"]
    keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    return {**local.environment(account_id, os.environ), **keys}


def _addresses(local: LocalAws, deployment: Deployment) -> dict[str, str]:
    """What a resolver inside the VPC says: names with an endpoint's private DNS lead to the endpoint."""
    ec2 = local.client("ec2", deployment.owner.account_id)
    addresses: dict[str, str] = {}
    for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]:
        for address in _interface_addresses(ec2, endpoint):
            names = [entry["DnsName"] for entry in endpoint.get("DnsEntries", ())]
            if endpoint.get("PrivateDnsEnabled"):
                names.append(".".join(reversed(endpoint["ServiceName"].split("."))))
            addresses |= dict.fromkeys(names, address)
    return addresses


def _interface_addresses(ec2: Any, endpoint: Mapping[str, Any]) -> list[str]:
    interface_ids = endpoint.get("NetworkInterfaceIds")
    if not interface_ids:
        return []
    interfaces = ec2.describe_network_interfaces(NetworkInterfaceIds=interface_ids)["NetworkInterfaces"]
    return [interface["PrivateIpAddress"] for interface in interfaces]
