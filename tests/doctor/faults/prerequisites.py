"""Faults that a first apply meets: in the organization, in quotas, in the configuration."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from mwaa_tf import Deployment
from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import Target, targets_of
from mwaa_tf.local_aws.services.servicequotas import quotas as local_quotas
from mwaa_tf.mwaa.principals import RAM, SERVICE_LINKED_ROLE
from mwaa_tf.mwaa.quotas import INTERFACE_ENDPOINTS_QUOTA
from tests.doctor.planted import Fault, Patient

NAME = "next"
"""The deployment whose first apply is still to come: of that name nothing exists."""


def _nothing(_patient: Patient) -> Callable[[], object]:
    """Plant nothing: the fault is in the configuration."""
    return lambda: None


def planned(network: Mapping[str, Any] | None = None, **settings: Any) -> Callable[[Target], Target]:
    """The first environment of a deployment that is not applied, with ``settings``, in a VPC with ``network``.

    Nothing validates them: what rules refuse may also come from a newer mwaa_tf.
    """

    def look_at(target: Target) -> Target:
        assert target.deployment is not None
        data = {**target.deployment.model_dump(mode="json", exclude_unset=True), "name": NAME}
        data["participants"] = [
            {**participant, "environments": participant["environments"][:1]} for participant in data["participants"]
        ]
        deployment = Deployment.model_validate(data)
        if network:
            owner = deployment.owner
            owner = owner.model_copy(update={"network": owner.network.model_copy(update=dict(network))})
            environments = deployment.environments
            deployment = deployment.model_copy(update={"owner": owner})
            deployment.__dict__["environments"] = environments
        planned_target = targets_of(deployment)[0]
        resolved = planned_target.settings
        assert resolved is not None
        resolved = msgspec.structs.replace(resolved, settings=resolved.settings.model_copy(update=settings))
        return replace(planned_target, settings=resolved)

    return look_at


def _many_environments(count: int) -> Callable[[Target], Target]:
    """A deployment of ``count`` environments of one participant, that is not applied."""

    def look_at(target: Target) -> Target:
        assert target.deployment is not None
        data = {**target.deployment.model_dump(mode="json", exclude_unset=True), "name": NAME}
        participant = data["participants"][0]
        participant["environments"] = [{"name": f"number{number}"} for number in range(count)]
        data["owner"]["network"]["private_subnets"] = ["10.192.64.0/19", "10.192.96.0/19"]
        return targets_of(Deployment.model_validate({**data, "participants": [participant]}))[0]

    return look_at


def _elsewhere(region: str) -> Callable[[Target], Target]:
    def look_at(target: Target) -> Target:
        return replace(planned({"availability_zone_ids": None})(target), region=region)

    return look_at


def _terraform_role(target: Target) -> Target:
    """Terraform assumes the role that the rehearsal creates in each account."""
    account: Account = target.participant
    role = f"arn:aws:iam::{account.account_id}:role/terraform"
    return replace(planned()(target), participant=msgspec.structs.replace(account, role_arn=role))


def _expired_credentials(patient: Patient) -> Callable[[], object]:
    plan = patient.local.faults.plan
    patient.local.faults.plan = plan.with_fault("expire=0")

    def undo() -> None:
        patient.local.faults.restart(plan, patient.local.seed)

    return undo


def _management(patient: Patient) -> Any:
    return patient.local.client("organizations", patient.local.management_account)


def _billing_alone(patient: Patient) -> Callable[[], object]:
    """The organization is one for consolidated billing: no API turns all features off again."""
    from moto.organizations.models import organizations_backends

    organization: Any = organizations_backends[patient.local.management_account][patient.local.partition].org
    organization.feature_set = "CONSOLIDATED_BILLING"

    def undo() -> None:
        organization.feature_set = "ALL"

    return undo


def _outside(patient: Patient) -> Callable[[], object]:
    """The participant has left the organization: an account comes back by an invitation only."""
    from moto.organizations.models import organizations_backends

    organizations: Any = organizations_backends
    backend = organizations[patient.local.management_account][patient.local.partition]
    accounts, management = list(backend.accounts), organizations.master_accounts[patient.participant_id]
    (account,) = (account for account in accounts if account.id == patient.participant_id)
    policies = list(account.attached_policies)
    _management(patient).remove_account_from_organization(AccountId=patient.participant_id)

    def undo() -> None:
        backend.accounts = accounts
        organizations.master_accounts[patient.participant_id] = management
        for policy in policies:
            policy.attachments.append(account)

    return undo


def _owner_is_administrator(patient: Patient) -> Callable[[], object]:
    """Let the owner see the organization, as a network account may do for some service."""
    organizations = _management(patient)
    service = {"AccountId": patient.owner_id, "ServicePrincipal": "ssm.amazonaws.com"}
    organizations.register_delegated_administrator(**service)
    return lambda: organizations.deregister_delegated_administrator(**service)


def _sharing_disabled(patient: Patient) -> Callable[[], object]:
    undo_administrator = _owner_is_administrator(patient)
    organizations = _management(patient)
    organizations.disable_aws_service_access(ServicePrincipal=RAM)

    def undo() -> None:
        organizations.enable_aws_service_access(ServicePrincipal=RAM)
        undo_administrator()

    return undo


def _denied_by_the_organization(statement: Mapping[str, Any]) -> Callable[[Patient], Callable[[], object]]:
    """Attach a service control policy to the participant."""

    def plant(patient: Patient) -> Callable[[], object]:
        undo_administrator = _owner_is_administrator(patient)
        organizations = _management(patient)
        root = organizations.list_roots()["Roots"][0]
        was_enabled = any(each["Type"] == "SERVICE_CONTROL_POLICY" for each in root["PolicyTypes"])
        if not was_enabled:
            organizations.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Resource": "*", **statement}]}
        policy_id = organizations.create_policy(
            Name="guardrail", Description="", Type="SERVICE_CONTROL_POLICY", Content=json.dumps(document)
        )["Policy"]["PolicySummary"]["Id"]
        organizations.attach_policy(PolicyId=policy_id, TargetId=patient.participant_id)

        def undo() -> None:
            organizations.detach_policy(PolicyId=policy_id, TargetId=patient.participant_id)
            organizations.delete_policy(PolicyId=policy_id)
            if not was_enabled:
                organizations.disable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")
            undo_administrator()

        return undo

    return plant


def _interface_endpoints_quota(patient: Patient) -> Callable[[], object]:
    """The quota is used up: AWS has lowered it for the account, or it is an old one."""
    service, code = INTERFACE_ENDPOINTS_QUOTA
    key = (patient.owner_id, patient.local.region, service, code)
    endpoints = patient.owner("ec2").describe_vpc_endpoints(
        Filters=[{"Name": "vpc-id", "Values": [patient.vpc_id]}, {"Name": "vpc-endpoint-type", "Values": ["Interface"]}]
    )["VpcEndpoints"]
    local_quotas.applied[key] = float(len(endpoints))
    return lambda: local_quotas.applied.pop(key)


def _without_service_linked_role(patient: Patient) -> Callable[[], object]:
    """The role does not exist, and the caller may not create it."""
    iam = patient.participant("iam")
    iam.delete_service_linked_role(RoleName=SERVICE_LINKED_ROLE)
    deny = {"Effect": "Deny", "Action": "iam:CreateServiceLinkedRole", "Resource": "*"}
    user = iam.get_user()["User"]["UserName"]
    iam.put_user_policy(
        UserName=user, PolicyName="no-roles", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    )

    def undo() -> None:
        iam.delete_user_policy(UserName=user, PolicyName="no-roles")
        iam.create_service_linked_role(AWSServiceName="airflow.amazonaws.com")

    return undo


def _bucket_of_another_account(patient: Patient) -> Callable[[], object]:
    s3 = patient.owner("s3")
    environment = patient.deployment.environments[0]
    name = f"{NAME}-{environment.key}-{patient.participant_id}"
    s3.create_bucket(Bucket=name)
    return lambda: s3.delete_bucket(Bucket=name)


def _public_access_blocked(patient: Patient) -> Callable[[], object]:
    ec2 = patient.owner("ec2")
    ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-bidirectional")
    return lambda: ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="off")


_STORAGE_ALONE = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
)
BOUNDARY = "storage-alone"


def _boundary(patient: Patient) -> Callable[[], object]:
    """A permissions boundary that allows S3 alone."""
    iam = patient.participant("iam")
    arn = iam.create_policy(PolicyName=BOUNDARY, PolicyDocument=_STORAGE_ALONE)["Policy"]["Arn"]
    return lambda: iam.delete_policy(PolicyArn=arn)


def _boundary_of_terraform(patient: Patient) -> Callable[[], object]:
    iam = patient.participant("iam")
    undo_policy = _boundary(patient)
    arn = f"arn:aws:iam::{patient.participant_id}:policy/{BOUNDARY}"
    iam.put_role_permissions_boundary(RoleName="terraform", PermissionsBoundary=arn)

    def undo() -> None:
        iam.delete_role_permissions_boundary(RoleName="terraform")
        undo_policy()

    return undo


def _with_boundary(target: Target) -> Target:
    look_at = planned()(target)
    assert look_at.settings is not None
    arn = f"arn:aws:iam::{target.participant.account_id}:policy/{BOUNDARY}"
    settings = look_at.settings.settings
    role = settings.execution_role.model_copy(update={"permissions_boundary": arn})
    settings = settings.model_copy(update={"execution_role": role})
    return replace(look_at, settings=msgspec.structs.replace(look_at.settings, settings=settings))


_INTERNET = {"internet": "single_nat_gateway", "public_subnets": ("10.192.10.0/24", "10.192.11.0/24")}

FAULTS = (
    Fault("credentials-expired", "prerequisites.credentials", _expired_credentials),
    Fault("organization-for-billing-alone", "prerequisites.organization", _billing_alone),
    Fault("participant-outside-the-organization", "prerequisites.organization", _outside),
    Fault("organization-sharing-disabled", "prerequisites.organization-sharing", _sharing_disabled),
    Fault(
        "control-policy-denies-the-execution-role",
        "prerequisites.service-control-policies",
        _denied_by_the_organization({"Action": ["sqs:*", "logs:PutLogEvents"]}),
    ),
    Fault(
        "control-policy-denies-the-region",
        "prerequisites.service-control-policies",
        _denied_by_the_organization(
            {
                "NotAction": ["iam:*", "organizations:*", "sts:*"],
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}},
            }
        ),
        look_at=planned(),
    ),
    Fault("too-many-environments", "prerequisites.environments-quota", _nothing, look_at=_many_environments(11)),
    Fault("too-many-workers", "prerequisites.workers-quota", _nothing, look_at=planned(max_workers=40)),
    Fault("too-many-endpoints", "prerequisites.endpoints-quota", _interface_endpoints_quota),
    Fault("service-linked-role-missing", "prerequisites.service-linked-role", _without_service_linked_role),
    Fault(
        "zone-without-mwaa",
        "prerequisites.zones",
        _nothing,
        look_at=planned({"availability_zone_ids": ("use1-az1", "use1-az3")}),
    ),
    Fault(
        "zone-of-another-region",
        "prerequisites.zones",
        _nothing,
        look_at=planned({"availability_zone_ids": ("use1-az1", "usw2-az2")}),
    ),
    Fault("bucket-of-another-account", "prerequisites.bucket-name", _bucket_of_another_account, look_at=planned()),
    Fault("region-without-mwaa", "prerequisites.region", _nothing, look_at=_elsewhere("ap-east-2")),
    Fault(
        "airflow-without-support", "prerequisites.airflow-version", _nothing, look_at=planned(airflow_version="2.6.3")
    ),
    Fault(
        "unknown-environment-class",
        "prerequisites.environment-class",
        _nothing,
        look_at=planned(environment_class="mw1.huge"),
    ),
    Fault(
        "subnets-too-small",
        "prerequisites.addresses",
        _nothing,
        look_at=planned({"private_subnets": ("10.192.20.0/28", "10.192.21.0/28")}),
    ),
    Fault(
        "public-access-blocked-before-the-first-apply",
        "prerequisites.block-public-access",
        _public_access_blocked,
        # The VPC that exists already has no internet to lose, and is looked at no more.
        look_at=planned(_INTERNET),
    ),
    Fault("boundary-of-the-execution-role", "prerequisites.permissions-boundary", _boundary, look_at=_with_boundary),
    Fault(
        "boundary-of-terraform", "prerequisites.permissions-boundary", _boundary_of_terraform, look_at=_terraform_role
    ),
)
