"""Batch: jobs fail, since moto would start them with Docker and download their images."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moto.batch.models import Job


def install_on_first_use() -> None:
    """Have every job fail with the reason."""
    from moto.batch.models import Job

    from mwaa_tf.local_aws.patching import replace

    replace(Job, "run", _run)


def _run(job: Job) -> None:
    from mwaa_tf.local_aws.outgoing import log_undelivered

    log_undelivered("Batch", f"the job {job.job_name}")
    job.job_stopped_reason = "the local AWS runs no containers"
    job._mark_stopped(success=False)
