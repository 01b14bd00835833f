"""What the ways to a web server take for granted: certificates, SAML providers, hosted zones, web ACLs, log buckets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mwaa_tf.config.access import Alb, ClientVpn
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


def make_access(local: LocalAws, deployment: Deployment, member: ResolvedEnvironment) -> None:
    """Make what the ways to ``member`` name, in the owner's account; a second time changes nothing."""
    if alb := member.settings.access.alb:
        _balancer(local, deployment, alb)
    if vpn := member.settings.access.client_vpn:
        _vpn(local, vpn)


def certificate(arn: str, domain_name: str) -> None:
    """Issue a certificate of ACM for ``domain_name``."""
    from moto.acm.models import acm_backends

    _, _, _, region, account_id, _ = arn.split(":", 5)
    backend = acm_backends[account_id][region]
    if arn in backend._certificates:
        return
    made = backend.request_certificate(domain_name, idempotency_token=arn, subject_alt_names=[], tags=[])
    issued = backend._certificates.pop(made)
    issued.arn, issued.status = arn, "ISSUED"
    backend._certificates[arn] = issued


def _balancer(local: LocalAws, deployment: Deployment, alb: Alb) -> None:
    owner = deployment.owner.account_id
    certificate(alb.certificate_arn, alb.domain_name or "airflow.example.com")
    if alb.zone_id and alb.domain_name:
        _zone(local, owner, alb.zone_id, alb.domain_name.partition(".")[2])
    if alb.web_acl_arn:
        _web_acl(alb.web_acl_arn)
    if alb.access_logs:
        _log_bucket(local, owner, alb.access_logs.bucket)


def _vpn(local: LocalAws, vpn: ClientVpn) -> None:
    for arn in (vpn.server_certificate_arn, vpn.client_certificate_arn):
        if arn:
            certificate(arn, "vpn.example.com")
    for arn in (vpn.saml_provider_arn, vpn.self_service_saml_provider_arn):
        if arn:
            _saml_provider(local, arn)


def _saml_provider(local: LocalAws, arn: str) -> None:
    iam = local.client("iam", arn.split(":")[4])
    if arn not in {provider["Arn"] for provider in iam.list_saml_providers()["SAMLProviderList"]}:
        iam.create_saml_provider(Name=arn.partition("/")[2], SAMLMetadataDocument="<EntityDescriptor/>" * 60)


def _zone(local: LocalAws, account_id: str, zone_id: str, name: str) -> None:
    from moto.route53.models import route53_backends

    zones = route53_backends[account_id][local.partition].zones
    if zone_id not in zones:
        made = route53_backends[account_id][local.partition].create_hosted_zone(name, private_zone=False)
        zones[zone_id] = zones.pop(made.resource_id)
        made.resource_id = zone_id


def _web_acl(arn: str) -> None:
    from moto.wafv2.models import wafv2_backends

    _, _, _, region, account_id, resource = arn.split(":", 5)
    backend = wafv2_backends[account_id][region]
    if arn in backend.wacls:
        return
    _, _, name, web_acl_id = resource.split("/")
    made = backend.create_web_acl(
        name=name,
        visibility_config={
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": name,
        },
        default_action={"Allow": {}},
        scope="REGIONAL",
        description="",
        tags=[],
        rules=[],
        association_config=None,
        captcha_config=None,
        challenge_config=None,
        custom_response_bodies=None,
        token_domains=None,
    )
    del backend.wacls[made.arn]
    made.arn, made.id = arn, web_acl_id
    backend.wacls[arn] = made


def _log_bucket(local: LocalAws, account_id: str, name: str) -> None:
    """A bucket that admits the log delivery of Elastic Load Balancing (enable-access-logging of its user guide)."""
    s3 = local.client("s3", account_id)
    if name in {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}:
        return
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": local.region}}
    s3.create_bucket(Bucket=name, **({} if local.region == "us-east-1" else elsewhere))
    delivery = {
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:{local.partition}:s3:::{name}/*",
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [delivery]}))
