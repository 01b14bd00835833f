"""What a stack operation does with each resource, in order of dependencies, as far as it goes without waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from mwaa_tf.local_aws.services.cloudformation import resources, schemas
from mwaa_tf.local_aws.services.cloudformation.stack_resource import ResourceFailedError, StackResource
from mwaa_tf.local_aws.services.cloudformation.stacks import BaseStack

_REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."


class StackFailedError(Exception):
    """Resources of a stack failed."""

    def __init__(self, failures: list[ResourceFailedError]) -> None:
        super().__init__(", ".join(failure.logical_id for failure in failures))
        self.failures = failures

    @property
    def names(self) -> str:
        """The logical ids, as events of a stack name them."""
        return f"[{', '.join(failure.logical_id for failure in self.failures)}]"


class ResourceTask(Protocol):
    """The creation, change or deletion of one resource."""

    logical_id: str

    def begin(self) -> None:
        """Begin. Raises :class:`ResourceFailedError`."""

    def has_ended(self) -> bool:
        """Whether it has ended. Raises :class:`ResourceFailedError`."""

    def fail(self, reason: str) -> None:
        """Report that it failed."""


class ResourceCreation:
    """Creates a resource."""

    def __init__(self, stack: BaseStack, resource: StackResource) -> None:
        self.logical_id = resource.logical_id
        self._stack = stack
        self._resource = resource

    def begin(self) -> None:
        self._stack.resources[self.logical_id] = self._resource
        self._stack.report(self._resource, "CREATE_IN_PROGRESS")
        resources.create(self._stack, self._resource)
        self._stack.scope.add(self.logical_id, self._resource.instance)

    def has_ended(self) -> bool:
        if not resources.is_stable(self._resource):
            if self._resource.reason is None:
                self._stack.report(self._resource, "CREATE_IN_PROGRESS", "Resource creation Initiated")
            return False
        self._stack.report(self._resource, "CREATE_COMPLETE")
        return True

    def fail(self, reason: str) -> None:
        self._stack.report(self._resource, "CREATE_FAILED", reason)


class ResourceChange:
    """Brings a resource to another definition: nothing, an update in place, or another resource in its place."""

    def __init__(self, stack: BaseStack, definition: StackResource) -> None:
        self.logical_id = definition.logical_id
        self._stack = stack
        self._desired = definition
        self._old = stack.resources[self.logical_id]
        self._changes = True

    def begin(self) -> None:
        stack, desired, old = self._stack, self._desired, self._old
        desired.properties = resources.evaluate_properties(stack, desired)
        same_type = desired.resource_type == old.resource_type
        if same_type and desired.properties == old.properties:
            self._changes = False
            old.definition = desired.definition
            return
        if not same_type or schemas.replacing_changes(
            old.resource_type, stack.region_name, old.properties, desired.properties
        ):
            self._replace(same_type=same_type)
            return
        desired.instance = old.instance
        stack.resources[self.logical_id] = desired
        stack.report(desired, "UPDATE_IN_PROGRESS")
        resources.check_update(desired, old.properties)
        desired.updated_in_place = True
        resources.update(stack, desired)
        stack.scope.add(self.logical_id, desired.instance)

    def _replace(self, *, same_type: bool) -> None:
        stack, desired, old = self._stack, self._desired, self._old
        stack.resources[self.logical_id] = desired
        stack.report(desired, "UPDATE_IN_PROGRESS", _REPLACING)
        if same_type:
            resources.check_replacement(desired, old.properties)
        resources.create(stack, desired)
        stack.scope.add(self.logical_id, desired.instance)

    def has_ended(self) -> bool:
        if not self._changes:
            return True
        if not resources.is_stable(self._desired):
            return False
        self._stack.report(self._desired, "UPDATE_COMPLETE")
        return True

    def fail(self, reason: str) -> None:
        self._stack.resources[self.logical_id] = self._desired
        self._stack.report(self._desired, "UPDATE_FAILED", reason)


class ResourceRestoration:
    """Brings a resource back to what it was before an update that failed."""

    def __init__(self, stack: BaseStack, before: StackResource) -> None:
        self.logical_id = before.logical_id
        self._stack = stack
        self._before = before
        self._current = stack.resources.get(self.logical_id, before)

    def begin(self) -> None:
        stack, before, current = self._stack, self._before, self._current
        stack.resources[self.logical_id] = before
        if current.updated_in_place and current.properties != before.properties:
            before.instance = current.instance
            stack.report(before, "UPDATE_IN_PROGRESS")
            resources.update(stack, before)
        stack.scope.add(self.logical_id, before.instance)

    def has_ended(self) -> bool:
        if not resources.is_stable(self._before):
            return False
        if self._before.status == "UPDATE_IN_PROGRESS":
            self._stack.report(self._before, "UPDATE_COMPLETE")
        return True

    def fail(self, reason: str) -> None:
        self._stack.report(self._before, "UPDATE_FAILED", reason)


class ResourceDeletion:
    """Deletes a resource, unless its template retains it."""

    def __init__(self, stack: BaseStack, resource: StackResource, *, retained: bool = False) -> None:
        self.logical_id = resource.logical_id
        self._stack = stack
        self._resource = resource
        self._retained = retained

    def begin(self) -> None:
        if self._retained:
            return
        if self._resource.status != "DELETE_IN_PROGRESS":
            self._stack.report(self._resource, "DELETE_IN_PROGRESS")
        resources.delete(self._stack, self._resource)

    def has_ended(self) -> bool:
        if not self._retained and not resources.is_deleted(self._resource):
            return False
        self._stack.report(self._resource, "DELETE_SKIPPED" if self._retained else "DELETE_COMPLETE")
        if self._stack.resources.get(self.logical_id) is self._resource:
            del self._stack.resources[self.logical_id]
            self._stack.scope.remove(self.logical_id)
        return True

    def fail(self, reason: str) -> None:
        self._stack.report(self._resource, "DELETE_FAILED", reason)


def carry_out(tasks: Iterable[ResourceTask], waits_for: Mapping[str, set[str]]) -> Iterator[None]:
    """Carry out tasks, each after those that it waits for; yield whenever time has to pass.

    Raises :class:`StackFailedError` as soon as one fails; tasks in progress are then reported as cancelled.
    """
    waiting, running = {task.logical_id: task for task in tasks}, dict[str, ResourceTask]()
    while waiting or running:
        failures: list[ResourceFailedError] = []
        ended = [name for name, task in running.items() if _succeeds(task.has_ended, failures)]
        for name in ended:
            del running[name]
        ready = _ready(waiting, running, waits_for)
        for name in ready:
            if not failures:
                running[name] = waiting.pop(name)
                _succeeds(running[name].begin, failures)
        if failures:
            _cancel(running, failures)
            raise StackFailedError(failures)
        if not ended and not ready:
            yield


def _cancel(running: Mapping[str, ResourceTask], failures: list[ResourceFailedError]) -> None:
    """Report failures, and as cancelled what else has not ended."""
    reasons = {failure.logical_id: failure.reason for failure in failures}
    for name, task in running.items():
        if name in reasons or not _succeeds(task.has_ended, []):
            task.fail(reasons.get(name, "Resource creation cancelled"))


def carry_out_deletions(tasks: Iterable[ResourceTask], waits_for: Mapping[str, set[str]]) -> Iterator[None]:
    """Delete, each resource after those that it waits for; yield whenever time has to pass.

    A deletion that fails is tried again after every other one, for what a template does not show (a network interface
    in a subnet). Raises :class:`StackFailedError` with all that fail in the end.
    """
    waiting, running = {task.logical_id: task for task in tasks}, dict[str, ResourceTask]()
    while waiting or running:
        failures: list[ResourceFailedError] = []
        ended = [name for name, task in running.items() if _succeeds(task.has_ended, failures)]
        for name in ended:
            del running[name]
        ready = _ready(waiting, running, waits_for)
        begun = [name for name in ready if _succeeds(waiting[name].begin, failures)]
        for name in begun:
            running[name] = waiting.pop(name)
        if ended or begun:
            continue
        failed = {failure.logical_id: failure for failure in failures}
        if failures and not running.keys() - failed.keys():
            for name, failure in failed.items():
                (waiting.get(name) or running[name]).fail(failure.reason)
            raise StackFailedError(failures)
        yield


def _ready(
    waiting: Mapping[str, ResourceTask], running: Mapping[str, ResourceTask], waits_for: Mapping[str, set[str]]
) -> list[str]:
    unfinished = waiting.keys() | running.keys()
    return [name for name in waiting if not waits_for.get(name, set()) & unfinished]


def _succeeds(step: Callable[[], bool | None], failures: list[ResourceFailedError]) -> bool:
    """Take a step; False if it has not ended, or failed, which adds to ``failures``."""
    try:
        return step() is not False
    except ResourceFailedError as failure:
        failures.append(failure)
        return False
