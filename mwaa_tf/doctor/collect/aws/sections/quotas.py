"""Quotas, as Service Quotas answers them, and what exists."""

from __future__ import annotations

from functools import partial

from mwaa_tf.doctor.collect.aws.calls import Answer
from mwaa_tf.doctor.collect.aws.operations import CallerSide, operation
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.view.quotas import QuotasSection
from mwaa_tf.mwaa.quotas import INTERFACE_ENDPOINTS_QUOTA, SERVICE_QUOTAS_CODE
from mwaa_tf.text import escape_control_characters as printable

LIST_ENVIRONMENTS = operation("mwaa", "ListEnvironments", why="how many environments the account has")
LIST_QUOTAS = operation("service-quotas", "ListServiceQuotas", why="how many environments the account may have")
GET_QUOTA = operation(
    "service-quotas", "GetServiceQuota", by=CallerSide.OWNER, why="how many interface endpoints the VPC may have"
)


def collect(source: AwsSource) -> QuotasSection:
    """Ask Service Quotas on both sides, and MWAA for the environments: once for each account."""
    service, quota = INTERFACE_ENDPOINTS_QUOTA
    of_mwaa = partial(source.read, LIST_QUOTAS, ServiceCode=SERVICE_QUOTAS_CODE)
    return QuotasSection(
        environments=of_mwaa(lambda answer: _quota(answer, "environments")),
        environment_names=source.read(
            LIST_ENVIRONMENTS, lambda answer: tuple(sorted(map(printable, answer["Environments"])))
        ),
        workers=of_mwaa(lambda answer: _quota(answer, "workers")),
        interface_endpoints=source.read(
            GET_QUOTA, lambda answer: int(answer["Quota"]["Value"]), ServiceCode=service, QuotaCode=quota
        ),
    )


def _quota(answer: Answer, noun: str) -> int:
    """The one quota whose name begins with ``noun``; that it does is inferred from the names of the page."""
    (value,) = (int(quota["Value"]) for quota in answer["Quotas"] if str(quota["QuotaName"]).lower().startswith(noun))
    return value
