"""Older versions and less capacity than before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mwaa_tf.mwaa.environment_classes import CLASSES
from mwaa_tf.mwaa.upgrade_path import is_refused
from mwaa_tf.review.changes import values_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, PlanReview, ReviewedChange
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import RiskFinding, risk

_COUNTS = ("min_workers", "max_workers", "schedulers", "min_webservers", "max_webservers")
_ENGINES = (
    "aws_db_instance",
    "aws_rds_cluster",
    "aws_docdb_cluster",
    "aws_neptune_cluster",
    "aws_elasticache_cluster",
    "aws_elasticache_replication_group",
    "aws_elasticsearch_domain",
    "aws_opensearch_domain",
    "aws_mq_broker",
    "aws_eks_cluster",
)

_CLASSES = list(CLASSES)


@risk(
    "airflow-downgraded",
    severity="high",
    title="Airflow is downgraded",
    remediation="Keep the version, or try the older one in another environment first.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/upgrading-environment.html",
)
def airflow_downgraded(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment gets an older version of Airflow.

    DAGs, plugins and requirements that were written for the newer version may fail in the older one. Terraform's AWS
    provider updates the environment in place, and MWAA refuses that where it does not go back: from 3.x it goes to 2.11
    only, and to no version whose support has ended.
    """
    for change in environments(plan, Action.UPDATE, Action.REPLACE):
        old, new = (values.get("airflow_version") for values in values_of(change))
        if _lower(_version(new), _version(old)):
            back = f"Airflow goes from {quoted(old)} back to {quoted(new)}"
            if change.action is Action.UPDATE and is_refused(str(old), str(new)):
                yield RiskFinding(change, f"{back}: MWAA refuses that, and the apply ends with an error.")
            else:
                yield RiskFinding(change, f"{back}: DAGs, plugins and requirements must suit it.")


@risk(
    "downgrade",
    severity="medium",
    title="Capacity or engine version is reduced",
    remediation="Put the old value back, or try the new one in another environment first.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html",
)
def downgrade(plan: PlanReview) -> Iterator[RiskFinding]:
    """An environment gets a smaller class or fewer workers, or a database, cache or cluster an older engine.

    Tasks that fitted before may wait for workers or run out of memory. Fewer workers alone are a low risk.
    """
    for change in environments(plan, Action.UPDATE, Action.REPLACE):
        before, after = values_of(change)
        old, new = (values.get("environment_class") for values in (before, after))
        if _lower(_class_rank(new), _class_rank(old)):
            reason = f"The class goes from {quoted(old)} to {quoted(new)}: less memory, fewer concurrent tasks."
            yield RiskFinding(change, reason)
        fewer = [
            f"`{name}` from {old} to {new}"
            for name in _COUNTS
            if isinstance(old := before.get(name), int) and isinstance(new := after.get(name), int) and new < old
        ]
        if fewer:
            yield RiskFinding(change, f"Less capacity: {', '.join(fewer)}.", severity="low")
    for change in plan.changes:
        if change.type in _ENGINES and change.action in (Action.UPDATE, Action.REPLACE):
            yield from _engine(change)


def _engine(change: ReviewedChange) -> Iterator[RiskFinding]:
    name = "version" if change.type == "aws_eks_cluster" else "engine_version"
    old, new = (values.get(name) for values in values_of(change))
    if _lower(_version(new), _version(old)):
        yield RiskFinding(change, f"`{name}` goes from {quoted(old)} back to {quoted(new)}.")


def _lower(new: Any, old: Any) -> bool:
    return new is not None and old is not None and bool(new < old)


def _version(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, str):
        return None
    match = re.match(r"(?:\w+_)?(\d{1,9}(?:\.\d{1,9}){0,5})", value)
    return tuple(int(part) for part in match[1].split(".")) if match else None


def _class_rank(value: Any) -> int | None:
    return _CLASSES.index(value) if value in _CLASSES else None
