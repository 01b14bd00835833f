"""Resources of a stack: how each is created, changed, replaced and deleted, or fails by name.

moto's classes of resources do the work. What they cannot do fails, where moto would skip it: a type or property that
AWS does not have, a type that moto does not have, a change or deletion that it does not carry out.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping
from typing import Any

from moto.cloudformation import parsing
from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException

from mwaa_tf.local_aws.services.cloudformation import capabilities, schemas
from mwaa_tf.local_aws.services.cloudformation.functions import evaluate
from mwaa_tf.local_aws.services.cloudformation.resource_types import unsupported_changes, unsupported_properties
from mwaa_tf.local_aws.services.cloudformation.stack_resource import NoResource, ResourceFailedError, StackResource
from mwaa_tf.local_aws.services.cloudformation.stacks import BaseStack
from mwaa_tf.text import join_words

LOG = logging.getLogger(__name__)

_CREATES_NOTHING = frozenset({"AWS::CloudFormation::WaitConditionHandle", "AWS::CDK::Metadata"})
"""Types that stand for no resource."""
_RUN_BY_FUNCTIONS = ("Custom::", "AWS::CloudFormation::CustomResource")


def create(stack: BaseStack, resource: StackResource) -> None:
    """Begin the creation of ``resource``. Raises :class:`ResourceFailedError`."""
    _check_type(resource)
    resource.properties = evaluate_properties(stack, resource)
    name = parsing.generate_resource_name(resource.resource_type, stack.name, resource.logical_id)
    if resource.resource_type in _CREATES_NOTHING:
        resource.instance = NoResource(name)
        return
    model = _model(resource)
    with capabilities.acknowledged(stack.acknowledged):
        resource.instance = _create(stack, resource, model, name)
    _name_instance(resource)
    _tag(stack, resource)


def _create(stack: BaseStack, resource: StackResource, model: Any, name: str) -> Any:
    return attempt(
        resource,
        lambda: model.create_from_cloudformation_json(
            resource.properties.get(model.cloudformation_name_type() or "") or name,
            _request(stack, resource),
            stack.account_id,
            stack.region_name,
            LogicalId=resource.logical_id,
            StackId=stack.stack_id,
            ResourceType=resource.resource_type,
        ),
    )


def check_update(resource: StackResource, before: Mapping[str, Any]) -> None:
    """Raise :class:`ResourceFailedError` if nothing can change the type, or what differs from ``before``."""
    resource_type, after = resource.resource_type, resource.properties
    if resource_type in _CREATES_NOTHING:
        return
    if hasattr(_model(resource).update_from_cloudformation_json, "__isabstractmethod__"):
        raise resource.failure(f"the local AWS cannot update {resource_type}")
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    unchangeable = unsupported_changes(resource_type, changed)
    if unchangeable:
        raise resource.failure(f"the local AWS cannot update {join_words(unchangeable)} of {resource_type}")


def update(stack: BaseStack, resource: StackResource) -> None:
    """Begin an update in place to the properties of ``resource``. Raises :class:`ResourceFailedError`."""
    if resource.resource_type in _CREATES_NOTHING:
        return
    model = _model(resource)
    name = resource.properties.get(model.cloudformation_name_type() or "") or resource.physical_id
    with capabilities.acknowledged(stack.acknowledged):
        updated = attempt(
            resource,
            lambda: model.update_from_cloudformation_json(
                original_resource=resource.instance,
                new_resource_name=name,
                cloudformation_json=_request(stack, resource),
                account_id=stack.account_id,
                region_name=stack.region_name,
            ),
        )
    if updated is None:
        raise resource.failure(f"the local AWS cannot update {resource.resource_type}")
    resource.instance = updated
    _name_instance(resource)


def check_replacement(resource: StackResource, before: Mapping[str, Any]) -> None:
    """Raise :class:`ResourceFailedError` if the name of the old resource is also the new one's."""
    name_property = _model(resource).cloudformation_name_type()
    name = resource.properties.get(name_property or "")
    if name and before.get(name_property) == name:
        reason = (
            "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
            f"Rename {name} and update the stack again."
        )
        raise resource.failure(reason)


def delete(stack: BaseStack, resource: StackResource) -> None:
    """Begin the deletion of ``resource``. Raises :class:`ResourceFailedError`."""
    instance = resource.instance
    if instance is None or isinstance(instance, NoResource):
        return
    method = getattr(instance, "delete", None)
    model = _model(resource)
    if method is not None and _takes_place(method):
        attempt(resource, lambda: method(stack.account_id, stack.region_name))
    elif not hasattr(model.delete_from_cloudformation_json, "__isabstractmethod__"):
        attempt(
            resource,
            lambda: model.delete_from_cloudformation_json(
                resource.physical_id, _request(stack, resource), stack.account_id, stack.region_name
            ),
        )
    else:
        raise resource.failure(f"the local AWS cannot delete {resource.resource_type}")


