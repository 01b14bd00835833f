"""Less than there was: an older Airflow, a smaller class, fewer workers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mwaa_tf.review.changes import sides_of
from mwaa_tf.review.dependents import environments
from mwaa_tf.review.model import Action, Change, PlanReview
from mwaa_tf.review.phrasing import quoted
from mwaa_tf.review.risks import Found, risk

_CLASSES = ("micro", "small", "medium", "large", "xlarge", "2xlarge")
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


@risk(
    "downgrade",
    severity="medium",
    title="A downgrade",
    way_out="Put it back, or try it in another environment first.",
    source="Amazon MWAA user guide, upgrading-environment and environment-class",
)
def downgrade(plan: PlanReview) -> Iterator[Found]:
    """DAGs that worked may not any more, or wait for workers that are not there."""
    for change in environments(plan, Action.UPDATE, Action.REPLACE):
        before, after = sides_of(change)
        old, new = (side.get("airflow_version") for side in (before, after))
        if _lower(_version(new), _version(old)):
            yield Found(
                change,
                f"Airflow goes from {quoted(old)} back to {quoted(new)}: DAGs, plugins and requirements must suit it.",
                severity="high",
                title="Airflow is downgraded",
            )
        old, new = (side.get("environment_class") for side in (before, after))
        if _lower(_class(new), _class(old)):
            yield Found(
                change, f"The class goes from {quoted(old)} to {quoted(new)}: less memory, fewer tasks at a time."
            )
        fewer = [
            f"`{name}` from {old} to {new}"
            for name in _COUNTS
            if isinstance(old := before.get(name), int) and isinstance(new := after.get(name), int) and new < old
        ]
        if fewer:
            yield Found(change, f"Less room: {', '.join(fewer)}.", severity="low")
    for change in plan.changes:
        if change.type in _ENGINES and change.action in (Action.UPDATE, Action.REPLACE):
            yield from _engine(change)


def _engine(change: Change) -> Iterator[Found]:
    name = "version" if change.type == "aws_eks_cluster" else "engine_version"
    old, new = (side.get(name) for side in sides_of(change))
    if _lower(_version(new), _version(old)):
        yield Found(change, f"`{name}` goes from {quoted(old)} back to {quoted(new)}.")


def _lower(new: Any, old: Any) -> bool:
    return new is not None and old is not None and bool(new < old)


def _version(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, str):
        return None
    found = re.match(r"(?:\w+_)?(\d{1,9}(?:\.\d{1,9}){0,5})", value)
    return tuple(int(part) for part in found[1].split(".")) if found else None


def _class(value: Any) -> int | None:
    name = value.rpartition(".")[2] if isinstance(value, str) else None
    return _CLASSES.index(name) if name in _CLASSES else None
