"""Differences that Terraform reports as made outside it, and made itself: they are told apart from those of people.

Terraform compares the state that the last apply left with what it reads now. Three kinds of difference are its own:

- An attachment that was applied after its resource: a rule changes ``ingress`` of its group (``attachments.py``). It is
  accounted for value by value; what no attachment adds is left as a change of people. Where a resource manages an
  attribute alone, it is accounted for if that resource itself is what Terraform wrote.
- Null that is read back as empty, or as zero within a block: providers of the legacy SDK do not tell them apart
  (https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-types; of zero in a block, inferred).
- An MWAA environment that has become AVAILABLE after the apply that created it.

A resource that was itself changed outside Terraform accounts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from mwaa_tf.mwaa.status import Status
from mwaa_tf.review.attachments import POLICY_ATTACHMENTS, Attachment, Parts, Values, attachments_of
from mwaa_tf.review.dependents import ENVIRONMENT
from mwaa_tf.review.model import Action, OwnDrift, ReviewedChange
from mwaa_tf.review.values import NOTHING, decoded_mask
from mwaa_tf.terraform.plan_json import PlanJson, ResourceChangeRepresentation

#: Attributes of an MWAA environment that AWS fills in when it has created it.
_FILLED_IN = (
    "arn",
    "created_at",
    "database_vpc_endpoint_service",
    "service_role_arn",
    "webserver_url",
    "webserver_vpc_endpoint_service",
)

#: Attributes that name a resource within its account and region only: another account has a role of the same name, and
#: the plans of another workspace may be of another account.
_NAMES_IN_AN_ACCOUNT = frozenset(("name", "cluster_identifier", "domain_name"))

#: Workspace and address of a resource.
Cause = tuple[str, str]


class OwnDriftFinder:
    """What the resources of reviewed plans account for; those of one workspace may be attached to another's."""

    def __init__(self, plans: Mapping[str, PlanJson]) -> None:
        self._sources: dict[str, list[tuple[str, ResourceChangeRepresentation]]] = {}
        for workspace, plan in plans.items():
            try:
                drifted = {resource.address for resource in plan.resource_drift if not _is_noise(resource)}
            except (msgspec.MsgspecError, UnicodeError, RecursionError):
                continue  # the review of that plan says so
            for resource in plan.resource_changes:
                if resource.mode == "managed" and resource.address not in drifted and _was_applied(resource):
                    self._sources.setdefault(resource.type, []).append((workspace, resource))
        self._linked: dict[tuple[str, str], dict[str, list[tuple[Cause, Values]]]] = {}

    def split(self, workspace: str, change: ReviewedChange) -> tuple[ReviewedChange | None, OwnDrift | None]:
        """What of a change in ``workspace`` people made, and what Terraform made; None for what there is none of."""
        before, after = (msgspec.json.decode(side) for side in (change.raw.before, change.raw.after))
        if change.action is not Action.UPDATE or not (isinstance(before, dict) and isinstance(after, dict)):
            return change, None
        # Where null was read back as empty, neither side is told.
        quiet = {name: after.get(name) if _is_same(value, after.get(name)) else value for name, value in before.items()}
        expected, causes = self._expected(workspace, change, quiet, after)
        attributes = tuple(sorted(name for name in expected if not _is_same(expected[name], quiet.get(name))))
        names = tuple(address if other == workspace else f"{address} in {other}" for other, address in causes)
        if not attributes:
            is_noise = _is_same(quiet, after)
            return (None, OwnDrift(change, (), ())) if is_noise else (_between(change, quiet, after), None)
        own = OwnDrift(_between(change, quiet, expected), attributes, names)
        return None if _is_same(expected, after) else _between(change, expected, after), own

    def _expected(
        self, workspace: str, change: ReviewedChange, before: Values, after: Values
    ) -> tuple[Values, tuple[Cause, ...]]:
        """``before`` with what Terraform accounts for in it, and the resources that do."""
        expected = dict(before)
        causes: dict[Cause, None] = {}
        settled = _settled(before, after) if change.type == ENVIRONMENT else frozenset()
        for name, value in after.items():
            old = before.get(name)
            if _is_same(old, value) or _is_marked(change, name):
                continue
            if name in settled:
                expected[name] = value
            elif change.type == "aws_iam_policy" and name == "attachment_count":
                attached = list(self._attached_to(after.get("arn")))
                if len(attached) == value:
                    expected[name] = value
                    causes |= dict.fromkeys(attached)
            else:
                expected[name], sources = self._attached(workspace, change.type, name, old, value, after)
                causes |= dict.fromkeys(sources)
        return expected, tuple(causes)

    def _attached(
        self, workspace: str, kind: str, name: str, old: Any, new: Any, target: Values
    ) -> tuple[Any, Sequence[Cause]]:
        """The value that the attachments of an attribute lead to, and what they are; ``old`` without any."""
        own = [attachment for attachment in attachments_of(kind) if attachment.attribute == name]
        added: dict[bytes, Cause] = {}
        for attachment in own:
            for cause, source in self._sources_of(attachment, target, workspace):
                if attachment.added is None:
                    if cause[0] != workspace and not _means_the_same(source.get(name), new):
                        continue  # the plan of another workspace may be older than the change
                    return new, (cause,)
                for part in _encoded(attachment.added(source, target)):
                    added.setdefault(part, cause)
        if not added:
            return old, ()

        def parts(element: Any) -> set[bytes]:
            return {part for attachment in own for part in _encoded(attachment.parts(element, target))}

        if isinstance(new, list):
            return _with_elements(old if isinstance(old, list) else [], new, added, parts)
        wanted = parts(new)
        return (new, sorted({added[part] for part in wanted})) if wanted and wanted <= added.keys() else (old, ())

    def _sources_of(self, attachment: Attachment, target: Values, home: str) -> Iterator[tuple[Cause, Values]]:
        """The sources that belong to ``target``, which is in the workspace ``home``."""
        link, own = attachment.link
        for cause, source in self._with_link(attachment.source, link, target.get(own)):
            if cause[0] == home or own not in _NAMES_IN_AN_ACCOUNT:
                yield cause, source

    def _attached_to(self, policy_arn: Any) -> Iterator[Cause]:
        for kind in POLICY_ATTACHMENTS:
            yield from (cause for cause, _ in self._with_link(kind, "policy_arn", policy_arn))

    def _with_link(self, kind: str, link: str, text: Any) -> Sequence[tuple[Cause, Values]]:
        """The resources of a type that have ``text`` in the attribute ``link``, and their values in the state.

        All are looked at once, since a plan may have thousands, and as many that they belong to.
        """
        if (kind, link) not in self._linked:
            by_text: dict[str, list[tuple[Cause, Values]]] = {}
            for workspace, resource in self._sources.get(kind, ()):
                values = msgspec.json.decode(resource.change.before)
                if isinstance(values, dict):
                    for linked in dict.fromkeys(_texts(values.get(link))):
                        by_text.setdefault(linked, []).append(((workspace, resource.address), values))
            self._linked[kind, link] = by_text
        return self._linked[kind, link].get(text, ()) if isinstance(text, str) and text else ()


