"""Reviews as comments of pull requests: one forge per file, called like it, with a function ``conversation``.

``conversation(environ, number)`` says what the variables of a pipeline say, without asking the forge anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mwaa_tf.plugins import load_plugin, plugin_names

if TYPE_CHECKING:
    from mwaa_tf.review.post._comments import PullRequestClient


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a review."""

    outcome: str
    """``created``, ``updated`` or ``unchanged``; ``left`` where nothing was written, for a good reason."""
    urls: tuple[str, ...] = ()
    """Where the comments are, in their order."""
    why: str = ""
    """Why nothing was written."""


def forges() -> tuple[str, ...]:
    """The forges there are: the files of this folder."""
    return plugin_names(__name__)


def post(forge: str, documents: Sequence[str], environ: Mapping[str, str], number: int | None = None) -> Posted:
    """Make the comments of the pull request be ``documents``, each of which begins with its marker.

    ``environ`` has the variables of the pipeline and the token; ``number`` is the pull request where they do not name
    it. Comments of the same name are updated, those that are too many deleted. Only comments that the owner of the
    token wrote are touched. Raises :class:`~mwaa_tf.errors.UsageError` where a variable is missing, and
    :class:`~mwaa_tf.review.post._errors.PostError` where the forge does not do it.
    """
    from mwaa_tf.review.post._comments import synchronise
    from mwaa_tf.review.post._errors import RefusedError
    from mwaa_tf.review.post._summary import write_summary

    conversation: PullRequestClient = load_plugin(__name__, forge).conversation(environ, number)
    write_summary(documents, environ)
    if not conversation.may_write:
        return Posted("left", why=conversation.from_fork)
    try:
        return synchronise(conversation, documents)
    except RefusedError as error:
        if conversation.from_fork and error.status in (401, 403, 404):
            return Posted("left", why=f"{conversation.from_fork} ({error})")
        raise
