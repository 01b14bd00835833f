"""A review as plain data, from which every format is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

import msgspec

from mwaa_tf.review.destinations import PlanDestination
from mwaa_tf.review.differences import AttributeChange, Path, differences, hidden_differences
from mwaa_tf.review.invocations import InvokedAction
from mwaa_tf.review.risk import IgnoredRisk, Risk, Severity
from mwaa_tf.review.unrecognized import Unrecognized
from mwaa_tf.review.values import decoded_members, mask_decoded, masked_value
from mwaa_tf.terraform.duplicate_keys import decode_json
from mwaa_tf.terraform.plan_json import ChangeRepresentation as RawChange


class Action(Enum):
    """What happens to a resource, the most important first."""

    UNKNOWN = "unknown"
    """Words that Terraform is not known to write; :attr:`ReviewedChange.words` has them."""
    REPLACE = "replace"
    REPLACE_AND_FORGET = "replace-and-forget"
    """A new one is created, and the old one keeps running outside Terraform: nothing is deleted."""
    DELETE = "delete"
    UPDATE = "update"
    CREATE = "create"
    FORGET = "forget"
    IMPORT = "import"
    MOVE = "move"
    READ = "read"
    NOTHING = "no-op"


@dataclass(frozen=True, slots=True)
class ImportSource:
    """What an import takes over: an id, or an identity, or what is known after apply."""

    id: str | None
    unknown: bool
    raw_identity: msgspec.Raw = field(repr=False)

    def identity(self) -> Any:
        """The attributes that identify the resource, masked; None for an import by id."""
        return masked_value(self.raw_identity)


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """The change of one resource instance.

    Values are decoded on demand and masked at once: sensitive values never leave this class.
    """

    address: str
    type: str
    name: str
    module: str | None
    action: Action
    create_before_destroy: bool
    """Of a replacement: whether the new one is created first."""
    importing: ImportSource | None
    """The import that goes with the action."""
    moved_from: str | None
    """The old address, where it is moved."""
    reason: str | None
    """Terraform's reason, such as ``replace_because_cannot_update``."""
    replaced_by: tuple[Path, ...]
    """Attributes that force the replacement."""
    deposed: str | None
    raw: RawChange = field(repr=False)
    provider: str = ""
    """The source of its provider: ``registry.terraform.io/hashicorp/aws``."""
    instances_unknown: bool = False
    """Whether it stands for a number of instances that is known after apply."""
    known_harmless: bool = False
    """Whether there is certainly no secret beside what the masks cover."""
    only_tags: bool = False
    """Whether it is an update of nothing but ``tags`` and ``tags_all``, all of them known."""

    def before(self, wanted: Collection[str] | None = None) -> Any:
        """The object as it is, masked; None for what is created. Attributes that are not ``wanted`` may be missing."""
        return self._shown_before(self._decoded(self.raw.before, wanted), wanted)

    def after(self, wanted: Collection[str] | None = None) -> Any:
        """The object as it will be, masked, with what is not known yet; None for what is deleted."""
        return self._shown_after(self._decoded(self.raw.after, wanted), wanted)

    def _decoded(self, side: msgspec.Raw, wanted: Collection[str] | None) -> Any:
        # Which attribute holds a secret, others may tell.
        is_part = wanted is not None and self.known_harmless
        return decoded_members(side, wanted or ()) if is_part else msgspec.json.decode(side)

    def checked_sides(self) -> tuple[Any, Any]:
        """What :meth:`before` and :meth:`after` return, which rely on this having been called once.

        Raises :class:`~mwaa_tf.terraform.duplicate_keys.DuplicateKeyError` where an object has the same key twice.
        """
        return self._shown_before(decode_json(self.raw.before)), self._shown_after(decode_json(self.raw.after))

    def _shown_before(self, decoded: Any, wanted: Collection[str] | None = None) -> Any:
        raw = self.raw
        return mask_decoded(
            decoded,
            sensitive=raw.before_sensitive,
            unknown=_NULL,
            other_side=raw.after_sensitive,
            known_harmless=self.known_harmless,
            wanted=wanted,
        )

    def _shown_after(self, decoded: Any, wanted: Collection[str] | None = None) -> Any:
        raw = self.raw
        return mask_decoded(
            decoded,
            sensitive=raw.after_sensitive,
            unknown=raw.after_unknown,
            other_side=raw.before_sensitive,
            known_harmless=self.known_harmless,
            wanted=wanted,
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The plan's own words for the action."""
        return self.raw.actions

    def identities(self) -> tuple[Any, Any]:
        """What identifies the resource before and after, masked; None where the provider or Terraform has none."""
        before, after = self.raw.before_identity, self.raw.after_identity
        # Most changes have none, and this is asked of each.
        if before == after == _NULL:
            return None, None
        return masked_value(before), masked_value(after)

    def attributes(self) -> Iterator[AttributeChange]:
        """The attributes that change, the unchanged left out."""
        old, new = msgspec.json.decode(self.raw.before), msgspec.json.decode(self.raw.after)
        before, after = self._shown_before(old), self._shown_after(new)
        yield from differences(before, after, self.replaced_by)
        if self.action in _CHANGING:
            yield from hidden_differences(before, after, old, new, self.replaced_by)


_NULL = msgspec.Raw(b"null")

#: Actions that leave an object before and after.
_CHANGING = (Action.UPDATE, Action.REPLACE, Action.REPLACE_AND_FORGET, Action.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DeferredChange:
    """A change that this apply does not make, and Terraform's reason, such as ``instance_count_unknown``."""

    change: ReviewedChange
    reason: str


@dataclass(frozen=True, slots=True)
class OwnDrift:
    """A difference that Terraform reports as made outside it, and that its own last apply made."""

    change: ReviewedChange
    attributes: tuple[str, ...]
    """What differs; none where null was only read back as empty."""
    causes: tuple[str, ...]
    """Addresses of the resources that it comes from; none where AWS only completed what was begun."""


@dataclass(frozen=True, slots=True)
class WaitingWorkspace:
    """A workspace that has no plan yet."""

    workspace: str
    waits_for: tuple[str, ...]
    """The workspaces that must be applied before it can be planned."""


@dataclass(frozen=True, slots=True)
class OutputChange:
    """An output before and after, masked."""

    name: str
    action: Action
    before: Any
    after: Any
    raw: RawChange | None = field(default=None, repr=False)
    """As the plan has it, unmasked."""


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check, precondition or postcondition that failed, or could not be evaluated."""

    address: str
    status: Literal["fail", "error"]
    messages: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """In words: ``failed`` or ``could not be evaluated``."""
        return "failed" if self.status == "fail" else "could not be evaluated"


@dataclass(frozen=True, slots=True)
class PlanReview:
    """One plan: one workspace."""

    workspace: str
    """Its name: the path of the plan, without the part that all plans share."""
    terraform_version: str
    changes: tuple[ReviewedChange, ...]
    """By action and address, without reads and no-ops."""
    drift: tuple[ReviewedChange, ...]
    """Changes made outside Terraform that matter for this plan."""
    outputs: tuple[OutputChange, ...]
    checks: tuple[FailedCheck, ...]
    unchanged: int
    reads: int
    errored: bool
    complete: bool
    fingerprint: str
    """``sha256:…``; equal for plans that do the same."""
    waits_for: tuple[str, ...] = ()
    """Workspaces of the same review that are applied before this one."""
    actions: tuple[InvokedAction, ...] = ()
    """Actions of providers that the apply invokes."""
    deferred: tuple[DeferredChange, ...] = ()
    deferred_actions: tuple[InvokedAction, ...] = ()
    unrecognized: tuple[Unrecognized, ...] = ()
    """What the plan has and this version does not know."""
    destinations: tuple[PlanDestination, ...] = ()
    """Accounts and regions, as far as the plan's configuration names them."""
    own_drift: tuple[OwnDrift, ...] = ()
    """Differences that Terraform's last apply made itself, and reports like :attr:`drift`."""

    def count(self, action: Action) -> int:
        """How many resources have this action, perhaps besides another: an update may also be an import and a move."""
        # Lists, not generators: this is asked of every action, for every summary.
        if action is Action.IMPORT:
            return len([change for change in self.changes if change.importing is not None])
        if action is Action.MOVE:
            return len([change for change in self.changes if change.moved_from is not None])
        actions = [change.action for change in self.changes]
        both = actions.count(Action.REPLACE_AND_FORGET) if action in (Action.REPLACE, Action.FORGET) else 0
        return actions.count(action) + both

    @property
    def only_tags(self) -> int:
        """How many updates change nothing but tags."""
        return sum(change.only_tags for change in self.changes)

    @property
    def deferrals(self) -> int:
        """How many changes and actions are left to a later plan."""
        return len(self.deferred) + len(self.deferred_actions)

    @property
    def is_empty(self) -> bool:
        """Whether the plan has nothing to do, outputs included, and nothing that is not understood."""
        return not (self.changes or self.outputs or self.actions or self.deferrals or self.unrecognized)


@dataclass(frozen=True, slots=True)
class Review:
    """All plans, and their risks."""

    plans: tuple[PlanReview, ...]
    """In the order in which they are applied."""
    risks: tuple[Risk, ...]
    """The most severe first, without those that are ignored."""
    ignored: tuple[IgnoredRisk, ...] = ()
    """The most severe first."""
    notes: tuple[str, ...] = ()
    """What the person who asked for the review should know about the request itself."""
    waiting: tuple[WaitingWorkspace, ...] = ()
    """Workspaces of the same deployments that have no plan yet."""

    @property
    def fingerprint(self) -> str:
        """Of all plans together; equal for plans that do the same, in any order."""
        from mwaa_tf.review.fingerprint import combined_fingerprint

        return combined_fingerprint({plan.workspace: plan.fingerprint for plan in self.plans})

    def count(self, action: Action) -> int:
        """How many resources of all plans have this action."""
        return sum(plan.count(action) for plan in self.plans)

    def at(self, severity: Severity) -> tuple[Risk, ...]:
        """The risks of that severity."""
        return tuple(risk for risk in self.risks if risk.severity == severity)
