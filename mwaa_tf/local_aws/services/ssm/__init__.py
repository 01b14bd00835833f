"""Systems Manager, where moto lacks managed instances, and automations: the one that AWS's verification script runs."""

from __future__ import annotations


def install_on_first_use() -> None:
    """Give moto's Systems Manager the operations."""
    from mwaa_tf.local_aws.services.ssm import automations, managed_instances

    automations.install()
    managed_instances.install()


def reset() -> None:
    """Forget all automations."""
    import sys

    if automations := sys.modules.get(f"{__name__}.automations"):
        automations.executions.clear()
