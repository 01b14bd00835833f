"""A stack: its template, parameters, resources, events and outputs, and the operation in progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import Event, Stack
from moto.cloudformation.parsing import Export
from moto.core.utils import utcnow

from mwaa_tf.local_aws.services.cloudformation.functions import evaluate, is_condition_met
from mwaa_tf.local_aws.services.cloudformation.scope import TemplateScope
from mwaa_tf.local_aws.services.cloudformation.stack_resource import StackResource
from mwaa_tf.local_aws.services.cloudformation.templates import read_template

_SUCCEEDED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


class BaseStack(Stack):
    """A stack. A request that concerns it takes its operation as far as it goes without waiting."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.resources: dict[str, StackResource] = {}
        """By logical id; resources that are being created or deleted are among them."""
        self.status_reason: str | None = None
        self.acknowledged: frozenset[str] | None = None
        """The capabilities of the request for its operation; None where none are demanded."""
        self.parent_id: str | None = None
        self.deletion_time: Any = None
        self.last_updated_time: Any = None
        self.previous_dependencies: dict[str, set[str]] = {}
        """What the resources of the template before the last update, or of the one that failed, wait for."""
        self.evaluated_outputs: list[dict[str, Any]] = []
        """The outputs of the last operation that succeeded."""
        self._operation: Iterator[None] | None = None
        self._previous: tuple[Any, dict[str, Any], TemplateScope, dict[str, Any]] | None = None

    @property
    def scope(self) -> TemplateScope:
        """The names of its template."""
        assert isinstance(self.resource_map, TemplateScope)  # noqa: S101 - moto creates them by this name
        return self.resource_map

    @property
    def is_in_progress(self) -> bool:
        return str(self.status).endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    def start(self, operation: Iterator[None]) -> None:
        """Begin an operation; one in progress ends here."""
        self._operation = operation
        self.advance()

    def advance(self) -> None:
        """Take the operation in progress as far as it goes without waiting.

        It does nothing while that happens already: what a nested stack does is a part of it.
        """
        operation, self._operation = self._operation, None
        if operation is not None and next(operation, self) is not self and self._operation is None:
            self._operation = operation

    def enter(self, status: str, reason: str | None = None) -> None:
        """Change the status, with an event."""
        self.status, self.status_reason = status, reason
        self._add_stack_event(status, reason)
        if status == "UPDATE_IN_PROGRESS":
            self.last_updated_time = utcnow()
        if status == "DELETE_COMPLETE":
            self.deletion_time = utcnow()

    def report(self, resource: StackResource, status: str, reason: str | None = None) -> None:
        """Change the status of a resource, with an event."""
        resource.status, resource.reason, resource.changed_at = status, reason, utcnow()
        event = Event(
            stack_id=self.stack_id,
            stack_name=self.name,
            logical_resource_id=resource.logical_id,
            physical_resource_id=resource.physical_id,
            resource_type=resource.resource_type,
            resource_status=status,
            resource_status_reason=reason,
            resource_properties=None,
        )
        self.events.append(event)

    def change_template(self, template: str, parameters: dict[str, Any]) -> None:
        """Take another template and parameters. Raises moto's ValidationError and changes nothing for invalid ones."""
        before = (self.template, self.template_dict, self.resource_map, self.parameters)
        try:
            self.template, self.template_dict, self.parameters = template, read_template(template), parameters
            self.resource_map = self._create_resource_map()
        except Exception:
            self.template, self.template_dict, self.resource_map, self.parameters = before
            raise
        self._remember(before)

    def restore_template(self) -> None:
        """Take back the template before the last one."""
        assert self._previous is not None  # noqa: S101 - an update has changed it
        before = (self.template, self.template_dict, self.resource_map, self.parameters)
        self.template, self.template_dict, self.resource_map, self.parameters = self._previous
        self._remember(before)

    def _remember(self, before: Any) -> None:
        self._previous = before
        self.previous_dependencies = before[2].dependencies
        self.description = self.template_dict.get("Description")
        for logical_id, resource in self.resources.items():
            self.scope.add(logical_id, resource.instance)

    def set_outputs(self) -> None:
        """Evaluate the outputs. Raises moto's ValidationError for one that has no value."""
        self.evaluated_outputs = []
        for name, output in (self.template_dict.get("Outputs") or {}).items():
            if "Condition" in output and not is_condition_met(output["Condition"], self.scope):
                continue
            export = (output.get("Export") or {}).get("Name")
            self.evaluated_outputs.append(
                {
                    "OutputKey": name,
                    "OutputValue": _as_text(evaluate(output.get("Value"), self.scope)),
                    "Description": output.get("Description"),
                    "ExportName": evaluate(export, self.scope),
                }
            )

    @property
    def capabilities(self) -> list[str]:
        """The member Capabilities of DescribeStacks."""
        return sorted(self.acknowledged or ())

    @property
    def stack_name(self) -> str:
        """For ListStacks, whose response moto writes from attributes of these names."""
        return str(self.name)

    @property
    def stack_status(self) -> str:
        return str(self.status)

    @property
    def stack_status_reason(self) -> str | None:
        return self.status_reason

    @property
    def outputs(self) -> list[dict[str, Any]] | None:
        return self.evaluated_outputs or None

    @property
    def exports(self) -> list[Export]:
        return [
            Export(self.stack_id, output["ExportName"], output["OutputValue"])
            for output in self.evaluated_outputs
            if output["ExportName"]
        ]

    @property
    def stack_parameters(self) -> dict[str, Any]:
        """The values of all parameters as text, defaults included."""
        return self._with_defaults(self.parameters)

    def has(self, template: Mapping[str, Any], parameters: Mapping[str, Any], tags: Mapping[str, str] | None) -> bool:
        """Whether it already has this template, these values of parameters and these tags; None are any.

        A default and the same value of a client are no different: `cloudformation deploy` names no parameter when it
        creates a stack, and all with `UsePreviousValue` when it updates it (awscli, customizations/cloudformation).
        """
        same_values = self._with_defaults(parameters) == self.stack_parameters
        return template == self.template_dict and same_values and tags in (None, self.tags)

    def _with_defaults(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        slots = self.template_dict.get("Parameters") or {}
        return {name: _as_text(parameters.get(name, slot.get("Default"))) for name, slot in slots.items()}

    @property
    def parameter_list(self) -> list[dict[str, Any]]:
        hidden = getattr(self.scope, "no_echo_parameter_keys", [])
        return [
            {"ParameterKey": name, "ParameterValue": "****" if name in hidden else value}
            for name, value in self.stack_parameters.items()
        ]

    @property
    def physical_resource_id(self) -> str:
        """The ARN, as `Ref` of a nested stack returns it (template reference, aws-resource-cloudformation-stack)."""
        return self.stack_id

    def get_cfn_attribute(self, name: str) -> Any:
        """An output of a nested stack, as `Outputs.NAME`."""
        values = {f"Outputs.{output['OutputKey']}": output["OutputValue"] for output in self.evaluated_outputs}
        if name not in values:
            raise NotImplementedError
        return values[name]

    def is_created(self) -> bool:
        """Whether a nested stack is created or updated. Raises moto's ValidationError if that failed."""
        self.advance()
        if self.status in _SUCCEEDED:
            return True
        if self.is_in_progress and "ROLLBACK" not in self.status:
            return False
        reasons = [event.resource_status_reason for event in self.events if "_FAILED" in event.resource_status]
        message = f"Embedded stack {self.stack_id} was not successfully created: {(reasons or [''])[0]}"
        raise ValidationError(message=message)

    def is_deleted(self) -> bool:
        """Whether a nested stack is deleted. Raises moto's ValidationError if that failed."""
        self.advance()
        if self.status == "DELETE_FAILED":
            raise ValidationError(message=f"Embedded stack {self.stack_id} was not successfully deleted")
        return bool(self.status == "DELETE_COMPLETE")


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_as_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
