"""Rules of the load balancer about paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from mwaa_tf.doctor.finding import Issue, failure, passed, warning
from mwaa_tf.doctor.view.listener_rules import ListenerRuleFacts
from mwaa_tf.doctor.view.load_balancer import ListenerFacts
from mwaa_tf.text import join_words
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check

#: Of each version: its login page, that of MWAA, and the REST API.
_PATHS_OF_3 = ("/auth/login/", "/pluginsv2/aws_mwaa/aws-console-sso", "/api/v2/dags")
_PATHS_OF_2 = ("/login/", "/aws_mwaa/aws-console-sso", "/api/v1/dags")
_LOGINS = {3: ("/login/", "/auth/login/"), 2: ("/auth/login/", "/login/")}


@upgrade_check(
    "upgrade.listener-rules",
    title="The load balancer's rules know the paths of the version",
    fix="add the path to a rule, or let the listener's default action forward to the web server",
    source="https://github.com/aws-samples/alb-sso-mwaa",
    reads=("listener_rules", "load_balancer"),
)
def listener_rules(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """A listener that forwards certain paths only has those of the version, and a rule on the login page follows it.

    Airflow 3 logs in at `/auth/login/` instead of `/login/`, MWAA at `/pluginsv2/aws_mwaa/…`, and the REST API is
    `/api/v2`.
    """
    if not (upgrade.crosses_to_3 or upgrade.crosses_to_2) or upgrade.view.load_balancer.balancer.value is None:
        yield passed("no load balancer stands in front of a web server that changes")
        return
    rules = upgrade.view.listener_rules.rules.value
    for listener in upgrade.view.load_balancer.listeners.value:
        own = [rule for rule in rules if rule.listener_arn == listener.arn and rule.path_patterns]
        yield from _of_listener(upgrade, listener, own)


def _of_listener(upgrade: PlannedUpgrade, listener: ListenerFacts, rules: list[ListenerRuleFacts]) -> Iterator[Issue]:
    needed = _PATHS_OF_3 if upgrade.crosses_to_3 else _PATHS_OF_2
    forwarded = _patterns(rule for rule in rules if rule.forwards)
    missing = [path for path in needed if not _matches(path, forwarded)]
    before, after = _LOGINS[3 if upgrade.crosses_to_3 else 2]
    if not listener.target_group_arns and forwarded and missing:
        yield failure(
            f"The listener on port {listener.port} does not forward {join_words(missing)}, which Airflow "
            f"{upgrade.requested} serves.",
            subject=listener.arn,
        )
    elif _matches(before, _exact(rules)) and not _matches(after, _patterns(rules)):
        yield warning(
            f"A rule of the listener on port {listener.port} is about {before}; Airflow {upgrade.requested} logs in at "
            f"{after}.",
            subject=listener.arn,
        )


def _exact(rules: Iterable[ListenerRuleFacts]) -> list[str]:
    """Patterns that name a page, and not everything."""
    return [pattern for pattern in _patterns(rules) if pattern.strip("/*")]


def _patterns(rules: Iterable[ListenerRuleFacts]) -> list[str]:
    return [pattern for rule in rules for pattern in rule.path_patterns]


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(path, pattern) or fnmatchcase(path.rstrip("/"), pattern) for pattern in patterns)
