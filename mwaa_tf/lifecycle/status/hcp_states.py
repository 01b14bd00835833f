"""States in HCP Terraform, which only Terraform reads: with `state pull` in a folder that is initialised."""

from __future__ import annotations

from mwaa_tf.blueprint import Workspace
from mwaa_tf.errors import MwaaTfError
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
    location = hcp_location(workspace)
    if not (module.folder / ".terraform").is_dir():
        reason = "only Terraform can read the state in HCP Terraform, and it is not initialised here"
        return StateReading(location, problem=StateProblem.NOT_INITIALISED, reason=reason)
    try:
        return StateReading(location, parse_state(module.pull_state().encode()))
    except InvalidStateError as error:
        return StateReading(location, problem=StateProblem.UNREADABLE, reason=f"{location}: {error}")
    except MwaaTfError as error:
        return StateReading(location, problem=StateProblem.UNREADABLE, reason=one_line(str(error)))
