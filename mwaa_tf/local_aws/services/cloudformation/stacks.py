"""Stacks that fail, with the resource and the reason in their events.

As on AWS, a stack whose creation fails is rolled back, unless the request says otherwise (`DisableRollback`,
`OnFailure`; API_CreateStack). A failed update is not undone: the stack is in UPDATE_FAILED, as on AWS without rollback.
AWS refuses a template with a type that does not exist; the local AWS, which does not know all types, lets its stack
fail like that of a type that it does not have.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend, Event, Stack
from moto.cloudformation.parsing import OutputMap, ResourceMap
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException

from mwaa_tf.local_aws.patching import wrap

LOG = logging.getLogger(__name__)

_CREATES_NOTHING = frozenset({*parsing.NULL_MODELS, "AWS::CDK::Metadata"})
"""Types that stand for no resource."""
_RUN_BY_FUNCTIONS = ("Custom::", "AWS::CloudFormation::CustomResource")

_on_failure: ContextVar[str] = ContextVar("on_failure", default="ROLLBACK")


class ResourceFailedError(ValidationError):
    """The creation or update of a resource of a template failed."""

    def __init__(self, logical_id: str, resource_type: str, reason: str) -> None:
        super().__init__(message=reason)
        self.logical_id = logical_id
        self.resource_type = resource_type
        self.reason = reason


def install() -> None:
    """Apply all patches; once per process."""
    wrap(parsing, "parse_and_create_resource", _create_resource)
    wrap(parsing, "parse_and_update_resource", _update_resource)
    wrap(CloudFormationResponse, "create_stack", _remember_on_failure)
    wrap(CloudFormationBackend, "create_stack", _create_stack)
    wrap(CloudFormationBackend, "execute_change_set", _execute_change_set)
    wrap(Stack, "update", _update_stack)


def _create_resource(
    create: Callable[..., Any], logical_id: str, resource: dict[str, Any], resources: ResourceMap, **place: str
) -> Any:
    condition, resource_type = resource.get("Condition"), str(resource.get("Type"))
    if resource_type in _CREATES_NOTHING or (condition and not resources.lazy_condition_map[condition]):
        return create(logical_id, resource, resources, **place)
    if resource_type.startswith(_RUN_BY_FUNCTIONS):
        reason = f"{resource_type} needs a Lambda function to run, and the local AWS runs none"
        raise ResourceFailedError(logical_id, resource_type, reason)
    if parsing.resource_class_from_type(resource_type) is None:
        reason = f"Unrecognized resource types: [{resource_type}] (the local AWS cannot create it)"
        raise ResourceFailedError(logical_id, resource_type, reason)
    created = _attempt(create, logical_id, resource_type, resource, resources, place)
    if isinstance(created, Stack) and not created.status.endswith("_COMPLETE"):
        raise ResourceFailedError(logical_id, resource_type, f"Embedded stack {created.stack_id} was not created")
    return created


def _update_resource(
    update: Callable[..., Any], logical_id: str, resource: dict[str, Any], resources: ResourceMap, **place: str
) -> Any:
    resource_type = str(resource.get("Type"))
    updated = _attempt(update, logical_id, resource_type, resource, resources, place)
    if updated is None and resource_type not in _CREATES_NOTHING:
        raise ResourceFailedError(logical_id, resource_type, f"the local AWS cannot update {resource_type}")
    return updated


def _attempt(
    operation: Callable[..., Any],
    logical_id: str,
    resource_type: str,
    resource: dict[str, Any],
    resources: ResourceMap,
    place: dict[str, str],
) -> Any:
    try:
        return operation(logical_id, resource, resources, **place)
    except ResourceFailedError:
        # Of a resource that this one refers to.
        raise
    except (ServiceException, HTTPException) as error:
        raise ResourceFailedError(logical_id, resource_type, _message(error)) from error
    except Exception as error:
        LOG.exception("%s of a template failed inside the local AWS", resource_type)
        reason = f"failed inside the local AWS: {type(error).__name__}: {error}"
        raise ResourceFailedError(logical_id, resource_type, reason) from error


def _message(error: Exception) -> str:
    return str(getattr(error, "message", None) or getattr(error, "description", None) or error)


def _remember_on_failure(create: Callable[..., Any], response: CloudFormationResponse) -> Any:
    disabled = str(response._get_param("DisableRollback")).lower() == "true"
    reset = _on_failure.set(response._get_param("OnFailure") or ("DO_NOTHING" if disabled else "ROLLBACK"))
    try:
        return create(response)
    finally:
        _on_failure.reset(reset)


def _create_stack(create: Callable[..., Stack], backend: CloudFormationBackend, name: str, **options: Any) -> Stack:
    before = set(backend.stacks)
    try:
        return create(backend, name=name, **options)
    except ResourceFailedError as error:
        (stack_id,) = backend.stacks.keys() - before
        _fail_creation(backend, backend.stacks[stack_id], error)
        return backend.stacks.get(stack_id) or backend.deleted_stacks[stack_id]
    except Exception:
        # moto would keep a stack that it has refused.
        for stack_id in backend.stacks.keys() - before:
            del backend.stacks[stack_id]
        raise


def _execute_change_set(
    execute: Callable[..., None], backend: CloudFormationBackend, change_set_name: str, stack_name: str | None = None
) -> None:
    try:
        execute(backend, change_set_name, stack_name)
    except ResourceFailedError as error:
        change_set = next(
            change_set
            for change_set_id, change_set in backend.change_sets.items()
            if change_set_name in (change_set_id, change_set.change_set_name)
        )
        change_set.execution_status = "EXECUTE_FAILED"
        if change_set.change_set_type == "CREATE":
            _fail_creation(backend, change_set.stack, error)
        else:
            _fail(change_set.stack, error, "UPDATE_FAILED")


def _update_stack(update: Callable[..., None], stack: Stack, *arguments: Any, **options: Any) -> None:
    try:
        update(stack, *arguments, **options)
    except ResourceFailedError as error:
        _fail(stack, error, "UPDATE_FAILED")


def _fail_creation(backend: CloudFormationBackend, stack: Stack, error: ResourceFailedError) -> None:
    """The end of a creation that failed. What outputs name may not exist, so that there are none."""
    on_failure = _on_failure.get()
    _fail(stack, error, "CREATE_FAILED")
    stack.output_map = OutputMap(stack.resource_map, {}, stack.stack_id)
    for name in [name for name, export in backend.exports.items() if export.exporting_stack_id == stack.stack_id]:
        del backend.exports[name]
    if on_failure == "DO_NOTHING":
        return
    stack._add_stack_event("ROLLBACK_IN_PROGRESS", f"The following resource(s) failed to create: [{error.logical_id}].")
    try:
        stack.resource_map.delete()
    except (ServiceException, HTTPException) as rollback_error:
        stack.status = "ROLLBACK_FAILED"
        stack._add_stack_event(stack.status, _message(rollback_error))
        return
    stack.status = "ROLLBACK_COMPLETE"
    stack._add_stack_event(stack.status)
    if on_failure == "DELETE":
        stack.status = "DELETE_COMPLETE"
        backend.deleted_stacks[stack.stack_id] = backend.stacks.pop(stack.stack_id)


def _fail(stack: Stack, error: ResourceFailedError, status: str) -> None:
    stack.events.append(
        Event(
            stack_id=stack.stack_id,
            stack_name=stack.name,
            logical_resource_id=error.logical_id,
            physical_resource_id="",
            resource_type=error.resource_type,
            resource_status=status,
            resource_status_reason=error.reason,
            resource_properties=None,
        )
    )
    stack.status = status
    stack._add_stack_event(status, f"The following resource(s) failed: [{error.logical_id}]. {error.reason}")
