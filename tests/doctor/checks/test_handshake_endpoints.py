"""Checks of the environment's endpoints and of the rules on both sides, on views made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor.checks.handshake.endpoint_available import FIXES
from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.doctor.view.network import GroupRule, VpcEndpointFacts
from mwaa_tf.mwaa.vpc_endpoint_states import VpcEndpointState
from tests.doctor.views import (
    ANYWHERE,
    DENIED,
    WEBSERVER_SERVICE,
    changed,
    environment,
    environment_endpoints,
    environment_group,
    findings,
    gaps,
    group,
    healthy,
    network,
    problems,
    rule,
)
from tests.support import DATA

DATABASE, WEBSERVER = environment_endpoints()
AIRFLOW_3 = environment(airflow_version="3.0.6")
CHECKS = (
    "handshake.database-endpoint",
    "handshake.webserver-endpoint",
    "handshake.endpoint-available",
    "handshake.endpoint-rule",
    "handshake.endpoint-subnets",
    "handshake.endpoints-account",
    "handshake.environment-rule",
    "handshake.workers-webserver",
)


def with_endpoints(*endpoints: VpcEndpointFacts, facts: Any = None) -> EnvironmentView:
    return healthy(facts, network=network(endpoints=endpoints))


def with_endpoint_rules(*rules: GroupRule, facts: Any = None) -> EnvironmentView:
    return healthy(facts, network=network(endpoint_groups=(group("sg-endpoints", *rules),)))


def with_environment_rules(*rules: GroupRule, facts: Any = None) -> EnvironmentView:
    return healthy(facts, network=network(security_groups=(environment_group(*rules),)))


@pytest.mark.parametrize("version", ["2.10.3", "3.0.6"])
@pytest.mark.parametrize("check", CHECKS)
def test_endpoints_as_the_modules_create_them_have_no_fault(check: str, version: str) -> None:
    view = healthy(environment(airflow_version=version))
    assert not problems(check, view)
    assert not gaps(check, view)


@pytest.mark.parametrize("check", CHECKS)
def test_endpoints_that_mwaa_manages_are_not_checked(check: str) -> None:
    view = healthy(environment(endpoint_management="SERVICE"), network=network(endpoints=()))
    assert not problems(check, view)
    assert not gaps(check, view)


@pytest.mark.parametrize("check", CHECKS)
def test_an_environment_whose_services_are_not_named_yet_needs_no_endpoints(check: str) -> None:
    creating = environment(status="CREATING", database_service="", webserver_service="")
    assert not problems(check, with_endpoints(facts=creating))


def test_a_missing_endpoint_of_the_database_is_created_by_a_command() -> None:
    (finding,) = findings("handshake.database-endpoint", with_endpoints(WEBSERVER))
    assert finding.message == f"There is no endpoint of the metadata database ({DATABASE.service})."
    assert finding.fix == "Create it: `mwaa_tf apply 3-endpoints/data-etl`"


def test_without_a_configuration_the_command_is_that_of_aws() -> None:
    view = with_endpoints(WEBSERVER)
    view = replace(view, target=replace(view.target, settings=None, deployment=None))
    (finding,) = findings("handshake.database-endpoint", view)
    assert f"--vpc-id vpc-1 --service-name {DATABASE.service} --subnet-ids subnet-a subnet-b" in finding.fix


def test_a_private_web_server_needs_an_endpoint() -> None:
    assert problems("handshake.webserver-endpoint", with_endpoints(DATABASE)) == [
        f"There is no endpoint of the web server ({WEBSERVER_SERVICE}), and PRIVATE_ONLY needs one."
    ]
    public = environment(access_mode="PUBLIC_ONLY", webserver_service="")
    assert not problems("handshake.webserver-endpoint", with_endpoints(DATABASE, facts=public))


@pytest.mark.parametrize(("status", "count"), [("PENDING", 1), ("AVAILABLE", 0)])
def test_both_sides_of_a_web_server_need_an_endpoint_only_while_it_is_waited_for(status: str, count: int) -> None:
    both = environment(access_mode="PUBLIC_AND_PRIVATE", status=status)
    assert len(problems("handshake.webserver-endpoint", with_endpoints(DATABASE, facts=both))) == count


def test_an_access_mode_that_is_not_known_is_named() -> None:
    view = healthy(environment(access_mode="VPC_ONLY"))
    assert gaps("handshake.webserver-endpoint", view) == ["unknown web server access mode 'VPC_ONLY'"]


def test_endpoints_that_nobody_may_read_are_not_missing() -> None:
    view = healthy(network=network(endpoints=Reading.unread(DENIED)))
    for check in CHECKS:
        assert not problems(check, view)
    assert gaps("handshake.database-endpoint", view) == [DENIED.reason]


def test_an_endpoint_in_other_subnets_is_named_with_both() -> None:
    elsewhere = replace(DATABASE, subnet_ids=("subnet-a", "subnet-public-b"))
    assert problems("handshake.endpoint-subnets", with_endpoints(elsewhere, WEBSERVER)) == [
        f"The endpoint {DATABASE.id} of the metadata database is not in subnet-b, but in subnet-public-b."
    ]


def test_one_valid_endpoint_is_enough() -> None:
    invalid = replace(DATABASE, id="vpce-zzz", subnet_ids=("subnet-public-a",), state="failed")
    view = with_endpoints(invalid, DATABASE, WEBSERVER)
    for check in CHECKS:
        assert not problems(check, view)


@pytest.mark.parametrize("state", [state for state in VpcEndpointState if state in FIXES])
def test_an_endpoint_that_is_not_available_is_named_with_its_state(state: VpcEndpointState) -> None:
    (finding,) = findings("handshake.endpoint-available", with_endpoints(replace(DATABASE, state=state), WEBSERVER))
    assert state.words in finding.message
    assert finding.result == ("warning" if state is VpcEndpointState.PENDING else "failure")
    assert "{id}" not in finding.fix


def test_every_state_in_which_an_endpoint_stays_has_a_fix() -> None:
    leaving = {VpcEndpointState.AVAILABLE, VpcEndpointState.DELETING, VpcEndpointState.DELETED}
    assert set(VpcEndpointState) == {*FIXES, *leaving}


def test_a_state_that_is_not_known_is_named() -> None:
    view = with_endpoints(replace(DATABASE, state="sleeping"), WEBSERVER)
    assert gaps("handshake.endpoint-available", view) == [f"unknown state 'sleeping' of the endpoint {DATABASE.id}"]


@pytest.mark.parametrize(
    ("rules", "instead"),
    [
        ([], ""),
        ([rule(f"{DATA}/sg-old")], f", but admits {DATA}/sg-old"),
        ([rule("sg-env")], ", but admits sg-env"),
        ([rule("10.0.10.0/24")], ""),
        ([rule(f"{DATA}/sg-env", 443)], ""),
        ([rule(f"{DATA}/sg-env", is_egress=True)], ""),
        ([rule(f"{DATA}/sg-env", protocol="udp")], ""),
    ],
    ids=["none", "of another group", "without the account", "of one subnet", "of one port", "outbound", "of UDP"],
)
def test_a_rule_that_does_not_admit_the_environment_is_a_failure(rules: Iterable[GroupRule], instead: str) -> None:
    messages = problems("handshake.endpoint-rule", with_endpoint_rules(*rules))
    assert messages[0] == (
        f"sg-endpoints of {DATABASE.id}, the endpoint of the metadata database, does not admit {DATA}/sg-env on TCP "
        f"5432{instead}."
    )


@pytest.mark.parametrize(
    "rules",
    [
        [rule(f"{DATA}/sg-env")],
        [rule(f"{DATA}/sg-env", 5432), rule(f"{DATA}/sg-env", 443)],
        [rule("10.0.10.0/24"), rule("10.0.11.0/24")],
        [rule("10.0.0.0/16")],
    ],
    ids=["by group", "by port", "by subnet", "by VPC"],
)
def test_a_rule_may_name_the_group_or_its_addresses(rules: Iterable[GroupRule]) -> None:
    for check in ("handshake.endpoint-rule", "handshake.workers-webserver"):
        assert not problems(check, with_endpoint_rules(*rules, facts=AIRFLOW_3))


def test_a_prefix_list_is_not_guessed() -> None:
    view = with_endpoint_rules(rule("pl-1"))
    assert not problems("handshake.endpoint-rule", view)
    assert gaps("handshake.endpoint-rule", view)[0] == (
        "a rule names a prefix list, whose addresses are not read (sg-endpoints)"
    )


def test_one_account_names_its_group_without_the_account() -> None:
    own = replace(environment_group(), owner_id=group("sg-endpoints").owner_id)
    view = healthy(
        network=network(security_groups=(own,), endpoint_groups=(group("sg-endpoints", rule("sg-env")),)),
    )
    assert not problems("handshake.endpoint-rule", view)


@pytest.mark.parametrize(
    "rules",
    [
        [rule(ANYWHERE, is_egress=True)],
        [rule(f"{group('sg-endpoints').owner_id}/sg-endpoints", 5432, is_egress=True)],
        [rule("10.0.10.20/32", 5432, is_egress=True), rule("10.0.11.20/32", 5432, is_egress=True)],
    ],
    ids=["everywhere", "by group", "by the endpoint's addresses"],
)
def test_the_environment_may_be_let_out_in_three_ways(rules: Iterable[GroupRule]) -> None:
    assert not problems("handshake.environment-rule", with_environment_rules(*rules))


def test_an_environment_that_is_not_let_out_to_its_database_is_a_failure() -> None:
    (finding,) = findings("handshake.environment-rule", with_environment_rules(rule(ANYWHERE, 443, is_egress=True)))
    assert finding.message == (
        f"sg-env of the environment does not let TCP 5432 out to {DATABASE.id}, the endpoint of the metadata database."
    )
    assert finding.fix.endswith("`mwaa_tf apply 2-environments/data-etl`")


def test_workers_of_airflow_3_need_the_web_server_on_both_sides() -> None:
    only_database = [rule(f"{DATA}/sg-env", 5432)]
    assert problems("handshake.workers-webserver", with_endpoint_rules(*only_database, facts=AIRFLOW_3)) == [
        f"sg-endpoints of {WEBSERVER.id}, the endpoint of the web server, does not admit {DATA}/sg-env on TCP 443."
    ]
    out = [rule(ANYWHERE, 5432, is_egress=True)]
    assert problems("handshake.workers-webserver", with_environment_rules(*out, facts=AIRFLOW_3)) == [
        f"sg-env of the environment does not let TCP 443 out to {WEBSERVER.id}, the endpoint of the web server."
    ]


def test_workers_of_airflow_2_do_not() -> None:
    view = with_environment_rules(rule(ANYWHERE, 5432, is_egress=True))
    assert not problems("handshake.workers-webserver", view)


def test_endpoints_of_another_account_cannot_be_created() -> None:
    view = healthy()
    owner = Account("owner", "333333333333", None, None)
    view = replace(view, target=replace(view.target, owner=owner))
    (message,) = problems("handshake.endpoints-account", view)
    assert message.startswith("The environment's VPC vpc-1 belongs to account 111111111111")
    assert "InvalidServiceName" in message


def test_a_version_that_is_not_known_is_named() -> None:
    view = healthy(environment(airflow_version=""))
    assert gaps("handshake.workers-webserver", view) == ["unknown version of Airflow ''"]


def test_planned_endpoints_are_taken_to_become_available() -> None:
    planned = changed(network(), endpoints=(replace(DATABASE, state=""), replace(WEBSERVER, state="")))
    assert not problems("handshake.endpoint-available", healthy(network=planned))
