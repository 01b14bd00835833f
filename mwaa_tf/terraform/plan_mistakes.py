"""What a file is that should be the JSON of a plan and is not: which other output, or what went wrong."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from mwaa_tf.errors import UsageError
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM, in_words
from mwaa_tf.text import escape_control_characters

#: A plan has at least one of these; a plan without changes has no resource_changes at all.
PLAN_KEYS = frozenset({"planned_values", "resource_changes", "output_changes", "configuration"})

#: Keys that nothing but a plan has.
_SIGNS = frozenset(
    {
        *("planned_values", "resource_changes", "output_changes", "resource_drift", "relevant_attributes"),
        *("deferred_changes", "action_invocations", "deferred_action_invocations"),
    }
)

#: Lines that the wrapper of hashicorp/setup-terraform prints around the output: its wrapper/terraform.js runs the
#: command by @actions/exec, which prints the first, and sets outputs by the others. No line of JSON begins so.
_WRAPPED = re.compile(rb"^(?:\[command\]|::[a-z-]+(?: [^:\n]*)?::)", re.MULTILINE)


class PlanError(UsageError):
    """A file is not the JSON of a plan, or of a plan in an unsupported format."""


class OtherJsonError(PlanError):
    """A file is JSON of something else, as many in a repository are."""


def _expected() -> str:
    return f"expected is what {in_words('show', '-json', 'PLAN')} prints"


def explain_mistake(name: str, contents: bytes, error: Exception | None = None) -> PlanError:
    """The error for ``contents``, called ``name``, which are no plan; ``error`` is what decoding them said."""
    if reason := _why_unreadable(contents):
        return PlanError(f"{name}: {reason}")
    try:
        value = msgspec.json.decode(contents)
    except (msgspec.DecodeError, UnicodeError) as malformed:
        return PlanError(f"{name}: is not JSON ({malformed}), or was cut off; {_expected()}")
    except RecursionError:
        return PlanError(f"{name}: nested too deeply to be a plan of Terraform")
    if reason := _why_no_plan(value):
        return PlanError(f"{name}: {reason}")
    if isinstance(value, dict) and "format_version" in value and PLAN_KEYS & value.keys():
        return PlanError(f"{name}: is not a plan as Terraform writes it: {error}")
    return OtherJsonError(f"{name}: {_describe_other(value)}; {_expected()}")


def top_level_keys(contents: bytes) -> set[str]:
    """The keys of the object in ``contents``; none where it is something else."""
    try:
        return set(msgspec.json.decode(contents, type=dict[str, msgspec.Raw]))
    except (msgspec.MsgspecError, RecursionError):
        return set()


def _why_unreadable(contents: bytes) -> str | None:
    """What can be told by the beginning alone."""
    if not contents.strip():
        return f"is empty; {_expected()}"
    if wrapped := _WRAPPED.search(contents):
        line = escape_control_characters(wrapped[0].decode())
        return (
            f"has the line `{line}…`, which the wrapper of hashicorp/setup-terraform prints beside the JSON: "
            "use `terraform_wrapper: false` in that step"
        )
    if contents.startswith(b"PK"):
        return "is a binary plan file; expected here is its JSON"
    first = top_level_keys(contents.lstrip().partition(b"\n")[0])
    if {"@level", "@message"} & (first or top_level_keys(contents)):
        return (
            f"is no plan but a stream of {in_words('plan', '-json')}, which has no values: run "
            f"{in_words('plan', '-out=tfplan')}, then {in_words('show', '-json', 'tfplan', '>', 'plan.json')}"
        )
    return None


def _why_no_plan(value: Any) -> str | None:
    """Why ``value``, which is JSON, is no plan though it may have been meant as one; None for other JSON."""
    if not isinstance(value, (dict, list)) or not value:
        return f"is no plan but only `{msgspec.json.encode(value).decode()[:40]}`; {_expected()}"
    if isinstance(value, list):
        plans = [element for element in value if isinstance(element, dict) and _SIGNS & element.keys()]
        return "is a list of plans; write each to a file of its own" if plans else None
    if "remote_plan_format" in value:
        return (
            "is a plan saved by HCP Terraform, which has only its address: "
            f"`{TERRAFORM.command} show -json PLAN > plan.json` with a token of it"
        )
    if "encrypted_data" in value:
        show = f"`{OPENTOFU.command} show -json PLAN > plan.json`"
        return f"is encrypted by OpenTofu: run {show} in its workspace, and review that"
    if not value.keys() - {"format_version", "terraform_version"}:
        return f"is what {in_words('show', '-json')} prints without a plan and without a state; {_expected()}"
    if "format_version" not in value and _SIGNS & value.keys():
        return f"looks like a plan but has no format_version, so Terraform did not write it; {_expected()}"
    return None


def _describe_other(value: Any) -> str:
    if isinstance(value, dict) and (
        {"format_version", "values"} <= value.keys() or {"serial", "lineage"} <= value.keys()
    ):
        return "is a state, not a plan"
    return "is no plan but other JSON"
