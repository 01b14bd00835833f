"""What member accounts of an organization may call."""

from __future__ import annotations

import re
from typing import Any

import botocore.session  # type: ignore[import-untyped]
import pytest

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.local_aws.services.organizations import OPEN_TO_ALL
from tests.local_aws.services.support import DATA, refused

_RESERVED = re.compile(r"(only (call|be called)|(called )?only from)[^.]*management account")


def _text(model: Any, operation: str) -> str:
    """The documentation of an operation, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", model.operation_model(operation).documentation))


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("list_accounts", {}),
        ("list_roots", {}),
        ("create_account", {"AccountName": "new", "Email": "new@example.com"}),
        ("create_organizational_unit", {"ParentId": "r-abcd", "Name": "new"}),
        ("enable_aws_service_access", {"ServicePrincipal": "ram.amazonaws.com"}),
        ("delete_organization", {}),
    ],
)
def test_a_member_neither_changes_nor_lists_the_organization(
    aws: LocalAws, operation: str, parameters: dict[str, str]
) -> None:
    with refused("AccessDeniedException", "You don't have permissions to access this resource."):
        getattr(aws.client("organizations", DATA), operation)(**parameters)


def test_a_member_sees_its_organization_and_creates_none(aws: LocalAws) -> None:
    organizations = aws.client("organizations", DATA)
    assert organizations.describe_organization()["Organization"]["MasterAccountId"] == aws.management_account
    with refused("AlreadyInOrganizationException"):
        organizations.create_organization()


def test_the_management_account_lists_its_members(aws: LocalAws) -> None:
    accounts = aws.client("organizations", aws.management_account).list_accounts()["Accounts"]
    assert DATA in {account["Id"] for account in accounts}


def test_without_an_organization_there_is_none_to_list() -> None:
    # A second local AWS cannot run beside that of this package's fixtures, so this asks the rule itself.
    from mwaa_tf.local_aws.services.organizations import _refusal

    assert _refusal("ListAccounts", "555555555555", "aws")[0] == "AWSOrganizationsNotInUseException"
    assert _refusal("CreateOrganization", "555555555555", "aws") == ("", "")


def test_what_is_open_to_members_is_not_reserved_in_awss_reference() -> None:
    model = botocore.session.get_session().get_service_model("organizations")
    reserved = {name for name in model.operation_names if _RESERVED.search(_text(model, name))}
    assert len(reserved) > 40
    assert OPEN_TO_ALL & reserved <= {"LeaveOrganization"}
    assert set(model.operation_names) >= OPEN_TO_ALL


def test_a_delegated_administrator_sees_the_organization_and_changes_nothing(aws: LocalAws) -> None:
    management, member = (aws.client("organizations", account) for account in (aws.management_account, DATA))
    management.register_delegated_administrator(AccountId=DATA, ServicePrincipal="ssm.amazonaws.com")
    assert member.list_accounts()["Accounts"] == management.list_accounts()["Accounts"]
    assert {service["ServicePrincipal"] for service in _trusted(member)} == {
        service["ServicePrincipal"] for service in _trusted(management)
    }
    with refused("AccessDeniedException"):
        member.create_organizational_unit(ParentId=management.list_roots()["Roots"][0]["Id"], Name="new")


def _trusted(organizations: Any) -> list[dict[str, Any]]:
    services: list[dict[str, Any]] = organizations.list_aws_service_access_for_organization()[
        "EnabledServicePrincipals"
    ]
    return services
