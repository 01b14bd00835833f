"""The types of a review as JSON: the published schema is made of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

#: Grows when a key is removed or changes its meaning; an added key does not change it.
VERSION = 2

_DIGEST = Meta(pattern="^sha256:[0-9a-f]{64}$")

_Hidden = Annotated[
    Literal["sensitive", "unknown"] | None,
    Meta(description="Why the value is missing: it is sensitive, or known after apply. Null: it is complete."),
]

_Value = Annotated[
    Any,
    Meta(description='Any JSON. Hidden parts of it are "(sensitive value)" or "(known after apply)"; null: not set.'),
]

_ActionName = Annotated[
    Literal[
        "replace",
        "replace-and-forget",
        "delete",
        "update",
        "create",
        "forget",
        "import",
        "move",
        "read",
        "no-op",
        "unknown",
    ],
    Meta(
        description="`replace-and-forget`: a new one is created, the old one keeps running outside Terraform. "
        "`unknown`: words that no release of Terraform is known to write; `words` has them."
    ),
]

_HiddenPaths = Annotated[
    list[list[str | int]],
    Meta(description="Paths within the value at which something is hidden; a text there that is not in it is literal."),
]


class AttributeDocument(msgspec.Struct, frozen=True):
    """An attribute that changes."""

    path: Annotated[list[str | int], Meta(description="Names of attributes and keys of maps, indexes of lists.")]
    name: Annotated[str, Meta(description='The path as Terraform writes it: `tags["Name"]`.')]
    before: _Value
    after: _Value
    before_hidden: _Hidden
    after_hidden: _Hidden
    forces_replacement: bool
    before_hidden_paths: _HiddenPaths
    after_hidden_paths: _HiddenPaths


class ChangeDocument(msgspec.Struct, frozen=True):
    """The change of one resource instance."""

    address: str
    type: str
    name: str
    module: Annotated[str | None, Meta(description="The address of its module; null in the root module.")]
    action: _ActionName
    create_before_destroy: Annotated[bool, Meta(description="Of a replacement: the new one is created first.")]
    imported_id: Annotated[
        str | None,
        Meta(description="The id of an import that goes with the action; null: none, or `imported` without an id."),
    ]
    moved_from: Annotated[str | None, Meta(description="The old address, where it is moved.")]
    reason: Annotated[str | None, Meta(description="Terraform's reason: `replace_because_cannot_update`.")]
    deposed: Annotated[str | None, Meta(description="The key of a deposed object, left over from a replacement.")]
    replaced_by: Annotated[list[list[str | int]], Meta(description="The paths that force the replacement.")]
    attributes: list[AttributeDocument]
    words: Annotated[list[str], Meta(description="The plan's own words for the action: `delete`, `create`.")]
    provider: Annotated[str, Meta(description="The source of its provider: `registry.terraform.io/hashicorp/aws`.")]
    imported: Annotated[bool, Meta(description="An import goes with the action, whatever else happens.")]
    import_identity: Annotated[_Value, Meta(description="What an import identifies the resource by, instead of an id.")]
    identity_before: Annotated[
        _Value, Meta(description="What identifies the resource; null: its provider says nothing.")
    ]
    identity_after: _Value
    only_tags: Annotated[bool, Meta(description="It is an update of nothing but `tags` and `tags_all`.")]


class OwnDriftDocument(msgspec.Struct, frozen=True):
    """A difference that Terraform reports as made outside it, and that its own last apply made."""

    causes: Annotated[
        list[str],
        Meta(description="Addresses of what it comes from; empty where AWS only reports more, or null as empty."),
    ]
    change: ChangeDocument


class ActionDocument(msgspec.Struct, frozen=True):
    """An action of a provider, whose effect no plan shows."""

    address: str
    type: str
    name: str
    provider: Annotated[str, Meta(description="The source of its provider.")]
    event: Annotated[str, Meta(description="When it is invoked, in Terraform's word: `Invoke`, `AfterUpdate`.")]
    resource: Annotated[str | None, Meta(description="The address of the resource that it belongs to.")]
    on_failure: Annotated[str | None, Meta(description="In Terraform's word: `ActionOnFailureHalt`.")]
    config: Annotated[_Value, Meta(description="The values that it is called with.")]
    config_hidden_paths: _HiddenPaths
    deferred_reason: Annotated[str | None, Meta(description="Why it is left to a later plan; null: it is not.")]


class DeferredDocument(msgspec.Struct, frozen=True):
    """A change that this apply does not make."""

    reason: Annotated[str, Meta(description="Terraform's reason: `instance_count_unknown`.")]
    change: ChangeDocument


class UnrecognizedDocument(msgspec.Struct, frozen=True):
    """What the plan has and this version of mwaa_tf does not know."""

    kind: Annotated[str, Meta(description="`action`, `action reason`, `mode`, `key`, and so on.")]
    word: Annotated[str, Meta(description="The word, or the path of the key, verbatim.")]
    address: str | None
    value: Annotated[_Value, Meta(description="What the key has.")]


class DestinationDocument(msgspec.Struct, frozen=True):
    """What a provider of the workspace is configured for, as far as the plan tells."""

    provider: Annotated[str, Meta(description="Its key in the configuration: `aws`, `aws.owner`.")]
    source: str
    version_constraint: str | None
    account_ids: list[str]
    region: str | None
    role_arn: Annotated[str | None, Meta(description="The role that is assumed.")]


class OutputDocument(msgspec.Struct, frozen=True):
    """An output that changes."""

    name: str
    action: _ActionName
    before: _Value
    after: _Value
    before_hidden: _Hidden
    after_hidden: _Hidden
    before_hidden_paths: _HiddenPaths
    after_hidden_paths: _HiddenPaths


class CheckDocument(msgspec.Struct, frozen=True):
    """A check, precondition, postcondition or validation that failed."""

    address: str
    status: Annotated[Literal["fail", "error"], Meta(description="It failed, or could not be evaluated.")]
    messages: list[str]


class RiskDocument(msgspec.Struct, frozen=True):
    """Something that a person should look at before the plan is applied."""

    id: Annotated[str, Meta(description="Which risk of the catalogue: docs/risks.md.")]
    severity: Literal["high", "medium", "low"]
    title: str
    reason: str
    remediation: Annotated[str, Meta(description="How to fix it.")]
    workspace: str
    source: Annotated[str, Meta(description="The address of the page that the rule rests on.")]
    address: str | None


class IgnoredRiskDocument(RiskDocument, frozen=True):
    """A risk that a person accepts: the plan has it, and it stops no pipeline."""

    ignore_reason: Annotated[str, Meta(description="Why, in the person's own words.")]


class WorkspaceDocument(msgspec.Struct, frozen=True):
    """One plan."""

    workspace: str
    terraform_version: str
    fingerprint: Annotated[str, _DIGEST]
    counts: Annotated[
        dict[str, int],
        Meta(
            description="Number of resources for each action, of `action` and `deferred` for actions of providers and "
            "what is left to a later plan; what there is none of is left out. An update that is also an import is both."
        ),
    ]
    waits_for: Annotated[list[str], Meta(description="Workspaces that are applied before this one.")]
    errored: Annotated[bool, Meta(description="Planning failed: this review is incomplete.")]
    complete: Annotated[bool, Meta(description="False: a second apply will be needed.")]
    unchanged: Annotated[int, Meta(description="Resources that do not change.")]
    reads: Annotated[int, Meta(description="Data sources that are read during the apply.")]
    changes: list[ChangeDocument]
    drift: Annotated[list[ChangeDocument], Meta(description="Changes made outside Terraform that matter here.")]
    outputs: list[OutputDocument]
    checks: list[CheckDocument]
    actions: Annotated[list[ActionDocument], Meta(description="Actions of providers that the apply invokes.")]
    deferred: Annotated[list[DeferredDocument], Meta(description="Changes that are left to a later plan.")]
    deferred_actions: Annotated[list[ActionDocument], Meta(description="Actions that are left to a later plan.")]
    unrecognized: Annotated[list[UnrecognizedDocument], Meta(description="What this version does not know.")]
    destinations: Annotated[list[DestinationDocument], Meta(description="Accounts and regions of the providers.")]
    only_tags: Annotated[int, Meta(description="How many of the updates change nothing but tags.")]
    own_drift: Annotated[
        list[OwnDriftDocument],
        Meta(description="What Terraform reports like `drift`, and what its own last apply made."),
    ]


class WaitingDocument(msgspec.Struct, frozen=True):
    """A workspace that has no plan yet."""

    workspace: str
    waits_for: Annotated[list[str], Meta(description="Workspaces that must be applied before it can be planned.")]


class ReviewDocument(msgspec.Struct, frozen=True):
    """A review of Terraform plans, as `mwaa_tf review --format json` writes it."""

    version: Annotated[int, Meta(ge=VERSION, le=VERSION, description="The version of this format.")]
    title: str
    summary: Annotated[str, Meta(description="The whole review in one line.")]
    fingerprint: Annotated[
        str, Meta(pattern="^sha256:[0-9a-f]{64}$", description="The same for plans that do the same.")
    ]
    counts: Annotated[dict[str, int], Meta(description="Number of resources for each action, of all plans.")]
    risks: Annotated[list[RiskDocument], Meta(description="The most severe first, without the ignored ones.")]
    ignored: Annotated[list[IgnoredRiskDocument], Meta(description="The risks that --ignore covers.")]
    notes: Annotated[list[str], Meta(description="What to know about the options of this review.")]
    remarks: Annotated[list[str], Meta(description="What to know of all plans beside the summary, in sentences.")]
    waiting: Annotated[list[WaitingDocument], Meta(description="Workspaces of the deployments without a plan.")]
    workspaces: Annotated[list[WorkspaceDocument], Meta(description="In the order in which they are applied.")]
