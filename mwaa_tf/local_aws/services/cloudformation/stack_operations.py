"""Stacks of one account in one region: requests begin operations, and take those in progress forward."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.utils import generate_stack_id

from mwaa_tf.local_aws.services.cloudformation import capabilities, exports
from mwaa_tf.local_aws.services.cloudformation.local_stack import LocalStack
from mwaa_tf.local_aws.services.cloudformation.templates import read_template

_UPDATABLE = ("CREATE_COMPLETE", "CREATE_FAILED", "UPDATE_COMPLETE", "UPDATE_FAILED", "UPDATE_ROLLBACK_COMPLETE")
"""Statuses in which a stack can be updated (API_UpdateStack, and user guide, stack-failure-options)."""
_on_failure: ContextVar[str] = ContextVar("on_failure", default="ROLLBACK")


@contextmanager
def on_failure_of_stack(reaction: str) -> Iterator[None]:
    """What the stack of the request inside does if it fails: ROLLBACK, DELETE or DO_NOTHING."""
    reset = _on_failure.set(reaction)
    try:
        yield
    finally:
        _on_failure.reset(reset)


def _take_on_failure() -> str:
    """What the stack of this request does if it fails; stacks that are nested in it are rolled back."""
    reaction = _on_failure.get()
    _on_failure.set("ROLLBACK")
    return reaction


class StackOperations(CloudFormationBackend):
    """The stacks of one account in one region."""

    def advance(self) -> None:
        """Take all operations in progress as far as they go; move stacks that are deleted."""
        for stack in self._local_stacks():
            stack.advance()
        for stack in self._local_stacks():
            self._register_exports(stack)
            if stack.status == "DELETE_COMPLETE":
                self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)

    def create_stack(
        self,
        name: str,
        template: str,
        parameters: dict[str, Any],
        notification_arns: list[str] | None = None,
        tags: dict[str, str] | None = None,
        role_arn: str | None = None,
        enable_termination_protection: bool | None = False,
        timeout_in_mins: int | None = None,
        stack_policy_body: str | None = None,
    ) -> LocalStack:
        """Begin the creation of a stack. Raises moto's ValidationError for a template that CloudFormation refuses."""
        reaction = _take_on_failure()
        if self.stack_by_name(name):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        capabilities.check(read_template(template))
        stack = self.new_stack(
            name,
            template,
            parameters,
            notification_arns=notification_arns,
            tags=tags,
            role_arn=role_arn,
            enable_termination_protection=enable_termination_protection,
            timeout_in_mins=timeout_in_mins,
            stack_policy_body=stack_policy_body,
        )
        stack.acknowledged = capabilities.current()
        stack.create_resources(reaction)
        self.advance()
        return stack

    def update_stack(
        self,
        name: str,
        template: str,
        role_arn: str | None,
        parameters: list[dict[str, Any]],
        tags: dict[str, str] | None,
    ) -> LocalStack:
        """Begin an update. Raises moto's ValidationError in the words of CloudFormation if there is nothing to do."""
        stack = self.local_stack(name)
        stack.role_arn = role_arn or stack.role_arn
        values = self._resolve_update_parameters(stack, parameters)
        if stack.has(read_template(template), values, tags):
            raise ValidationError(message="No updates are to be performed.")
        self.begin_update(stack, template, values, tags)
        return stack

    def begin_update(
        self,
        stack: LocalStack,
        template: str,
        parameters: dict[str, Any],
        tags: dict[str, str] | None,
        *,
        reviewed: bool = False,
    ) -> None:
        """Begin an update to a template, perhaps one that a change set has shown.

        Raises moto's ValidationError in a status that takes none, and InsufficientCapabilitiesException.
        """
        if stack.status not in _UPDATABLE:
            raise ValidationError(message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")
        if not reviewed:
            capabilities.check(read_template(template))
        stack.change_template(template, parameters)
        stack.acknowledged = capabilities.current()
        if tags is not None:
            stack.tags = tags
        stack.update_resources(rolls_back=_take_on_failure() != "DO_NOTHING")
        self.advance()

    def delete_stack(self, name_or_stack_id: str) -> None:
        """Begin the deletion; of a stack that does not exist, it does nothing (API_DeleteStack).

        A stack whose exports are imported stays as it is, and an event says why.
        """
        stack = self.stacks.get(name_or_stack_id) or self.stack_by_name(name_or_stack_id)
        if not isinstance(stack, LocalStack) or stack.status == "DELETE_IN_PROGRESS":
            return
        if stack.enable_termination_protection:
            message = f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            raise ValidationError(message=message)
        if reason := exports.in_use(stack):
            stack.enter(stack.status, reason)
            return
        stack.delete()
        self.advance()

    def new_stack(self, name: str, template: Any, parameters: dict[str, Any], **options: Any) -> LocalStack:
        """Add a stack without resources. Raises moto's ValidationError for a template that is not valid."""
        stack_id = generate_stack_id(name, self.region_name, self.account_id)
        stack = LocalStack(
            stack_id=stack_id,
            name=name,
            template=template,
            parameters=parameters,
            account_id=self.account_id,
            region_name=self.region_name,
            cross_stack_resources=self.exports,
            **options,
        )
        # An empty dictionary would be taken for none.
        stack.cross_stack_resources = stack.scope.cross_stack_resources = self.exports
        self.stacks[stack_id] = stack
        return stack

    def _resolve_update_parameters(self, instance: Any, incoming_params: list[dict[str, Any]]) -> dict[str, Any]:
        """The values of an update; one that keeps its value may have been a default."""
        if not isinstance(instance, LocalStack):
            return super()._resolve_update_parameters(instance, incoming_params)
        previous = instance.stack_parameters
        values = {}
        for parameter in incoming_params:
            name = parameter["ParameterKey"]
            if "ParameterValue" in parameter:
                values[name] = parameter["ParameterValue"]
            elif name in previous:
                values[name] = previous[name]
        return values

    def _register_exports(self, stack: LocalStack) -> None:
        for name in [name for name, export in self.exports.items() if export.exporting_stack_id == stack.stack_id]:
            del self.exports[name]
        if stack.status != "DELETE_COMPLETE":
            self.exports.update((export.name, export) for export in stack.exports)

    def local_stack(self, name_or_id: str) -> LocalStack:
        """The stack with this ARN, or this name unless it is deleted. Raises moto's ValidationError."""
        stack = self.get_stack(name_or_id)
        assert isinstance(stack, LocalStack)  # noqa: S101 - this backend creates no other
        return stack

    def stack_by_name(self, name: str) -> LocalStack | None:
        """The stack with this name that is not deleted."""
        return next((stack for stack in self._local_stacks() if stack.name == name), None)

    def _local_stacks(self) -> list[LocalStack]:
        return [stack for stack in self.stacks.values() if isinstance(stack, LocalStack)]
