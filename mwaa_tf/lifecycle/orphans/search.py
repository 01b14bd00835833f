"""The search: plan, look in AWS, and plan again with what was found, since one resource says where the next one is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from mwaa_tf.errors import MwaaTfError, UsageError
from mwaa_tf.files import replace_file
from mwaa_tf.lifecycle.orphans.finders import FINDERS, Candidate, Clients, pages
from mwaa_tf.lifecycle.orphans.planned import (
    PlanJson,
    PlannedResource,
    created_resources,
    ids_in_state,
    read_plan,
    tainted_addresses,
)
from mwaa_tf.plugins import load_plugins
from mwaa_tf.temporary import TemporaryFolder
from mwaa_tf.terraform import RootModule, private_module
from mwaa_tf.text import one_line

#: The file of import blocks in a workspace.
ADOPT_FILE = "adopt.tf"

_SECURITY_GROUP = re.compile(r"(?:^|\.)aws_security_group\.[^.]+$")

#: Types of which any unused resource is as good as another.
_INTERCHANGEABLE = ("aws_eip",)

#: Beginnings of types for which an apply ends the same whether the resource exists or not: it is overwritten, or it is
#: nothing in AWS.
_NEED_NO_IMPORT = (
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
    """A resource in AWS that a plan would create again."""

    address: str
    import_id: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The orphans of a workspace, and what a person has to decide."""

    orphans: tuple[Orphan, ...] = ()
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Import ids by address, where several resources in AWS match."""
    unclear: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    """By address, resources in AWS at the planned name or place that may be someone else's."""
    unsupported_types: tuple[str, ...] = ()
    """Resource types that the plan creates and that have no finder."""
    tainted: tuple[str, ...] = ()
    """Addresses that an apply would replace as tainted although they are better kept, by `terraform untaint`."""
    unmanaged_rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of rules, by the address of a found security group, that the plan does not have: AWS gives every new group a
    rule that allows all outbound traffic, and the provider had not revoked it yet."""


def find_orphans(module: RootModule, clients: Clients) -> SearchResult:
    """The resources that a plan of ``module`` would create although they exist in AWS.

    Nothing is written in the folder of ``module``: it is planned in a private copy, and initialised there if it is not
    yet. Its state is read without a lock, so that one left by a killed run is no obstacle. ``clients`` are those of
    its account. Raises :class:`~mwaa_tf.terraform.TerraformError` if planning fails,
    :class:`~mwaa_tf.errors.UsageError` if a file of import blocks already exists in the folder, or something in it
    cannot be read, and :class:`~mwaa_tf.errors.MwaaTfError` if a call of AWS fails.
    """
    existing = module.folder / ADOPT_FILE
    if os.path.lexists(existing):
        raise UsageError(f"{existing} already exists; apply the workspace, then remove the file")
    load_plugins("mwaa_tf.lifecycle.orphans.finders")
    orphans: dict[str, Orphan] = {}
    with private_module(module) as copy, TemporaryFolder() as scratch:
        while True:
            plan = read_plan(copy, scratch / "plan")
            planned = [resource for resource in created_resources(plan) if resource.address not in orphans]
            matches, ambiguous, unclear = _matches(planned, ids_in_state(plan), clients)
            if not matches:
                return SearchResult(
                    tuple(sorted(orphans.values())),
                    ambiguous,
                    unclear,
                    _unsupported_types(planned),
                    tuple(sorted(tainted_addresses(plan))),
                    dict(_unmanaged_rules(orphans.values(), clients)),
                )
            orphans |= matches
            replace_file(copy.folder / ADOPT_FILE, import_blocks(orphans.values()).encode())


def existing_resources(plan: PlanJson, clients: Clients) -> dict[str, str]:
    """The resources that ``plan``, Terraform's JSON, would create although they exist: an import id by address.

    This is the first step of :func:`find_orphans`, without a plan of its own: what depends on one that is found is not
    looked up. Raises :class:`~mwaa_tf.errors.MwaaTfError` if a call of AWS fails.
    """
    load_plugins("mwaa_tf.lifecycle.orphans.finders")
    matches, ambiguous, _ = _matches(created_resources(plan), ids_in_state(plan), clients)
    return {address: ids[0] for address, ids in ambiguous.items()} | {
        address: orphan.import_id for address, orphan in matches.items()
    }


def import_blocks(orphans: Iterable[Orphan]) -> str:
    """Terraform `import` blocks for ``orphans``, formatted as by `terraform fmt`."""
    return "\n".join(
        f"import {{\n  to = {orphan.address}\n  id = {json.dumps(orphan.import_id)}\n}}\n" for orphan in sorted(orphans)
    )


def _matches(
    planned: Iterable[PlannedResource], taken: set[tuple[str, str]], clients: Clients
) -> tuple[dict[str, Orphan], dict[str, tuple[str, ...]], dict[str, tuple[Candidate, ...]]]:
    """By address: the resource in AWS that is the planned one, several that match, and those that may not be ours.

    ``taken`` has type and id of resources that are in the state or were matched before; matches are added to it.
    """
    matches: dict[str, Orphan] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    unclear: dict[str, tuple[Candidate, ...]] = {}
    for resource in planned:
        candidates = [
            candidate
            for candidate in _candidates(resource, clients)
            if (resource.resource_type, candidate.import_id) not in taken
        ]
        certain = [candidate.import_id for candidate in candidates if not candidate.doubt]
        if len(certain) > 1 and resource.resource_type not in _INTERCHANGEABLE:
            ambiguous[resource.address] = tuple(certain)
        elif certain:
            taken.add((resource.resource_type, certain[0]))
            matches[resource.address] = Orphan(resource.address, certain[0])
        elif candidates:
            unclear[resource.address] = tuple(candidates)
    return matches, ambiguous, unclear


def _candidates(resource: PlannedResource, clients: Clients) -> list[Candidate]:
    """What could be ``resource``, sorted; empty for a type without a finder."""
    finder = FINDERS.get(resource.resource_type)
    if finder is None:
        return []
    try:
        with _lookup(resource.address):
            return sorted(set(finder(resource.values, clients)))
    except KeyError:  # a value that is not known before another resource exists
        return []


@contextmanager
def _lookup(address: str) -> Iterator[None]:
    """Turn an error of a call, or of its credentials, into a :class:`MwaaTfError` that names ``address``."""
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise MwaaTfError(one_line(f"{address}: lookup failed: {error}")) from error


def _unsupported_types(planned: Iterable[PlannedResource]) -> tuple[str, ...]:
    types = {resource.resource_type for resource in planned} - FINDERS.keys()
    return tuple(sorted(name for name in types if not name.startswith(_NEED_NO_IMPORT)))


def _unmanaged_rules(orphans: Iterable[Orphan], clients: Clients) -> Iterator[tuple[str, tuple[str, ...]]]:
    managed = {orphan.import_id for orphan in orphans}
    for orphan in orphans:
        if _SECURITY_GROUP.search(orphan.address):
            filters = [{"Name": "group-id", "Values": [orphan.import_id]}]
            with _lookup(orphan.address):
                rules = pages(clients("ec2"), "describe_security_group_rules", "SecurityGroupRules", Filters=filters)
                rule_ids = {rule["SecurityGroupRuleId"] for rule in rules}
            if unmanaged := sorted(rule_ids - managed):
                yield orphan.address, tuple(unmanaged)
