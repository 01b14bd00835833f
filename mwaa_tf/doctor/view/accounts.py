"""Whose credentials there are."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_tf.doctor.reading import Reading


@dataclass(frozen=True, slots=True)
class CallerIdentity:
    """Who STS says the caller is."""

    account_id: str
    arn: str


@dataclass(frozen=True, slots=True)
class AccountsSection:
    """The callers whose credentials are used."""

    participant: Reading[CallerIdentity]
    owner: Reading[CallerIdentity]
