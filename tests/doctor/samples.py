"""Diagnoses without AWS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor import CheckResult, Diagnosis, EnvironmentView, Finding, Target
from mwaa_tf.doctor.checks import Check
from mwaa_tf.doctor.finding import Issue
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.doctor.view import ViewOrigin

NOW = datetime(2026, 11, 27, 3, 12, tzinfo=UTC)

_ACL = "network.network-acls"
_CPU = "load.cpu"
_ROLE = "permissions.execution-role"
_VERSION = "prerequisites.version"


def _nothing(_: EnvironmentView) -> Iterator[Issue]:
    yield from ()


def _check(id: str, title: str, fix: str) -> Check:
    page = "https://docs.aws.amazon.com/mwaa/latest/userguide/networking-about.html"
    return Check(id, title, fix, page, (), (), f"Says `{id}`, and why.\n\nA second paragraph.", _nothing)


CHECKS = (
    _check(_VERSION, "MWAA offers the version", "choose a version"),
    _check(_ACL, "Network ACLs allow the traffic", "add the entries"),
    _check(_ROLE, "The execution role is allowed what MWAA needs", "attach the policy"),
    _check(_CPU, "CPU is below the limit", "choose a larger class"),
)

CPU = TimeSeries("CPU of schedulers", " %", NOW, 300, (12.0, None, 43.5, 88.0, 97.2))


def target(key: str) -> Target:
    return Target(key, f"analytics-{key}", "us-east-1", Account("data", "222222222222", None, None), None)


def finding(check: str, result: CheckResult, message: str = "", **fields: object) -> Finding:
    return Finding(check, "data-etl", result, message, **fields)  # type: ignore[arg-type]


DENIED = Gap(GapKind.DENIED, "needs iam:GetRole in account 222222222222: access denied")

FAILED = finding(
    _ACL,
    CheckResult.FAILURE,
    "The network ACL acl-1 of subnet-2 denies TCP 5432 inbound.",
    fix="Allow TCP 5432 from 10.0.0.0/16: `aws ec2 create-network-acl-entry --network-acl-id acl-1`.",
    subject="acl-1",
    read_from=("ec2:DescribeNetworkAcls in 111111111111",),
)
HOT = finding(
    _CPU,
    CheckResult.WARNING,
    "The schedulers use 97 % of their CPU.",
    fix="Choose the class mw1.medium.",
    series=(CPU,),
)
UNREAD = finding(_ROLE, CheckResult.NOT_CHECKABLE, DENIED.reason, gap=DENIED)
PASSED = finding(_VERSION, CheckResult.PASS, "2.10.3 is supported.")


def diagnosis(
    *findings: Finding, keys: Sequence[str] = ("data-etl",), origin: ViewOrigin = ViewOrigin.AWS
) -> Diagnosis:
    """A diagnosis of environments with these keys, each of which has all of ``findings``."""
    return Diagnosis(
        targets=tuple(map(target, keys)),
        origin=origin,
        checks=CHECKS,
        findings=tuple(replace(found, target=key) for key in keys for found in findings),
        at=NOW,
        calls=41,
    )


SICK = diagnosis(FAILED, HOT, UNREAD, PASSED)
HEALTHY = diagnosis(
    *(finding(check.id, CheckResult.PASS) for check in CHECKS),
)
MANY = diagnosis(FAILED, HOT, UNREAD, PASSED, keys=[f"team-etl{number}" for number in range(30)])
HALF = diagnosis(PASSED, UNREAD)
NOTHING = diagnosis(keys=())

SITUATIONS = {"sick": SICK, "healthy": HEALTHY, "many": MANY, "half": HALF, "nothing": NOTHING}
