"""What the doctor reads in plans of a complete deployment is what it reads in AWS, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.doctor import EnvironmentView, collect, collect_plans, targets_of
from mwaa_tf.doctor.collect.plan import sections
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.plugins import plugin_names
from mwaa_tf.review.read import read_plans
from tools.doctor_plans import COMPLETE, whole_life
from tools.real_plans import life

_LATER = "only a status in AWS tells it: a plan says what will be, not how far it is"
_UNMANAGED = "Terraform does not manage it: AWS creates it, or it is the account's"
_GENERATED = "AWS generates it, and no attribute of the provider has it"
_AFTER_APPLY = "AWS generates it during the apply, and it tells nothing before"
_PAST = "a plan is about what will be: what has happened decides nothing in it"

#: What each difference is due to, by field.
LEGITIMATE: Mapping[str, str] = {
    "bucket.account_public_access_block": _UNMANAGED,
    "environment.celery_queue_arn": _GENERATED,
    "environment.created_at": _PAST,
    "environment.last_update.created_at": _PAST,
    "environment.last_update.status": _PAST,
    "key.key.state": _LATER,
    "network.block_public_access": _UNMANAGED,
    "network.endpoint_addresses": _AFTER_APPLY,
    "network.endpoints.dns_names": _AFTER_APPLY,
    "network.endpoints.interface_ids": _AFTER_APPLY,
    "network.network_acls": f"{_UNMANAGED}, the default network ACL",
    "network.route_tables": f"{_UNMANAGED}, the main route table, which no subnet uses",
    "network.subnets.free_addresses": _LATER,
    "share.received_share_arns": "only the participant's own RAM shows it",
    "share.shares.principals.status": _LATER,
    "share.shares.status": _LATER,
    "share.shares.subnets.status": _LATER,
    "share.visible_subnet_ids": "only the participant's own EC2 shows it",
}

#: What names an object of a list: equal names, equal objects.
_IDENTITY = ("id", "arn", "entity", "path")


def differences(aws: EnvironmentView, planned: EnvironmentView) -> dict[str, list[tuple[Any, Any]]]:
    """Fields that differ, by path, with the values of both sides for each object that has the field."""
    compared = ["environment", *(name for name in plugin_names(sections.__name__) if name != "plan")]
    pairs: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for name in compared:
        for path, pair in _different(name, getattr(aws, name), getattr(planned, name)):
            pairs[path].append(pair)
    return pairs


def _different(path: str, left: Any, right: Any) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if isinstance(left, Reading) and isinstance(right, Reading):
        if left.gap or right.gap:
            if not (left.gap and right.gap):
                yield path, (left.gap or "known", right.gap or "known")
            return
        left, right = left.content, right.content
    if is_dataclass(left) and type(left) is type(right):
        for field in fields(left):
            if field.compare:
                yield from _different(f"{path}.{field.name}", getattr(left, field.name), getattr(right, field.name))
    elif isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in sorted({*left, *right}):
            yield from _different(f"{path}.{key}", left.get(key), right.get(key))
    elif isinstance(left, (tuple, list)) and isinstance(right, (tuple, list)):
        yield from _different_lists(path, left, right)
    elif left != right:
        yield path, (left, right)


def _different_lists(path: str, left: Iterable[Any], right: Iterable[Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Objects of the same name are compared; order tells nothing."""
    ours, theirs = ({_name(entry): entry for entry in entries} for entries in (left, right))
    for name in ours.keys() & theirs.keys():
        yield from _different(path, ours[name], theirs[name])
    missing = [ours[name] for name in sorted(ours.keys() - theirs.keys())]
    more = [theirs[name] for name in sorted(theirs.keys() - ours.keys())]
    if missing or more:
        yield path, (missing, more)


def _name(entry: Any) -> str:
    name = next((getattr(entry, attribute) for attribute in _IDENTITY if hasattr(entry, attribute)), None)
    return repr(entry) if name is None else str(name)


@pytest.mark.long
@pytest.mark.terraform
def test_the_plans_of_a_complete_deployment_say_what_aws_says(tmp_path: Path) -> None:
    with life("private-vpc") as planned:
        whole_life(planned, tmp_path)
        (aws,), _ = collect(
            targets_of(planned.deployment),
            environ=lambda account: planned.local.environment(account.account_id),
        )
    (view,) = collect_plans(read_plans([str(tmp_path / COMPLETE)]), deployments=[planned.deployment])

    found = differences(aws, view)

    assert {path: pair for path, pair in found.items() if path not in LEGITIMATE} == {}
    assert sorted(LEGITIMATE.keys() - found.keys()) == [], "these no longer differ"
    # A plan lacks what the table says, and never has another value than AWS.
    wrong = {path: pair for path, pairs in found.items() for pair in pairs if not _says_less(pair[1])}
    assert wrong == {}
    ((unmanaged, more),) = found["network.route_tables"]
    assert [(table.is_main, table.subnet_ids) for table in unmanaged] == [(True, ())]
    assert more == []


def _says_less(value: Any) -> bool:
    """Whether a plan says nothing: a gap, nothing, or no more objects than AWS."""
    if isinstance(value, Gap):
        return value.kind is GapKind.NOT_IN_PLAN
    return value in (None, "", [])
