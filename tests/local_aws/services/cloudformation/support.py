"""Stacks of the owner, with short ways to what a test looks at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import OWNER

CASES = Path(__file__).parents[2] / "cases"
TEMPLATES = CASES / "cloudformation"
ALL = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
"""What tests acknowledge that are not about capabilities."""


def template(name: str) -> str:
    """The text of a template of the cases."""
    return (TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8")


def parameters(**values: str) -> list[dict[str, str]]:
    """The member Parameters of a request."""
    return [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]


class Stacks:
    """CloudFormation of the owner."""

    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws
        self.client = aws.client("cloudformation", OWNER)

    def create(self, template: str | dict[str, Any], name: str = "stack", **options: Any) -> dict[str, Any]:
        text = template if isinstance(template, str) else json.dumps(template)
        self.client.create_stack(StackName=name, TemplateBody=text, **{"Capabilities": ALL, **options})
        return self.describe(name)

    def describe(self, name: str = "stack") -> dict[str, Any]:
        stack: dict[str, Any] = self.client.describe_stacks(StackName=name)["Stacks"][0]
        return stack

    def failures(self, name: str = "stack") -> dict[str, str]:
        """Logical ids of resources that failed, with the reason."""
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        return {
            event["LogicalResourceId"]: event["ResourceStatusReason"]
            for event in events
            if event["ResourceStatus"].endswith("_FAILED") and event["ResourceType"] != "AWS::CloudFormation::Stack"
        }

    def shares(self) -> list[str]:
        shares = self.aws.client("ram", OWNER).get_resource_shares(resourceOwner="SELF")["resourceShares"]
        return [share["name"] for share in shares if share["status"] == "ACTIVE"]

    def queues(self) -> list[str]:
        return list(self.aws.client("sqs", OWNER).list_queues().get("QueueUrls", []))

    def update(
        self, template: str | dict[str, Any] | None = None, name: str = "stack", **options: Any
    ) -> dict[str, Any]:
        """Update to a template, or with the previous one."""
        text = json.dumps(template) if isinstance(template, dict) else template
        body: dict[str, Any] = {"TemplateBody": text} if text else {"UsePreviousTemplate": True}
        self.client.update_stack(StackName=name, **body, **{"Capabilities": ALL, **options})
        return self.describe(name)

    def outputs(self, name: str = "stack") -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self.describe(name).get("Outputs", [])}

    def physical_ids(self, name: str = "stack") -> dict[str, str]:
        """By logical id."""
        resources = self.client.describe_stack_resources(StackName=name)["StackResources"]
        return {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}

    def events(self, name: str = "stack") -> list[tuple[str, str]]:
        """Logical ids and statuses, the oldest first."""
        events = self.client.describe_stack_events(StackName=name)["StackEvents"]
        return [(event["LogicalResourceId"], event["ResourceStatus"]) for event in reversed(events)]
