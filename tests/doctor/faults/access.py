"""Faults of the ways to the web server: load balancer, Client VPN, bastion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from mwaa_tf.blueprint.access import bastion_group_prefix, vpn_description
from mwaa_tf.config.access import Access
from mwaa_tf.doctor import Target
from mwaa_tf.mwaa.access_modes import AccessMode
from tests.doctor.access_views import ALB, VPN
from tests.doctor.faults import _state
from tests.doctor.planted import Fault, Patient
from tests.support import wait_until

Undo = Callable[[], object]

_DOMAIN = "airflow.example.com"


def balancer(patient: Patient) -> dict[str, Any]:
    answer: dict[str, Any] = patient.owner("elbv2").describe_load_balancers()["LoadBalancers"][0]
    return answer


def target_group(patient: Patient) -> dict[str, Any]:
    groups = patient.owner("elbv2").describe_target_groups(Names=[balancer(patient)["LoadBalancerName"]])
    answer: dict[str, Any] = groups["TargetGroups"][0]
    return answer


def listener(patient: Patient) -> dict[str, Any]:
    arn = balancer(patient)["LoadBalancerArn"]
    answer: dict[str, Any] = patient.owner("elbv2").describe_listeners(LoadBalancerArn=arn)["Listeners"][0]
    return answer


def targets(patient: Patient) -> list[dict[str, Any]]:
    health = patient.owner("elbv2").describe_target_health(TargetGroupArn=target_group(patient)["TargetGroupArn"])
    return [description["Target"] for description in health["TargetHealthDescriptions"]]


def deregister(patient: Patient, *, count: int) -> Undo:
    elb, arn, chosen = patient.owner("elbv2"), target_group(patient)["TargetGroupArn"], targets(patient)[:count]
    elb.deregister_targets(TargetGroupArn=arn, Targets=chosen)
    return partial(elb.register_targets, TargetGroupArn=arn, Targets=chosen)


def register_stranger(patient: Patient) -> Undo:
    """An address of the endpoint that was there before."""
    elb, arn = patient.owner("elbv2"), target_group(patient)["TargetGroupArn"]
    stranger = [{"Id": f"{targets(patient)[0]['Id'].rpartition('.')[0]}.77", "Port": 443}]
    elb.register_targets(TargetGroupArn=arn, Targets=stranger)
    return partial(elb.deregister_targets, TargetGroupArn=arn, Targets=stranger)


def modify_listener(patient: Patient, **changes: Any) -> Undo:
    elb, before = patient.owner("elbv2"), listener(patient)
    elb.modify_listener(ListenerArn=before["ListenerArn"], **changes)
    undo = {
        "Port": before["Port"],
        "Protocol": before["Protocol"],
        "Certificates": [{"CertificateArn": before["Certificates"][0]["CertificateArn"]}],
        "SslPolicy": before["SslPolicy"],
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": before["DefaultActions"][0]["TargetGroupArn"]}],
    }
    return partial(elb.modify_listener, ListenerArn=before["ListenerArn"], **undo)


def forward_elsewhere(patient: Patient) -> Undo:
    elb = patient.owner("elbv2")
    other = elb.create_target_group(
        Name="another", Protocol="HTTPS", Port=443, TargetType="ip", VpcId=balancer(patient)["VpcId"]
    )["TargetGroups"][0]["TargetGroupArn"]
    undo = modify_listener(patient, DefaultActions=[{"Type": "forward", "TargetGroupArn": other}])

    def restore() -> None:
        undo()
        elb.delete_target_group(TargetGroupArn=other)

    return restore


def certificate_for(patient: Patient, name: str, days: int) -> str:
    """ARN of an imported certificate for ``name`` that expires in so many days."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    imported = patient.owner("acm").import_certificate(
        Certificate=certificate.public_bytes(serialization.Encoding.PEM), PrivateKey=private
    )
    return str(imported["CertificateArn"])


def use_certificate(patient: Patient, *, name: str = _DOMAIN, days: int = 365) -> Undo:
    return modify_listener(patient, Certificates=[{"CertificateArn": certificate_for(patient, name, days)}])


