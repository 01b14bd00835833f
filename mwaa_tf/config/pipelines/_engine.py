"""What all engines have in common."""

from typing import ClassVar

from mwaa_tf.config.base import Model


class Engine(Model):
    """The settings of an engine. The first sentence of its docstring describes it in the reference."""

    state_backends: ClassVar[tuple[str, ...]] = ("s3",)
    """The backends of states that the engine's jobs reach."""
    takes_identities: ClassVar[bool] = True
    """Whether each job runs with the identity of its account, so that Terraform must not assume a role itself."""
