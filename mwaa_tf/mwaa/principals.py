"""Service principals and roles around MWAA."""

from __future__ import annotations

from mwaa_tf.mwaa.regions import dns_suffix

AIRFLOW = "airflow.amazonaws.com"
AIRFLOW_ENVIRONMENT = "airflow-env.amazonaws.com"

EXECUTION_ROLE = (AIRFLOW, AIRFLOW_ENVIRONMENT)
"""The services that an execution role must trust (MWAA user guide, mwaa-create-role)."""

SERVICE_LINKED_ROLE = "AWSServiceRoleForAmazonMWAA"
"""The role that MWAA creates in an account with its first environment (MWAA user guide, mwaa-slr)."""

RAM = "ram.amazonaws.com"
"""The service that the organization trusts for resource sharing (RAM user guide, getting-started-sharing)."""

FLOW_LOGS = "vpc-flow-logs.amazonaws.com"
EC2 = "ec2.amazonaws.com"
LOAD_BALANCER_LOGS = "logdelivery.elasticloadbalancing.amazonaws.com"
"""Writes access logs of load balancers (Elastic Load Balancing user guide, enable-access-logging)."""


def in_partition(service: str, partition: str) -> str:
    """The name of a service principal in ``partition``: in China EC2 has the domain of that partition.

    All other services of this file have one name everywhere (AWS CDK, packages/aws-cdk-lib/region-info/lib/default.ts;
    kubernetes/kops#27 shows IAM refusing `ec2.amazonaws.com` in cn-north-1).
    """
    return f"ec2.{dns_suffix(partition)}" if service == EC2 else service