def is_stable(resource: StackResource) -> bool:
    """Whether its creation or update has ended. Raises :class:`ResourceFailedError` if it failed."""
    return resource.instance is None or bool(attempt(resource, getattr(resource.instance, "is_created", lambda: True)))


def is_deleted(resource: StackResource) -> bool:
    """Whether its deletion has ended. Raises :class:`ResourceFailedError` if it failed."""
    return bool(attempt(resource, getattr(resource.instance, "is_deleted", lambda: True)))


def evaluate_properties(stack: BaseStack, resource: StackResource) -> dict[str, Any]:
    """The properties of its template, evaluated and checked with the type's schema."""
    properties = attempt(resource, lambda: evaluate(dict(resource.definition.get("Properties") or {}), stack.scope))
    problems = list(schemas.problems(resource.resource_type, stack.region_name, properties))
    if problems:
        reason = f"Properties validation failed for resource {resource.logical_id} with message:\n"
        raise resource.failure(reason + "\n".join(problems))
    dropped = unsupported_properties(resource.resource_type, set(properties))
    if dropped:
        raise resource.failure(f"the local AWS cannot set {join_words(dropped)} of {resource.resource_type}")
    return dict(properties)


def attempt(resource: StackResource, operation: Callable[[], Any]) -> Any:
    """The result of ``operation``. Whatever it raises fails the resource, and not the request."""
    try:
        return operation()
    except ResourceFailedError:
        raise
    except (ServiceException, HTTPException) as error:
        raise resource.failure(error_message(error)) from error
    except Exception as error:
        LOG.exception("%s of a template failed inside the local AWS", resource.resource_type)
        reason = f"failed inside the local AWS: {type(error).__name__}: {error}"
        raise resource.failure(reason) from error


def error_message(error: Exception) -> str:
    """The message of an error of moto."""
    return str(getattr(error, "message", None) or getattr(error, "description", None) or error)


def _check_type(resource: StackResource) -> None:
    resource_type = resource.resource_type
    if resource_type in _CREATES_NOTHING:
        return
    if resource_type.startswith(_RUN_BY_FUNCTIONS):
        raise resource.failure(f"{resource_type} needs a Lambda function to run, and the local AWS runs none")
    if resource_type in parsing.NULL_MODELS:
        raise resource.failure(f"{resource_type} waits for signals, and the local AWS receives none")
    if parsing.resource_class_from_type(resource_type) is None:
        reason = f"Unrecognized resource types: [{resource_type}] (the local AWS cannot create it)"
        raise resource.failure(reason)


def _model(resource: StackResource) -> Any:
    return parsing.resource_class_from_type(resource.resource_type)


def _request(stack: BaseStack, resource: StackResource) -> dict[str, Any]:
    """What moto's classes get: the definition, with evaluated properties, and the tags of the stack."""
    return {
        **resource.definition,
        "Properties": resource.properties,
        "StackTags": {**stack.tags, **_system_tags(stack, resource)},
    }


def _system_tags(stack: BaseStack, resource: StackResource) -> dict[str, str]:
    """The tags that CloudFormation gives every resource (user guide, cfn-properties-resource-tags)."""
    return {
        "aws:cloudformation:stack-name": stack.name,
        "aws:cloudformation:stack-id": stack.stack_id,
        "aws:cloudformation:logical-id": resource.logical_id,
    }


def _tag(stack: BaseStack, resource: StackResource) -> None:
    from moto.ec2.models import ec2_backends
    from moto.ec2.models.core import TaggedEC2Resource

    if isinstance(resource.instance, TaggedEC2Resource):
        backend = ec2_backends[stack.account_id][stack.region_name]
        tags = {**stack.tags, **_system_tags(stack, resource)}
        attempt(resource, lambda: backend.create_tags([resource.physical_id], tags))


def _name_instance(resource: StackResource) -> None:
    resource.instance.cf_resource_type = resource.resource_type
    resource.instance.logical_resource_id = resource.logical_id


def _takes_place(method: Callable[..., Any]) -> bool:
    """Whether a method takes an account and a region, as moto's deletions of a template do."""
    try:
        inspect.signature(method).bind("", "")
    except TypeError:
        return False
    return True
