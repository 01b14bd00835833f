"""What is marked as sensitive, or looks like a credential, is judged like everything else, and never shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from mwaa_tf.review import Review
from mwaa_tf.review.formats import format_names, write
from mwaa_tf.review.policy_attributes import _OPTIONAL, _OTHERWISE_NAMED
from tests.review.risks.cases import Case, cases, plan_json
from tests.review.samples import of, plan, resource

_CANARY = "Hidd3n-c4n4ry"


def _marked(case: Case) -> dict[str, dict[str, Any]]:
    """The plans of a case with every attribute of every resource marked as sensitive."""
    plans = {}
    for name, given in case.plans.items():
        document = plan_json(given)
        for item in document["resource_changes"]:
            change = item["change"]
            for side in ("before", "after"):
                change[f"{side}_sensitive"] = dict.fromkeys(change.get(side) or {}, True)
        plans[name] = document
    return plans


def _reviewed(plans: Mapping[str, dict[str, Any]]) -> Review:
    return of(*plans.values(), names=tuple(plans))


@pytest.mark.parametrize("case", list(cases("bad")), ids=str)
def test_no_risk_is_silenced_by_marking_what_it_rests_on(case: Case) -> None:
    """Each bad fixture of each rule, with all of its attributes hidden."""
    shown = _reviewed({name: plan_json(given) for name, given in case.plans.items()})
    hidden = _reviewed(_marked(case))

    places = sorted((risk.id, risk.severity, risk.workspace, str(risk.address)) for risk in shown.risks)
    assert sorted((risk.id, risk.severity, risk.workspace, str(risk.address)) for risk in hidden.risks) == places


@pytest.mark.parametrize("case", list(cases("good")), ids=str)
def test_what_is_harmless_is_no_risk_for_being_marked(case: Case) -> None:
    shown = _reviewed({name: plan_json(given) for name, given in case.plans.items()})

    assert {risk.id for risk in _reviewed(_marked(case)).risks} <= {risk.id for risk in shown.risks}


_POLICY = json.dumps({"Statement": [{"Sid": _CANARY, "Effect": "Allow", "Action": "*", "Resource": "*"}]})
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


_CASES = [
    ("aws_iam_role_policy.x", None, {"policy": _POLICY}, "policy-unlimited"),
    ("aws_iam_role_policy.x", {"policy": "{}"}, {"policy": _POLICY}, "policy-widened"),
    ("aws_iam_role_policy_attachment.x", None, {"role": "r", "policy_arn": _ADMINISTRATOR}, "privileges-attached"),
    ("aws_vpc_security_group_ingress_rule.x", None, {"cidr_ipv4": "0.0.0.0/0"}, "security-group-public"),
    (
        "aws_mwaa_environment.x",
        {"webserver_access_mode": "PRIVATE_ONLY"},
        {"webserver_access_mode": "PUBLIC_ONLY"},
        "webserver-public",
    ),
]


@pytest.mark.parametrize(("address", "before", "after", "expected"), _CASES)
def test_the_verdict_is_reported_and_the_value_is_not(address: str, before: Any, after: Any, expected: str) -> None:
    action = "update" if before else "create"
    marks = {"before_sensitive": dict.fromkeys(before or {}, True), "after_sensitive": dict.fromkeys(after, True)}
    for sensitive in (marks, {"before_sensitive": bool(before), "after_sensitive": True}):
        review = of(plan(resource(address, action, before=before, after=after, **sensitive)))

        (risk,) = (risk for risk in review.risks if risk.id == expected)
        assert risk.severity == "high"
        assert "It was judged, and is not shown." in risk.reason
        for form in format_names():
            written = "".join(write(review, form))
            # SARIF and the page describe the rules themselves.
            assert not any(value in written for value in (_CANARY, "0.0.0.0/0", "PUBLIC_ONLY", "aws:policy/Adm")), form


def test_a_value_that_looks_like_a_credential_is_judged_too() -> None:
    policy = _POLICY.replace(_CANARY, "AKIA" + "A" * 16)

    review = of(plan(resource("aws_iam_role_policy.x", "create", before=None, after={"policy": policy})))

    assert {risk.id for risk in review.risks} == {"policy-unlimited"}


@pytest.mark.parametrize(
    ("address", "attribute"),
    [
        *((f"{kind}.x", name) for kind, (name,) in [*_OTHERWISE_NAMED.items(), *_OPTIONAL.items()]),
        ("aws_ecr_repository_policy.x", "policy"),
        ("aws_iam_role.x", "assume_role_policy"),
    ],
)
def test_a_policy_is_judged_under_whatever_name_a_type_has_for_it(address: str, attribute: str) -> None:
    opened = _POLICY.replace('"Effect"', '"Principal": "*", "Effect"').replace('"*", "Resource"', '"s3:*", "Resource"')
    narrow = opened.replace('"Principal": "*"', '"Principal": {"AWS": "111111111111"}')
    sides = [[{"name": "a", "policy": side}] if attribute == "details" else side for side in (narrow, opened)]
    before, after = ({attribute: side} for side in sides)
    marks = {"before_sensitive": {attribute: True}, "after_sensitive": {attribute: True}}

    for sensitive in ({}, marks):
        review = of(plan(resource(address, "update", before=before, after=after, **sensitive)))

        assert "policy-widened" in {risk.id for risk in review.risks}
        assert of(plan(resource(address, "update", before=after, after=before, **sensitive))).risks == ()


def test_a_hidden_output_is_judged() -> None:
    """Subnets of an output in another order, the output marked as sensitive."""
    output = {
        "actions": ["update"],
        "before": ["subnet-1", "subnet-2"],
        "after": ["subnet-2", "subnet-1"],
        "before_sensitive": True,
        "after_sensitive": True,
    }
    review = of(plan(output_changes={"subnet_ids": output}))

    (risk,) = review.risks
    assert (risk.id, "subnet-1" in risk.reason) == ("subnet-order", False)


@pytest.mark.parametrize("removed", ["***", "(sensitive value)", "<sensitive>", "REDACTED"])
def test_a_value_that_was_removed_from_the_plan_cannot_be_judged(removed: str) -> None:
    change = resource("aws_iam_role_policy.x", "update", before={"policy": "{}"}, after={"policy": removed})
    change["change"]["after_sensitive"] = {"policy": True}

    risks = {risk.id: risk for risk in of(plan(change)).risks}

    assert risks["policy-widened"].reason == "It cannot be judged: `policy`, marked as sensitive, is not in the plan."
    assert "key-lost" not in risks


def test_an_unknown_policy_is_unknown_also_where_it_is_marked() -> None:
    change = resource(
        "aws_iam_role_policy.x", "update", before={"policy": "{}"}, after={}, after_unknown={"policy": True}
    )
    change["change"]["after_sensitive"] = {"policy": True}

    assert {risk.id for risk in of(plan(change)).risks} == {"policy-unknown"}


_POLICY_PLACE = ("aws_iam_policy.x", "policy", "policy-unlimited", "policy-widened")
_PLACES = [
    _POLICY_PLACE,
    ("aws_iam_role_policy_attachment.x", "policy_arn", "privileges-attached", None),
    ("aws_vpc_security_group_ingress_rule.x", "cidr_ipv4", "security-group-public", "security-group-public"),
    ("aws_mwaa_environment.x", "webserver_access_mode", "webserver-public", "webserver-public"),
]
_BEFORE = {"policy": "{}", "cidr_ipv4": "10.0.0.0/8", "webserver_access_mode": "PRIVATE_ONLY"}


def _unjudged(change: dict[str, Any]) -> set[str]:
    return {risk.id for risk in of(plan(change)).risks if risk.reason.startswith("It cannot be judged: ")}


@pytest.mark.parametrize("after", [(), ("",), (True,), ("sha256:0a1b",), ("eyJWZXJzaW9uIjp9",)], ids=str)
@pytest.mark.parametrize(("address", "name", "created", "updated"), _PLACES)
def test_a_marked_value_that_is_missing_or_no_such_value_cannot_be_judged(
    address: str, name: str, created: str, updated: str | None, after: tuple[Any, ...]
) -> None:
    values, mask = dict(zip([name], after, strict=False)), {name: True}

    assert created in _unjudged(resource(address, "create", before=None, after=values, after_sensitive=mask))
    if updated:
        before = {name: _BEFORE[name]}
        assert updated in _unjudged(resource(address, before=before, after=values, after_sensitive=mask))


@pytest.mark.parametrize(("address", "name", "created", "_"), _PLACES[:2])
def test_null_is_no_value_of_what_is_required(address: str, name: str, created: str, _: str | None) -> None:
    change = resource(address, "create", before=None, after={name: None}, after_sensitive={name: True})

    assert created in _unjudged(change)


def test_a_marked_optional_attribute_that_is_null_is_no_risk() -> None:
    after = {"cidr_ipv4": None, "prefix_list_id": "pl-1"}
    address = "aws_vpc_security_group_ingress_rule.x"

    assert not _unjudged(resource(address, "create", before=None, after=after, after_sensitive={"cidr_ipv4": True}))


@pytest.mark.parametrize("after", ["REDACTED", "sha256:0a1b", True, None])
def test_a_resource_that_was_removed_as_a_whole_cannot_be_judged(after: Any) -> None:
    change = resource("aws_iam_policy.x", "create", before=None, after=after, after_sensitive=True)

    assert "policy-unlimited" in _unjudged(change)


def test_a_network_within_a_list_that_was_removed_cannot_be_judged() -> None:
    mask = {"ingress": [{"cidr_blocks": [True]}]}
    after = {"ingress": [{"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": [True]}]}
    change = resource("aws_security_group.x", "create", before=None, after=after, after_sensitive=mask)

    assert "security-group-public" in _unjudged(change)
