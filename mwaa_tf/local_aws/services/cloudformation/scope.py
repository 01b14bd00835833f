"""The names of a stack's template: pseudo parameters, parameters, mappings, conditions and created resources."""

from __future__ import annotations

from functools import partial
from typing import Any

from moto.cloudformation.exceptions import UnformattedGetAttTemplateException, ValidationError
from moto.cloudformation.parsing import LazyDict, ResourceMap, get_model_map
from moto.utilities.utils import get_partition

from mwaa_tf.local_aws.services.cloudformation import parameters, references
from mwaa_tf.local_aws.services.cloudformation.functions import evaluate_condition, is_condition_met

_URL_SUFFIXES = {"aws-cn": "amazonaws.com.cn"}
"""`AWS::URLSuffix` by partition where it is not `amazonaws.com` (template reference, pseudo-parameter-reference)."""


class TemplateScope(ResourceMap):
    """moto's map of names, which creates nothing: moto's own creates a resource as soon as something refers to it."""

    def __init__(
        self,
        stack_id: str,
        stack_name: str,
        parameters: dict[str, Any],
        tags: dict[str, Any],
        region_name: str,
        account_id: str,
        template: dict[str, Any],
        cross_stack_resources: Any,
    ) -> None:
        super().__init__(
            stack_id, stack_name, parameters, tags, region_name, account_id, template, cross_stack_resources
        )
        self.imported: set[str] = set()
        """Names of the exports of other stacks that the template's values come from."""
        self.dependencies: dict[str, set[str]] = {}
        """By logical id of every resource of the template, those that it waits for."""
        partition = get_partition(region_name)
        self._parsed_resources |= {
            "AWS::Partition": partition,
            "AWS::URLSuffix": _URL_SUFFIXES.get(partition, "amazonaws.com"),
            "AWS::NotificationARNs": [],
        }

    def load(self) -> None:
        """Read the template. Raises moto's ValidationError for what is wrong with it."""
        if not self._template:
            return
        self.dependencies = references.dependencies(self._template)
        references.check_outputs(self._template)
        super().load()

    def load_parameters(self) -> None:
        """Resolve the parameters."""
        slots = self._template.get("Parameters") or {}
        self.no_echo_parameter_keys = [name for name, slot in slots.items() if slot.get("NoEcho")]
        self.resolved_parameters = parameters.resolve(slots, self.input_parameters, self.parse_ssm_parameter)
        self._parsed_resources.update(self.resolved_parameters)

    def load_conditions(self) -> None:
        """Evaluate all conditions."""
        self.lazy_condition_map = LazyDict()
        for name, condition in (self._template.get("Conditions") or {}).items():
            self.lazy_condition_map[name] = partial(evaluate_condition, condition, self)
        for name in self.lazy_condition_map:
            self.lazy_condition_map[name]

    def validate_outputs(self) -> None:
        """Check the attributes in outputs, as far as the types are known; others fail when they are created."""
        for output in (self._template.get("Outputs") or {}).values():
            value = output.get("Value")
            operand = value.get("Fn::GetAtt") if isinstance(value, dict) else None
            if not operand:
                continue
            logical_id, name = operand.split(".", 1) if isinstance(operand, str) else (operand[0], operand[1])
            resource_type = self._resource_json_map[logical_id].get("Type")
            model = get_model_map().get(resource_type)
            if model is not None and isinstance(name, str) and not model.has_cfn_attr(name):
                message = UnformattedGetAttTemplateException.description.format(logical_id, name)
                raise ValidationError(message=message)

    def definitions(self) -> dict[str, dict[str, Any]]:
        """The resources of the template whose conditions hold, unevaluated."""
        return {
            logical_id: definition
            for logical_id, definition in self._resource_json_map.items()
            if "Condition" not in definition or is_condition_met(definition["Condition"], self)
        }

    def add(self, logical_id: str, instance: Any) -> None:
        """Let the template refer to a created resource."""
        self._parsed_resources[logical_id] = instance

    def remove(self, logical_id: str) -> None:
        """Forget a deleted resource."""
        self._parsed_resources.pop(logical_id, None)

    def __getitem__(self, key: str) -> Any:
        return self._parsed_resources[key]

    @property
    def resources(self) -> list[str]:
        """Logical ids of the created resources."""
        return [logical_id for logical_id in self._resource_json_map if logical_id in self._parsed_resources]
