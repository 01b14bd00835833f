"""Stacks, whose operations take as long as their resources.

As on AWS, a stack whose creation or update fails is rolled back, unless the request says otherwise. AWS refuses a
template with a type that does not exist; the local AWS, which does not know all types, lets its stack fail like that of
a type that it does not have.
"""

from __future__ import annotations

from mwaa_tf.local_aws.services.cloudformation import operations
from mwaa_tf.local_aws.services.cloudformation.stacks import BaseStack


class LocalStack(BaseStack):
    """A stack that can be created and deleted. moto's stack sets have some that no backend knows."""

    def create_resources(self, on_failure: str = "ROLLBACK") -> None:
        """Begin the creation."""
        self.disable_rollback = on_failure == "DO_NOTHING"
        self.start(operations.creation(self, on_failure))

    def update_resources(self, *, rolls_back: bool = True) -> None:
        """Begin an update to the template that the stack has been given."""
        self.start(operations.update(self, rolls_back=rolls_back))

    def delete(self) -> None:
        """Begin the deletion."""
        self.start(operations.deletion(self))

    @staticmethod
    def cloudformation_name_type() -> str:
        """No property names a nested stack."""
        return ""
