"""The search: a plan, a look at AWS, and again with what was found, since one thing tells where the next one is."""

from __future__ import annotations

import importlib
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.lifecycle.orphans.finders import FINDERS, Clients, Finder, pages
from mwaa_tf.terraform import RootModule
from mwaa_tf.text import escape_control_characters

#: The file of import blocks in a workspace.
ADOPT_FILE = "adopt.tf"

#: Half made, these are better kept than made anew: an environment takes half an hour each way, and the settings of a
#: bucket, which something with `create_before_destroy` needs, would be switched off after they were switched on. All
#: others are better made anew: a security group that was cut short still lets everything out, and no plan shows it.
_BETTER_KEPT = ("aws_mwaa_environment", "aws_s3_bucket")

_GROUP = re.compile(r"(?:^|\.)aws_security_group\.[^.]+$")

#: Things of which one is as good as the other, as long as nothing uses them.
_INTERCHANGEABLE = ("aws_eip",)

#: An apply of these ends the same whether they are there or not: they are written over, or are nothing in AWS. What
#: follows such a beginning is meant too.
_HARMLESS = (
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_metric_alarm",
    "aws_default_security_group",
    "aws_ec2_tag",
    "aws_iam_group_policy_attachment",
    "aws_iam_role_policy",
    "aws_iam_user_policy_attachment",
    "aws_lb_target_group_attachment",
    "aws_ram_sharing_with_organization",
    "aws_s3_bucket_",
    "aws_s3_object",
    "aws_sns_topic",
    "aws_wafv2_web_acl_association",
    "terraform_data",
)


@dataclass(frozen=True, slots=True, order=True)
class Orphan:
    """A resource in AWS that a plan would create once more."""

    address: str
    import_id: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search came to."""

    orphans: tuple[Orphan, ...] = ()
    unclear: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Addresses for which several things in AWS could be meant, with their import ids."""
    not_looked_for: tuple[str, ...] = ()
    """Types that the plan creates and that nothing here can look for."""
    tainted: tuple[str, ...] = ()
    """Addresses that the state has as half made and that are better kept: `terraform untaint` does that, where an apply
    would replace them."""
    unmanaged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Addresses of found security groups, with the ids of their rules that no plan has: the provider had not come to
    revoke the one that AWS gives to every group, which lets everything out."""


@dataclass(frozen=True, slots=True)
class _Planned:
    address: str
    kind: str
    values: Mapping[str, Any]


def find_orphans(module: RootModule, clients: Clients) -> SearchResult:
    """What of the resources that a plan of ``module`` would create is in AWS already.

    ``module`` is initialised; its state is read without a lock, so that one which a killed run left is no obstacle.
    ``clients`` are those of its account. Raises :class:`~mwaa_tf.terraform.TerraformError` where it cannot be planned,
    :class:`~mwaa_tf.errors.UsageError` where a file of import blocks stands in it already, and
    :class:`~mwaa_tf.errors.MwaaTfError` where AWS does not answer.
    """
    finders = _finders()
    orphans: dict[str, Orphan] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    with _import_file(module.folder) as file, tempfile.TemporaryDirectory(prefix="mwaa_tf-") as scratch:
        while True:
            plan = _plan(module, Path(scratch) / "plan")
            taken = _ids_in_state(plan)
            planned = [item for item in _creates(plan) if item.address not in orphans]
            unclear.clear()
            found = dict(_matches(planned, taken, clients, finders, unclear))
            if not found:
                unknown = {item.kind for item in planned} - finders.keys()
                return SearchResult(
                    tuple(sorted(orphans.values())),
                    dict(unclear),
                    tuple(sorted(kind for kind in unknown if not kind.startswith(_HARMLESS))),
                    tuple(sorted(_tainted(plan))),
                    dict(_unmanaged(orphans.values(), clients)),
                )
            orphans |= found
            file.write_text(import_blocks(orphans.values()), encoding="utf-8")


def import_blocks(orphans: Iterable[Orphan]) -> str:
    """Terraform that makes the next apply take ``orphans`` over, as `terraform fmt` leaves it."""
    return "\n".join(
        f"import {{\n  to = {orphan.address}\n  id = {json.dumps(orphan.import_id)}\n}}\n" for orphan in sorted(orphans)
    )


def _matches(
    planned: Iterable[_Planned],
    taken: set[tuple[str, str]],
    clients: Clients,
    finders: Mapping[str, Finder],
    unclear: dict[str, tuple[str, ...]],
) -> Iterator[tuple[str, Orphan]]:
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    for item in planned:
        finder = finders.get(item.kind)
        if finder is None:
            continue
        try:
            ids = sorted({each for each in finder(item.values, clients) if (item.kind, each) not in taken})
        except KeyError:  # not known before something else is there
            continue
        except (BotoCoreError, ClientError) as error:
            raise MwaaTfError(escape_control_characters(f"{item.address} cannot be looked for: {error}")) from error
        if len(ids) > 1 and item.kind not in _INTERCHANGEABLE:
            unclear[item.address] = tuple(ids)
        elif ids:
            taken.add((item.kind, ids[0]))
            yield item.address, Orphan(item.address, ids[0])


def _plan(module: RootModule, file: Path) -> Mapping[str, Any]:
    module.plan(out=file, lock=False)
    return module.show(file)


def _creates(plan: Mapping[str, Any]) -> Iterator[_Planned]:
    for item in plan.get("resource_changes", ()):
        change = item["change"]
        if item["mode"] == "managed" and change["actions"] == ["create"]:
            values = dict(change["after"])
            if item["type"].endswith("gress_rule"):
                values["egress"] = item["type"].endswith("_egress_rule")
            yield _Planned(item["address"], item["type"], values)


def _tainted(plan: Mapping[str, Any]) -> Iterator[str]:
    for item in plan.get("resource_changes", ()):
        if item.get("action_reason") == "replace_because_tainted" and item["type"].startswith(_BETTER_KEPT):
            yield item["address"]


def _unmanaged(orphans: Iterable[Orphan], clients: Clients) -> Iterator[tuple[str, tuple[str, ...]]]:
    known = {orphan.import_id for orphan in orphans}
    for orphan in orphans:
        if _GROUP.search(orphan.address):
            filters = [{"Name": "group-id", "Values": [orphan.import_id]}]
            rules = pages(clients("ec2"), "describe_security_group_rules", "SecurityGroupRules", Filters=filters)
            if left := sorted({rule["SecurityGroupRuleId"] for rule in rules} - known):
                yield orphan.address, tuple(left)


def _ids_in_state(plan: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What the state has, and what is imported into it."""
    state = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    return set(_ids(state))


def _ids(module: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for item in module.get("resources", ()):
        if item["mode"] == "managed":
            yield item["type"], str(item["values"].get("id"))
    for child in module.get("child_modules", ()):
        yield from _ids(child)


@contextmanager
def _import_file(folder: Path) -> Iterator[Path]:
    file = folder / ADOPT_FILE
    if file.exists():
        raise UsageError(f"{file} is there already: apply the workspace, then remove it")
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


@cache
def _finders() -> Mapping[str, Finder]:
    package = importlib.import_module("mwaa_tf.lifecycle.orphans.finders")
    for found in iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{found.name}")
    return FINDERS
