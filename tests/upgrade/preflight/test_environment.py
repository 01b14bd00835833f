"""The environment, its network and its load balancer before an upgrade."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mwaa_tf.doctor.reading import Reading
from mwaa_tf.doctor.view.environment import LastUpdateFacts
from mwaa_tf.doctor.view.listener_rules import ListenerRuleFacts, ListenerRulesSection
from mwaa_tf.doctor.view.load_balancer import (
    ListenerFacts,
    LoadBalancerFacts,
    LoadBalancerSection,
    TargetGroupFacts,
)
from mwaa_tf.mwaa.quotas import GRACEFUL_REPLACEMENT
from mwaa_tf.text import in_hours
from mwaa_tf.upgrade.durations import STEP
from mwaa_tf.upgrade.preflight import Preflight, preflight
from mwaa_tf.upgrade.preflight.checks.worker_strategy import worker_strategy
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from tests.doctor.views import ANYWHERE, DENIED, group, network, read, rule, section, subnet
from tests.support import DATA
from tests.upgrade.preflight.views import findings, gaps, problems, upgraded, view_of


@pytest.mark.parametrize("status", ["UPDATING", "CREATING", "PENDING", "MAINTENANCE", "DELETING", "CREATE_FAILED"])
def test_an_environment_that_takes_no_update_is_named(status: str) -> None:
    assert problems("upgrade.status", upgraded(status=status)) == [
        f"analytics-data-etl is {status}: MWAA accepts no update of it."
    ]


def test_a_failed_update_is_told_with_its_error() -> None:
    update = LastUpdateFacts("FAILED", error_code="INCORRECT_CONFIGURATION", error_message="Check the requirements.")

    assert problems("upgrade.status", upgraded(status="UPDATE_FAILED", last_update=update)) == [
        "The last update of analytics-data-etl failed: INCORRECT_CONFIGURATION: Check the requirements."
    ]


def test_a_status_that_is_not_known_is_not_judged() -> None:
    assert gaps("upgrade.status", upgraded(status="THINKING")) == ["unknown status 'THINKING' of analytics-data-etl"]


def test_counts_outside_of_the_class_are_named() -> None:
    result = upgraded(environment_class="mw1.micro", schedulers=2, min_webservers=1, max_webservers=3)

    assert problems("upgrade.class", result) == [
        "analytics-data-etl has 2 schedulers; mw1.micro admits 1.",
        "analytics-data-etl has 3 web servers at the most; mw1.micro admits 1.",
    ]
    assert gaps("upgrade.class", upgraded(environment_class="mw9.huge")) == [
        "the environment class 'mw9.huge' is not known"
    ]


@pytest.mark.parametrize(("to", "count"), [("2.11.2", 1), ("3.0.6", 1), ("3.3.1", 0)])
def test_both_access_modes_need_3_2_1(to: str, count: int) -> None:
    result = upgraded("3.2.1", to, access_mode="PUBLIC_AND_PRIVATE")

    assert len(problems("upgrade.access-mode", result)) == count


@pytest.mark.parametrize(("free", "result"), [(2, "failure"), (3, "warning"), (11, "warning"), (12, "pass")])
def test_both_sets_of_workers_need_addresses(free: int, result: str) -> None:
    """Schedulers, web servers and one worker of the new version are 3 of each subnet; with 2 * 10 - 1 workers, 12."""
    small = network(subnets=(subnet("a", free_addresses=free), subnet("b")))
    found = findings("upgrade.addresses", upgraded(sections={"network": small}))

    assert [finding.result.value for finding in found] == [result]


@pytest.mark.parametrize(
    ("window", "strategy", "count"),
    [
        ("FRI:10:30", "", 1),
        ("FRI:11:00", "", 0),
        ("FRI:22:30", "GRACEFUL", 1),
        ("FRI:23:00", "GRACEFUL", 0),
        ("FRI:08:30", "GRACEFUL", 0),
        ("SAT:00:00", "GRACEFUL", 0),
    ],
)
def test_a_window_within_the_time_that_the_upgrade_may_take_is_told(window: str, strategy: str, count: int) -> None:
    """It is Friday, 09:00."""
    assert len(problems("upgrade.maintenance-window", upgraded(maintenance_window=window, strategy=strategy))) == count


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        ("", "MWAA tells no start of its maintenance window"),
        ("XYZ:99:00", "MWAA tells XYZ:99:00, which is no start of a maintenance window"),
        ("SUN:29:00", "MWAA tells SUN:29:00, which is no start of a maintenance window"),
        ("sun:03:00", "MWAA tells sun:03:00, which is no start of a maintenance window"),
    ],
)
def test_a_window_that_is_not_understood_is_none_that_is_far_away(window: str, reason: str) -> None:
    assert gaps("upgrade.maintenance-window", upgraded(maintenance_window=window)) == [reason]


def test_two_steps_take_twice_as_long() -> None:
    assert problems("upgrade.maintenance-window", upgraded("2.10.3", maintenance_window="FRI:12:30")) == [
        "The maintenance window FRI:12:30 UTC begins in 3 h 30 min, and the upgrade may take 4 h."
    ]


@pytest.mark.parametrize("strategy", ["FORCED", "GRACEFUL"])
def test_checks_reckon_with_the_step_that_the_command_names(strategy: str) -> None:
    """`upgrade` prints STEP, and with GRACEFUL the wait for tasks; no check may count another time for the same."""
    needed = STEP[1] + (GRACEFUL_REPLACEMENT if strategy == "GRACEFUL" else timedelta())
    window = upgraded(strategy=strategy, maintenance_window="FRI:09:30")
    just_too_short = timeout_of(needed - timedelta(minutes=1), strategy)

    assert problems("upgrade.maintenance-window", window)[0].endswith(f"the upgrade may take {in_hours(needed)}.")
    assert f"one may take {in_hours(needed)}" in just_too_short[0]
    assert timeout_of(needed, strategy) == []


@pytest.mark.parametrize(
    ("strategy", "hours", "message"),
    [
        ("GRACEFUL", 13, "Terraform waits 13 h for an update, and one may take 14 h with GRACEFUL."),
        ("FORCED", 1, "Terraform waits 1 h for an update, and one may take 2 h."),
        ("GRACEFUL", 14, ""),
        ("", 2, ""),
    ],
)
def test_terraform_has_to_wait_long_enough(strategy: str, hours: int, message: str) -> None:
    assert timeout_of(timedelta(hours=hours), strategy) == [message] * bool(message)


def timeout_of(timeout: timedelta, strategy: str) -> list[str]:
    """What the check says about ``timeouts.update``."""
    upgrade = PlannedUpgrade(
        view=view_of(), current="2.11.2", requested="3.3.1", path=(), strategy=strategy, update_timeout=timeout
    )
    return [issue.message for issue in worker_strategy(upgrade) if issue.result.is_problem]


@pytest.mark.parametrize(("strategy", "minutes"), [("", 480), ("FORCED", 480), ("GRACEFUL", 1200)])
def test_a_default_timeout_is_long_enough(strategy: str, minutes: int) -> None:
    """As long as the workspace is rendered to wait (tests/blueprint/test_provider_versions.py)."""
    result = upgraded(strategy=strategy)

    assert result.upgrade.update_timeout == timedelta(minutes=minutes)
    assert problems("upgrade.worker-strategy", result) == []


@pytest.mark.parametrize(
    ("strategy", "region", "messages"),
    [
        ("GRACEFUL", "ca-west-1", ["MWAA does not support the worker replacement strategy GRACEFUL in ca-west-1 yet."]),
        ("FORCED", "ca-west-1", []),
        ("GRACEFUL", "ca-central-1", []),
    ],
)
def test_a_strategy_that_the_region_lacks_is_found_before_aws_refuses_it(
    strategy: str, region: str, messages: list[str]
) -> None:
    view = view_of()
    elsewhere = replace(view, target=replace(view.target, region=region))

    assert problems("upgrade.worker-strategy", preflight(elsewhere, "3.3.1", strategy=strategy)) == messages


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", "xx-new-1"])
def test_a_region_that_the_list_is_not_for_is_not_judged(region: str) -> None:
    view = view_of()
    elsewhere = replace(view, target=replace(view.target, region=region))

    assert len(gaps("upgrade.region", preflight(elsewhere, "3.3.1"))) == 1


def behind_balancer(*, path: str = "/", codes: str = "200,302", forwards: bool = True, rules: Any = ()) -> Preflight:
    """An environment behind a load balancer; rules are pairs of patterns and whether they forward."""
    group = TargetGroupFacts("arn:group", "portal", "HTTPS", 443, "ip", "vpc-1", codes, (), health_path=path)
    listener = ListenerFacts("arn:listener", 443, "HTTPS", (), ("arn:group",) if forwards else ())
    facts = [ListenerRuleFacts(f"arn:{place}", "arn:listener", *rule) for place, rule in enumerate(rules)]
    balancer = section(
        LoadBalancerSection,
        balancer=LoadBalancerFacts("arn:balancer", "portal", "x", "active", "internal", "vpc-1", (), ()),
        listeners=(listener,),
        target_group=group,
    )
    rules_section = ListenerRulesSection(read(tuple(facts)))
    return upgraded(sections={"load_balancer": balancer, "listener_rules": rules_section})


@pytest.mark.parametrize(
    ("path", "codes", "count"),
    [
        ("/health", "200", 1),
        ("/api/v1/health", "200-399", 1),
        ("/health", "200-499", 0),
        ("/", "200,302", 0),
        ("/aws_mwaa/aws-console-sso", "200-499", 0),
    ],
)
def test_a_health_check_of_airflow_2_is_named(path: str, codes: str, count: int) -> None:
    assert len(problems("upgrade.health-check", behind_balancer(path=path, codes=codes))) == count


def test_a_listener_that_forwards_old_paths_only_is_named() -> None:
    rules = [(("/login/*", "/aws_mwaa/*"), True), (("/api/*",), True)]

    assert problems("upgrade.listener-rules", behind_balancer(forwards=False, rules=rules)) == [
        "The listener on port 443 does not forward /auth/login/ and /pluginsv2/aws_mwaa/aws-console-sso, which Airflow "
        "3.3.1 serves."
    ]
    assert problems("upgrade.listener-rules", behind_balancer(forwards=False, rules=[(("/*",), True)])) == []


def test_a_rule_on_the_login_page_has_to_follow_it() -> None:
    assert problems("upgrade.listener-rules", behind_balancer(rules=[(("/login*",), False)])) == [
        "A rule of the listener on port 443 is about /login/; Airflow 3.3.1 logs in at /auth/login/."
    ]
    assert problems("upgrade.listener-rules", behind_balancer(rules=[(("/login*", "/auth/login*"), False)])) == []
    assert problems("upgrade.listener-rules", behind_balancer()) == []


def test_rules_that_were_not_read_are_not_judged() -> None:
    result = upgraded()

    assert gaps("upgrade.health-check", result) == ["it was not asked for"]


def test_a_public_web_server_without_an_exit_keeps_workers_of_3_out() -> None:
    tables = tuple(replace(table, routes=table.routes[:1]) for table in network().route_tables.value)
    closed = network(route_tables=tables)

    assert (
        len(problems("network.public-webserver", upgraded(access_mode="PUBLIC_ONLY", sections={"network": closed})))
        == 1
    )
    assert problems("network.public-webserver", upgraded(access_mode="PUBLIC_ONLY")) == []


def test_an_endpoint_that_admits_the_database_alone_is_named() -> None:
    groups = (group("sg-endpoints", rule(f"{DATA}/sg-env", 5432), rule(ANYWHERE, is_egress=True)),)
    sections = {"network": network(endpoint_groups=groups)}

    assert len(problems("handshake.workers-webserver", upgraded(sections=sections))) == 1
    assert (
        problems(
            "handshake.workers-webserver",
            upgraded("2.10.3", "2.11.2", sections={"network": network(endpoint_groups=groups)}),
        )
        == []
    )


def test_of_an_environment_that_could_not_be_read_nothing_is_judged() -> None:
    result = preflight(replace(view_of(), environment=Reading.unread(DENIED)), "3.3.1")

    assert {finding.result.value for finding in result.findings if finding.check.startswith("upgrade.")} <= {
        "not checkable",
        "pass",
    }
    assert gaps("upgrade.path", result) == [DENIED.reason]
    assert not result.is_blocked


def test_the_time_is_that_of_the_view() -> None:
    late = replace(view_of("2.10.3"), at=datetime(2040, 1, 1, tzinfo=UTC))

    assert problems("upgrade.support", preflight(late, "3.3.1")) == []
