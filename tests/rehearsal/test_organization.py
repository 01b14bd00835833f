"""What is there before Terraform runs."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import PreparedOrganization, local_aws_for, prepare, prepare_for
from tests.support import DATA, OWNER, deployment

MANAGEMENT = "888888888888"
UNITS = [f"arn:aws:organizations::{MANAGEMENT}:ou/o-abcdefghij/ou-ab12-{number * 8}" for number in "12"]


def sharing(*principals: str, **options: Any) -> dict[str, Any]:
    return {"account_id": OWNER, "sharing": {"principals": list(principals) or "accounts", **options}}


def test_every_account_is_a_member_in_a_unit() -> None:
    with LocalAws([OWNER, DATA], region="us-east-1", management_account=MANAGEMENT) as aws:
        organization = prepare(aws)
        organizations = aws.client("organizations", MANAGEMENT)
        described = organizations.describe_organization()["Organization"]
        assert (described["Id"], described["Arn"], described["FeatureSet"]) == (
            organization.id,
            organization.arn,
            "ALL",
        )
        assert described["MasterAccountId"] == MANAGEMENT
        assert {account["Id"] for account in organizations.list_accounts()["Accounts"]} == {OWNER, DATA, MANAGEMENT}
        (unit,) = organization.unit_arns
        in_unit = organizations.list_accounts_for_parent(ParentId=unit.rsplit("/", 1)[-1])["Accounts"]
        assert {account["Id"] for account in in_unit} == {OWNER, DATA}
        seen_by_member = aws.client("organizations", DATA).describe_organization()["Organization"]
        assert seen_by_member["Arn"] == organization.arn


def test_a_second_time_changes_nothing() -> None:
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:

        def state() -> tuple[PreparedOrganization, list[Any], list[Any]]:
            organization = prepare(
                aws, roles=[f"arn:aws:iam::{DATA}:role/ci/deploy"], ram_sharing=True, state_bucket="states"
            )
            accounts = aws.client("organizations", aws.management_account).list_accounts()["Accounts"]
            return organization, accounts, aws.client("iam", DATA).list_roles()["Roles"]

        assert state() == state()


def test_the_organization_has_the_ids_that_principals_name() -> None:
    with LocalAws([OWNER, DATA], region="us-east-1", management_account=MANAGEMENT) as aws:
        organization = prepare(aws, principals=UNITS)
        assert organization.arn == f"arn:aws:organizations::{MANAGEMENT}:organization/o-abcdefghij"
        assert list(organization.unit_arns) == UNITS
        organizations = aws.client("organizations", MANAGEMENT)
        # Each unit is inside the one before: an account has one parent and is to be in all of them.
        (parent,) = organizations.list_parents(ChildId="ou-ab12-22222222")["Parents"]
        assert parent["Id"] == "ou-ab12-11111111"
        (parent,) = organizations.list_parents(ChildId=DATA)["Parents"]
        assert parent["Id"] == "ou-ab12-22222222"


def test_sharing_is_off_unless_asked_for() -> None:
    with LocalAws([OWNER], region="us-east-1") as aws:
        organizations = aws.client("organizations", aws.management_account)
        prepare(aws)
        assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []
        prepare(aws, ram_sharing=True)
        (enabled,) = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        assert enabled["ServicePrincipal"] == "ram.amazonaws.com"


@pytest.mark.parametrize("role", ["terraform", "ci/terraform", "ci/nested/deploy"])
def test_roles_can_be_assumed_from_every_account(role: str) -> None:
    arn = f"arn:aws:iam::{DATA}:role/{role}"
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        prepare(aws, roles=[arn])
        for account_id in aws.accounts:
            answer = aws.client("sts", account_id).assume_role(RoleArn=arn, RoleSessionName="session")
            assert answer["AssumedRoleUser"]["Arn"].startswith(f"arn:aws:sts::{DATA}:assumed-role/")


def test_two_roles_of_an_account_cannot_have_one_name() -> None:
    arns = [f"arn:aws:iam::{DATA}:role/{path}deploy" for path in ("ci/", "")]
    message = f"{arns[1]}: the account already has {arns[0]}"
    with LocalAws([OWNER, DATA], region="us-east-1") as aws, pytest.raises(UsageError, match=message):
        prepare(aws, roles=arns)


@pytest.mark.parametrize("role", ["arn:aws:iam::444444444444:role/terraform", f"arn:aws:iam::{DATA}:user/me", "no-arn"])
def test_a_role_of_no_account_is_refused(role: str) -> None:
    with LocalAws([OWNER, DATA], region="us-east-1") as aws, pytest.raises(UsageError, match=f"{role}: not a role of"):
        prepare(aws, roles=[role])


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_the_state_bucket_is_versioned_closed_and_open_to_the_organization(region: str) -> None:
    with LocalAws([OWNER, DATA], region="us-east-1") as aws:
        prepare(aws, state_bucket="states", state_region=region)
        s3 = aws.client("s3", OWNER, region=region)
        assert s3.head_bucket(Bucket="states")["BucketRegion"] == region
        assert s3.get_bucket_versioning(Bucket="states")["Status"] == "Enabled"
        blocked = s3.get_public_access_block(Bucket="states")["PublicAccessBlockConfiguration"]
        assert len(blocked) == 4
        assert all(blocked.values())
        theirs = aws.client("s3", DATA, region=region)
        theirs.put_object(Bucket="states", Key="a.tfstate", Body=b"{}")
        assert theirs.get_object(Bucket="states", Key="a.tfstate")["Body"].read() == b"{}"
        with pytest.raises(theirs.exceptions.ClientError, match="AccessDenied"):
            theirs.get_bucket_policy(Bucket="states")


def test_a_deployment_finds_what_it_takes_for_granted() -> None:
    asked = deployment(
        owner={**sharing(UNITS[0]), "role_arn": f"arn:aws:iam::{OWNER}:role/net/terraform"},
        participants=[{"name": "data", "account_id": DATA, "profile": "data-lab"}],
        state={"backend": "s3", "bucket": "acme-states", "region": "eu-west-1"},
    )
    with local_aws_for(asked) as aws:
        organization = prepare_for(aws, asked)
        assert aws.accounts == (OWNER, DATA, MANAGEMENT)
        assert organization.unit_arns == (UNITS[0],)
        assert aws.client("iam", OWNER).get_role(RoleName="terraform")["Role"]["Path"] in ("/", "/net/")
        assert aws.client("s3", OWNER).head_bucket(Bucket="acme-states")["BucketRegion"] == "eu-west-1"
        organizations = aws.client("organizations", MANAGEMENT)
        assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]


def test_the_owner_that_switches_sharing_on_is_the_management_account() -> None:
    asked = deployment(owner=sharing(organization_sharing=True))
    with local_aws_for(asked) as aws:
        prepare_for(aws, asked)
        assert aws.management_account == OWNER
        assert aws.accounts == (OWNER, DATA)
        organizations = aws.client("organizations", OWNER)
        assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"] == []


def test_an_account_that_subnets_are_shared_with_is_there() -> None:
    assert "444444444444" in local_aws_for(deployment(owner=sharing(DATA, "444444444444"))).accounts


def test_two_organizations_are_refused() -> None:
    other = UNITS[0].replace(MANAGEMENT, "777777777777")
    with pytest.raises(UsageError, match="777777777777, 888888888888"):
        local_aws_for(deployment(owner=sharing(UNITS[0], other)))
