"""The quotas of an account: what AWS grants to everyone, unless the account has another value.

ListServiceQuotas lists the quotas that are applied to the account, GetServiceQuota answers one of them (Service Quotas
API reference). Names and values of MWAA's are from the AWS General Reference, page mwaa; their codes are inferred.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.resources.default_quotas.vpc import VPC_DEFAULT_QUOTAS
from moto.servicequotas.responses import ServiceQuotasResponse

from mwaa_tf.local_aws.patching import wrap
from mwaa_tf.mwaa import quotas

ENVIRONMENTS, WORKERS = "L-MWAA0001", "L-MWAA0002"

#: What an account has instead of the default, by account, region, service and quota code.
applied: dict[tuple[str, str, str, str], float] = {}


def install() -> None:
    """Have moto answer with them."""
    wrap(ServiceQuotasBackend, "get_service_quota", _get_service_quota)
    ServiceQuotasResponse.list_service_quotas = _list_service_quotas  # type: ignore[attr-defined]


def _get_service_quota(
    get: Callable[..., Any],  # noqa: ARG001 - moto's own knows no values of accounts
    backend: ServiceQuotasBackend,
    service_code: str,
    quota_code: str,
) -> dict[str, Any]:
    for quota in _of_account(backend, service_code):
        if quota["QuotaCode"] == quota_code:
            return quota
    raise NoSuchResource


def _list_service_quotas(response: ServiceQuotasResponse) -> str:
    return json.dumps({"Quotas": _of_account(response.backend, str(json.loads(response.body).get("ServiceCode")))})


def _of_account(backend: ServiceQuotasBackend, service_code: str) -> list[dict[str, Any]]:
    defaults = {"vpc": VPC_DEFAULT_QUOTAS, quotas.SERVICE_QUOTAS_CODE: _of_mwaa(backend)}.get(service_code)
    if defaults is None:
        raise NoSuchResource
    account, region = backend.account_id, backend.region_name
    return [
        {**quota, "Value": applied.get((account, region, service_code, quota["QuotaCode"]), quota["Value"])}
        for quota in defaults
    ]


def _of_mwaa(backend: ServiceQuotasBackend) -> list[dict[str, Any]]:
    return [
        {
            "ServiceCode": quotas.SERVICE_QUOTAS_CODE,
            "ServiceName": "Amazon Managed Workflows for Apache Airflow",
            "QuotaArn": f"arn:{backend.partition}:servicequotas:{backend.region_name}:{backend.account_id}:"
            f"{quotas.SERVICE_QUOTAS_CODE}/{code}",
            "QuotaCode": code,
            "QuotaName": name,
            "Value": float(value),
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
        }
        for code, name, value in (
            (ENVIRONMENTS, "Environments", quotas.ENVIRONMENTS),
            (WORKERS, "Workers", quotas.WORKERS),
        )
    ]
