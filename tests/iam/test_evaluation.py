"""Policies together, after the IAM user guide's pages on policy evaluation logic."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.iam.document import FULL_ACCESS, PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate, evaluate_policies, evaluate_policy
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.patterns import ANY
from mwaa_tf.iam.principals import ANONYMOUS, PrincipalKind, RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import UNKNOWN_VALUE
from tests.iam.support import (
    ACCOUNT,
    ALLOWS,
    DENIES,
    FEDERATED_ARN,
    FEDERATED_USER,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    ROLE_ARN,
    ROOT_USER,
    SESSION,
    SESSION_ARN,
    SILENT,
    USER,
    USER_ARN,
    policy,
    statement,
)

ALLOW, IMPLICIT, EXPLICIT, UNKNOWN = Verdict.ALLOW, Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY, Verdict.UNKNOWN
SERVICE = RequestPrincipal.service("airflow.amazonaws.com")

#: A session of which the path of its role is known, too.
NAMED_SESSION = RequestPrincipal(PrincipalKind.ROLE_SESSION, SESSION_ARN, ACCOUNT, ROLE_ARN, "deployer")

#: A policy of which it cannot be judged whether it allows, and one of which it cannot be judged whether it denies.
PERHAPS_ALLOWS = policy(statement(Condition={"StringMatches": {"aws:username": "c.*"}}))
PERHAPS_DENIES = policy(statement("Deny", Condition={"StringMatches": {"aws:username": "c.*"}}))


def grant(principal: Any, effect: str = "Allow") -> PolicyDocument:
    """The policy of a resource."""
    return policy(statement(effect, Principal=principal))


def decide(principal: RequestPrincipal = USER, **policies: Any) -> Decision:
    return evaluate(ApplicablePolicies(**policies), AccessRequest(principal, "s3:GetObject", OBJECT))


@pytest.mark.parametrize(
    ("identity", "resource", "expected"),
    [
        # "At least one Allow" of the two, within an account; an explicit deny in either overrides.
        (ALLOWS, None, ALLOW),
        (SILENT, None, IMPLICIT),
        (DENIES, None, EXPLICIT),
        (ALLOWS, grant({"Service": "ec2.amazonaws.com"}), ALLOW),
        (SILENT, grant({"AWS": USER_ARN}), ALLOW),
        (SILENT, grant("*"), ALLOW),
        (ALLOWS, grant({"AWS": USER_ARN}, "Deny"), EXPLICIT),
        (DENIES, grant({"AWS": USER_ARN}), EXPLICIT),
        # To name the account delegates to its policies.
        (SILENT, grant({"AWS": ACCOUNT}), IMPLICIT),
        (ALLOWS, grant({"AWS": ACCOUNT}), ALLOW),
        (ALLOWS, grant({"AWS": ACCOUNT}, "Deny"), EXPLICIT),
    ],
)
def test_identity_and_resource_within_an_account(
    identity: PolicyDocument, resource: PolicyDocument | None, expected: Verdict
) -> None:
    assert decide(identity=(identity,), resource=resource).verdict is expected


@pytest.mark.parametrize(
    ("principal", "named", "expected"),
    [
        # The guide's table "Resource-based policies and implicit denies in other policy types (same account)".
        (SESSION, ROLE_ARN, IMPLICIT),
        (ROLE, ROLE_ARN, IMPLICIT),
        (SESSION, SESSION_ARN, ALLOW),
        (USER, USER_ARN, ALLOW),
        (FEDERATED_USER, FEDERATED_ARN, ALLOW),
        (FEDERATED_USER, f"arn:aws:iam::{ACCOUNT}:user/carlos", IMPLICIT),
        (ROOT_USER, f"arn:aws:iam::{ACCOUNT}:root", ALLOW),
        # Everyone: page reference_policies_elements_principal, IAM role principals.
        (SESSION, "*", ALLOW),
        (USER, "*", ALLOW),
    ],
)
def test_what_a_resource_grants_in_spite_of_implicit_denials(
    principal: RequestPrincipal, named: str, expected: Verdict
) -> None:
    decision = decide(principal, identity=(SILENT,), boundary=SILENT, session=(SILENT,), resource=grant({"AWS": named}))
    assert decision.verdict is expected


def test_what_a_resource_grants_a_role_needs_no_policy_of_the_role() -> None:
    assert decide(SESSION, identity=(), resource=grant({"AWS": ROLE_ARN})).allowed
    assert decide(SESSION, identity=(), boundary=ALLOWS, resource=grant({"AWS": ROLE_ARN})).allowed


@pytest.mark.parametrize("session", [SESSION, ROLE, NAMED_SESSION])
def test_what_a_resource_grants_a_role_is_limited_by_its_boundary_and_session_policy(session: RequestPrincipal) -> None:
    granted = {"identity": (ALLOWS,), "resource": grant({"AWS": ROLE_ARN})}
    assert decide(session, boundary=SILENT, session=(ALLOWS,), **granted).missing is PolicyType.BOUNDARY
    assert decide(session, boundary=ALLOWS, session=(SILENT,), **granted).missing is PolicyType.SESSION


@pytest.mark.parametrize("limit", ["boundary", "session"])
def test_an_explicit_denial_limits_what_a_resource_grants_directly(limit: str) -> None:
    limits = {limit: (DENIES,) if limit == "session" else DENIES}
    assert decide(SESSION, resource=grant({"AWS": SESSION_ARN}), **limits).verdict is EXPLICIT


def test_a_service_that_a_resource_names_needs_no_other_policy() -> None:
    service = grant({"Service": "airflow.amazonaws.com"})
    assert decide(SERVICE, resource=service).allowed
    assert decide(SERVICE, resource=service, service_control=((DENIES,),)).allowed
    assert decide(SERVICE, resource=grant({"Service": "ec2.amazonaws.com"})).missing is PolicyType.RESOURCE


@pytest.mark.parametrize(
    ("identity", "boundary", "session", "levels", "expected", "missing"),
    [
        (ALLOWS, None, (), (), ALLOW, None),
        (ALLOWS, ALLOWS, (ALLOWS,), ((ALLOWS,), (ALLOWS,)), ALLOW, None),
        (SILENT, ALLOWS, (ALLOWS,), ((ALLOWS,),), IMPLICIT, PolicyType.IDENTITY),
        (ALLOWS, SILENT, (), (), IMPLICIT, PolicyType.BOUNDARY),
        (ALLOWS, DENIES, (), (), EXPLICIT, None),
        (ALLOWS, ALLOWS, (SILENT,), (), IMPLICIT, PolicyType.SESSION),
        (ALLOWS, ALLOWS, (DENIES,), (), EXPLICIT, None),
        (ALLOWS, ALLOWS, (SILENT, ALLOWS), (), ALLOW, None),
        # Every level of the organization has to allow, each by one of its policies.
        (ALLOWS, None, (), ((ALLOWS,), (SILENT,)), IMPLICIT, PolicyType.SERVICE_CONTROL),
        (ALLOWS, None, (), ((ALLOWS,), (SILENT, ALLOWS)), ALLOW, None),
        (ALLOWS, None, (), ((ALLOWS, DENIES), (ALLOWS,)), EXPLICIT, None),
        # The first that does not allow is named.
        (SILENT, SILENT, (SILENT,), ((SILENT,),), IMPLICIT, PolicyType.SERVICE_CONTROL),
    ],
)
def test_limits_of_what_identity_policies_allow(
    identity: PolicyDocument,
    boundary: PolicyDocument | None,
    session: tuple[PolicyDocument, ...],
    levels: tuple[tuple[PolicyDocument, ...], ...],
    expected: Verdict,
    missing: PolicyType | None,
) -> None:
    decision = decide(SESSION, identity=(identity,), boundary=boundary, session=session, service_control=levels)
    assert (decision.verdict, decision.missing) == (expected, missing)


def test_service_control_policies_limit_what_resources_grant_and_the_root_user() -> None:
    assert decide(USER, resource=grant({"AWS": USER_ARN}), service_control=((SILENT,),)).verdict is IMPLICIT
    assert decide(ROOT_USER, service_control=((SILENT,),)).missing is PolicyType.SERVICE_CONTROL
    assert decide(ROOT_USER).allowed


def test_service_control_policies_do_not_affect_service_linked_roles() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA"
    assert decide(RequestPrincipal.of_arn(role), identity=(ALLOWS,), service_control=((DENIES,),)).allowed


def test_resource_control_policies_limit_every_principal() -> None:
    control = policy(statement("Deny", Principal="*"))
    assert decide(USER, identity=(ALLOWS,), resource_control=((FULL_ACCESS, control),)).verdict is EXPLICIT
    assert decide(SERVICE, resource=grant("*"), resource_control=((FULL_ACCESS, control),)).verdict is EXPLICIT
    assert decide(USER, identity=(ALLOWS,), resource_control=((FULL_ACCESS,),)).allowed


def test_a_federated_user_needs_a_session_policy() -> None:
    assert decide(FEDERATED_USER, identity=(ALLOWS,)).missing is PolicyType.SESSION
    assert decide(FEDERATED_USER, identity=(ALLOWS,), session=(ALLOWS,)).allowed


@pytest.mark.parametrize(
    ("principal", "identity", "boundary", "resource", "expected"),
    [
        # Both accounts have to allow; however the resource's policy names the principal.
        (USER, ALLOWS, None, grant({"AWS": USER_ARN}), ALLOW),
        (USER, ALLOWS, None, grant({"AWS": ACCOUNT}), ALLOW),
        (USER, ALLOWS, None, grant({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}), ALLOW),
        (SESSION, ALLOWS, None, grant({"AWS": ROLE_ARN}), ALLOW),
        (USER, ALLOWS, None, grant("*"), ALLOW),
        (USER, ALLOWS, None, None, IMPLICIT),
        (USER, ALLOWS, None, grant({"AWS": OTHER_ACCOUNT}), IMPLICIT),
        (USER, SILENT, None, grant({"AWS": USER_ARN}), IMPLICIT),
        (USER, DENIES, None, grant({"AWS": USER_ARN}), EXPLICIT),
        (USER, ALLOWS, None, grant({"AWS": USER_ARN}, "Deny"), EXPLICIT),
        # In the principal's account its boundary limits, whomever the resource's policy names.
        (SESSION, ALLOWS, SILENT, grant({"AWS": SESSION_ARN}), IMPLICIT),
        (ROOT_USER, SILENT, None, grant({"AWS": ACCOUNT}), ALLOW),
        # Who has no account needs the resource's policy alone.
        (SERVICE, SILENT, None, grant({"Service": "airflow.amazonaws.com"}), ALLOW),
        (ANONYMOUS, SILENT, None, grant("*"), ALLOW),
        (ANONYMOUS, SILENT, None, grant({"AWS": ACCOUNT}), IMPLICIT),
    ],
)
def test_across_accounts(
    principal: RequestPrincipal,
    identity: PolicyDocument,
    boundary: PolicyDocument | None,
    resource: PolicyDocument | None,
    expected: Verdict,
) -> None:
    decision = decide(
        principal, identity=(identity,), boundary=boundary, resource=resource, resource_account=OTHER_ACCOUNT
    )
    assert decision.verdict is expected


CARLOS = RequestPrincipal.of_arn("arn:aws:iam::111111111111:user/carlossalazar")
CARLOS_MAY = parse_policy(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "AllowS3ListRead", "Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
            {
                "Sid": "AllowS3ProductionObjectActions",
                "Effect": "Allow",
                "Action": "s3:*Object*",
                "Resource": "arn:aws:s3:::Production/*",
            },
            {
                "Sid": "DenyS3Logs",
                "Effect": "Deny",
                "Action": "s3:*",
                "Resource": ["arn:aws:s3:::*log*", "arn:aws:s3:::*log*/*"],
            },
        ],
    }
)
PRODUCTION_MAY = policy(
    {
        "Effect": "Allow",
        "Action": ["s3:GetObject*", "s3:PutObject*", "s3:ReplicateObject", "s3:RestoreObject"],
        "Principal": {"AWS": CARLOS.arn},
        "Resource": "arn:aws:s3:::Production/*",
    }
)


@pytest.mark.parametrize(
    ("bucket", "resource", "action", "expected", "decisive"),
    [
        ("Production-logs", None, "s3:PutObject", EXPLICIT, ["DenyS3Logs"]),
        ("Production", PRODUCTION_MAY, "s3:PutObject", ALLOW, ["", "AllowS3ProductionObjectActions"]),
        ("Production", PRODUCTION_MAY, "s3:DeleteObject", IMPLICIT, []),
        ("Production", None, "s3:PutObject", IMPLICIT, []),
    ],
)
def test_the_guides_example_across_accounts(
    bucket: str, resource: PolicyDocument | None, action: str, expected: Verdict, decisive: list[str]
) -> None:
    policies = ApplicablePolicies(identity=(CARLOS_MAY,), resource=resource, resource_account="222222222222")
    decision = evaluate(policies, AccessRequest(CARLOS, action, f"arn:aws:s3:::{bucket}/a"))
    assert decision.verdict is expected
    assert [deciding.statement.sid for deciding in decision.statements] == decisive


@pytest.mark.parametrize(
    ("identity", "resource", "expected"),
    [
        # Trust policies and key policies have to allow in their own account, too.
        (ALLOWS, None, IMPLICIT),
        (ALLOWS, grant({"AWS": OTHER_ACCOUNT}), IMPLICIT),
        (ALLOWS, grant({"AWS": ACCOUNT}), ALLOW),
        (SILENT, grant({"AWS": ACCOUNT}), IMPLICIT),
        (SILENT, grant({"AWS": USER_ARN}), ALLOW),
    ],
)
def test_a_policy_that_must_allow_within_its_account(
    identity: PolicyDocument, resource: PolicyDocument | None, expected: Verdict
) -> None:
    assert decide(identity=(identity,), resource=resource, resource_must_allow=True).verdict is expected


def test_the_policy_of_an_endpoint_has_to_allow_as_well() -> None:
    endpoint = policy(statement(Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}))
    assert decide(identity=(ALLOWS,), endpoint=endpoint).allowed
    assert decide(identity=(SILENT,), endpoint=endpoint).missing is PolicyType.IDENTITY
    assert decide(identity=(ALLOWS,), endpoint=grant({"AWS": OTHER_ACCOUNT})).missing is PolicyType.ENDPOINT
    assert decide(identity=(ALLOWS,), endpoint=grant("*", "Deny")).verdict is EXPLICIT


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ((PERHAPS_DENIES, ALLOWS), UNKNOWN),
        ((PERHAPS_ALLOWS,), UNKNOWN),
        ((PERHAPS_ALLOWS, ALLOWS), ALLOW),
        # What cannot be judged does not matter where the answer is the same either way.
        ((PERHAPS_DENIES,), IMPLICIT),
        ((PERHAPS_DENIES, DENIES, ALLOWS), EXPLICIT),
        ((PERHAPS_ALLOWS, DENIES), EXPLICIT),
    ],
)
def test_what_cannot_be_judged_neither_allows_nor_is_let_through(
    documents: tuple[PolicyDocument, ...], expected: Verdict
) -> None:
    decision = decide(identity=documents)
    assert decision.verdict is expected
    assert decision.allowed is (expected is ALLOW)
    assert bool(decision.unjudged) is (expected is UNKNOWN)


@pytest.mark.parametrize("limit", ["boundary", "endpoint"])
def test_a_limit_that_cannot_be_judged_is_not_passed(limit: str) -> None:
    endpoint = policy(statement(Principal="*", Condition={"StringMatches": {"aws:username": "c.*"}}))
    limits: dict[str, Any] = {"boundary": PERHAPS_ALLOWS, "endpoint": endpoint}
    assert decide(identity=(ALLOWS,), **{limit: limits[limit]}).verdict is UNKNOWN


def test_what_could_not_be_judged_is_named() -> None:
    document = policy(
        statement(),
        statement("Deny", Sid="Network", Condition={"StringMatches": {"aws:username": "c.*"}}),
        statement("Deny", Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        statement("Deny", Condition={"NumericLessThan": {"aws:username": "5"}}),
    )
    assert decide(identity=(document,)).unjudged == (
        "identity-based policy, statement 'Network': the condition operator 'StringMatches' is unknown",
        "identity-based policy, statement 3: the value of aws:SourceIp is unknown",
        "identity-based policy, statement 4: NumericLessThan cannot compare aws:username with '5'",
    )


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("{", "the document is not JSON"),
        ('{"Statement": [1]}', "a statement is not a JSON object"),
        ({"Version": "2012-10-18", "Statement": statement()}, "Version '2012-10-18'"),
        ({"Statement": statement(Resources="*")}, "the element 'Resources' is unknown"),
        ({"Statement": statement("allow")}, "Effect is 'allow'"),
        ({"Statement": statement(Principal={"AWS": "*"})}, "only the policy of a resource has a Principal"),
        ({"Statement": statement(Resource=None)}, "Resource is missing"),
    ],
)
def test_a_policy_that_aws_would_not_take_cannot_be_judged(source: Any, problem: str) -> None:
    decision = decide(identity=(parse_policy(source),))
    assert decision.verdict is UNKNOWN
    assert problem in decision.unjudged[0]


@pytest.mark.parametrize("source", ["{", '{"Statement": {"Effect": "deny", "Action": "*", "Resource": "*"}}'])
def test_what_may_be_a_denial_is_not_let_through(source: str) -> None:
    assert decide(identity=(parse_policy(source), ALLOWS)).verdict is UNKNOWN


def test_the_policy_of_a_resource_has_to_name_principals() -> None:
    decision = decide(resource=policy(statement()))
    assert decision.verdict is UNKNOWN
    assert decision.unjudged == ("resource-based policy, statement 1: Principal is missing",)


@pytest.mark.parametrize(
    ("allowed", "denied", "expected"),
    [
        ("arn:aws:ec2:us-east-1:*:vpc/*", None, ALLOW),
        (f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/vpc-1", None, ALLOW),
        ("arn:aws:ec2:us-east-1:*:vpc/vpc-2", None, IMPLICIT),
        ("*", "arn:aws:ec2:us-east-1:*:vpc/*", EXPLICIT),
        ("*", f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/*", UNKNOWN),
        ("*", "arn:aws:ec2:us-east-1:*:vpc/vpc-2", ALLOW),
    ],
)
def test_of_a_resource_that_is_not_known_whole_any_may_be_allowed_and_none_may_be_denied(
    allowed: str, denied: str | None, expected: Verdict
) -> None:
    denial = [statement("Deny", Action="ec2:DeleteVpc", Resource=denied)] if denied else []
    document = policy(statement(Action="ec2:DeleteVpc", Resource=allowed), *denial)
    request = AccessRequest(USER, "ec2:DeleteVpc", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1")
    assert evaluate_policies((document,), request).verdict is expected


def test_a_variable_that_is_not_known_allows_no_unknown_resource() -> None:
    document = policy(statement(Resource="arn:aws:s3:::home/${aws:userid}"))
    assert evaluate_policies((document,), AccessRequest(USER, "s3:GetObject", ANY)).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("resource", "context", "expected"),
    [
        ("arn:aws:s3:::home/${aws:username}/*", {}, ALLOW),
        ("arn:aws:s3:::home/${aws:PrincipalTag/team}/*", {}, IMPLICIT),
        ("arn:aws:s3:::home/${aws:PrincipalTag/team, 'carlos'}/*", {}, ALLOW),
        ("arn:aws:s3:::home/${aws:PrincipalTag/team}/*", {"aws:PrincipalTag/Team": "carlos"}, ALLOW),
        ("arn:aws:s3:::home/${aws:PrincipalTag/team}/*", {"aws:PrincipalTag/Team": UNKNOWN_VALUE}, UNKNOWN),
        ("arn:aws:s3:::${*}/*", {}, IMPLICIT),
        ("arn:aws:${aws:username}:::home/carlos/*", {}, UNKNOWN),
    ],
)
def test_variables_in_resources(resource: str, context: dict[str, Any], expected: Verdict) -> None:
    request = AccessRequest(USER, "s3:GetObject", "arn:aws:s3:::home/carlos/a", context)
    if resource.startswith("arn:aws:$"):
        # AWS takes no variable there; this one would match nothing.
        request = AccessRequest(USER, "s3:GetObject", "arn:aws:carlos:::home/carlos/a", context)
    assert evaluate_policies((policy(statement(Resource=resource)),), request).verdict is expected


def test_a_resource_with_a_variable_that_has_no_value_is_in_every_not_resource() -> None:
    document = policy(statement(NotResource="arn:aws:s3:::home/${aws:PrincipalTag/team}/*"))
    assert evaluate_policies((document,), AccessRequest(USER, "s3:GetObject", OBJECT)).allowed


@pytest.mark.parametrize(
    ("principal", "key", "value"),
    [
        (USER, "aws:username", "carlos"),
        (USER, "aws:PrincipalArn", USER_ARN),
        (USER, "aws:PrincipalAccount", ACCOUNT),
        (USER, "aws:PrincipalType", "User"),
        (ROLE, "aws:PrincipalArn", ROLE_ARN),
        (ROLE, "aws:PrincipalType", "AssumedRole"),
        (ROOT_USER, "aws:PrincipalType", "Account"),
        (USER, "aws:PrincipalIsAWSService", "false"),
        (SERVICE, "aws:PrincipalIsAWSService", "true"),
        (SERVICE, "aws:PrincipalServiceName", "airflow.amazonaws.com"),
    ],
)
def test_what_the_context_says_of_the_principal(principal: RequestPrincipal, key: str, value: str) -> None:
    document = policy(statement(Principal="*", Condition={"StringEquals": {key: value}}))
    request = AccessRequest(principal, "s3:GetObject", OBJECT)
    assert evaluate_policy(document, request).allowed
    other = policy(statement(Principal="*", Condition={"StringEquals": {key: f"{value}-2"}}))
    assert evaluate_policy(other, request).verdict is IMPLICIT


def test_the_path_of_a_sessions_role_is_not_known() -> None:
    document = policy(statement(Condition={"ArnEquals": {"aws:PrincipalArn": ROLE_ARN}}))
    assert evaluate_policies((document,), AccessRequest(SESSION, "s3:GetObject", OBJECT)).verdict is UNKNOWN


@pytest.mark.parametrize("key", ["aws:CurrentTime", "aws:SourceIp", "aws:userid"])
def test_what_every_request_has_is_unknown_where_it_is_not_given(key: str) -> None:
    document = policy(statement(), statement("Deny", Condition={"StringEquals": {key: "x"}}))
    assert decide(identity=(document,)).verdict is UNKNOWN
    given = AccessRequest(USER, "s3:GetObject", OBJECT, {key: "y"})
    assert evaluate_policies((document,), given).allowed


def test_keys_may_be_declared_unknown_by_pattern() -> None:
    document = policy(statement(), statement("Deny", Condition={"StringEquals": {"aws:ResourceTag/team": "x"}}))
    tags = ("aws:ResourceTag/*",)
    request = AccessRequest(USER, "s3:GetObject", OBJECT, unknown_keys=tags)
    assert evaluate_policies((document,), request).verdict is UNKNOWN
    without_tag = AccessRequest(USER, "s3:GetObject", OBJECT, {"aws:ResourceTag/team": ()}, tags)
    assert evaluate_policies((document,), without_tag).allowed


def test_who_has_no_policies_may_do_nothing() -> None:
    assert decide().missing is PolicyType.IDENTITY
