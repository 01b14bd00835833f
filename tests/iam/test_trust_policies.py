"""Trust policies, and the principals that policies of resources name.

IAM user guide, pages reference_policies_elements_principal and reference_policies_elements_notprincipal.
"""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.iam.evaluation import Verdict, evaluate_policy
from mwaa_tf.iam.principals import ANONYMOUS, RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from tests.iam.support import (
    ACCOUNT,
    FEDERATED_ARN,
    FEDERATED_USER,
    OTHER_ACCOUNT,
    ROLE,
    ROLE_ARN,
    ROOT_USER,
    SESSION,
    SESSION_ARN,
    USER,
    USER_ARN,
    policy,
)

ALLOW, IMPLICIT, EXPLICIT, UNKNOWN = Verdict.ALLOW, Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY, Verdict.UNKNOWN
MWAA = RequestPrincipal.service("airflow.amazonaws.com")
GOOGLE = RequestPrincipal.federated("accounts.google.com")
SAML_ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/corporate"


def trust(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    usual = {} if "NotAction" in elements else {"Action": "sts:AssumeRole"}
    return {"Effect": effect, **usual, **elements}


def verdict(*statements: dict[str, Any], principal: RequestPrincipal = USER, action: str = "sts:AssumeRole") -> Verdict:
    return evaluate_policy(policy(*statements), AccessRequest(principal, action)).verdict


@pytest.mark.parametrize(
    ("principal", "named", "expected"),
    [
        (USER, {"AWS": ACCOUNT}, ALLOW),
        (USER, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ALLOW),
        (USER, {"AWS": [f"arn:aws:iam::{OTHER_ACCOUNT}:root", USER_ARN]}, ALLOW),
        (USER, {"AWS": OTHER_ACCOUNT}, IMPLICIT),
        (USER, {"AWS": "arn:aws:iam::111122223333:user/team/Carlos"}, IMPLICIT),
        (USER, {"AWS": ROLE_ARN}, IMPLICIT),
        (USER, {"AWS": "AIDAACKCEVSQ6C2EXAMPLE"}, IMPLICIT),
        (USER, "*", ALLOW),
        (USER, {"AWS": "*"}, ALLOW),
        (USER, {"Service": "airflow.amazonaws.com"}, IMPLICIT),
        (USER, {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}, UNKNOWN),
        (USER, {"AWS": f"arn:aws:iam::{ACCOUNT}:user/*"}, UNKNOWN),
        (ROLE, {"AWS": ROLE_ARN}, ALLOW),
        (ROLE, {"AWS": SESSION_ARN}, UNKNOWN),
        (ROLE, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/deployer"}, IMPLICIT),
        (SESSION, {"AWS": ROLE_ARN}, ALLOW),
        (SESSION, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/deployer"}, ALLOW),
        (SESSION, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/other"}, IMPLICIT),
        (SESSION, {"AWS": SESSION_ARN}, ALLOW),
        (SESSION, {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/evening"}, IMPLICIT),
        (SESSION, {"AWS": ACCOUNT}, ALLOW),
        (FEDERATED_USER, {"AWS": FEDERATED_ARN}, ALLOW),
        (FEDERATED_USER, {"AWS": USER_ARN}, ALLOW),
        (ROOT_USER, {"AWS": ACCOUNT}, ALLOW),
        (ROOT_USER, {"AWS": USER_ARN}, IMPLICIT),
        (MWAA, {"Service": ["ec2.amazonaws.com", "airflow.amazonaws.com"]}, ALLOW),
        (MWAA, {"Service": "airflow-env.amazonaws.com"}, IMPLICIT),
        (MWAA, {"AWS": ACCOUNT}, IMPLICIT),
        (MWAA, "*", ALLOW),
        (GOOGLE, {"Federated": "accounts.google.com"}, ALLOW),
        (GOOGLE, {"Federated": "www.amazon.com"}, IMPLICIT),
        (RequestPrincipal.federated(SAML_ARN), {"Federated": SAML_ARN}, ALLOW),
        (ANONYMOUS, {"AWS": "*"}, ALLOW),
        (ANONYMOUS, {"AWS": ACCOUNT}, IMPLICIT),
    ],
)
def test_principals(principal: RequestPrincipal, named: Any, expected: Verdict) -> None:
    assert verdict(trust(Principal=named), principal=principal) is expected


@pytest.mark.parametrize(
    ("principal", "named", "expected"),
    [
        (USER, {"AWS": OTHER_ACCOUNT}, ALLOW),
        (USER, {"AWS": USER_ARN}, IMPLICIT),
        (USER, {"AWS": ACCOUNT}, IMPLICIT),
        (ANONYMOUS, {"AWS": ACCOUNT}, ALLOW),
        (MWAA, {"Service": "airflow.amazonaws.com"}, IMPLICIT),
        (MWAA, {"Service": "ec2.amazonaws.com"}, ALLOW),
        (USER, {"CanonicalUser": "79a59df900b9"}, UNKNOWN),
    ],
)
def test_not_principal_with_allow_means_everyone_else(
    principal: RequestPrincipal, named: Any, expected: Verdict
) -> None:
    assert verdict(trust(NotPrincipal=named), principal=principal) is expected


@pytest.mark.parametrize(
    ("principal", "named", "expected"),
    [
        (USER, [USER_ARN, ACCOUNT], ALLOW),
        (USER, [USER_ARN], ALLOW),
        (USER, [f"arn:aws:iam::{ACCOUNT}:user/maria", OTHER_ACCOUNT], EXPLICIT),
        # Only the account, or only the role of a session: that might deny the principals in it all the same.
        (USER, [ACCOUNT], UNKNOWN),
        (SESSION, [ROLE_ARN], UNKNOWN),
        (SESSION, [SESSION_ARN, ROLE_ARN, ACCOUNT], ALLOW),
        (SESSION, [f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/evening"], EXPLICIT),
        (ROLE, [ROLE_ARN], ALLOW),
        (ROLE, [SESSION_ARN], UNKNOWN),
        (MWAA, [USER_ARN], EXPLICIT),
    ],
)
def test_not_principal_with_deny_spares_those_that_it_names(
    principal: RequestPrincipal, named: list[str], expected: Verdict
) -> None:
    denial = trust("Deny", NotPrincipal={"AWS": named})
    assert verdict(trust(Principal="*"), denial, principal=principal) is expected


@pytest.mark.parametrize(
    ("not_action", "expected"),
    [
        ("sts:AssumeRole", IMPLICIT),
        (["sts:TagSession", "STS:assume*"], IMPLICIT),
        ("sts:TagSession", ALLOW),
        ([], ALLOW),
    ],
)
def test_not_action_means_every_other_action(not_action: Any, expected: Verdict) -> None:
    assert verdict(trust(Principal={"AWS": ACCOUNT}, NotAction=not_action)) is expected


def test_not_action_that_denies() -> None:
    allowing = trust(Principal="*", Action="sts:*")
    denying = trust("Deny", Principal="*", NotAction="sts:AssumeRole")
    assert verdict(allowing, denying) is ALLOW
    assert verdict(allowing, denying, action="sts:TagSession") is EXPLICIT


def test_a_denial_of_an_account_is_one_of_all_its_principals() -> None:
    for principal in (USER, ROLE, SESSION, FEDERATED_USER, ROOT_USER):
        denial = trust("Deny", Principal={"AWS": ACCOUNT})
        assert verdict(trust(Principal="*"), denial, principal=principal) is EXPLICIT


def test_an_arn_that_is_no_principals_is_refused() -> None:
    with pytest.raises(ValueError, match="'arn:aws:s3:::a' is not the ARN of a principal"):
        RequestPrincipal.of_arn("arn:aws:s3:::a")
