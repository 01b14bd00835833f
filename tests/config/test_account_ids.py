"""Account ids, alone and in ARNs: 12 digits, also with zeros in front, but not zeros alone."""

from __future__ import annotations

import re
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import TypeAdapter, ValidationError

from mwaa_tf.config import arns, fields
from mwaa_tf.config.fields import Constraint

#: Account ids that AWS may assign; the second is the example on its pages.
VALID = ["111111111111", "012345678901", "000000000001", "100000000000", "999999999999"]
INVALID = ["000000000000", "01234567890", "0123456789012", "01234567890a"]


def fields_with_an_account() -> dict[str, tuple[Any, str]]:
    """Name -> type and example of each field type whose example has an account id."""
    found = {}
    for module in (fields, arns):
        for name, kind in vars(module).items():
            if get_origin(kind) is not Annotated or name.startswith("_"):
                continue
            for constraint in get_args(kind)[1:]:
                if isinstance(constraint, Constraint) and re.search(r"\b(\d)\1{11}\b", str(constraint.example)):
                    found[name] = (kind, str(constraint.example))
    return found


FIELDS = fields_with_an_account()


def with_account(example: str, account_id: str) -> str:
    return re.sub(r"\b(\d)\1{11}\b", account_id, example)


def test_every_kind_of_arn_with_an_account_is_tried() -> None:
    assert {"AccountId", "Principal", "RoleArn", "PrincipalArn", "SamlProviderArn", "KmsKeyArn"} < FIELDS.keys()
    assert {"ResourceShareArn", "CertificateArn", "WebAclArn", "TopicArn"} < FIELDS.keys()


@pytest.mark.parametrize("account_id", VALID)
@pytest.mark.parametrize("name", FIELDS)
def test_an_account_id_may_begin_with_zeros(name: str, account_id: str) -> None:
    kind, example = FIELDS[name]

    assert TypeAdapter(kind).validate_python(with_account(example, account_id)) == with_account(example, account_id)


@pytest.mark.parametrize("account_id", INVALID)
@pytest.mark.parametrize("name", FIELDS)
def test_zeros_alone_and_other_lengths_are_no_account_id(name: str, account_id: str) -> None:
    kind, example = FIELDS[name]

    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(with_account(example, account_id))


@pytest.mark.parametrize("account_id", VALID)
def test_a_policy_and_an_organization_may_be_of_such_an_account(account_id: str) -> None:
    policy, organization = (
        f"arn:aws:iam::{account_id}:policy/a",
        f"arn:aws:organizations::{account_id}:organization/o-a123456789",
    )

    assert TypeAdapter(arns.PolicyArn).validate_python(policy) == policy
    assert TypeAdapter(arns.Principal).validate_python(organization) == organization
    for arn, kind in ((policy, arns.PolicyArn), (organization, arns.Principal)):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(arn.replace(account_id, "000000000000"))
