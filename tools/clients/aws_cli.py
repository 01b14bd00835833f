"""AWS CLI 1 and 2: an environment by its own commands, then a network and an environment by `cloudformation deploy`."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

from tools.clients.attempt import Attempt, AttemptError
from tools.clients.place import TEMPLATE
from tools.documents import REPOSITORY

_ENVIRONMENT = REPOSITORY / "tests" / "local_aws" / "cases" / "cloudformation" / "environment.yaml"
_NAME = "by-the-cli"

#: By major version the minor version since which it reads AWS_ENDPOINT_URL (AWS SDKs reference guide, page
#: feature-ss-endpoints). Older ones need --endpoint-url, which does not reach the S3 client of `deploy --s3-bucket`.
_READS_ENDPOINT = {1: 29, 2: 13}


def attempt_aws_cli(attempt: Attempt) -> None:
    """Create, read, update and delete an environment, then the same through CloudFormation."""
    cli = _Cli(attempt)
    cli.run("sts", "get-caller-identity")
    _environment(cli, attempt)
    _stacks(cli, attempt)


class _Cli:
    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._program = attempt.folder / "bin" / "aws"
        version = re.match(r"aws-cli/(\d+)\.(\d+)\.", attempt.run(self._program, "--version"))
        if version is None:
            raise AttemptError("aws --version prints no version")
        major, minor = int(version[1]), int(version[2])
        self.reads_endpoint = minor >= _READS_ENDPOINT[major]
        """Whether it reads AWS_ENDPOINT_URL."""

    def run(self, *arguments: str | Path) -> Any:
        """The output of a command, read as JSON where it is."""
        endpoint = () if self.reads_endpoint else ("--endpoint-url", self._attempt.local.endpoint)
        output = self._attempt.run(self._program, *arguments, *endpoint, variables={"AWS_PAGER": ""})
        return json.loads(output) if output.startswith(("{", "[", '"')) else output

    def environment(self) -> dict[str, Any]:
        environment: dict[str, Any] = self.run("mwaa", "get-environment", "--name", _NAME)["Environment"]
        return environment

    def wait(self, status: str) -> dict[str, Any]:
        """The CLI has no waiters for environments."""
        for _ in range(100):
            if (environment := self.environment())["Status"] == status:
                return environment
            time.sleep(3)
        raise AttemptError(f"{_NAME} did not become {status}")


def _environment(cli: _Cli, attempt: Attempt) -> None:
    place = attempt.place
    file = attempt.scratch / "dag.py"
    file.write_text("# a DAG\n", encoding="utf-8")
    cli.run("s3", "cp", str(file), f"s3://{place.bucket}/dags/dag.py")
    listed = cli.run("s3", "ls", f"s3://{place.bucket}/dags/")
    attempt.expect("dag.py" in listed, "s3 ls does not list what s3 cp has copied")
    subnets = cli.run("ec2", "describe-subnets", "--subnet-ids", *place.subnet_ids)["Subnets"]
    attempt.expect(len(subnets) == 2, "ec2 describe-subnets does not have both subnets")
    network = f"SubnetIds={','.join(place.subnet_ids)},SecurityGroupIds={place.security_group_id}"
    arn = cli.run(
        *("mwaa", "create-environment", "--name", _NAME, "--source-bucket-arn", f"arn:aws:s3:::{place.bucket}"),
        *("--dag-s3-path", "dags", "--execution-role-arn", place.role_arn, "--network-configuration", network),
        *("--webserver-access-mode", "PUBLIC_ONLY", "--tags", "team=data"),
    )["Arn"]
    environment = cli.wait("AVAILABLE")
    attempt.expect(environment["Arn"] == arn, "get-environment has another ARN than create-environment")
    attempt.expect(_NAME in cli.run("mwaa", "list-environments")["Environments"], "list-environments lacks it")
    cli.run("mwaa", "update-environment", "--name", _NAME, "--max-workers", "5")
    attempt.expect(cli.wait("AVAILABLE")["MaxWorkers"] == 5, "update-environment did not set MaxWorkers")
    cli.run("mwaa", "tag-resource", "--resource-arn", arn, "--tags", "stage=test")
    cli.run("mwaa", "untag-resource", "--resource-arn", arn, "--tag-keys", "team")
    tags = cli.run("mwaa", "list-tags-for-resource", "--resource-arn", arn)["Tags"]
    attempt.expect(tags == {"stage": "test"}, f"list-tags-for-resource has {tags}")
    attempt.expect("WebToken" in cli.run("mwaa", "create-web-login-token", "--name", _NAME), "no login token")
    cli.run("mwaa", "delete-environment", "--name", _NAME)
    for _ in range(100):
        if _NAME not in cli.run("mwaa", "list-environments")["Environments"]:
            return
        time.sleep(3)
    raise AttemptError(f"{_NAME} was not deleted")


def _stacks(cli: _Cli, attempt: Attempt) -> None:
    bucket = "templates-of-the-cli"
    cli.run("s3", "mb", f"s3://{bucket}")
    upload = ("--s3-bucket", bucket, "--force-upload") if cli.reads_endpoint else ()
    network = _deploy("network", TEMPLATE, *upload)
    cli.run(*network)
    outputs = {
        output["OutputKey"]: output["OutputValue"]
        for output in cli.run("cloudformation", "describe-stacks", "--stack-name", "network")["Stacks"][0]["Outputs"]
    }
    attempt.expect(len(outputs["PrivateSubnets"].split(",")) == 2, "the stack has no outputs")
    _without_changes(cli, attempt, network)

    resources = cli.run("cloudformation", "describe-stack-resources", "--stack-name", "network")["StackResources"]
    (group_id,) = [
        resource["PhysicalResourceId"] for resource in resources if resource["LogicalResourceId"] == "SecurityGroup"
    ]
    values = ("Name=by-a-stack", f"SubnetIds={outputs['PrivateSubnets']}", f"GroupId={group_id}")
    environment = _deploy("environment", _ENVIRONMENT, "--capabilities", "CAPABILITY_IAM")
    cli.run(*environment, "--parameter-overrides", *values)
    _without_changes(cli, attempt, (*environment, "--parameter-overrides", *values))
    cli.run(*environment, "--parameter-overrides", *values, "MaxWorkers=5")
    workers = attempt.wait_for("by-a-stack", "AVAILABLE")["MaxWorkers"]
    attempt.expect(workers == 5, f"the updated stack has {workers} workers")
    for stack in ("environment", "network"):
        cli.run("cloudformation", "delete-stack", "--stack-name", stack)
        cli.run("cloudformation", "wait", "stack-delete-complete", "--stack-name", stack)


def _deploy(stack: str, template: Path, *options: str) -> tuple[str, ...]:
    return ("cloudformation", "deploy", "--stack-name", stack, "--template-file", str(template), *options)


def _without_changes(cli: _Cli, attempt: Attempt, command: tuple[str, ...]) -> None:
    """With nothing to change, `deploy` says so and succeeds; with --fail-on-empty-changeset it fails."""
    output = cli.run(*command, "--no-fail-on-empty-changeset")
    attempt.expect("No changes to deploy" in output, f"deploy without a change says: {output}")
    try:
        cli.run(*command, "--fail-on-empty-changeset")
    except AttemptError as error:
        attempt.expect("No changes to deploy" in str(error), f"deploy without a change fails with: {error}")
    else:
        raise AttemptError("deploy with --fail-on-empty-changeset succeeds without a change")
