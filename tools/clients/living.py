"""Deployments of examples that live on the local AWS while a client looks at them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mwaa_tf.config import Deployment, load
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.run import rehearse
from mwaa_tf.render import Job
from tools.documents import REPOSITORY


def with_example(name: str, use: Callable[[LocalAws, Deployment], None]) -> None:
    """Apply every stage of ``examples/NAME``, call ``use`` while its environments are AVAILABLE, and delete all of it.

    Callers' IAM policies are evaluated, as on AWS. Raises :class:`SystemExit` if the example cannot be applied.
    """
    config = REPOSITORY / "examples" / name / "mwaa.yaml"
    if not config.is_file():
        raise SystemExit(f"examples/{name} does not exist")
    job = Job(load(config), Path(config.parent))
    report = rehearse(job, keep=lambda paused: use(paused.local, job.deployment), enforce_iam=True)
    if not report.ok:
        details = [detail for check in report.checks if not check.ok for detail in (check.name, *check.details)]
        raise SystemExit("\n".join(details))