def request_certificate(patient: Patient) -> Undo:
    """One whose domain has not been validated."""
    arn = patient.owner("acm").request_certificate(DomainName=_DOMAIN, ValidationMethod="DNS")["CertificateArn"]
    return modify_listener(patient, Certificates=[{"CertificateArn": arn}])


def change_record(patient: Patient, *, dns_name: str | None) -> Undo:
    """Lead the record of the domain elsewhere, or delete it."""
    route53 = patient.owner("route53")
    zone = route53.list_hosted_zones()["HostedZones"][0]["Id"]
    records = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    before = next(record for record in records if record["Name"] == f"{_DOMAIN}.")

    def change(action: str, record: Mapping[str, Any]) -> object:
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
        return route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)

    if dns_name is None:
        change("DELETE", before)
    else:
        change("UPSERT", {**before, "AliasTarget": {**before["AliasTarget"], "DNSName": dns_name}})
    return partial(change, "UPSERT", before)


def set_base_url(patient: Patient, value: str) -> Undo:
    mwaa = patient.participant("mwaa")

    def update(host_name: str) -> None:
        mwaa.update_environment(Name=patient.name, AirflowConfigurationOptions={"webserver.base_url": host_name})
        wait_until(lambda: bool(patient.environment["Status"] == "AVAILABLE"))

    before = patient.environment["AirflowConfigurationOptions"]["webserver.base_url"]
    update(value)
    return partial(update, before)


def revoke(patient: Patient, group_id: str, direction: str, *, about: str = "") -> Undo:
    """Revoke the rules of a group in one direction, those whose text has ``about`` in it."""
    ec2 = patient.owner("ec2")
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group_id]}])
    chosen = [
        rule
        for rule in rules["SecurityGroupRules"]
        if rule["IsEgress"] is (direction == "egress") and about in str(rule)
    ]
    assert chosen, f"{group_id} has no such rule"
    ids = [rule["SecurityGroupRuleId"] for rule in chosen]
    getattr(ec2, f"revoke_security_group_{direction}")(GroupId=group_id, SecurityGroupRuleIds=ids)
    permissions = [_permission(rule) for rule in chosen]
    return partial(getattr(ec2, f"authorize_security_group_{direction}"), GroupId=group_id, IpPermissions=permissions)


