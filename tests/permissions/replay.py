"""The proof for a role that applies: what every call of a rehearsal needs, judged by the policies that come of it.

A call is denied if its policies do not allow one of its needs, and that does not depend on any other call. So a second
rehearsal under the policies would end like the first one if, and only if, no need of the first one is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest

from mwaa_tf.iam.dependent_actions import DEPENDENT_ACTIONS
from mwaa_tf.iam.evaluation import ApplicablePolicies
from mwaa_tf.local_aws.accounts import Caller
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.local_aws.application import Application
from mwaa_tf.local_aws.authorization import AccessCheck, access_checks, applicable_policies, as_texts, refusal

Policies = Mapping[str, Sequence[Mapping[str, Any]]]

_DEPENDING_ON_PARAMETERS = frozenset(dependent.action for dependent in DEPENDENT_ACTIONS if dependent.parameter)


@dataclass
class WatchedAccess:
    """What the calls of Terraform's workspaces need, while ``watching``."""

    watching: bool = True
    checks: list[tuple[Caller, AccessCheck]] = field(default_factory=list)

    def start(self, monkeypatch: pytest.MonkeyPatch, partition: str = "aws") -> None:
        """Watch every call that reaches the local AWS of this process."""
        denied = Application._denied

        def watch(application: Application, request: ApiRequest, body: bytes, caller: Caller | None) -> Any:
            counts = caller is not None and request.workspace and not request.action.startswith("AssumeRole")
            if self.watching and caller is not None and counts:
                self.checks += [(caller, check) for check in access_checks(request, body, caller, partition)]
            return denied(application, request, body, caller)

        monkeypatch.setattr(Application, "_denied", watch)

    def denials(self, policies: Policies) -> list[str]:
        """The messages for what ``policies``, by account, do not allow."""
        return sorted(set(_denials(self.checks, policies)))

    def unused(self, policies: Policies) -> list[str]:
        """The actions of ``policies``, by account, that no call needed.

        What depends on a parameter of a request is left out: recorded calls do not show parameters.
        """
        needed: dict[str, set[str]] = {}
        for caller, check in self.checks:
            needed.setdefault(caller.account_id, set()).add(check.need.action)
        return [
            f"{account}: {action}"
            for account, action in sorted(allowed_actions(policies))
            if action not in _DEPENDING_ON_PARAMETERS
            and not any(fnmatchcase(name, action) for name in needed.get(account, ()))
        ]


def allowed_actions(policies: Policies) -> set[tuple[str, str]]:
    """Account and action of everything that ``policies`` allow."""
    return {
        (account, action)
        for account, documents in policies.items()
        for document in documents
        for statement in document["Statement"]
        for action in (statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]])
    }


def _denials(checks: Iterable[tuple[Caller, AccessCheck]], policies: Policies) -> Iterator[str]:
    @cache
    def of(caller: Caller) -> ApplicablePolicies:
        applicable = applicable_policies(caller, as_texts(policies.get(caller.account_id, [])), enforce_iam=False)
        assert applicable is not None
        return applicable

    for caller, check in checks:
        decision = check.decision(of(caller))
        if not decision.allowed:
            yield refusal(replace(check.need, decision=decision), caller)
