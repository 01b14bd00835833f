"""What Terraform's own last apply changed is told apart from what people changed, and never hides it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.review import PlanReview, Review, review_plans
from mwaa_tf.review.conditions import matching_conditions
from mwaa_tf.review.formats import write
from mwaa_tf.review.model import ReviewedChange
from mwaa_tf.review.read import read_plans
from mwaa_tf.terraform.plan_json import parse_plan
from tests.review.samples import of, plan, resource

REAL = Path(__file__).parent / "plans/real"

GROUP: dict[str, Any] = {"id": "sg-1", "ingress": [], "egress": [], "tags": None}
OWN_RULE = {
    "cidr_blocks": ["10.0.0.0/8"],
    "description": "HTTPS",
    "from_port": 443,
    "ipv6_cidr_blocks": [],
    "prefix_list_ids": [],
    "protocol": "tcp",
    "security_groups": [],
    "self": False,
    "to_port": 443,
}
PLANTED_RULE = {**OWN_RULE, "cidr_blocks": ["0.0.0.0/0"], "description": "", "from_port": 22, "to_port": 22}
RULE = {
    "security_group_id": "sg-1",
    "cidr_ipv4": "10.0.0.0/8",
    "cidr_ipv6": None,
    "description": "HTTPS",
    "from_port": 443,
    "ip_protocol": "tcp",
    "prefix_list_id": None,
    "referenced_security_group_id": None,
    "to_port": 443,
}


def kept(address: str, values: Any) -> dict[str, Any]:
    """A resource in the state that does not change."""
    return resource(address, "no-op", before=values, after=values)


def drifted(before: Any, after: Any, *others: Any, address: str = "aws_security_group.this", **more: Any) -> PlanReview:
    """The review of a plan that changes the resource that Terraform says was changed outside it."""
    change = resource(address, before=after, after={**after, "name": "b"})
    drift = {"resource_drift": [resource(address, before=before, after=after, **more)]}
    (reviewed,) = of(plan(change, *others, **drift, applyable=True)).plans
    return reviewed


def told(drift: tuple[ReviewedChange, ...]) -> list[tuple[str, Any, Any]]:
    return [(attribute.name, attribute.before, attribute.after) for one in drift for attribute in one.attributes()]


def test_a_rule_that_was_applied_after_its_group_is_terraforms() -> None:
    reviewed = drifted(GROUP, {**GROUP, "ingress": [OWN_RULE]}, kept("aws_vpc_security_group_ingress_rule.https", RULE))

    assert reviewed.drift == ()
    (own,) = reviewed.own_drift
    assert own.attributes == ("ingress",)
    assert own.causes == ("aws_vpc_security_group_ingress_rule.https",)


def test_a_rule_that_somebody_added_beside_it_is_shown_alone() -> None:
    after = {**GROUP, "ingress": [PLANTED_RULE, OWN_RULE]}

    reviewed = drifted(GROUP, after, kept("aws_vpc_security_group_ingress_rule.https", RULE))

    assert told(reviewed.drift) == [("ingress", [OWN_RULE], [PLANTED_RULE, OWN_RULE])]
    assert [own.attributes for own in reviewed.own_drift] == [("ingress",)]


@pytest.mark.parametrize(
    "changed",
    [
        {"cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"]},
        {"to_port": 65535},
        {"protocol": "-1", "from_port": 0, "to_port": 0},
        {"self": True},
        {"description": "mine"},
        {"a_new_argument": "x"},
        {"cidr_blocks": []},
    ],
)
def test_a_rule_that_differs_from_the_own_one_in_anything_is_somebody_elses(changed: dict[str, Any]) -> None:
    after = {**GROUP, "ingress": [{**OWN_RULE, **changed}]}

    reviewed = drifted(GROUP, after, kept("aws_vpc_security_group_ingress_rule.https", RULE))

    assert told(reviewed.drift) == [("ingress", [], after["ingress"])]
    assert reviewed.own_drift == ()


def test_a_rule_that_is_gone_is_somebody_elses_doing() -> None:
    reviewed = drifted({**GROUP, "ingress": [OWN_RULE]}, GROUP)

    assert told(reviewed.drift) == [("ingress", [OWN_RULE], [])]


def test_an_attachment_of_another_resource_accounts_for_nothing() -> None:
    after = {**GROUP, "ingress": [OWN_RULE]}
    elsewhere = kept("aws_vpc_security_group_ingress_rule.https", {**RULE, "security_group_id": "sg-2"})
    planned = resource("aws_vpc_security_group_ingress_rule.later", "create", before=None, after=RULE)

    assert len(drifted(GROUP, after, elsewhere).drift) == 1
    assert len(drifted(GROUP, after, planned).drift) == 1


def test_rules_that_the_provider_joins_are_accounted_for_one_by_one() -> None:
    itself = {"referenced_security_group_id": "sg-1"}
    rules = [
        kept("aws_security_group_rule.old", {**OWN_RULE, "type": "ingress", "security_group_id": "sg-1"}),
        kept("aws_vpc_security_group_ingress_rule.self", {**RULE, "cidr_ipv4": None, **itself}),
    ]
    joined = {**GROUP, "ingress": [{**OWN_RULE, "self": True}]}

    assert drifted(GROUP, joined, *rules).drift == ()
    assert len(drifted(GROUP, joined, rules[0]).drift) == 1
    outwards = kept("aws_security_group_rule.old", {**OWN_RULE, "type": "egress", "security_group_id": "sg-1"})
    assert len(drifted(GROUP, joined, outwards, rules[1]).drift) == 1


BUCKET, BEFORE, AFTER = (
    "aws_s3_bucket.this",
    {"id": "b", "policy": "", "acl": None},
    {"id": "b", "policy": "{}", "acl": ""},
)


def test_what_a_resource_manages_alone_is_terraforms_where_that_resource_is_what_terraform_wrote() -> None:
    policy = kept("aws_s3_bucket_policy.this", {"bucket": "b", "policy": "{}"})

    reviewed = drifted(BEFORE, AFTER, policy, address=BUCKET)

    assert reviewed.drift == ()
    assert [own.causes for own in reviewed.own_drift] == [("aws_s3_bucket_policy.this",)]


def test_a_resource_that_was_changed_itself_accounts_for_nothing() -> None:
    """Somebody changed the policy: both resources say so, and neither is hidden."""
    written, now = ({"bucket": "b", "policy": text} for text in ("[]", "{}"))
    change = resource(BUCKET, before=AFTER, after={**AFTER, "name": "b"})
    back = resource("aws_s3_bucket_policy.this", before=now, after=written)
    drift = [
        resource(BUCKET, before=BEFORE, after=AFTER),
        resource("aws_s3_bucket_policy.this", before=written, after=now),
    ]

    (reviewed,) = of(plan(change, back, resource_drift=drift, applyable=True)).plans

    assert [one.address for one in reviewed.drift] == [BUCKET, "aws_s3_bucket_policy.this"]
    assert reviewed.own_drift == ()


def test_an_attachment_in_another_workspace_of_the_review_counts_too() -> None:
    change = resource("aws_security_group.this", before={**GROUP, "ingress": [OWN_RULE]}, after=GROUP)
    drift = [resource("aws_security_group.this", before=GROUP, after={**GROUP, "ingress": [OWN_RULE]})]
    group = plan(change, resource_drift=drift, applyable=True)
    rule = plan(kept("aws_vpc_security_group_ingress_rule.https", RULE))

    first, _ = of(group, rule).plans
    assert first.drift == ()
    assert [own.causes for own in first.own_drift] == [("aws_vpc_security_group_ingress_rule.https in b",)]
    (alone,) = of(group).plans
    assert len(alone.drift) == 1


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_a_role_of_the_same_name_in_another_workspace_accounts_for_nothing() -> None:
    """The other workspace may be of another account, where Terraform attached what somebody attached here."""
    role = {"id": "ops", "name": "ops", "managed_policy_arns": [], "inline_policy": []}
    now = {**role, "managed_policy_arns": [ADMINISTRATOR], "inline_policy": [{"name": "all", "policy": "{}"}]}
    attachment = kept("aws_iam_role_policy_attachment.ops", {"role": "ops", "policy_arn": ADMINISTRATOR})
    inline = kept("aws_iam_role_policy.ops", {"role": "ops", "name": "all", "policy": "{}"})
    change = resource("aws_iam_role.ops", before=now, after=role)
    here = {"resource_drift": [resource("aws_iam_role.ops", before=role, after=now)], "applyable": True}

    apart, _ = of(plan(change, **here), plan(attachment, inline)).plans
    assert [name for name, _, _ in told(apart.drift)] == ["inline_policy", "managed_policy_arns"]
    assert apart.own_drift == ()
    (together,) = of(plan(change, attachment, inline, **here)).plans
    assert together.drift == ()


def test_a_rule_that_somebody_made_and_the_plan_imports_is_somebody_elses() -> None:
    rule = kept("aws_vpc_security_group_ingress_rule.https", RULE)
    rule["change"]["importing"] = {"id": "sgr-1"}

    assert len(drifted(GROUP, {**GROUP, "ingress": [OWN_RULE]}, rule).drift) == 1


@pytest.mark.parametrize(("text", "is_own"), [('{"a": 1, "b": 2}', True), ('{"a":1}', False), ("no JSON", False)])
def test_an_older_plan_of_another_workspace_accounts_for_what_it_says_itself(text: str, is_own: bool) -> None:
    """Somebody changed the policy after the plan of the workspace that manages it had been made."""
    now = {**AFTER, "policy": '{"b":2,"a":1}'}
    change = resource(BUCKET, before=now, after=AFTER)
    bucket = plan(change, resource_drift=[resource(BUCKET, before=BEFORE, after=now)], applyable=True)
    policy = plan(kept("aws_s3_bucket_policy.this", {"bucket": "b", "policy": text}))

    first, _ = of(bucket, policy).plans
    assert (first.drift == ()) == is_own


@pytest.mark.parametrize("marks", [{"after_sensitive": {"ingress": True}}, {"before_sensitive": True}])
def test_what_is_sensitive_is_not_compared(marks: dict[str, Any]) -> None:
    rule = kept("aws_vpc_security_group_ingress_rule.https", RULE)

    reviewed = drifted(GROUP, {**GROUP, "ingress": [OWN_RULE]}, rule, **marks)

    assert len(reviewed.drift) == 1
    assert "10.0.0.0" not in repr(told(reviewed.drift))


@pytest.mark.parametrize(
    ("before", "after", "is_own"),
    [
        ({"tags": None}, {"tags": {}}, True),
        ({"query": [{"period": None}]}, {"query": [{"period": 0}]}, True),
        ({"query": [{"period": None}]}, {"query": [{"period": 60}]}, False),
        ({"query": [{"on": None}]}, {"query": [{"on": False}]}, False),
        ({"period": None}, {"period": 0}, False),
        ({"tags": {"a": "b"}}, {"tags": {}}, False),
    ],
)
def test_null_that_is_read_back_as_empty_is_terraforms(before: Any, after: Any, is_own: bool) -> None:
    reviewed = drifted(before, after, address="x_y.this")

    assert (len(reviewed.drift), len(reviewed.own_drift)) == ((0, 1) if is_own else (1, 0))


def environment(status: str, update: str, created: str, **more: Any) -> dict[str, Any]:
    return {"status": status, "last_updated": [{"created_at": created, "status": update}], "max_workers": 10, **more}


def test_an_environment_that_has_become_available_is_terraforms_unless_somebody_updated_it() -> None:
    before, address, update = environment("PENDING", "PENDING", "9:00"), "aws_mwaa_environment.this", "last_updated[0]"

    assert drifted(before, environment("AVAILABLE", "SUCCESS", "9:00"), address=address).drift == ()
    for after, names in (
        (
            environment("AVAILABLE", "SUCCESS", "9:30"),
            {"status", f"{update}.created_at", f"{update}.status"},
        ),
        (environment("CREATE_FAILED", "FAILED", "9:00"), {"status", f"{update}.status"}),
        (environment("AVAILABLE", "SUCCESS", "9:00", max_workers=17), {"max_workers"}),
    ):
        assert {name for name, *_ in told(drifted(before, after, address=address).drift)} == names


def test_the_number_of_attachments_of_a_policy_is_terraforms_as_long_as_it_knows_them_all() -> None:
    before, address = {"arn": "arn:aws:iam::1:policy/a", "attachment_count": 0}, "aws_iam_policy.this"
    attached = kept("aws_iam_role_policy_attachment.a", {"policy_arn": before["arn"], "role": "r"})

    assert drifted(before, {**before, "attachment_count": 1}, attached, address=address).drift == ()
    assert len(drifted(before, {**before, "attachment_count": 2}, attached, address=address).drift) == 1


@pytest.mark.parametrize(
    "value", [None, 1, "x", [1], [None], [[]], {"a": 1}, [{"cidr_blocks": 1}], [{"cidr_blocks": [{}]}]]
)
@pytest.mark.parametrize("kind", ["aws_security_group.ingress", "aws_route_table.route", "aws_iam_role.inline_policy"])
def test_values_of_another_form_are_shown_as_they_are(kind: str, value: Any) -> None:
    address, _, name = kind.partition(".")
    before = {"id": "sg-1", "name": "sg-1", name: [{"x": "y"}]}
    linked = {"security_group_id": "sg-1", "route_table_id": "sg-1", "role": "sg-1", "ip_protocol": "-1", "policy": "{"}
    sources = ("aws_vpc_security_group_ingress_rule.a", "aws_route.a", "aws_iam_role_policy.a")

    reviewed = drifted(
        before, {**before, name: value}, *(kept(source, linked) for source in sources), address=f"{address}.this"
    )

    assert len(reviewed.drift) == 1


def _planted(story: str, workspace: str, address: str, plant: Any) -> Review:
    """The review of real plans, with something planted in what Terraform read of a resource."""
    plans = dict(read_plans([str(REAL / story)]))
    raw = json.loads((REAL / story / workspace / "plan.json").read_text("utf-8"))
    (drift,) = (one for one in raw["resource_drift"] if one["address"] == address)
    plant(drift["change"]["after"])
    plans[workspace] = parse_plan(json.dumps(raw).encode(), workspace)
    return review_plans(plans)


def test_no_real_update_shows_what_terraform_itself_did() -> None:
    """Every example was applied and then updated: nobody has changed anything."""
    for story in sorted(REAL.glob("*/update")):
        plans = review_plans(read_plans([str(story)])).plans
        assert [change.address for reviewed in plans for change in reviewed.drift] == []
        assert sum(len(reviewed.own_drift) for reviewed in plans) > 0


@pytest.mark.parametrize(
    ("workspace", "address", "name", "value"),
    [
        ("1-network", "module.network.aws_security_group.this[0]", "ingress", PLANTED_RULE),
        (
            "1-network",
            "module.network.aws_route_table.public[0]",
            "route",
            {"cidr_block": "10.9.0.0/16", "gateway_id": "igw-1"},
        ),
        ("2-environments/data-etl", "module.environment.aws_iam_role.execution[0]", "inline_policy", {"name": "mine"}),
        (
            "1-network",
            "module.subnet_share.aws_ram_resource_share.this[0]",
            "permission_arns",
            "arn:aws:ram::1:permission/a",
        ),
    ],
)
def test_what_somebody_added_is_found_among_what_terraform_did(
    workspace: str, address: str, name: str, value: Any
) -> None:
    review = _planted("smallest/update", workspace, address, lambda after: after[name].append(value))

    ((found, drift),) = ((reviewed.workspace, change) for reviewed in review.plans for change in reviewed.drift)
    assert (found, drift.address) == (workspace, address)
    ((changed, before, after),) = told((drift,))
    assert changed == name
    assert [element for element in after if element not in before] == [value]
    assert [*matching_conditions(review, ["drift"])] == [f"drift: 1 change outside Terraform in {workspace}"]


def test_a_tag_that_somebody_added_is_found_among_what_terraform_did() -> None:
    address = 'module.network.aws_eip.nat["az1"]'
    review = _planted("smallest/update", "1-network", address, lambda after: after["tags"].update(owner="me"))

    assert [told((change,)) for reviewed in review.plans for change in reviewed.drift] == [
        [("tags", None, {"owner": "me"})]
    ]


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json", "sarif"])
def test_every_format_counts_what_terraform_did_and_names_what_it_comes_from(form: str) -> None:
    (text,) = write(review_plans(read_plans([str(REAL / "smallest/update")])), form)

    assert "15 changes reported as made outside Terraform come from its own last apply" in text
    assert form == "sarif" or "module.network.aws_route.public_default[0]" in text
