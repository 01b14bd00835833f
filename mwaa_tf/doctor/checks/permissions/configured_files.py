"""Requirements, plugins and startup script exist."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.configured-files",
    title="Requirements, plugins and startup script exist in the versions that are configured",
    fix="Upload the file, and update the environment to its new version.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
    reads=("bucket",),
    covers=("guide: requirements, plugins, startup script",),
)
def configured_files(view: EnvironmentView) -> Iterator[Issue]:
    """The bucket has each file that the environment names, in the version that it names.

    MWAA reads them whenever it creates, updates or replaces something: a version that is gone turns the next update, or
    the next maintenance, into a failure.
    """
    facts = view.environment.value
    named = (
        ("requirements", facts.requirements_path, facts.requirements_version),
        ("plugins", facts.plugins_path, facts.plugins_version),
        ("startup script", facts.startup_script_path, facts.startup_script_version),
    )
    if not any(path for _, path, _ in named):
        yield passed("no file is configured")
        return
    stored = {(each.path, each.version_id) for each in view.bucket.objects.value}
    paths = {path for path, _ in stored}
    bucket = facts.bucket_arn.rpartition(":")[2]
    for title, path, version in named:
        is_there = (path, version) in stored if version else path in paths
        if path and not is_there:
            which = f"version {version} of " if version else ""
            yield failure(
                f"The {title} of the environment, {which}s3://{bucket}/{path}, does not exist.",
                fix=f"Upload {path} to {bucket}, and update the environment to its new version.",
                subject=f"{facts.bucket_arn}/{path}",
            )