def _between(change: ReviewedChange, before: Values, after: Values) -> ReviewedChange:
    """``change`` with other values on both sides."""
    old, new = (msgspec.Raw(msgspec.json.encode(side)) for side in (before, after))
    return replace(change, raw=msgspec.structs.replace(change.raw, before=old, after=new))


def _encoded(parts: Parts) -> set[bytes]:
    """Parts as text: a plan may have anything in them."""
    return {msgspec.json.encode(part) for part in parts}


def _with_elements(
    old: list[Any], new: list[Any], added: Mapping[bytes, Cause], parts: Callable[[Any], set[bytes]]
) -> tuple[list[Any], Sequence[Cause]]:
    """``old`` with the elements of ``new`` that ``added`` accounts for, and what adds them."""
    had = {part for element in old for part in parts(element)}
    has = {part for element in new for part in parts(element)}
    kept: list[Any] = []
    causes: dict[Cause, None] = {}
    for element in new:
        own = parts(element)
        if element in old:
            kept.append(element)
        elif own and own <= added.keys() | had:
            kept.append(element)
            causes |= {added[part]: None for part in sorted(own - had)}
    lost = [element for element in old if element not in new and not (parts(element) and parts(element) <= has)]
    return [*kept, *lost], tuple(causes)


def _texts(value: Any) -> Iterator[str]:
    """``value``, or the texts anywhere in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _texts(member)


def _settled(before: Values, after: Values) -> frozenset[str]:
    """Attributes that only say that MWAA has finished the update or the creation that the last apply began."""
    old, new = (_last_update(values) for values in (before, after))
    if after.get("status") != Status.AVAILABLE or new is None or new.get("status") != "SUCCESS":
        return frozenset()
    if old is not None and old.get("created_at") != new.get("created_at"):
        return frozenset()  # it was updated again since
    return frozenset(("status", "last_updated", *(name for name in _FILLED_IN if before.get(name) in NOTHING)))


def _last_update(environment: Values) -> Values | None:
    updates = environment.get("last_updated")
    return updates[0] if isinstance(updates, list) and updates and isinstance(updates[0], dict) else None


def _is_marked(change: ReviewedChange, name: str) -> bool:
    """Whether a part of the attribute is sensitive: a mask fits the value that it was made for, and no other."""
    masks = (decoded_mask(raw) for raw in (change.raw.before_sensitive, change.raw.after_sensitive))
    return any(mask is True or (isinstance(mask, dict) and name in mask) for mask in masks)


def _was_applied(resource: ResourceChangeRepresentation) -> bool:
    """Whether an apply has made it: an imported one was made outside Terraform, a deposed one is replaced."""
    return resource.deposed is None and not resource.change.importing


def _means_the_same(first: Any, second: Any) -> bool:
    """Whether two texts are the same, or the same JSON; other values are not compared: their form differs by type."""
    if not (isinstance(first, str) and isinstance(second, str)):
        return True
    try:
        return bool(msgspec.json.decode(first) == msgspec.json.decode(second))
    except (msgspec.DecodeError, RecursionError):
        return first == second


def _is_noise(resource: ResourceChangeRepresentation) -> bool:
    """Whether nothing differs but null and empty."""
    change = resource.change
    return change.actions == ("update",) and _is_same(*map(msgspec.json.decode, (change.before, change.after)))


def _is_same(before: Any, after: Any, *, in_element: bool = False) -> bool:
    """Whether two values differ at most in what is null on the one side and empty on the other.

    ``in_element``: they are part of an element of a block, where the legacy SDK reads null back as zero.
    """
    if before in NOTHING and after in NOTHING:
        return True
    if isinstance(before, dict) and isinstance(after, dict):
        names = before.keys() | after.keys()
        return all(_is_same(before.get(name), after.get(name), in_element=in_element) for name in names)
    if isinstance(before, list) and isinstance(after, list):
        pairs = zip(before, after, strict=False)
        return len(before) == len(after) and all(_is_same(*pair, in_element=True) for pair in pairs)
    if in_element and before is None and after == 0 and not isinstance(after, bool):
        return True
    return bool(before == after) and isinstance(before, bool) == isinstance(after, bool)
