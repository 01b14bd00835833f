"""Change sets of one account in one region. moto has one per name, and keeps no outputs of what they create."""

from __future__ import annotations

from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import ChangeSet
from moto.cloudformation.utils import generate_changeset_id, validate_create_change_set

from mwaa_tf.local_aws.services.cloudformation import capabilities
from mwaa_tf.local_aws.services.cloudformation.local_stack import LocalStack
from mwaa_tf.local_aws.services.cloudformation.stack_operations import StackOperations
from mwaa_tf.local_aws.services.cloudformation.templates import read_template

_NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


class ChangeSetNotFoundError(ValidationError):
    """404 for a change set that does not exist."""

    code = "ChangeSetNotFound"

    def __init__(self, name: str) -> None:
        super().__init__(message=f"ChangeSet [{name}] does not exist")


class ChangeSetOperations(StackOperations):
    """The change sets of the stacks."""

    def create_change_set(
        self,
        stack_name: str,
        change_set_name: str,
        template: str,
        parameters: dict[str, str],
        description: str,
        change_set_type: str,
        notification_arns: list[str] | None = None,
        tags: dict[str, str] | None = None,
        role_arn: str | None = None,
    ) -> tuple[str, str]:
        """Create a change set; one of type CREATE has a stack in REVIEW_IN_PROGRESS, which it creates if need be."""
        validate_create_change_set(change_set_name)
        capabilities.check(read_template(template), directly=False)
        stack = self._stack_for_change_set(stack_name, change_set_type, notification_arns, tags)
        if self._change_sets(change_set_name, stack.stack_id):
            raise AlreadyExistsException(f"ChangeSet {change_set_name} already exists")
        change_set = ChangeSet(
            change_set_type,
            generate_changeset_id(change_set_name, self.region_name, self.account_id),
            change_set_name,
            stack,
            template,
            parameters,
            description,
            notification_arns,
            tags,
            role_arn,
        )
        change_set.acknowledged = capabilities.current()  # type: ignore[attr-defined]
        change_set.status, change_set.execution_status = "CREATE_COMPLETE", "AVAILABLE"
        if change_set_type == "UPDATE" and stack.has(change_set.template_dict, parameters, tags or None):
            change_set.status, change_set.execution_status = "FAILED", "UNAVAILABLE"
            change_set.status_reason = _NO_CHANGES
        self.change_sets[change_set.change_set_id] = change_set
        return change_set.change_set_id, stack.stack_id

    def execute_change_set(self, change_set_name: str, stack_name: str | None = None) -> None:
        """Begin what the change set says. Others of the same stack are gone then (user guide, changesets-execute)."""
        change_set = self.change_set(change_set_name, stack_name)
        if change_set.execution_status != "AVAILABLE":
            message = f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status of"
            raise ValidationError(message=f"{message} [{change_set.status}]")
        stack = change_set.stack
        assert isinstance(stack, LocalStack)  # noqa: S101 - this backend creates no other
        with capabilities.acknowledged(change_set.acknowledged):  # type: ignore[attr-defined]
            self._carry_out(change_set, stack)
        change_set.execution_status = "EXECUTE_COMPLETE"
        for other in self._change_sets(None, stack.stack_id):
            if other is not change_set:
                del self.change_sets[other.change_set_id]

    def _carry_out(self, change_set: ChangeSet, stack: LocalStack) -> None:
        template, parameters = change_set.template, change_set.parameters
        if change_set.change_set_type == "UPDATE":
            self.begin_update(stack, template, parameters, change_set.tags, reviewed=True)
            return
        stack.change_template(template, parameters)
        stack.tags = change_set.tags or {}
        stack.acknowledged = capabilities.current()
        stack.create_resources()
        self.advance()

    def change_set(self, name_or_id: str, stack_name: str | None) -> ChangeSet:
        """The change set with this ARN, or with this name for the stack. Raises moto's ValidationError."""
        if name_or_id in self.change_sets:
            return self.change_sets[name_or_id]
        stack = self.get_stack(stack_name or "")
        for change_set in self._change_sets(name_or_id, stack.stack_id):
            return change_set
        raise ChangeSetNotFoundError(name_or_id)

    def _change_sets(self, name: str | None, stack_id: str) -> list[ChangeSet]:
        return [
            change_set
            for change_set in self.change_sets.values()
            if change_set.stack_id == stack_id and name in (None, change_set.change_set_name)
        ]

    def _stack_for_change_set(
        self, name: str, kind: str, notification_arns: list[str] | None, tags: dict[str, str] | None
    ) -> LocalStack:
        if kind == "UPDATE":
            return self.local_stack(name)
        existing = self.stack_by_name(name)
        if existing is not None and existing.status != "REVIEW_IN_PROGRESS":
            message = f"Stack [{existing.stack_id}] already exists and cannot be created again with the changeSet"
            raise ValidationError(message=message)
        if existing is not None:
            return existing
        stack = self.new_stack(name, {}, {}, notification_arns=notification_arns, tags=tags)
        stack.enter("REVIEW_IN_PROGRESS", "User Initiated")
        return stack
