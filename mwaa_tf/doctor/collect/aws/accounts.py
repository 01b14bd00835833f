"""Which of the callers may tell about a resource that an ARN names: the one of its account."""

from __future__ import annotations

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.collect.aws.calls import Calls
from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.reading import Gap, GapKind, UnreadError


def caller_of(source: AwsSource, arn: str) -> Calls:
    """The caller whose account the resource ``arn`` is in; what names no account is the participant's.

    Raises :class:`UnreadError` where neither caller is of that account: IAM and KMS answer by names, and would tell
    about another resource of the same name.
    """
    parsed = Arn.find(arn)
    if parsed is None or not parsed.account_id:
        return source.participant
    for calls in (source.participant, source.owner):
        identity = calls.identity
        if identity.content and not identity.gap and identity.content.account_id == parsed.account_id:
            return calls
    # Without credentials of the participant, their absence is the reason.
    gap = source.participant.identity.gap
    needs = f"needs credentials of account {parsed.account_id}, which {parsed.resource} belongs to"
    raise UnreadError(gap or Gap(GapKind.CREDENTIALS, needs))
