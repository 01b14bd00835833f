"""What an update of an environment does: to its tasks, for how long, and whether it needs one of MWAA at all."""

from __future__ import annotations

GRACEFUL = "GRACEFUL"
"""The worker replacement strategy that waits for running tasks (API reference, UpdateEnvironment)."""

WITHOUT_GRACEFUL = ("ca-west-1", "ap-southeast-5")
"""Regions in which graceful updates are not supported yet (MWAA user guide, update-environment)."""
