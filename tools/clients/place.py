"""What a client finds in its account: a network, a bucket for DAGs, an execution role."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from mwaa_tf.local_aws import LocalAws
from tools.documents import REPOSITORY

ACCOUNT, REGION = "111111111111", "eu-west-1"

#: The network of AWS's guide, with NAT gateways.
TEMPLATE = REPOSITORY / "tests" / "rehearsal" / "fixtures" / "mwaa-vpc.yaml"

_TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]},
    "Action": "sts:AssumeRole",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What an environment needs. Drivers get it as JSON in the variable ``PLACE``."""

    subnet_ids: list[str]
    security_group_id: str
    bucket: str
    role_arn: str

    def as_json(self) -> str:
        """For drivers in any language."""
        return json.dumps(asdict(self))


def create_place(local: LocalAws) -> Place:
    """Create it all in :data:`ACCOUNT`."""
    stacks, s3 = local.client("cloudformation", ACCOUNT), local.client("s3", ACCOUNT)
    iam = local.client("iam", ACCOUNT)
    stacks.create_stack(StackName="place", TemplateBody=TEMPLATE.read_text(encoding="utf-8"))
    resources = stacks.describe_stack_resources(StackName="place")["StackResources"]
    ids = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in resources}
    bucket = f"dags-of-clients-{ACCOUNT}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    names = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(names, True))
    trust = json.dumps({"Version": "2012-10-17", "Statement": [_TRUST]})
    role = iam.create_role(RoleName="airflow", AssumeRolePolicyDocument=trust)["Role"]
    return Place([ids["PrivateSubnet1"], ids["PrivateSubnet2"]], ids["SecurityGroup"], bucket, role["Arn"])
