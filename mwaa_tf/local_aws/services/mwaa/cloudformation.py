"""AWS::MWAA::Environment, which moto's CloudFormation does not have.

It does what the handlers of AWS do (github.com/aws-cloudformation/aws-cloudformation-resource-providers-mwaa,
CreateHandler, UpdateHandler, DeleteHandler and the type's schema): one request, then a look at the status until it is
final, for at most 180 minutes after a creation and 480 after an update.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.core.common_models import CloudFormationModel
from moto.core.exceptions import ServiceException
from moto.core.model import StructureShape
from moto.core.utils import get_service_model
from moto.moto_api._internal import mock_random

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.services.mwaa import constraints
from mwaa_tf.local_aws.services.mwaa.exceptions import EnvironmentNotFound
from mwaa_tf.local_aws.services.mwaa.models import MWAABackend, mwaa_backends
from mwaa_tf.mwaa.status import Status

_TYPE = "AWS::MWAA::Environment"
_CREATION_TIMEOUT = timedelta(minutes=180)
_UPDATE_TIMEOUT = timedelta(minutes=480)
_ATTRIBUTES = (
    "Arn",
    "CeleryExecutorQueue",
    "DatabaseVpcEndpointService",
    "WebserverUrl",
    "WebserverVpcEndpointService",
)


class HandlerFailedError(ServiceException):
    """What the handler of a resource type says, in the words with which CloudFormation passes it on."""

    code = "HandlerFailed"

    def __init__(self, message: str, error_code: str) -> None:
        token = mock_random.uuid4()
        super().__init__(
            f'Resource handler returned message: "{message}" (RequestToken: {token}, HandlerErrorCode: {error_code})'
        )


class TemplateEnvironment(CloudFormationModel):
    """An environment of a stack. `Ref` is its name (the type's schema, primaryIdentifier)."""

    def __init__(self, backend: MWAABackend, name: str, tags: dict[str, str]) -> None:
        self.backend = backend
        self.name = name
        self.tags = tags
        self._deadline = clock.now() + _CREATION_TIMEOUT
        self._updates = False
        self._deletion_requested = False

    @property
    def physical_resource_id(self) -> str:
        """The name of the environment."""
        return self.name

    @staticmethod
    def cloudformation_type() -> str:
        return _TYPE

    @staticmethod
    def cloudformation_name_type() -> str:
        return "Name"

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return attr in _ATTRIBUTES or attr.endswith(".CloudWatchLogGroupArn")

    def get_cfn_attribute(self, attribute_name: str) -> Any:
        """A read-only property, as GetEnvironment has it: WebserverUrl is a host name without a scheme."""
        value: Any = self.backend.describe_environment(self.name)
        if not self.has_cfn_attr(attribute_name):
            raise UnformattedGetAttTemplateException
        for name in attribute_name.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None:
            raise UnformattedGetAttTemplateException
        return value

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> TemplateEnvironment:
        """Call CreateEnvironment with the properties, and the tags of the stack below its own."""
        backend = mwaa_backends[account_id][region_name]
        if resource_name in backend.environments:
            raise HandlerFailedError(
                f"Resource of type '{_TYPE}' with identifier '{resource_name}' already exists.", "AlreadyExists"
            )
        try:
            settings = _settings("CreateEnvironment", {**cloudformation_json["Properties"], "Name": resource_name})
            del settings["Name"]
            tags = {**cloudformation_json.get("StackTags", {}), **settings.pop("Tags", {})}
            backend.create_environment(resource_name, settings, tags)
        except ServiceException as error:
            raise HandlerFailedError(error.message, "InvalidRequest") from error
        return cls(backend, resource_name, tags)

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Any,
        new_resource_name: str,
        cloudformation_json: Any,
        account_id: str,  # noqa: ARG003 - moto's signature
        region_name: str,  # noqa: ARG003 - moto's signature
    ) -> TemplateEnvironment:
        """Change the tags, then call UpdateEnvironment. A property that the template no longer has keeps its value."""
        properties = {**cloudformation_json["Properties"], "Name": new_resource_name}
        environment: TemplateEnvironment = original_resource
        try:
            tags = _settings("CreateEnvironment", properties).get("Tags", {})
            environment._change_tags({**cloudformation_json.get("StackTags", {}), **tags})
            settings = _settings("UpdateEnvironment", properties)
            del settings["Name"]
            environment.backend.update_environment(environment.name, settings)
        except ServiceException as error:
            raise HandlerFailedError(error.message, "InvalidRequest") from error
        environment._updates, environment._deadline = True, clock.now() + _UPDATE_TIMEOUT
        return environment

    def _change_tags(self, tags: dict[str, str]) -> None:
        arn = self.backend.get_environment(self.name).identity.arn
        removed = [name for name in self.tags if name not in tags]
        if removed:
            self.backend.untag_resource(arn, removed)
        if tags:
            self.backend.tag_resource(arn, tags)
        self.tags = tags

    def is_created(self) -> bool:
        """Whether the creation or the update has ended.

        A creation also ends with PENDING, where the customer has yet to create the endpoints, as in the handlers.
        """
        environment = self._described()
        if environment is None:
            raise HandlerFailedError("Update failed, resource no longer exists", "NotStabilized")
        status, failure = environment["Status"], environment["LastUpdate"].get("Error", {}).get("ErrorMessage", "")
        if status == Status.AVAILABLE or (status == Status.PENDING and not self._updates):
            return True
        if status == Status.CREATE_FAILED and not self._updates:
            # AWS's handler leaves the cause to GetEnvironment, and the rollback deletes the environment.
            raise HandlerFailedError(f"Creation failed [cause, from the local AWS: {failure}]", "NotStabilized")
        if status == Status.UPDATE_FAILED and self._updates:
            raise HandlerFailedError(f"Update failed. {failure}", "NotStabilized")
        if status == Status.UNAVAILABLE and self._updates:
            raise HandlerFailedError(f"Update failed, Environment unavailable. {failure}", "NotStabilized")
        if clock.now() >= self._deadline:
            # That CloudFormation says so is inferred; the times are those of the schema.
            raise HandlerFailedError("Exceeded attempts to wait", "NotStabilized")
        return False

    def delete(self, _account_id: str, _region_name: str) -> None:
        """Call DeleteEnvironment, as soon as MWAA accepts it. An environment that does not exist is deleted."""
        self._deletion_requested = False
        self.is_deleted()

    def is_deleted(self) -> bool:
        """Whether the environment is deleted.

        MWAA refuses a deletion while another operation is in progress; that CloudFormation waits for it is inferred.
        """
        environment = self._described()
        if environment is None:
            return True
        if not Status(environment["Status"]).is_busy and not self._deletion_requested:
            self.backend.delete_environment(self.name)
            self._deletion_requested = True
        return False

    def _described(self) -> dict[str, Any] | None:
        try:
            return self.backend.describe_environment(self.name)
        except EnvironmentNotFound:
            return None


