"""Reviews as comments of pull requests, and as issues: one platform per file, with two functions.

``pull_request_client(environ, number)`` and ``issue_client(environ)`` read the variables of a pipeline, and send
nothing yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mwaa_tf.plugins import load_plugin, plugin_names
from mwaa_tf.review.post._issues import DriftReport, synchronise_issue
from mwaa_tf.review.post._posted import Posted

if TYPE_CHECKING:
    from mwaa_tf.review.post._comments import PullRequestClient

__all__ = ["DriftReport", "Posted", "check_post", "check_post_issue", "platforms", "post", "post_issue"]


def platforms() -> tuple[str, ...]:
    """All platforms: the files of this folder."""
    return plugin_names(__name__)


def check_post(platform: str, environ: Mapping[str, str], number: int | None = None) -> None:
    """Raise :class:`~mwaa_tf.errors.UsageError` where a variable is missing that :func:`post` needs; sends nothing."""
    load_plugin(__name__, platform).pull_request_client(environ, number)


def post(platform: str, documents: Sequence[str], environ: Mapping[str, str], number: int | None = None) -> Posted:
    """Make the comments of the pull request be ``documents``, each of which begins with its marker.

    ``environ`` has the variables of the pipeline and the token; ``number`` is the pull request where they do not name
    it. Comments of the same name are updated, surplus ones deleted. Only comments that the owner of the
    token wrote are touched. Raises :class:`~mwaa_tf.errors.UsageError` where a variable is missing, and
    :class:`~mwaa_tf.review.post._errors.PostError` where the platform refuses or cannot be reached.
    """
    from mwaa_tf.review.post._comments import synchronise
    from mwaa_tf.review.post._errors import RefusedError
    from mwaa_tf.review.post._summary import write_summary

    client: PullRequestClient = load_plugin(__name__, platform).pull_request_client(environ, number)
    write_summary(documents, environ)
    if not client.may_write:
        return Posted("skipped", reason=client.from_fork)
    try:
        return synchronise(client, documents)
    except RefusedError as error:
        if client.from_fork and error.status in (401, 403, 404):
            return Posted("skipped", reason=f"{client.from_fork} ({error})")
        raise


def check_post_issue(platform: str, environ: Mapping[str, str]) -> None:
    """Raise :class:`~mwaa_tf.errors.UsageError` where a variable is missing that :func:`post_issue` needs.

    Sends nothing.
    """
    load_plugin(__name__, platform).issue_client(environ)


def post_issue(platform: str, report: DriftReport, environ: Mapping[str, str]) -> Posted:
    """Open or update the issue of ``report`` if it has drift, and close it if nothing differs any more.

    ``environ`` has the variables of the pipeline and the token; no pull request is needed. Raises like :func:`post`.
    """
    return synchronise_issue(load_plugin(__name__, platform).issue_client(environ), report)
