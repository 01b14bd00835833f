"""Plan, apply and destroy a root module on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mwaa_tf.diagnostics.masking import Mask
from mwaa_tf.terraform.documents import Outputs, PulledState, ShownPlan, ShownState, StateModule, decode
from mwaa_tf.terraform.errors import UnexpectedOutputError
from mwaa_tf.terraform.events import Event, InvalidEventError, OutputChanges, PlannedChange, Summary, parse_event
from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.run_log import RunLog
from mwaa_tf.terraform.runner import Terraform

#: Where `init` writes.
_DATA = ".terraform"

OnEvent = Callable[[Event], None]

#: Exit code of `plan -detailed-exitcode` if the plan has changes.
_CHANGES = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes that an apply would make. ``outputs`` has the action for each output that would change."""

    changes: tuple[PlannedChange, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether an apply would change nothing."""
        return not self.changes and not self.outputs

    @property
    def summary(self) -> Summary:
        """How many resources an apply would add, change and remove, as Terraform counts them."""
        actions = [change.action for change in self.changes]
        replaced = actions.count("replace")
        return Summary(
            "plan", actions.count("create") + replaced, actions.count("update"), actions.count("delete") + replaced
        )


@dataclass(frozen=True, slots=True)
class RootModule:
    """The root module in ``folder``; ``environ`` has environment variables for it alone.

    What Terraform prints during a plan, an apply or a destroy is appended to the file ``log``. The methods raise
    :class:`~mwaa_tf.terraform.TerraformError` if Terraform fails, and call ``on_event`` for each event. There is no
    confirmation: the caller has decided.
    """

    terraform: Terraform
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None

    @property
    def is_initialised(self) -> bool:
        """Whether it was initialised at some time; if that is not enough any more, Terraform's next command says so.

        To be initialised again brings nothing else: without `-upgrade`, `init` keeps what is installed and locked.
        """
        return (self.folder / _DATA).is_dir()

    def init(self, environ: Mapping[str, str] | None = None) -> None:
        """Install modules and providers, and connect to the backend. An existing lock file is respected.

        ``environ`` has variables for this command alone, such as the proxy to a registry.
        """
        self.terraform.init(self.folder, backend=True, environ={**self.environ, **(environ or {})})

    def plan(
        self,
        *,
        destroy: bool = False,
        lock: bool = True,
        targets: Sequence[str] = (),
        out: Path | None = None,
        on_event: OnEvent | None = None,
    ) -> Plan:
        """Plan :meth:`apply`, or with ``destroy`` :meth:`destroy`; ``out`` is the file to save the plan to.

        Without ``lock`` the state is read even if another run is writing it. With ``targets``, addresses, only those
        resources and what they need are planned.
        """
        arguments = ["plan", *_flags("-detailed-exitcode")]
        arguments += ["-destroy"] * destroy
        arguments += ["-lock=false"] * (not lock)
        arguments += [f"-target={address}" for address in targets]
        arguments += [f"-out={out.absolute()}"] if out else []
        events = self._run(arguments, on_event, success=(0, _CHANGES))
        changes = tuple(event for event in events if isinstance(event, PlannedChange))
        outputs = [event.actions for event in events if isinstance(event, OutputChanges)]
        return Plan(changes, outputs[-1] if outputs else {})

    def show(self, plan: Path) -> dict[str, Any]:
        """Read a plan that :meth:`plan` saved, as Terraform's JSON."""
        shown: dict[str, Any] = json.loads(self.show_text(plan))
        return shown

    def show_text(self, plan: Path) -> str:
        """Like :meth:`show`, as the text that Terraform prints."""
        command = ["show", "-json", "-no-color", str(plan.absolute())]
        result = self.terraform.run_offline(self.folder, command, self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["show"], result)
        decode(ShownPlan, ["show", "-json"], self.folder, result.stdout)
        return result.stdout

    def pull_state(self) -> str:
        """The state as JSON, wherever the backend keeps it; empty if there is none."""
        result = self.terraform.run(self.folder, ["state", "pull"], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["state", "pull"], result)
        if state := result.stdout.strip():
            decode(PulledState, ["state", "pull"], self.folder, state)
        return state

    def unlock(self, lock_id: str) -> None:
        """Release the lock of a killed run; the error of the next run has its ``lock_id``."""
        result = self.terraform.run(self.folder, ["force-unlock", "-force", lock_id], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["force-unlock"], result)

    def untaint(self, address: str) -> None:
        """Mark a tainted resource as complete in the state."""
        result = self.terraform.run(self.folder, ["untaint", "-no-color", address], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["untaint"], result)

    def apply(self, *, plan: Path | None = None, on_event: OnEvent | None = None) -> Summary:
        """Apply ``plan``, or without one a new plan."""
        arguments = ["apply", *_flags("-auto-approve"), *([str(plan.absolute())] if plan else [])]
        return self._summary(arguments, on_event)

    def refresh(self, *, on_event: OnEvent | None = None) -> Summary:
        """Update the state and its outputs from AWS without changing any resource."""
        return self._summary(["apply", *_flags("-auto-approve", "-refresh-only")], on_event)

    def destroy(self, *, on_event: OnEvent | None = None) -> Summary:
        """Destroy all resources in the state."""
        return self._summary(["destroy", *_flags("-auto-approve")], on_event)

    def outputs(self) -> dict[str, Any]:
        """The values of the outputs by name, including sensitive ones."""
        result = self.terraform.run(self.folder, ["output", "-json", "-no-color"], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["output"], result)
        outputs: Outputs = decode(Outputs, ["output", "-json"], self.folder, result.stdout)
        return {name: output.value for name, output in outputs.items()}

    def resources(self) -> tuple[str, ...]:
        """The addresses of all managed resources in the state, sorted; empty if there is no state."""
        result = self.terraform.run(self.folder, ["show", "-json", "-no-color"], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["show"], result)
        shown: ShownState = decode(ShownState, ["show", "-json"], self.folder, result.stdout)
        return tuple(sorted(_addresses(shown.values.root_module)))

    def _summary(self, arguments: Sequence[str], on_event: OnEvent | None) -> Summary:
        summaries = [event for event in self._run(arguments, on_event) if isinstance(event, Summary)]
        if not summaries:
            raise UnexpectedOutputError(arguments[:1], self.folder, "", "it has no change_summary")
        return summaries[-1]

    def _run(self, arguments: Sequence[str], on_event: OnEvent | None, success: Sequence[int] = (0,)) -> list[Event]:
        events: list[Event] = []
        invalid: list[tuple[str, InvalidEventError]] = []

        with RunLog(self.log) as log:

            def read(line: str) -> None:
                log.add(line)
                try:
                    event = parse_event(line)
                except InvalidEventError as error:
                    # Terraform is not stopped in the middle of what it does because of a word.
                    invalid.append((line, error))
                    return
                if event is not None:
                    events.append(event)
                    if on_event:
                        on_event(event)

            def run(shared: Mapping[str, str]) -> Result:
                # Of a second try, what was read in the first one counts for nothing.
                events.clear()
                invalid.clear()
                return self.terraform.run(self.folder, arguments, {**self.environ, **shared}, on_line=read)

            result = self.terraform.run_in_account(run, self.folder, self.environ)
            log.add(result.stderr)
        if result.returncode not in success:
            raise self.terraform.failed(self.folder, arguments[:1], result)
        for line, error in invalid:
            raise UnexpectedOutputError(arguments[:1], self.folder, Mask()(line), str(error)) from error
        return events


def _flags(*more: str) -> list[str]:
    # -json disables colours and prompts by itself.
    return ["-json", "-input=false", *more]


def _addresses(module: StateModule) -> list[str]:
    addresses = [resource.address for resource in module.resources if resource.mode == "managed"]
    for child in module.child_modules:
        addresses += _addresses(child)
    return addresses
