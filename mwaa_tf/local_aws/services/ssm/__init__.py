"""Systems Manager, where moto lacks automations: the one that AWS's verification script of MWAA runs."""

from __future__ import annotations


def install_on_first_use() -> None:
    """Give moto's Systems Manager the operations."""
    from mwaa_tf.local_aws.services.ssm import automations

    automations.install()


def reset() -> None:
    """Forget all automations."""
    import sys

    if automations := sys.modules.get(f"{__name__}.automations"):
        automations.executions.clear()
