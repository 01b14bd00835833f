"""From the events of one Terraform to the progress of its workspace."""

from __future__ import annotations

from mwaa_tf.lifecycle.events import Listener, WorkspaceProgress
from mwaa_tf.lifecycle.outcome import Action
from mwaa_tf.terraform.events import Completed, Event, Started, Summary
from mwaa_tf.terraform.root_module import OnEvent


def progress_of(action: Action, workspace: str, listener: Listener) -> OnEvent:
    """A function that tells ``listener`` of the progress of the workspace at ``workspace``."""
    done, total = 0, 0

    def on_event(event: Event) -> None:
        nonlocal done, total
        if isinstance(event, Summary) and event.operation == "plan":
            done, total = 0, event.total
        elif isinstance(event, Completed):
            done += 1
        elif not isinstance(event, Started):
            return
        address = event.address if isinstance(event, Started) else ""
        listener(WorkspaceProgress(action, workspace, done, total, address))

    return on_event
