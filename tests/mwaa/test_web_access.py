"""Words of load balancers, records, certificates, VPNs and bastions against the service models."""

from __future__ import annotations

from enum import StrEnum

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.mwaa import web_access

SESSION = botocore.session.get_session()


@pytest.mark.parametrize(
    ("known", "service", "shapes"),
    [
        (web_access.CertificateStatus, "acm", ["CertificateStatus"]),
        (web_access.TargetState, "elbv2", ["TargetHealthStateEnum"]),
        (web_access.LoadBalancerState, "elbv2", ["LoadBalancerStateEnum"]),
        (web_access.ListenerProtocol, "elbv2", ["ProtocolEnum"]),
        (web_access.RecordType, "route53", ["RRType"]),
        (web_access.VpnState, "ec2", ["ClientVpnEndpointStatusCode"]),
        (web_access.VpnRuleState, "ec2", ["ClientVpnRouteStatusCode", "ClientVpnAuthorizationRuleStatusCode"]),
        (web_access.VpnAssociationState, "ec2", ["AssociationStatusCode"]),
        (web_access.InstanceState, "ec2", ["InstanceStateName"]),
        (web_access.PingStatus, "ssm", ["PingStatus"]),
    ],
)
def test_every_word_of_the_service_is_known(known: type[StrEnum], service: str, shapes: list[str]) -> None:
    model = SESSION.get_service_model(service)
    assert {status.value for status in known} == {word for shape in shapes for word in model.shape_for(shape).enum}
