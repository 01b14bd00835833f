"""The key of the environment is of a kind that MWAA supports."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure, passed
from mwaa_tf.doctor.view import EnvironmentView
from mwaa_tf.text import join_words


@check(
    "permissions.key-kind",
    title="The key of the environment is symmetric and of one region",
    fix="Create the environment again with a symmetric key of one region.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
    reads=("key",),
    covers=("guide: customer managed keys",),
)
def key_kind(view: EnvironmentView) -> Iterator[Issue]:
    """The key encrypts symmetrically, and is no multi-Region key, nor a replica of one.

    MWAA supports neither asymmetric nor multi-Region keys: such an environment ends in CREATE_FAILED.
    """
    key = view.key.key.value
    if key is None:
        yield passed("there is no customer managed key")
        return
    wrong = [
        words
        for is_wrong, words in ((not key.is_symmetric, "not symmetric"), (key.is_multi_region, "multi-Region"))
        if is_wrong
    ]
    if wrong:
        yield failure(f"The key {key.arn} of the environment is {join_words(wrong, 'and')}.", subject=key.arn)
