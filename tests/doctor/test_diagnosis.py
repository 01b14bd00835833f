"""From views to findings: what is unknown or goes wrong in one check costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import CheckResult, EnvironmentView, Target, examine, select_checks
from mwaa_tf.doctor.checks import Check, checks, groups
from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.doctor.formats import FormatOptions, write
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.view import ViewOrigin, section_types
from mwaa_tf.errors import UsageError
from tests.doctor.views import environment

ABSENT = Gap(GapKind.ABSENT, "the environment does not exist")
TARGET = Target("data-etl", "analytics-data-etl", "us-east-1", Account("data", "222222222222", None, None), None)
VIEW = EnvironmentView(target=TARGET, origin=ViewOrigin.AWS, environment=Reading.unread(ABSENT))


def check_of(function: object, id: str = "network.sample") -> Check:
    return Check(id, "All is well", "do something", "https://docs.aws.amazon.com/", (), (), "", function)  # type: ignore[arg-type]


def results(*functions: object) -> list[tuple[str, str]]:
    made = [check_of(function, f"network.sample-{place}") for place, function in enumerate(functions)]
    return [(finding.result.value, finding.message) for finding in examine([VIEW], made).findings]


def fine(_: EnvironmentView) -> Iterator[Issue]:
    yield from ()


def wrong(_: EnvironmentView) -> Iterator[Issue]:
    yield failure("rtb-1 has a black hole")


def doubtful(_: EnvironmentView) -> Iterator[Issue]:
    yield warning("the key is old", fix="rotate it", subject="key-1")


def blind(view: EnvironmentView) -> Iterator[Issue]:
    yield failure("seen before")
    yield failure(view.environment.value.status)


def broken(_: EnvironmentView) -> Iterator[Issue]:
    missing: dict[str, list[Issue]] = {}
    yield from missing["missing"]


def test_a_check_that_finds_nothing_passes() -> None:
    assert results(fine) == [("pass", "")]
    assert results(lambda _: iter([passed("there is no load balancer")])) == [("pass", "there is no load balancer")]


def test_the_worst_comes_first() -> None:
    assert [result for result, _ in results(fine, blind, doubtful, wrong)] == [
        "failure",
        "failure",
        "warning",
        "not checkable",
        "pass",
    ]


def test_a_check_that_lacks_a_fact_is_not_checkable_and_keeps_what_it_found_before() -> None:
    assert results(blind) == [("failure", "seen before"), ("not checkable", "the environment does not exist")]


def test_a_check_that_fails_itself_costs_no_other() -> None:
    found = results(broken, wrong)
    assert found[0] == ("failure", "rtb-1 has a black hole")
    assert found[1] == ("not checkable", "the check itself failed: KeyError('missing')")


def test_the_fix_of_the_check_holds_where_a_finding_has_none() -> None:
    fixes = [finding.fix for finding in examine([VIEW], [check_of(wrong), check_of(doubtful)]).findings]
    assert fixes == ["do something", "rotate it"]


def test_a_message_is_one_line_whatever_aws_says() -> None:
    (finding,) = examine([VIEW], [check_of(lambda _: iter([failure("a\nb\x1b[31m")]))]).findings
    assert "\n" not in finding.message
    assert "\x1b" not in finding.message


def test_a_finding_says_where_its_facts_were_read() -> None:
    view = EnvironmentView(
        target=TARGET, origin=ViewOrigin.AWS, environment=Reading("airflow:GetEnvironment in 222222222222", None)
    )
    (finding,) = examine([view], [check_of(lambda view: iter([failure(str(view.environment.value))]))]).findings
    assert finding.read_from == ("airflow:GetEnvironment in 222222222222",)


def test_a_pattern_that_matches_no_check_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean network"):
        select_checks(["netwrok"])


def test_every_check_says_what_it_proves_how_to_fix_it_and_where_that_is_written() -> None:
    for check in checks():
        assert check.proves, check.id
        assert check.fix, check.id
        assert check.source.startswith("https://"), check.id
        assert set(check.reads) <= section_types().keys(), check.id


def test_every_group_has_a_check() -> None:
    assert {check.group for check in checks()} == {group.name for group in groups()}


def test_every_check_is_not_checkable_or_passes_where_nothing_is_known() -> None:
    problems = [finding for finding in examine([VIEW]).findings if finding.result is CheckResult.WARNING]
    failures = [finding for finding in examine([VIEW]).findings if finding.result is CheckResult.FAILURE]
    assert problems == failures == []


def shown(*targets: Target) -> list[str]:
    views = [EnvironmentView(target=target, origin=ViewOrigin.AWS, environment=VIEW.environment) for target in targets]
    diagnosis = examine(views, [check_of(wrong)])
    assert [finding.target for finding in diagnosis.findings] == [target.shown for target in diagnosis.targets]
    return [finding.target for finding in diagnosis.findings]


def test_environments_of_several_configurations_with_the_same_key_are_told_apart() -> None:
    other = replace(TARGET, name="portal-data-etl")
    elsewhere = replace(TARGET, region="eu-west-1")
    assert shown(TARGET, replace(TARGET, key="data-ml")) == ["data-etl", "data-ml"]
    assert shown(TARGET, other) == ["analytics-data-etl", "portal-data-etl"]
    assert shown(TARGET, elsewhere) == ["analytics-data-etl in us-east-1", "analytics-data-etl in eu-west-1"]
    account = Account("data", "333333333333", None, None)
    assert shown(TARGET, replace(TARGET, participant=account)) == [
        "analytics-data-etl in 222222222222, us-east-1",
        "analytics-data-etl in 333333333333, us-east-1",
    ]
    assert len(set(shown(TARGET, TARGET))) == 2


def test_what_passed_in_one_environment_is_not_lost_beside_another_of_the_same_key() -> None:
    known = replace(VIEW, environment=Reading.of(environment(), "test"))
    unknown = replace(VIEW, target=replace(TARGET, name="portal-data-etl"))
    diagnosis = examine([known, unknown], [check_of(lambda view: iter([passed(view.environment.value.name)]))])

    text = write(diagnosis, "text", FormatOptions())
    assert text.startswith("No problem found in 2 environments: 1 check passed; 1 check could not be made.")
    assert "NOT CHECKED portal-data-etl: the environment does not exist" in text
    suites = re.findall('<testsuite name="([^"]*)"', write(diagnosis, "junit", FormatOptions()))
    assert suites == ["analytics-data-etl", "portal-data-etl"]
