"""States in HCP Terraform and encrypted ones, which Terraform or OpenTofu reads in an initialised folder."""

from __future__ import annotations

from dataclasses import replace

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
from mwaa_tf.lifecycle.product_choice import check_product
from mwaa_tf.lifecycle.status.readings import StateProblem, StateReading
from mwaa_tf.lifecycle.status.state_contents import InvalidStateError, parse_state
from mwaa_tf.terraform import RootModule
from mwaa_tf.text import one_line


def hcp_location(workspace: Workspace) -> str:
    """The name of the workspace in HCP Terraform, with its organization."""
    settings = workspace.backend.settings
    named = settings["workspaces"]
    name = named["name"] if isinstance(named, dict) else named
    return f"{settings['organization']}/{name}"


def read_hcp_state(workspace: Workspace, module: RootModule) -> StateReading:
    """The state of ``workspace``, of which ``module`` is the folder. When it was written is not known."""
    reason = "only Terraform can read the state in HCP Terraform, and it is not initialised here"
    return _pulled(StateReading(hcp_location(workspace)), workspace, module, reason)


def decrypt_state(reading: StateReading, workspace: Workspace, module: RootModule) -> StateReading:
    """``reading``, of an encrypted state of ``workspace``, with its contents."""
    reason = "only OpenTofu can read the encrypted state, and it is not initialised here"
    return _pulled(replace(reading, problem=StateProblem.NONE, reason=""), workspace, module, reason)


def _pulled(reading: StateReading, workspace: Workspace, module: RootModule, not_initialised: str) -> StateReading:
    location = reading.location
    try:
        check_product([workspace], module.terraform)
        if not (module.folder / ".terraform").is_dir():
            return replace(reading, problem=StateProblem.NOT_INITIALISED, reason=not_initialised)
        return replace(reading, contents=parse_state(module.pull_state().encode()))
    except InvalidStateError as error:
        return replace(reading, problem=StateProblem.UNREADABLE, reason=f"{location}: {error}")
    except MwaaTfError as error:
        return replace(reading, problem=StateProblem.UNREADABLE, reason=one_line(str(error)))
