"""Creation, update and deletion of a stack, as far as they go without waiting.

Each operation is a generator that yields whenever time has to pass: nothing runs in the background, and the requests of
a client that waits for a stack take it forward. The order of statuses and the words of their reasons are those of AWS
(user guide, view-stack-events and stack-failure-options).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from moto.cloudformation.exceptions import ValidationError

from mwaa_tf.local_aws.services.cloudformation import exports
from mwaa_tf.local_aws.services.cloudformation.resources import error_message
from mwaa_tf.local_aws.services.cloudformation.stack_resource import StackResource
from mwaa_tf.local_aws.services.cloudformation.stacks import BaseStack
from mwaa_tf.local_aws.services.cloudformation.tasks import (
    ResourceChange,
    ResourceCreation,
    ResourceDeletion,
    ResourceRestoration,
    ResourceTask,
    StackFailedError,
    carry_out,
    carry_out_deletions,
)

_INITIATED = "User Initiated"
_CANCELLED = "Rollback requested by user."


def creation(stack: BaseStack, on_failure: str) -> Iterator[None]:
    """Create all resources; on failure roll back, delete the stack, or leave what there is (API_CreateStack)."""
    stack.enter("CREATE_IN_PROGRESS", _INITIATED)
    definitions = [StackResource(name, definition) for name, definition in stack.scope.definitions().items()]
    try:
        yield from carry_out(
            [ResourceCreation(stack, definition) for definition in definitions], stack.scope.dependencies
        )
        stack.set_outputs()
        exports.check(stack, {})
    except (StackFailedError, ValidationError) as error:
        yield from _undo_creation(stack, _reason("create", error), on_failure)
        return
    stack.enter("CREATE_COMPLETE")


def update(stack: BaseStack, *, rolls_back: bool = True) -> Iterator[None]:
    """Change all resources that differ, and delete those that are no longer in the template.

    The stack already has the new template, and remembers the old one.
    """
    originals = dict(stack.resources)
    before = {name: replace(resource) for name, resource in originals.items()}
    outputs, exported = stack.evaluated_outputs, {export.name: export.value for export in stack.exports}
    stack.enter("UPDATE_IN_PROGRESS", _INITIATED)
    try:
        yield from carry_out(_changes(stack), stack.scope.dependencies)
        stack.set_outputs()
        exports.check(stack, exported)
    except (StackFailedError, ValidationError) as error:
        stack.evaluated_outputs = outputs
        if rolls_back:
            yield from _undo_update(stack, originals, before, _reason("update", error))
        else:
            stack.enter("UPDATE_FAILED", _reason("update", error))
        return
    stack.enter("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    yield from _clean_up(stack, originals, stack.scope.definitions())
    stack.enter("UPDATE_COMPLETE")


def _changes(stack: BaseStack) -> list[ResourceTask]:
    definitions = [StackResource(name, definition) for name, definition in stack.scope.definitions().items()]
    return [
        ResourceChange(stack, definition)
        if definition.logical_id in stack.resources
        else ResourceCreation(stack, definition)
        for definition in definitions
    ]


def deletion(stack: BaseStack) -> Iterator[None]:
    """Delete all resources but those that are retained."""
    stack.enter("DELETE_IN_PROGRESS", _INITIATED)
    try:
        yield from _delete_all(stack)
    except StackFailedError as error:
        stack.enter("DELETE_FAILED", _reason("delete", error))
        return
    stack.enter("DELETE_COMPLETE")


def _undo_creation(stack: BaseStack, reason: str, on_failure: str) -> Iterator[None]:
    if on_failure == "DO_NOTHING":
        stack.enter("CREATE_FAILED", reason)
        return
    status = "DELETE" if on_failure == "DELETE" else "ROLLBACK"
    stack.enter(f"{status}_IN_PROGRESS", f"{reason}{_CANCELLED}")
    try:
        yield from _delete_all(stack, rolls_back=True)
    except StackFailedError as error:
        stack.enter(f"{status}_FAILED", _reason("delete", error))
        return
    stack.enter(f"{status}_COMPLETE")


def _undo_update(
    stack: BaseStack, originals: Mapping[str, StackResource], before: Mapping[str, StackResource], reason: str
) -> Iterator[None]:
    """Bring every resource back to what it was, then delete what the update has created."""
    stack.enter("UPDATE_ROLLBACK_IN_PROGRESS", reason)
    changed = dict(stack.resources)
    stack.restore_template()
    try:
        restorations = [ResourceRestoration(stack, resource) for resource in before.values()]
        yield from carry_out(restorations, stack.scope.dependencies)
    except StackFailedError as error:
        stack.enter("UPDATE_ROLLBACK_FAILED", _reason("update", error))
        return
    created = [resource for name, resource in changed.items() if _is_another(resource, originals.get(name))]
    stack.enter("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    yield from _delete_leftovers(stack, [ResourceDeletion(stack, resource) for resource in created])
    for resource in created:
        if stack.resources.get(resource.logical_id) is resource:
            del stack.resources[resource.logical_id]
    stack.enter("UPDATE_ROLLBACK_COMPLETE")


def _clean_up(stack: BaseStack, originals: Mapping[str, StackResource], names: Container[str]) -> Iterator[None]:
    """Delete what is no longer in the template, and what has been replaced."""
    tasks = []
    for name, resource in originals.items():
        if name not in names:
            tasks.append(ResourceDeletion(stack, resource, retained=resource.policy("DeletionPolicy") != "Delete"))
        elif _is_another(stack.resources[name], resource):
            retained = resource.policy("UpdateReplacePolicy") == "Retain"
            tasks.append(ResourceDeletion(stack, resource, retained=retained))
    yield from _delete_leftovers(stack, tasks)


def _is_another(resource: StackResource, original: StackResource | None) -> bool:
    """Whether an update has created ``resource``, perhaps in place of ``original``."""
    if original is None:
        return True
    return resource.instance is not original.instance and not resource.updated_in_place


def _delete_leftovers(stack: BaseStack, tasks: list[ResourceDeletion]) -> Iterator[None]:
    """Delete after an update. What cannot be deleted remains, and its events say so; the update succeeded.

    User guide, using-cfn-updating-stacks.
    """
    with suppress(StackFailedError):
        yield from carry_out_deletions(tasks, _dependents(stack.previous_dependencies))


def _delete_all(stack: BaseStack, *, rolls_back: bool = False) -> Iterator[None]:
    """Delete all resources, each after those that depend on it, except retained ones.

    RetainExceptOnCreate retains nothing in a creation that is rolled back (aws-attribute-deletionpolicy).
    """
    retaining = ("Retain",) if rolls_back else ("Retain", "RetainExceptOnCreate")
    tasks = [
        ResourceDeletion(
            stack,
            resource,
            retained=resource.instance is not None and resource.policy("DeletionPolicy") in retaining,
        )
        for resource in stack.resources.values()
    ]
    yield from carry_out_deletions(tasks, _dependents(stack.scope.dependencies))


def _dependents(dependencies: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """By logical id the resources that depend on it."""
    dependents: dict[str, set[str]] = {}
    for name, needed in dependencies.items():
        for other in needed:
            dependents.setdefault(other, set()).add(name)
    return dependents


def _reason(verb: str, error: StackFailedError | ValidationError) -> str:
    if isinstance(error, StackFailedError):
        return f"The following resource(s) failed to {verb}: {error.names}. "
    return error_message(error)
