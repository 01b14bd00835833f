"""Quotas of accounts."""

from __future__ import annotations

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.servicequotas import quotas as local_quotas
from mwaa_tf.mwaa import quotas
from tests.local_aws.services.support import DATA, OWNER, REGION, refused


def test_an_account_has_the_quotas_that_aws_grants_to_everyone(aws: LocalAws) -> None:
    client = aws.client("service-quotas", DATA)
    values = {
        quota["QuotaName"]: quota["Value"] for quota in client.list_service_quotas(ServiceCode="airflow")["Quotas"]
    }
    assert values == {"Environments": quotas.ENVIRONMENTS, "Workers": quotas.WORKERS}
    service, code = quotas.INTERFACE_ENDPOINTS_QUOTA
    assert client.get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]["Value"] == quotas.INTERFACE_ENDPOINTS


def test_one_account_may_have_another_value(aws: LocalAws) -> None:
    service, code = quotas.INTERFACE_ENDPOINTS_QUOTA
    local_quotas.applied[OWNER, REGION, service, code] = 5
    for account, value in ((OWNER, 5), (DATA, quotas.INTERFACE_ENDPOINTS)):
        answer = aws.client("service-quotas", account).get_service_quota(ServiceCode=service, QuotaCode=code)
        assert answer["Quota"]["Value"] == value


def test_an_unknown_service_has_no_quotas(aws: LocalAws) -> None:
    with refused("NoSuchResourceException"):
        aws.client("service-quotas", DATA).list_service_quotas(ServiceCode="nothing")
