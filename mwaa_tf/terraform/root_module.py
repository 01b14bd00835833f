"""A root module on disk, as it is planned, applied and destroyed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mwaa_tf.terraform.events import Event, OutputChanges, PlannedChange, Summary, event
from mwaa_tf.terraform.process import Result
from mwaa_tf.terraform.runner import Terraform

OnEvent = Callable[[Event], None]

#: What `plan -detailed-exitcode` ends with where there is something to do.
_CHANGES = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What an apply would do. ``outputs`` has the outputs that would change, with their actions."""

    changes: tuple[PlannedChange, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether an apply would do nothing at all."""
        return not self.changes and not self.outputs


@dataclass(frozen=True, slots=True)
class RootModule:
    """The root module in ``folder``, with the variables that Terraform needs there beside its usual ones.

    Its methods raise :class:`~mwaa_tf.terraform.TerraformError` where Terraform fails, and call ``on_event`` for all
    that happens, on another thread. Nothing is asked: what is applied or destroyed was decided by the caller.
    """

    terraform: Terraform
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def init(self, environ: Mapping[str, str] | None = None) -> None:
        """Install modules and providers, and connect to the backend. A lock file that is there is respected.

        ``environ`` has variables for this alone, such as the proxy to a registry.
        """
        self.terraform.init(self.folder, backend=True, environ={**self.environ, **(environ or {})})

    def plan(
        self, *, destroy: bool = False, lock: bool = True, out: Path | None = None, on_event: OnEvent | None = None
    ) -> Plan:
        """What :meth:`apply` would do, or with ``destroy`` what :meth:`destroy` would; ``out`` keeps the plan.

        Without ``lock`` the state is read though somebody may be writing it.
        """
        arguments = ["plan", *_flags("-detailed-exitcode")]
        arguments += ["-destroy"] * destroy
        arguments += ["-lock=false"] * (not lock)
        arguments += [f"-out={out.absolute()}"] if out else []
        found = self._run(arguments, on_event, fine=(0, _CHANGES))
        changes = tuple(item for item in found if isinstance(item, PlannedChange))
        outputs = [item.actions for item in found if isinstance(item, OutputChanges)]
        return Plan(changes, outputs[-1] if outputs else {})

    def show(self, plan: Path) -> dict[str, Any]:
        """A plan that :meth:`plan` kept, as Terraform's JSON."""
        result = self.terraform.run(self.folder, ["show", "-json", "-no-color", str(plan.absolute())], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["show"], result)
        shown: dict[str, Any] = json.loads(result.stdout)
        return shown

    def unlock(self, lock_id: str) -> None:
        """Release the lock of a run that was killed; ``lock_id`` is what the error of the next run names."""
        result = self.terraform.run(self.folder, ["force-unlock", "-force", lock_id], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["force-unlock"], result)

    def untaint(self, address: str) -> None:
        """Have the state take a resource for whole that Terraform could not see finished."""
        result = self.terraform.run(self.folder, ["untaint", "-no-color", address], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["untaint"], result)

    def apply(self, *, plan: Path | None = None, on_event: OnEvent | None = None) -> Summary:
        """Carry out ``plan``, or whatever a plan made now comes to."""
        arguments = ["apply", *_flags("-auto-approve"), *([str(plan.absolute())] if plan else [])]
        return self._summary(arguments, on_event)

    def refresh(self, *, on_event: OnEvent | None = None) -> Summary:
        """Write into the state, outputs included, what AWS says now; no resource is changed."""
        return self._summary(["apply", *_flags("-auto-approve", "-refresh-only")], on_event)

    def destroy(self, *, on_event: OnEvent | None = None) -> Summary:
        """Remove all that is in the state."""
        return self._summary(["destroy", *_flags("-auto-approve")], on_event)

    def outputs(self) -> dict[str, Any]:
        """The outputs' values by name, sensitive ones included."""
        result = self.terraform.run(self.folder, ["output", "-json", "-no-color"], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["output"], result)
        return {name: output["value"] for name, output in json.loads(result.stdout).items()}

    def resources(self) -> tuple[str, ...]:
        """The addresses of all resources in the state, data sources left out; none where there is no state."""
        result = self.terraform.run(self.folder, ["show", "-json", "-no-color"], self.environ)
        if result.returncode != 0:
            raise self.terraform.failed(self.folder, ["show"], result)
        root = json.loads(result.stdout).get("values", {}).get("root_module", {})
        return tuple(sorted(_addresses(root)))

    def _summary(self, arguments: Sequence[str], on_event: OnEvent | None) -> Summary:
        found = [item for item in self._run(arguments, on_event) if isinstance(item, Summary)]
        return found[-1]

    def _run(self, arguments: Sequence[str], on_event: OnEvent | None, fine: Sequence[int] = (0,)) -> list[Event]:
        found: list[Event] = []

        def read(line: str) -> None:
            if (item := event(line)) is not None:
                found.append(item)
                if on_event:
                    on_event(item)

        result: Result = self.terraform.run(self.folder, arguments, self.environ, on_line=read)
        if result.returncode not in fine:
            raise self.terraform.failed(self.folder, arguments[:1], result)
        return found


def _flags(*more: str) -> list[str]:
    # -json turns colours and questions off by itself.
    return ["-json", "-input=false", *more]


def _addresses(module: Mapping[str, Any]) -> list[str]:
    found = [str(item["address"]) for item in module.get("resources", ()) if item.get("mode") == "managed"]
    for child in module.get("child_modules", ()):
        found += _addresses(child)
    return found
