"""Everything that a plan can hold beside plain changes: shown, counted, judged, masked, and in the fingerprint."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_tf import cli
from mwaa_tf.review import Review, review_plans
from mwaa_tf.review.conditions import matching_conditions
from mwaa_tf.review.formats import format_names, write
from mwaa_tf.terraform.plan_json import parse_plan
from tests.review.samples import CASES, CORPUS, as_bytes, of, plan, resource, reviewed

_Capture = pytest.CaptureFixture[str]


def _risks(review: Review) -> set[tuple[str, str]]:
    return {(risk.severity, risk.id) for risk in review.risks}


def _met(review: Review, *conditions: str) -> list[str]:
    return [condition for condition in conditions if list(matching_conditions(review, [condition]))]


def _text(review: Review) -> str:
    (text,) = write(review, "text")
    return text


def _json(review: Review) -> Any:
    (workspace,) = json.loads(write(review, "json")[0])["workspaces"]
    return workspace


def _variant(name: str, **replaced: Any) -> Review:
    return of(json.loads(CORPUS[name].read_text("utf-8")) | replaced)


@pytest.mark.parametrize(
    ("name", "conditions", "risks"),
    [
        ("action_only", ["action"], {("high", "action-on-infrastructure")}),
        ("deferred", ["deferred"], {("medium", "change-deferred")}),
        ("forget_create", ["replace", "forget"], {("high", "old-resource-kept")}),
        ("create_forget", ["replace", "forget"], {("high", "old-resource-kept"), ("medium", "old-resource-kept")}),
        ("import_update", ["update", "import", "move"], {("low", "state-moved")}),
        ("import_identity", ["import"], set()),
    ],
)
def test_a_plan_counts_for_what_it_does_and_only_for_that(
    name: str, conditions: list[str], risks: set[tuple[str, str]]
) -> None:
    review = reviewed(name)
    kinds = ("create", "update", "replace", "delete", "forget", "import", "move", "action", "deferred")

    assert _met(review, *kinds) == [kind for kind in kinds if kind in conditions]
    assert _risks(review) == risks
    assert "no changes" not in _text(review)


@pytest.mark.parametrize("name", ["action_only", "deferred", "unknown_action"])
def test_a_gate_for_high_and_medium_risks_stops(name: str, capsys: _Capture) -> None:
    assert cli.run(["review", str(CORPUS[name]), "--fail-on", "risk:medium"]) == 1
    assert "Stopped: --fail-on risk:medium" in capsys.readouterr().err


@pytest.mark.parametrize("condition", ["create", "drift", "error", "risk:high"])
def test_an_action_of_a_later_terraform_stops_any_gate(condition: str, capsys: _Capture) -> None:
    assert cli.run(["review", str(CORPUS["unknown_action"]), "--fail-on", condition]) == 1

    out, err = capsys.readouterr()
    assert "  ? weird module.environment.aws_mwaa_environment.this" in out
    assert "unknown_action has what this version of mwaa_tf does not understand" in err


def test_nothing_that_is_forgotten_is_called_deleted() -> None:
    for name in ("forget_create", "create_forget"):
        for form in format_names():
            (document,) = write(reviewed(name), form)
            if form in ("sarif", "junit"):  # which list every risk there is
                continue
            assert "is deleted" not in document
            assert "forgotten, not deleted" in document


def test_what_replaces_a_forgotten_object_is_judged_as_new() -> None:
    rule = {"type": "ingress", "cidr_blocks": ["0.0.0.0/0"], "from_port": 0, "to_port": 0, "protocol": "-1"}
    change = resource("aws_security_group_rule.a", "forget create", before=rule, after=rule)

    assert ("high", "security-group-public") in _risks(of(plan(change)))


@pytest.mark.parametrize(("name", "sign"), [("create_forget", "+/."), ("forget_create", "./+")])
def test_the_sign_says_which_comes_first(name: str, sign: str) -> None:
    assert f"  {sign} replace and forget module.environment" in _text(reviewed(name))


# Actions


def test_an_action_hides_what_its_own_mask_covers() -> None:
    documents = [document for form in format_names() for document in write(reviewed("actions"), form)]

    assert "canary" in CORPUS["actions"].read_text("utf-8")
    assert not any("canary" in document for document in documents)


@pytest.mark.parametrize("form", format_names())
def test_every_format_shows_each_action_and_each_deferral(form: str) -> None:
    (document,) = write(reviewed("actions"), form)

    for address in ("action.aws_sns_publish.notice", "aws_instance.worker[*]", "action.aws_ec2_stop_instance.all"):
        assert address in document


def test_actions_as_json_have_their_trigger_and_their_values() -> None:
    workspace = _json(reviewed("actions"))

    assert workspace["counts"] == {"action": 3, "deferred": 2}
    notice, warm, drain = workspace["actions"]
    assert (notice["event"], notice["resource"]) == ("Invoke", None)
    assert notice["config"]["message"] == "(sensitive value)"
    assert (warm["event"], warm["on_failure"]) == ("AfterUpdate", "ActionOnFailureContinue")
    assert warm["config_hidden_paths"] == [["payload"]]
    assert drain["resource"] == 'aws_nat_gateway.this["a"]'
    (deferred,) = workspace["deferred"]
    assert (deferred["reason"], deferred["change"]["address"]) == ("deferred_prereq", "aws_instance.worker[*]")
    assert [action["deferred_reason"] for action in workspace["deferred_actions"]] == ["provider_config_unknown"]


@pytest.mark.parametrize("key", ["instance_id", "force"])
def test_what_an_action_is_called_with_is_in_the_fingerprint(key: str) -> None:
    invocation = json.loads(CORPUS["action_only"].read_text("utf-8"))["action_invocations"][0]
    other = invocation | {"config_values": invocation["config_values"] | {key: "other"}}

    assert _variant("action_only", action_invocations=[other]).fingerprint != _variant("action_only").fingerprint
    assert _variant("action_only", action_invocations=[]).fingerprint != _variant("action_only").fingerprint


def test_which_of_two_actions_comes_first_is_in_the_fingerprint() -> None:
    def invoked(*names: str) -> Review:
        trigger = {"triggering_resource_address": "a_b.c", "action_trigger_event": "AfterCreate"}
        return of(
            plan(
                action_invocations=[
                    {
                        "address": f"action.a_b.{name}",
                        "lifecycle_action_trigger": trigger | {"actions_list_index": index},
                    }
                    for index, name in enumerate(names)
                ]
            )
        )

    assert invoked("start", "stop").fingerprint != invoked("stop", "start").fingerprint


# Deferred changes


def test_a_deferred_deletion_is_judged_like_any_other() -> None:
    change = resource(
        "aws_vpc_endpoint.this",
        "delete",
        before={"service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b"},
    )
    later = plan(deferred_changes=[{"reason": "deferred_prereq", "resource_change": change}])
    environment = plan(resource("aws_mwaa_environment.this", "no-op", before={}, after={}))

    review = of(later, environment, names=("3-endpoints/data-etl", "2-environments/data-etl"))

    assert ("high", "endpoints-removed") in _risks(review)


def test_an_environment_whose_deletion_is_deferred_still_needs_its_network() -> None:
    environment = resource("aws_mwaa_environment.this", "delete", before={"status": "AVAILABLE"})
    network = resource("aws_vpc.this", "delete", before={"id": "vpc-1"})
    kept = resource("aws_iam_role.this", "no-op", before={}, after={})

    review = of(
        plan(network),
        plan(kept, deferred_changes=[{"reason": "absent_prereq", "resource_change": environment}]),
        names=("1-network", "2-environments/data-etl"),
    )

    assert ("high", "network-removed") in _risks(review)


@pytest.mark.parametrize("change", [{"reason": "absent_prereq"}, {"resource_change": resource("x_y.z", "update")}])
def test_a_deferral_is_in_the_fingerprint(change: dict[str, Any]) -> None:
    (deferred,) = json.loads(CORPUS["deferred"].read_text("utf-8"))["deferred_changes"]

    assert _variant("deferred", deferred_changes=[deferred | change]).fingerprint != _variant("deferred").fingerprint


def test_a_forgotten_environment_still_needs_its_network() -> None:
    environment = resource("aws_mwaa_environment.this", "forget", before={"status": "AVAILABLE"})
    network = resource("aws_vpc.this", "delete", before={"id": "vpc-1"})

    review = of(plan(network), plan(environment), names=("1-network", "2-environments/data-etl"))

    assert ("high", "network-removed") in _risks(review)


def test_a_workspace_that_is_forgotten_is_not_called_destroyed() -> None:
    network = resource("aws_vpc.this", "forget", before={"id": "vpc-1"})
    environment = resource("aws_mwaa_environment.this", "no-op", before={}, after={})

    review = of(plan(network), plan(environment), names=("1-network", "2-environments/data-etl"))

    assert "`1-network` is forgotten, and this workspace" in _text(review)
    assert "is destroyed" not in _text(review)


# Imports and identities


def test_an_import_by_identity_shows_the_identity() -> None:
    assert 'imported from the identity {"account_id": "222222222222", "bucket": "acme-dags"' in _text(
        reviewed("import_identity")
    )
    (change,) = _json(reviewed("import_identity"))["changes"]
    assert (change["imported"], change["imported_id"]) == (True, None)
    assert change["import_identity"]["bucket"] == "acme-dags"


@pytest.mark.parametrize("key", ["importing", "before_identity", "after_identity"])
def test_an_identity_is_in_the_fingerprint(key: str) -> None:
    def imported(bucket: str) -> Review:
        identity = {"bucket": bucket}
        value = {"identity": identity} if key == "importing" else identity
        return of(plan(resource("aws_s3_bucket.a", "update", before={}, after={"a": 1}, **{key: value})))

    assert imported("a").fingerprint != imported("b").fingerprint


def test_an_identity_that_changes_is_told() -> None:
    change = resource(before={"a": 1}, after={"a": 2}, before_identity={"id": "1"}, after_identity={"id": "2"})

    assert 'its identity changes from {"id": "1"} to {"id": "2"}' in _text(of(plan(change)))


def test_an_id_that_only_reads_as_unknown_is_another_than_an_unknown_one() -> None:
    def imported(**importing: object) -> Review:
        return of(plan(resource(action="no-op", importing=importing)))

    literal, unknown = imported(id="(known after apply)"), imported(unknown=True)

    assert literal.fingerprint != unknown.fingerprint
    assert 'imported from "(known after apply)"' in _text(literal)
    assert "imported from (known after apply)" in _text(unknown)


# Known after apply


@pytest.mark.parametrize(
    ("value", "mask"),
    [("(known after apply)", True), (["(known after apply)"], [True]), ({"b": "(known after apply)"}, {"b": True})],
)
def test_a_text_that_reads_like_an_unknown_value_is_another(value: Any, mask: Any) -> None:
    literal = of(plan(resource(before={"a": 1}, after={"a": value})))
    unknown = of(plan(resource(before={"a": 1}, after={}, after_unknown={"a": mask})))

    assert literal.fingerprint != unknown.fingerprint
    for form in ("text", "markdown", "html", "json"):
        shown = [write(review, form)[0].replace(review.fingerprint, "") for review in (literal, unknown)]
        assert shown[0] != shown[1]


def test_among_the_lines_of_a_text_none_reads_like_an_unknown_value() -> None:
    before = {"a": "one\ntwo\n"}
    literal = _text(of(plan(resource(before=before, after={"a": "(known after apply)"}))))
    unknown = _text(of(plan(resource(before=before, after={}, after_unknown={"a": True}))))

    assert "          (known after apply)" not in unknown
    assert "+     (known after apply)" in literal
    assert "(known after apply): a" in unknown


def test_json_says_at_which_paths_something_is_hidden() -> None:
    change = resource(
        before={"a": [1]},
        after={"a": ["(known after apply)", None, {"c": "x"}]},
        after_unknown={"a": [False, True]},
        after_sensitive={"a": [False, False, {"c": True}]},
    )
    (document,) = _json(of(plan(change)))["changes"]
    (attribute,) = document["attributes"]

    assert attribute["after"] == ["(known after apply)", "(known after apply)", {"c": "(sensitive value)"}]
    assert attribute["after_hidden_paths"] == [[1], [2, "c"]]


# Where a plan goes


def _going(provider: dict[str, Any], *, source: str = "registry.terraform.io/hashicorp/aws", **more: Any) -> Review:
    configuration = {"provider_config": {"aws": {"full_name": source, **provider}}, **more.pop("configuration", {})}
    change = resource("x_y.this", "create", after={"a": 1}) | {"provider_name": source}
    return of(plan(change, configuration=configuration, **more))


def _expressions(**values: Any) -> dict[str, Any]:
    return {"expressions": {name: {"constant_value": value} for name, value in values.items()}}


_HERE = _expressions(region="us-east-1", allowed_account_ids=["111111111111"])


@pytest.mark.parametrize(
    "other",
    [
        _going(_expressions(region="us-east-2", allowed_account_ids=["111111111111"])),
        _going(_expressions(region="us-east-1", allowed_account_ids=["222222222222"])),
        _going(_expressions(region="us-east-1")),
        _going(_HERE | {"version_constraint": ">= 5.0"}),
        _going(_HERE, source="registry.example.com/hashicorp/aws"),
        _going(
            {
                "expressions": {
                    **_HERE["expressions"],
                    "assume_role": [{"role_arn": {"constant_value": "arn:aws:iam::1:r"}}],
                }
            }
        ),
        _going(_HERE, configuration={"backend": {"type": "s3", "bucket": "other"}}),
    ],
    ids=["region", "account", "any account", "constraint", "source", "role", "backend"],
)
def test_where_a_plan_goes_is_in_the_fingerprint(other: Review) -> None:
    assert other.fingerprint != _going(_HERE).fingerprint


def test_the_value_of_a_variable_is_in_the_fingerprint_where_a_provider_uses_it() -> None:
    def going(region: str, other: str = "x") -> Review:
        variables = {"region": {"value": region}, "other": {"value": other}}
        return _going({"expressions": {"region": {"references": ["var.region"]}}}, variables=variables)

    assert going("eu-west-1").fingerprint != going("eu-west-2").fingerprint
    assert going("eu-west-1", "y").fingerprint == going("eu-west-1", "z").fingerprint
    assert "aws: region eu-west-1" in _text(going("eu-west-1"))


def test_the_provider_that_a_resource_uses_is_in_the_fingerprint() -> None:
    def using(key: str) -> Review:
        module = {"resources": [{"address": "x_y.this", "provider_config_key": key}]}
        change = resource('module.a["k"].x_y.this[0]', "create", after={"a": 1})
        root = {"root_module": {"module_calls": {"a": {"module": module}}}}
        return of(plan(change, configuration=root))

    assert using("aws").fingerprint != using("aws.owner").fingerprint


@pytest.mark.parametrize("form", format_names())
def test_every_format_names_account_and_region(form: str) -> None:
    (document,) = write(reviewed("accounts"), form)

    for word in ("333333333333", "eu-central-1", "111111111111", "us-east-1"):
        assert word in document
    assert "canary" not in document


@pytest.mark.parametrize(
    "provider",
    [
        {"expressions": {"region": {"references": ["local.region"]}}},
        {"expressions": {"region": {"references": ["var.region", "var.other"]}}},
        {"expressions": {"region": {"references": ["var.region"]}}, "module_address": "module.a"},
        {"expressions": {"region": {"references": ["var.missing"]}}},
        {"expressions": {"region": {"references": [7]}, "assume_role": "x", "allowed_account_ids": {}}},
        {"expressions": None},
        {},
    ],
)
def test_what_the_plan_does_not_tell_is_not_named(provider: dict[str, Any]) -> None:
    review = _going(provider, variables={"region": {"value": "eu-west-1"}})

    assert not any(destination.is_known for destination in review.plans[0].destinations)


def test_a_secret_variable_of_a_provider_is_in_no_fingerprint() -> None:
    def going(value: str) -> Review:
        root = {"root_module": {"variables": {"key": {"sensitive": True}}}}
        expressions = {"expressions": {"access": {"references": ["var.key"]}}}
        return _going(expressions, configuration=root, variables={"key": {"value": value}})

    assert going("hunter2").fingerprint == going("hunter3").fingerprint


@pytest.mark.parametrize("configuration", [[], 7, {"provider_config": []}, {"root_module": {"resources": {}}}])
def test_a_configuration_that_is_none_is_no_traceback(configuration: Any, tmp_path: Any, capsys: _Capture) -> None:
    (tmp_path / "plan.json").write_bytes(as_bytes(plan(configuration=configuration)))

    assert cli.run(["review", str(tmp_path / "plan.json")]) == 2
    assert "is not a plan as Terraform writes it" in capsys.readouterr().err


# Gates


@pytest.mark.parametrize("condition", ["", ",", " , "])
def test_an_empty_list_of_conditions_is_refused(condition: str, capsys: _Capture) -> None:
    assert cli.run(["review", str(CORPUS["create"]), "--fail-on", condition]) == 2
    assert "names no condition; allowed are replace, delete, update" in capsys.readouterr().err


def test_without_fail_on_nothing_stops() -> None:
    assert cli.run(["review", str(CORPUS["unknown_action"])]) == 0


def test_a_plan_is_the_same_in_whichever_form_its_terraform_writes_an_unused_key() -> None:
    bare = {"a": parse_plan(as_bytes(plan(resource())), "a")}
    full = {"a": parse_plan(as_bytes(plan(resource(), timestamp="2026-01-01T00:00:00Z", prior_state={"x": 1})), "a")}

    assert review_plans(bare).fingerprint == review_plans(full).fingerprint


def test_plans_that_differ_in_an_action_only_are_three_different_plans() -> None:
    """The same resources, untouched: with no action, with one, and with another."""
    files = {
        "nothing": CASES / "nothing.json",
        "action": CORPUS["action_only"],
        "other": CASES / "action-other.json",
    }
    reviews = {name: of(json.loads(file.read_text("utf-8")), names=("network",)) for name, file in files.items()}

    assert len({review.fingerprint for review in reviews.values()}) == 3
    gate = ("update", "replace", "delete", "risk:low")
    assert {name for name, review in reviews.items() if _met(review, *gate)} == {"action", "other"}


_ALL_ACTIONS = "update,replace,delete,risk:low"


@pytest.mark.parametrize("condition", [_ALL_ACTIONS, "create", "drift"])
def test_a_plan_that_failed_is_not_without_changes_and_stops_at_any_condition(
    condition: str, tmp_path: Any, capsys: _Capture
) -> None:
    (tmp_path / "plan.json").write_bytes(as_bytes(plan(errored=True)))

    assert cli.run(["review", f"net={tmp_path / 'plan.json'}", "--fail-on", condition]) == 1
    out, err = capsys.readouterr()
    assert err == f"Stopped: --fail-on {condition}: planning failed in net\n"
    assert "\n1 failed plan in 1 workspace\n" in out
    assert "no changes" not in out


def test_an_incomplete_plan_without_changes_stops_at_any_condition(tmp_path: Any, capsys: _Capture) -> None:
    (tmp_path / "plan.json").write_bytes(as_bytes(plan(complete=False)))

    assert cli.run(["review", f"net={tmp_path / 'plan.json'}", "--fail-on", _ALL_ACTIONS]) == 1
    out, err = capsys.readouterr()
    assert err == f"Stopped: --fail-on {_ALL_ACTIONS}: net is incomplete and has nothing\n"
    assert "\n1 incomplete plan in 1 workspace\n" in out
