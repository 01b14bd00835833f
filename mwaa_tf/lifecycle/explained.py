"""Failures that are none: the workspace has to wait, or Terraform has no credentials of its account."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.outcome import Outcome
from mwaa_tf.lifecycle.state_bucket import is_bucket_missing
from mwaa_tf.terraform import TerraformError, UnexpectedOutputError
from mwaa_tf.terraform.diagnostics import Diagnostic

#: Which account a workspace lacks credentials of, in words; empty if it has them.
MissingCredentials = Callable[[Workspace], str]

#: The conditions of rendered workspaces on what they read.
_LACKS_OUTPUTS = re.compile(r"(\S+) (?:has no state yet|lacks outputs that are read here): ")

#: Of a state that does not exist (Terraform's internal/builtin/providers/terraform/data_source_state.go).
_NO_STATE = "Unable to find remote state"

#: The data source at which an error is, as Terraform's JSON addresses it.
_READ = re.compile(r"data\.terraform_remote_state\.(\w+)")


def explained(
    outcome: Outcome,
    workspace: Workspace,
    state_buckets: Sequence[Workspace],
    missing_credentials: MissingCredentials,
) -> Outcome:
    """``outcome`` as what it is, if it failed only because another workspace is not applied or keys are missing.

    ``state_buckets`` are the workspaces that create the bucket of all states.
    """
    # Where Terraform ended well, it had what it needs.
    if outcome.error is None or isinstance(outcome.error, UnexpectedOutputError):
        return outcome
    waits_for = workspaces_to_wait_for(outcome.error, workspace)
    if is_bucket_missing(outcome.error):
        waits_for = tuple(other.path for other in state_buckets if other.path != workspace.path)
    if waits_for:
        return replace(outcome, error=None, waits_for=waits_for)
    if account := missing_credentials(workspace):
        return replace(outcome, error=None, needs_credentials=account)
    return outcome


def workspaces_to_wait_for(error: MwaaTfError, workspace: Workspace) -> tuple[str, ...]:
    """The workspaces that ``workspace`` reads and that are not applied, if ``error`` has no other reason."""
    if not isinstance(error, TerraformError) or not error.diagnostics:
        return ()
    missing = [_missing_input(diagnostic, workspace) for diagnostic in error.diagnostics]
    return tuple(dict.fromkeys(path for path in missing if path)) if all(missing) else ()


def _missing_input(diagnostic: Diagnostic, workspace: Workspace) -> str | None:
    """The path of the workspace whose output is missing; None for any other error."""
    by_name = {read.name: read.workspace for read in workspace.reads}
    match = _LACKS_OUTPUTS.match(diagnostic.detail)
    if match and match[1] in by_name.values():
        return match[1]
    read = _READ.match(diagnostic.address or "")
    return by_name.get(read[1]) if read and diagnostic.summary == _NO_STATE else None
