"""Whose credentials there are."""

from __future__ import annotations

from mwaa_tf.doctor.collect.aws.source import AwsSource
from mwaa_tf.doctor.view.accounts import AccountsSection


def collect(source: AwsSource) -> AccountsSection:
    """Ask STS who the callers are."""
    return AccountsSection(participant=source.participant.identity, owner=source.owner.identity)
