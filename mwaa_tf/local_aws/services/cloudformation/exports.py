"""Exported outputs: no stack changes or deletes one that another stack imports, and no two stacks have one name.

User guide, using-cfn-stack-exports. The words are AWS's: `cannot be deleted` in an event of the stack, which keeps its
status (rlister/stax #40, serverless/serverless #3589), `cannot be updated` as the reason of a rollback (linz/geostore
#630). That the second export of a name fails its stack is AWS's, too; its words are inferred.
"""

from __future__ import annotations

from collections.abc import Mapping

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import cloudformation_backends

from mwaa_tf.local_aws.services.cloudformation.stacks import BaseStack

_GONE = ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")


def importers(stack: BaseStack, export: str) -> list[str]:
    """Names of the other stacks of account and region that import the export."""
    stacks = cloudformation_backends[stack.account_id][stack.region_name].stacks.values()
    return sorted(
        other.name
        for other in list(stacks)
        if isinstance(other, BaseStack)
        and other is not stack
        and other.status not in _GONE
        and export in other.scope.imported
    )


def in_use(stack: BaseStack) -> str | None:
    """Why the stack cannot be deleted; None if nothing imports its exports."""
    for export in stack.exports:
        names = importers(stack, export.name)
        if names:
            return f"Export {export.name} cannot be deleted as it is in use by {', '.join(names)}"
    return None


def check(stack: BaseStack, before: Mapping[str, str]) -> None:
    """Raise moto's ValidationError if the outputs of an update or creation break an import, or repeat a name.

    ``before`` has the values of the exports until now.
    """
    after = {export.name: export.value for export in stack.exports}
    for name, value in before.items():
        names = importers(stack, name) if after.get(name) != value else []
        if names:
            verb = "updated" if name in after else "deleted"
            raise ValidationError(message=f"Export {name} cannot be {verb} as it is in use by {', '.join(names)}")
    for name in after:
        other = (stack.cross_stack_resources or {}).get(name)
        if other is not None and other.exporting_stack_id != stack.stack_id:
            raise ValidationError(message=f"Export with name {name} is already exported by another stack.")
