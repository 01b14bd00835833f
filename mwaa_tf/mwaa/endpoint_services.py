"""AWS services that an environment calls through VPC endpoints (MWAA user guide, vpc-vpe-create-access).

ECR is no longer on that page; AWS's verification script still expects it, and Fargate pulls images by way of the VPC.
"""

from __future__ import annotations

REQUIRED = (
    "airflow.api",
    "airflow.env",
    "airflow.ops",
    "ecr.api",
    "ecr.dkr",
    "kms",
    "logs",
    "monitoring",
    "s3",
    "sqs",
)
"""Ends of the endpoint services' names, ``sqs`` for com.amazonaws.REGION.sqs, in alphabetical order."""

GATEWAY = frozenset({"s3"})
"""Those whose endpoint is a gateway, which AWS recommends for S3; all others are interfaces."""

ECR_API, ECR_DKR = "ecr.api", "ecr.dkr"
"""Those that AWS's page no longer lists."""

UNDOCUMENTED = frozenset({ECR_API, ECR_DKR})

AIRFLOW_ENV, AIRFLOW_OPS = "airflow.env", "airflow.ops"
"""MWAA's own. The last takes health metrics, and not every region has it: see ``regions.WITHOUT_AIRFLOW_OPS``."""

#: What environments listen on: their database and their web server (MWAA user guide, vpc-security).
DATABASE_PORT, WEBSERVER_PORT = 5432, 443

SESSION_MANAGER = ("ssm", "ssmmessages")
"""What Session Manager needs in a VPC without internet (AWS Systems Manager user guide, setup-create-vpc).

The page's third, ec2messages, is not for sessions.
"""
