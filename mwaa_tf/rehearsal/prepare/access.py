"""What access methods refer to: certificates, SAML providers, hosted zones, web ACLs, log buckets, keys, policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mwaa_tf.arn import Arn
from mwaa_tf.config.access import Alb, ClientVpn
from mwaa_tf.config.deployment import Deployment, ResolvedEnvironment
from mwaa_tf.mwaa import principals
from mwaa_tf.rehearsal.prepare.identities import create_policy, policy_document
from mwaa_tf.rehearsal.prepare.storage import create_bucket, create_key

if TYPE_CHECKING:
    from mwaa_tf.local_aws import LocalAws


def create_access_resources(local: LocalAws, deployment: Deployment, resolved: ResolvedEnvironment) -> None:
    """Create what the access methods of an environment refer to, in the owner's account; repeatable."""
    access = resolved.settings.access
    if access.alb:
        _create_for_balancer(local, deployment, access.alb)
    if access.client_vpn:
        _create_for_vpn(local, access.client_vpn)
    if access.bastion and access.bastion.kms_key_arn:
        create_key(access.bastion.kms_key_arn)
    if access.bastion and access.bastion.permissions_boundary:
        create_policy(local, deployment.owner.account_id, access.bastion.permissions_boundary)


def issue_certificate(arn: str, domain_name: str) -> None:
    """Issue the ACM certificate ``arn`` for ``domain_name``; an existing one is not changed."""
    from moto.acm.models import acm_backends

    parsed = Arn.parse(arn)
    backend = acm_backends[parsed.account_id][parsed.region]
    if arn in backend._certificates:
        return
    requested = backend.request_certificate(domain_name, idempotency_token=arn, subject_alt_names=[], tags=[])
    certificate = backend._certificates.pop(requested)
    certificate.arn, certificate.status = arn, "ISSUED"
    backend._certificates[arn] = certificate


def _create_for_balancer(local: LocalAws, deployment: Deployment, alb: Alb) -> None:
    owner_id = deployment.owner.account_id
    issue_certificate(alb.certificate_arn, alb.domain_name or "airflow.example.com")
    if alb.zone_id and alb.domain_name:
        _create_hosted_zone(local, owner_id, alb.zone_id, alb.domain_name.partition(".")[2])
    if alb.web_acl_arn:
        _create_web_acl(alb.web_acl_arn)
    if alb.access_logs:
        _create_log_bucket(local, owner_id, alb.access_logs.bucket)


def _create_for_vpn(local: LocalAws, vpn: ClientVpn) -> None:
    for arn in (vpn.server_certificate_arn, vpn.client_certificate_arn):
        if arn:
            issue_certificate(arn, "vpn.example.com")
    for arn in (vpn.saml_provider_arn, vpn.self_service_saml_provider_arn):
        if arn:
            _create_saml_provider(local, arn)
    if vpn.connection_log.kms_key_arn:
        create_key(vpn.connection_log.kms_key_arn)


def _create_saml_provider(local: LocalAws, arn: str) -> None:
    provider = Arn.parse(arn)
    iam = local.client("iam", provider.account_id)
    if arn not in {existing["Arn"] for existing in iam.list_saml_providers()["SAMLProviderList"]}:
        iam.create_saml_provider(Name=provider.resource_id, SAMLMetadataDocument="<EntityDescriptor/>" * 60)


def _create_hosted_zone(local: LocalAws, account_id: str, zone_id: str, name: str) -> None:
    from moto.route53.models import route53_backends

    backend = route53_backends[account_id][local.partition]
    if zone_id not in backend.zones:
        zone = backend.create_hosted_zone(name, private_zone=False)
        backend.zones[zone_id] = backend.zones.pop(zone.resource_id)
        zone.resource_id = zone_id


def _create_web_acl(arn: str) -> None:
    from moto.wafv2.models import wafv2_backends

    parsed = Arn.parse(arn)
    backend = wafv2_backends[parsed.account_id][parsed.region]
    if arn in backend.wacls:
        return
    _, _, name, web_acl_id = parsed.resource.split("/")
    web_acl = backend.create_web_acl(
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
    del backend.wacls[web_acl.arn]
    web_acl.arn, web_acl.id = arn, web_acl_id
    backend.wacls[arn] = web_acl


def _create_log_bucket(local: LocalAws, account_id: str, name: str) -> None:
    """Create a bucket that admits access logs (Elastic Load Balancing user guide, enable-access-logging)."""
    s3 = local.client("s3", account_id)
    if create_bucket(s3, name, local.region):
        delivery = {
            "Effect": "Allow",
            "Principal": {"Service": principals.LOAD_BALANCER_LOGS},
            "Action": "s3:PutObject",
            "Resource": f"arn:{local.partition}:s3:::{name}/*",
        }
        s3.put_bucket_policy(Bucket=name, Policy=policy_document(delivery))