def _permission(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as the calls take it that create one."""
    permission: dict[str, Any] = {"IpProtocol": rule["IpProtocol"]}
    if rule["IpProtocol"] != "-1":
        permission |= {"FromPort": rule["FromPort"], "ToPort": rule["ToPort"]}
    if "ReferencedGroupInfo" in rule:
        permission["UserIdGroupPairs"] = [{"GroupId": rule["ReferencedGroupInfo"]["GroupId"]}]
    else:
        permission["IpRanges"] = [{"CidrIp": rule["CidrIpv4"]}]
    return permission


def group_named(patient: Patient, prefix: str) -> str:
    groups = patient.owner("ec2").describe_security_groups()["SecurityGroups"]
    return next(str(group["GroupId"]) for group in groups if group["GroupName"].startswith(prefix))


def endpoint_group(patient: Patient, environment: str) -> str:
    return group_named(patient, f"{environment}-endpoints-")


def balancer_group(patient: Patient) -> str:
    return str(balancer(patient)["SecurityGroups"][0])


def close_balancer(patient: Patient, *, direction: str, about: str = "") -> Undo:
    return revoke(patient, balancer_group(patient), direction, about=about)


def open_balancer(patient: Patient) -> Undo:
    ec2, group_id = patient.owner("ec2"), balancer_group(patient)
    everybody = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[everybody])
    return partial(ec2.revoke_security_group_ingress, GroupId=group_id, IpPermissions=[everybody])


def refuse_balancer(patient: Patient) -> Undo:
    return revoke(patient, endpoint_group(patient, patient.name), "ingress", about=balancer_group(patient))


def bastion_environment(patient: Patient) -> str:
    return patient.deployment.environments[1].name


def bastion_group(patient: Patient) -> str:
    return group_named(patient, bastion_group_prefix(bastion_environment(patient)))


def bastion_id(patient: Patient) -> str:
    filters = [{"Name": "instance.group-id", "Values": [bastion_group(patient)]}]
    answer = patient.owner("ec2").describe_instances(Filters=filters)
    return str(answer["Reservations"][0]["Instances"][0]["InstanceId"])


def stop_bastion(patient: Patient) -> Undo:
    ec2, id = patient.owner("ec2"), bastion_id(patient)
    ec2.stop_instances(InstanceIds=[id])
    return partial(ec2.start_instances, InstanceIds=[id])


def take_profile(patient: Patient) -> Undo:
    ec2, id = patient.owner("ec2"), bastion_id(patient)
    filters = [{"Name": "instance-id", "Values": [id]}]
    association = ec2.describe_iam_instance_profile_associations(Filters=filters)["IamInstanceProfileAssociations"][0]
    ec2.disassociate_iam_instance_profile(AssociationId=association["AssociationId"])
    profile = {"Arn": association["IamInstanceProfile"]["Arn"]}
    return partial(ec2.associate_iam_instance_profile, IamInstanceProfile=profile, InstanceId=id)


def refuse_bastion(patient: Patient) -> Undo:
    group = endpoint_group(patient, bastion_environment(patient))
    return revoke(patient, group, "ingress", about=bastion_group(patient))


def close_bastion(patient: Patient) -> Undo:
    """All of it: the rule for Session Manager alone lets out to the endpoint, too."""
    return revoke(patient, bastion_group(patient), "egress")


def vpn(patient: Patient) -> dict[str, Any]:
    vpns = patient.owner("ec2").describe_client_vpn_endpoints()["ClientVpnEndpoints"]
    return next(each for each in vpns if each["Description"] == vpn_description(patient.name))


def revoke_authorization(patient: Patient, *, description: str) -> Undo:
    ec2, id = patient.owner("ec2"), vpn(patient)["ClientVpnEndpointId"]
    rules = ec2.describe_client_vpn_authorization_rules(ClientVpnEndpointId=id)["AuthorizationRules"]
    chosen = next(rule for rule in rules if rule["Description"] == description)
    rule = {"ClientVpnEndpointId": id, "TargetNetworkCidr": chosen["DestinationCidr"]}
    ec2.revoke_client_vpn_ingress(**rule, RevokeAllGroups=True)
    return partial(ec2.authorize_client_vpn_ingress, **rule, AuthorizeAllGroups=True, Description=description)


def disassociate(patient: Patient) -> Undo:
    ec2, id = patient.owner("ec2"), vpn(patient)["ClientVpnEndpointId"]
    network = ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=id)["ClientVpnTargetNetworks"][0]
    ec2.disassociate_client_vpn_target_network(ClientVpnEndpointId=id, AssociationId=network["AssociationId"])
    wait_until(lambda: not ec2.describe_client_vpn_target_networks(ClientVpnEndpointId=id)["ClientVpnTargetNetworks"])

    def associate() -> None:
        ec2.associate_client_vpn_target_network(ClientVpnEndpointId=id, SubnetId=network["TargetNetworkId"])
        wait_until(lambda: bool(vpn(patient)["Status"]["Code"] == "available"))

    return associate


def use_vpn_certificate(patient: Patient, *, days: int) -> Undo:
    ec2, before = patient.owner("ec2"), vpn(patient)
    id = before["ClientVpnEndpointId"]
    arn = certificate_for(patient, "vpn.example.com", days)
    ec2.modify_client_vpn_endpoint(ClientVpnEndpointId=id, ServerCertificateArn=arn)
    return partial(
        ec2.modify_client_vpn_endpoint, ClientVpnEndpointId=id, ServerCertificateArn=before["ServerCertificateArn"]
    )


def refuse_vpn(patient: Patient) -> Undo:
    group = vpn(patient)["SecurityGroupIds"][0]
    return revoke(patient, endpoint_group(patient, patient.name), "ingress", about=group)


def close_vpn(patient: Patient) -> Undo:
    return revoke(patient, vpn(patient)["SecurityGroupIds"][0], "egress")


def configured(**access: Mapping[str, Any]) -> Callable[[Target], Target]:
    """The environment with access methods in its configuration that were not applied."""

    def look_at(target: Target) -> Target:
        assert target.settings is not None
        settings = target.settings.settings.model_copy(update={"access": Access.model_validate(access)})
        return replace(target, settings=msgspec.structs.replace(target.settings, settings=settings))

    return look_at


def nothing(_: Patient) -> Undo:
    """Plant nothing: the fault is in the configuration."""
    return lambda: None


def unhealthy(patient: Patient, *, count: int, **health: str) -> Undo:
    """One target unhealthy, or all."""
    address = targets(patient)[0]["Id"] if count == 1 else None
    return _state.target_health(patient, address=address, **health)


_web = partial(Fault, example="web-access")
_vpn = partial(Fault, example="client-vpn")

FAULTS = (
    _web("balancer-lacks-an-address", "access.target-addresses", partial(deregister, count=1)),
    _web("balancer-lacks-all-addresses", "access.target-addresses", partial(deregister, count=2)),
    _web("balancer-has-an-old-address", "access.target-addresses", register_stranger),
    _web("balancer-speaks-http", "access.listener", partial(modify_listener, Protocol="HTTP", Certificates=[])),
    _web("balancer-listens-on-another-port", "access.listener", partial(modify_listener, Port=8443)),
    _web("balancer-forwards-elsewhere", "access.listener", forward_elsewhere),
    _web("balancer-certificate-expires", "access.certificate", partial(use_certificate, days=12)),
    _web("balancer-certificate-pending", "access.certificate", request_certificate),
    _web(
        "balancer-certificate-of-another-name",
        "access.certificate-name",
        partial(use_certificate, name="other.example.com"),
    ),
    _web("record-leads-elsewhere", "access.dns-record", partial(change_record, dns_name="old.example.net.")),
    _web("record-deleted", "access.dns-record", partial(change_record, dns_name=None)),
    _web("base-url-of-another-name", "access.base-url", partial(set_base_url, value="old.example.com")),
    _web(
        "balancer-refuses-an-office",
        "access.load-balancer-groups",
        partial(close_balancer, direction="ingress", about="203.0.113.0/24"),
    ),
    _web("balancer-refuses-all", "access.load-balancer-groups", partial(close_balancer, direction="ingress")),
    _web("balancer-admits-the-internet", "access.load-balancer-groups", open_balancer),
    _web("balancer-lets-nothing-out", "access.load-balancer-groups", partial(close_balancer, direction="egress")),
    _web("endpoint-refuses-balancer", "access.load-balancer-groups", refuse_balancer),
    _web(
        "no-answer-from-the-web-server",
        "access.target-health",
        partial(unhealthy, count=2, state="unhealthy", reason="Target.Timeout"),
    ),
    _web(
        "no-answer-from-one-address",
        "access.target-health",
        partial(unhealthy, count=1, state="unhealthy", reason="Target.FailedHealthChecks"),
    ),
    _web(
        "targets-in-no-zone",
        "access.target-health",
        partial(unhealthy, count=2, state="unused", reason="Target.NotInUse"),
    ),
    Fault("bastion-not-applied", "access.applied", nothing, look_at=configured(bastion={"enabled": True})),
    Fault("vpn-not-applied", "access.applied", nothing, look_at=configured(client_vpn=VPN)),
    Fault(
        "balancer-not-applied",
        "access.applied",
        nothing,
        look_at=configured(alb=ALB),
    ),
    Fault(
        "web-server-made-public",
        "access.webserver-public",
        partial(_state.configured, WebserverAccessMode=AccessMode.PUBLIC_AND_PRIVATE),
    ),
    _web("bastion-stopped", "access.bastion-online", stop_bastion),
    _web("bastion-without-profile", "access.bastion-online", take_profile),
    _web("endpoint-refuses-bastion", "access.bastion-groups", refuse_bastion),
    _web("bastion-lets-nothing-out", "access.bastion-groups", close_bastion),
    _vpn("vpn-lacks-a-rule", "access.vpn-authorization", partial(revoke_authorization, description="Web server")),
    _vpn("vpn-lacks-the-rule-of-dns", "access.vpn-authorization", partial(revoke_authorization, description="DNS")),
    _vpn("vpn-disassociated", "access.vpn-endpoint", disassociate),
    _vpn("vpn-certificate-expires", "access.vpn-certificate", partial(use_vpn_certificate, days=12)),
    _vpn("endpoint-refuses-vpn", "access.vpn-groups", refuse_vpn),
    _vpn("vpn-lets-nothing-out", "access.vpn-groups", close_vpn),
)