def _settings(operation: str, properties: dict[str, Any]) -> dict[str, Any]:
    """The members of the request that the properties have, validated with the service model.

    CloudFormation converts text to numbers and booleans where the schema has them, and the values of maps to text.
    """
    shape = get_service_model("mwaa").operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)  # noqa: S101 - both operations have an input
    settings = {
        name: _converted(shape.members[name], value) for name, value in properties.items() if name in shape.members
    }
    if operation == "UpdateEnvironment" and "NetworkConfiguration" in settings:
        # Of the network, UpdateEnvironment takes the security groups; other subnets are another environment.
        groups = settings["NetworkConfiguration"].get("SecurityGroupIds")
        settings["NetworkConfiguration"] = {"SecurityGroupIds": groups}
    constraints.check(shape, settings)
    return settings


def _converted(shape: Any, value: Any) -> Any:
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            return {
                name: _converted(shape.members[name], member) for name, member in value.items() if name in shape.members
            }
        case "list" if isinstance(value, list):
            return [_converted(shape.member, member) for member in value]
        case "map" if isinstance(value, dict):
            return {name: _converted(shape.value, member) for name, member in value.items()}
        case "integer" if isinstance(value, str) and value.strip().isdigit():
            return int(value)
        case "boolean" if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        case "string" if isinstance(value, bool):
            return str(value).lower()
        case "string" if isinstance(value, (int, float)):
            return str(value)
    return value
