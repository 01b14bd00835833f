"""Checks of what a first apply needs, on views made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf import Deployment
from mwaa_tf.doctor import EnvironmentView, targets_of
from mwaa_tf.doctor.checks.prerequisites.block_public_access import MODES
from mwaa_tf.doctor.checks.prerequisites.organization import FEATURE_SETS
from mwaa_tf.doctor.checks.prerequisites.zones import ZONE_STATES
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view.accounts import AccountsSection, CallerIdentity
from mwaa_tf.doctor.view.organization import ControlPolicy, OrganizationFacts, OrganizationSection
from mwaa_tf.doctor.view.prerequisites import (
    CallerPolicies,
    NameState,
    PlannedBucket,
    PrerequisitesSection,
    ZoneFacts,
)
from mwaa_tf.doctor.view.quotas import QuotasSection
from mwaa_tf.doctor.view.share import ShareSection
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.parsing import parse_policy
from tests.doctor.views import DENIED, changed, environment, findings, gaps, healthy, network, problems, read, subnet
from tests.support import DATA, OWNER, deployment

ABSENT = Gap(GapKind.ABSENT, "the environment analytics-data-etl does not exist yet")
NOT_ASKED = Gap(GapKind.NOT_ASKED, "the environment exists")
ZONES = tuple(
    ZoneFacts(f"use1-az{number}", f"us-east-1{letter}", "available", "opt-in-not-required", "availability-zone")
    for number, letter in enumerate("abcdef", start=1)
)
FULL_ACCESS = ControlPolicy(
    "p-FullAWSAccess",
    "FullAWSAccess",
    parse_policy({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
)
UNIT = OrganizationFacts("o-a1b2c3d4e5", "ALL", "999999999999")
ORGANIZATION = OrganizationSection(
    owner=read(UNIT),
    participant=read(UNIT),
    account_ids=read((OWNER, DATA, "999999999999")),
    trusted_services=read(("ram.amazonaws.com",)),
    owner_control_policies=read(((FULL_ACCESS,), (FULL_ACCESS,))),
    participant_control_policies=read(((FULL_ACCESS,), (FULL_ACCESS,))),
)
QUOTAS = QuotasSection(
    environments=read(10), environment_names=read(()), workers=read(25), interface_endpoints=read(50)
)
PREREQUISITES = PrerequisitesSection(
    zones=read(ZONES),
    has_service_linked_role=read(True),
    may_create_service_linked_role=Reading.unread(NOT_ASKED),
    bucket=read(PlannedBucket(f"analytics-data-etl-{DATA}", NameState.FREE)),
    subnets=read(()),
    block_public_access=read("off"),
    owner_role=read(None),
    participant_role=read(None),
    execution_role_boundary=read(None),
)
ACCOUNTS = AccountsSection(
    participant=read(CallerIdentity(DATA, f"arn:aws:sts::{DATA}:assumed-role/terraform/me")),
    owner=read(CallerIdentity(OWNER, f"arn:aws:sts::{OWNER}:assumed-role/terraform/me")),
)
SHARE = ShareSection(
    is_shared=read(True),
    participant_id=read(DATA),
    shares=read(()),
    received_share_arns=read(()),
    visible_subnet_ids=Reading.unread(ABSENT),
)
CHECKS = (
    "prerequisites.addresses",
    "prerequisites.airflow-version",
    "prerequisites.block-public-access",
    "prerequisites.bucket-name",
    "prerequisites.endpoints-quota",
    "prerequisites.environment-class",
    "prerequisites.environments-quota",
    "prerequisites.organization",
    "prerequisites.organization-sharing",
    "prerequisites.permissions-boundary",
    "prerequisites.region",
    "prerequisites.service-control-policies",
    "prerequisites.service-linked-role",
    "prerequisites.workers-quota",
    "prerequisites.zones",
)


def planned(config: Deployment | None = None, **sections: Any) -> EnvironmentView:
    """The view of the first environment of a configuration that is not applied."""
    view = healthy(
        Reading.unread(ABSENT),
        **{
            "accounts": ACCOUNTS,
            "organization": ORGANIZATION,
            "prerequisites": PREREQUISITES,
            "quotas": QUOTAS,
            "share": SHARE,
            **sections,
        },
    )
    return replace(view, target=targets_of(config or deployment())[0])


def applied(**facts: Any) -> EnvironmentView:
    """The view of the environment once it exists."""
    exists = replace(planned(), environment=read(environment(**facts)))
    return replace(exists, prerequisites=changed(PREREQUISITES, bucket=Reading.unread(NOT_ASKED)))


def configured(owner: dict[str, Any] | None = None, **settings: Any) -> Deployment:
    """A deployment with settings of the owner and of the environment."""
    participants = [{"name": "data", "account_id": DATA, "environments": [{"name": "etl", **settings}]}]
    return deployment(owner={"account_id": OWNER, **(owner or {})}, participants=participants)


def in_network(**network_settings: Any) -> Deployment:
    return configured({"network": network_settings})


def prerequisites(**facts: Any) -> PrerequisitesSection:
    return changed(PREREQUISITES, **facts)


def organization(**facts: Any) -> OrganizationSection:
    return changed(ORGANIZATION, **facts)


def denying(**statement: Any) -> PolicyDocument:
    return parse_policy(
        json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Resource": "*", **statement}]})
    )


@pytest.mark.parametrize("check", CHECKS)
def test_a_first_apply_that_lacks_nothing_has_no_fault(check: str) -> None:
    assert not problems(check, planned())
    assert not gaps(check, planned())


@pytest.mark.parametrize("check", CHECKS)
def test_an_environment_that_exists_has_no_fault(check: str) -> None:
    assert not problems(check, applied())
    assert not gaps(check, applied())


@pytest.mark.parametrize("check", CHECKS)
def test_what_is_denied_is_not_guessed(check: str) -> None:
    assert not problems(check, replace(planned(), environment=Reading.unread(DENIED)))


def test_words_of_the_apis_are_known() -> None:
    session = botocore.session.get_session()
    ec2, organizations = session.get_service_model("ec2"), session.get_service_model("organizations")
    assert set(ZONE_STATES) == set(ec2.shape_for("AvailabilityZoneState").enum)
    assert set(MODES) == set(ec2.shape_for("InternetGatewayBlockMode").enum)
    assert set(FEATURE_SETS) == set(organizations.shape_for("OrganizationFeatureSet").enum)


class TestOrganization:
    CHECK = "prerequisites.organization"

    def test_an_account_in_no_organization_is_named(self) -> None:
        assert problems(self.CHECK, planned(organization=organization(participant=None))) == [
            f"Account {DATA} is in no organization."
        ]

    def test_accounts_of_two_organizations_are_named(self) -> None:
        other = replace(UNIT, id="o-z9y8x7w6v5")
        assert problems(self.CHECK, planned(organization=organization(participant=other))) == [
            f"Account {DATA} is in the organization o-z9y8x7w6v5, and account {OWNER} in o-a1b2c3d4e5."
        ]

    def test_an_organization_for_billing_alone_cannot_share(self) -> None:
        billing = replace(UNIT, feature_set="CONSOLIDATED_BILLING")
        view = planned(organization=organization(owner=billing, participant=billing))
        (finding,) = findings(self.CHECK, view)
        assert finding.message == "The organization o-a1b2c3d4e5 has the features CONSOLIDATED_BILLING, and not all."
        assert "999999999999" in finding.fix

    def test_a_feature_set_that_is_not_known_is_named(self) -> None:
        unknown = replace(UNIT, feature_set="SOME")
        assert gaps(self.CHECK, planned(organization=organization(owner=unknown))) == [
            "unknown feature set 'SOME' of the organization o-a1b2c3d4e5"
        ]

    @pytest.mark.parametrize(("accounts", "count"), [((OWNER, DATA), 0), ((OWNER,), 1)])
    def test_the_list_of_accounts_tells_of_an_account_without_credentials(
        self, accounts: tuple[str, ...], count: int
    ) -> None:
        view = planned(organization=organization(participant=Reading.unread(DENIED), account_ids=accounts))
        assert len(problems(self.CHECK, view)) == count
        assert not gaps(self.CHECK, view)

    def test_without_the_list_it_is_not_checkable(self) -> None:
        unread: Reading[Any] = Reading.unread(DENIED)
        view = planned(organization=organization(participant=unread, account_ids=unread))
        assert not problems(self.CHECK, view)
        assert gaps(self.CHECK, view) == [DENIED.reason]

    def test_one_account_alone_needs_no_organization(self) -> None:
        alone = deployment(participants=[{"name": "data", "account_id": OWNER, "environments": [{"name": "etl"}]}])
        assert not problems(self.CHECK, planned(alone, organization=organization(owner=None, participant=None)))


class TestSharing:
    CHECK = "prerequisites.organization-sharing"

    def test_an_organization_that_does_not_trust_ram_is_a_failure(self) -> None:
        (finding,) = findings(self.CHECK, planned(organization=organization(trusted_services=("sso.amazonaws.com",))))
        assert finding.result == "failure"
        assert "`aws ram enable-sharing-with-aws-organization`" in finding.fix

    def test_subnets_that_the_participant_sees_prove_it(self) -> None:
        unread = organization(trusted_services=Reading.unread(DENIED))
        assert gaps(self.CHECK, planned(organization=unread)) == [DENIED.reason]
        share = changed(SHARE, visible_subnet_ids=("subnet-a", "subnet-b"))
        assert not gaps(self.CHECK, planned(organization=unread, share=share))


class TestQuotas:
    def test_environments_beyond_the_quota_are_counted(self) -> None:
        names = tuple(f"other-{number}" for number in range(10))
        view = planned(quotas=changed(QUOTAS, environment_names=names))
        assert problems("prerequisites.environments-quota", view) == [
            f"Account {DATA} may have 10 environments in us-east-1, has 10, and would have 11."
        ]
        raised = planned(quotas=changed(QUOTAS, environment_names=names, environments=20))
        assert not problems("prerequisites.environments-quota", raised)

    def test_an_unknown_quota_is_no_failure(self) -> None:
        unread: Reading[Any] = Reading.unread(DENIED)
        few = planned(quotas=changed(QUOTAS, environments=unread))
        assert not gaps("prerequisites.environments-quota", few)
        names = tuple(f"other-{number}" for number in range(10))
        many = planned(quotas=changed(QUOTAS, environment_names=names, environments=unread))
        assert not problems("prerequisites.environments-quota", many)
        assert gaps("prerequisites.environments-quota", many) == [DENIED.reason]

    def test_workers_beyond_the_quota_are_a_failure(self) -> None:
        many = configured({"network": {"private_subnets": ["10.192.64.0/20", "10.192.96.0/20"]}}, max_workers=25)
        assert not problems("prerequisites.workers-quota", planned(many))
        assert problems("prerequisites.workers-quota", planned(many, quotas=changed(QUOTAS, workers=20))) == [
            "The configuration has max_workers: 25, and the quota is 20."
        ]

    def test_endpoints_that_a_first_apply_creates_are_counted(self) -> None:
        private = in_network(internet="none")
        view = planned(private, quotas=changed(QUOTAS, interface_endpoints=5))
        (message,) = problems("prerequisites.endpoints-quota", view)
        assert message.endswith(f"and the quota of account {OWNER} is 5.")
        assert not problems("prerequisites.endpoints-quota", planned(private))

    def test_a_vpc_with_as_many_endpoints_as_its_quota_is_a_warning(self) -> None:
        view = replace(applied(), network=network(), quotas=changed(QUOTAS, interface_endpoints=2))
        (finding,) = findings("prerequisites.endpoints-quota", view)
        assert (finding.result, finding.message) == (
            "warning",
            "vpc-1 has 2 interface endpoints, which is its quota.",
        )


class TestServiceLinkedRole:
    CHECK = "prerequisites.service-linked-role"

    def test_a_missing_role_that_may_be_created_is_no_fault(self) -> None:
        facts = prerequisites(has_service_linked_role=False, may_create_service_linked_role=True)
        assert not problems(self.CHECK, planned(prerequisites=facts))

    def test_a_missing_role_that_may_not_be_created_is_a_failure(self) -> None:
        facts = prerequisites(has_service_linked_role=False, may_create_service_linked_role=False)
        assert problems(self.CHECK, planned(prerequisites=facts)) == [
            "The role AWSServiceRoleForAmazonMWAA does not exist, and the caller may not create it."
        ]

    def test_a_right_that_cannot_be_simulated_is_not_guessed(self) -> None:
        facts = prerequisites(has_service_linked_role=False, may_create_service_linked_role=Reading.unread(DENIED))
        assert gaps(self.CHECK, planned(prerequisites=facts)) == [DENIED.reason]


class TestZones:
    CHECK = "prerequisites.zones"

    @pytest.mark.parametrize(
        ("zone", "message"),
        [
            (replace(ZONES[1], state="unavailable"), "The zone use1-az2 is unavailable."),
            (replace(ZONES[1], opt_in="not-opted-in"), "The zone use1-az2 is not enabled in the owner's account."),
            (replace(ZONES[1], id="use1-az9"), "There is no zone use1-az2"),
        ],
    )
    def test_a_configured_zone_that_cannot_be_used_is_named(self, zone: ZoneFacts, message: str) -> None:
        config = in_network(availability_zone_ids=["use1-az1", "use1-az2"])
        facts = prerequisites(zones=(ZONES[0], zone, *ZONES[2:]))
        (found,) = problems(self.CHECK, planned(config, prerequisites=facts))
        assert found.startswith(message)

    def test_a_state_that_is_not_known_is_named(self) -> None:
        config = in_network(availability_zone_ids=["use1-az1", "use1-az2"])
        facts = prerequisites(zones=(replace(ZONES[0], state="tired"), *ZONES[1:]))
        assert gaps(self.CHECK, planned(config, prerequisites=facts)) == ["unknown state 'tired' of the zone use1-az1"]

    def test_a_region_needs_two_zones_that_mwaa_can_use(self) -> None:
        facts = prerequisites(zones=(ZONES[0], ZONES[2], replace(ZONES[1], kind="local-zone")))
        assert problems(self.CHECK, planned(prerequisites=facts)) == [
            f"us-east-1 has 1 zone for account {OWNER} that MWAA can use, and needs 2."
        ]


class TestBucket:
    @pytest.mark.parametrize(("state", "count"), [(NameState.FREE, 0), (NameState.OWN, 0), (NameState.FOREIGN, 1)])
    def test_only_a_bucket_of_another_account_is_a_fault(self, state: NameState, count: int) -> None:
        view = planned(prerequisites=prerequisites(bucket=PlannedBucket("taken", state)))
        messages = problems("prerequisites.bucket-name", view)
        assert messages == ["The bucket taken belongs to another account."][:count]


class TestVersionsAndPlaces:
    def test_a_version_after_its_end_of_support_cannot_be_created(self) -> None:
        view = applied(airflow_version="2.6.3")
        (finding,) = findings("prerequisites.airflow-version", view)
        assert (finding.result, finding.message) == ("warning", "Airflow 2.6.3 is without support since 2025-12-30.")
        before = replace(view, at=datetime(2025, 12, 30, tzinfo=UTC))
        assert not problems("prerequisites.airflow-version", before)

    def test_a_version_that_is_newer_than_the_list_is_named(self) -> None:
        (message,) = gaps("prerequisites.airflow-version", applied(airflow_version="4.0.0"))
        assert message.startswith("Airflow 4.0.0 is not in the list of versions of")

    def test_a_class_that_is_newer_than_the_list_is_named(self) -> None:
        assert gaps("prerequisites.environment-class", applied(environment_class="mw1.smal")) == [
            "the environment class mw1.smal is not known, did you mean mw1.small?"
        ]

    def test_a_region_without_mwaa_is_a_warning(self) -> None:
        view = planned()
        view = replace(view, target=replace(view.target, region="ap-east-2"))
        assert problems("prerequisites.region", view) == ["MWAA is not known to be in ap-east-2."]

    def test_block_public_access_is_a_fault_for_a_vpc_with_internet(self) -> None:
        blocked = prerequisites(block_public_access="block-bidirectional")
        assert problems("prerequisites.block-public-access", planned(prerequisites=blocked)) == [
            f"Account {OWNER} blocks all traffic of internet gateways in us-east-1 (block-bidirectional), and the VPC "
            "is to have NAT gateways."
        ]
        assert not problems(
            "prerequisites.block-public-access", planned(in_network(internet="none"), prerequisites=blocked)
        )
        ingress = prerequisites(block_public_access="block-ingress")
        assert not problems("prerequisites.block-public-access", planned(prerequisites=ingress))
        unknown = prerequisites(block_public_access="block-some")
        assert gaps("prerequisites.block-public-access", planned(prerequisites=unknown)) == [
            "unknown mode 'block-some' of VPC Block Public Access"
        ]


class TestAddresses:
    CHECK = "prerequisites.addresses"

    def test_planned_subnets_that_are_too_small_are_named(self) -> None:
        subnets = {"private_subnets": ["10.192.20.0/28", "10.192.21.0/24"]}
        small = configured({"network": subnets}, max_workers=20)
        (message,) = problems(self.CHECK, planned(small))
        assert message.startswith("The private subnet 10.192.20.0/28 has 11 addresses to use")

    def test_existing_subnets_need_free_addresses(self) -> None:
        existing = in_network(
            existing={
                "vpc_id": "vpc-0123456789abcdef0",
                "private_subnet_ids": ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
            }
        )
        facts = prerequisites(subnets=(subnet("a", free_addresses=3), subnet("b", free_addresses=100)))
        (message,) = problems(self.CHECK, planned(existing, prerequisites=facts))
        assert message.startswith("subnet-a has 3 free addresses, and analytics-data-etl needs")


class TestPoliciesFromAbove:
    SCP = "prerequisites.service-control-policies"
    BOUNDARY = "prerequisites.permissions-boundary"

    def test_a_control_policy_that_denies_the_region_is_named(self) -> None:
        policy = ControlPolicy(
            "p-1",
            "regions",
            denying(Action="airflow:*", Condition={"StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}}),
        )
        levels = ((FULL_ACCESS, policy), (FULL_ACCESS,))
        view = planned(organization=organization(participant_control_policies=levels))
        assert problems(self.SCP, view) == [
            f"The service control policy regions (p-1) denies account {DATA} airflow:CreateEnvironment, needed to "
            "create the environment."
        ]

    def test_a_level_without_a_policy_that_allows_denies(self) -> None:
        view = planned(organization=organization(owner_control_policies=((FULL_ACCESS,), ())))
        (message,) = problems(self.SCP, view)
        assert message.startswith(f"The lack of a service control policy that allows it denies account {OWNER}")

    def test_a_condition_that_cannot_be_judged_is_not_guessed(self) -> None:
        policy = ControlPolicy(
            "p-1", "tags", denying(Action="airflow:*", Condition={"Null": {"aws:RequestTag/CostCenter": "true"}})
        )
        levels = ((FULL_ACCESS, policy), (FULL_ACCESS,))
        view = planned(organization=organization(participant_control_policies=levels))
        assert not problems(self.SCP, view)
        assert len(gaps(self.SCP, view)) == 1

    def test_an_environment_that_exists_needs_what_its_execution_role_does(self) -> None:
        policy = ControlPolicy("p-1", "queues", denying(Action="sqs:*"))
        view = applied()
        view = replace(view, organization=organization(participant_control_policies=((FULL_ACCESS, policy),)))
        (message,) = problems(self.SCP, view)
        assert "sqs:SendMessage" in message
        creation = ControlPolicy("p-2", "creations", denying(Action="airflow:CreateEnvironment"))
        view = replace(view, organization=organization(participant_control_policies=((FULL_ACCESS, creation),)))
        assert not problems(self.SCP, view)

    def test_the_boundary_of_the_role_that_terraform_assumes_is_judged(self) -> None:
        storage = parse_policy(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        )
        role = CallerPolicies(f"arn:aws:iam::{DATA}:role/terraform", storage)
        (finding,) = findings(self.BOUNDARY, planned(prerequisites=prerequisites(participant_role=role)))
        assert "airflow:CreateEnvironment" in finding.message
        assert "s3:CreateBucket" not in finding.message
        unlimited = CallerPolicies(role.arn, None)
        assert not problems(self.BOUNDARY, planned(prerequisites=prerequisites(participant_role=unlimited)))

    def test_the_boundary_of_the_created_execution_role_is_judged(self) -> None:
        arn = f"arn:aws:iam::{DATA}:policy/workloads"
        config = configured(execution_role={"permissions_boundary": arn})
        queues = FULL_ACCESS.document, denying(Action="sqs:*")
        boundary = replace(queues[0], statements=queues[0].statements + queues[1].statements)
        (finding,) = findings(
            self.BOUNDARY, planned(config, prerequisites=prerequisites(execution_role_boundary=boundary))
        )
        assert finding.message == (
            f"The permissions boundary {arn} denies sqs:DeleteMessage, sqs:ReceiveMessage and sqs:SendMessage, needed "
            "by the execution role."
        )

    def test_boundaries_that_cannot_be_read_are_not_checkable(self) -> None:
        view = planned(prerequisites=prerequisites(owner_role=Reading.unread(DENIED)))
        assert gaps(self.BOUNDARY, view) == [DENIED.reason]
