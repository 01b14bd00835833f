"""Limits and life times of MWAA."""

from __future__ import annotations

from datetime import timedelta

NAME_LENGTH = 80
"""Characters of an environment's name (API reference, CreateEnvironment)."""

TAGS = 50
"""Tags of an environment (API reference, TagResource)."""

SUBNETS = 2
"""Private subnets of an environment, in two zones (API reference, NetworkConfiguration)."""

SECURITY_GROUPS = 5
"""Security groups of an environment at the most (same page)."""

WORKERS = 25
"""Workers of an environment that AWS grants without a quota increase (AWS General Reference, mwaa)."""

ENVIRONMENTS = 10
"""Environments of an account in a region, likewise (same page)."""

PAGE_SIZE = 25
"""Environments in a page of ListEnvironments at the most (API reference, ListEnvironments)."""

PENDING = timedelta(hours=72)
"""How long MWAA waits for the customer's endpoints before CREATE_FAILED (MWAA user guide, vpc-endpoint-management)."""

TOKEN = timedelta(seconds=60)
"""Life of a web login token or CLI token (MWAA user guide, access-policies)."""

UPDATE = timedelta(minutes=90)
"""How long an update of an environment may take at the least that anyone waits for it: the update timeout of the AWS
provider (its documentation, aws_mwaa_environment). AWS's CloudFormation handler waits for 480 minutes
(aws-cloudformation-resource-providers-mwaa)."""

GRACEFUL_REPLACEMENT = timedelta(hours=12)
"""How long GRACEFUL waits for the tasks of workers before an update goes on (API reference, UpdateEnvironment)."""

SESSION = timedelta(hours=12)
"""Life of a session of the Airflow UI (same page)."""

INTERFACE_ENDPOINTS = 50
"""Interface endpoints of a VPC that AWS grants without a quota increase (VPC user guide, amazon-vpc-limits)."""

INTERFACE_ENDPOINTS_QUOTA = ("vpc", "L-29B6F2EB")
"""Service and quota code of it in Service Quotas, "Interface VPC endpoints per VPC" (moto has the answer of AWS)."""

SERVICE_QUOTAS_CODE = "airflow"
"""The code of MWAA in Service Quotas. Inferred: it is the name that MWAA signs with, as for most services."""
