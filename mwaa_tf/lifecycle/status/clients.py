"""boto3 clients that threads share: one of each service for each account, region and set of variables."""

from __future__ import annotations

import threading
from typing import Any

from mwaa_tf import aws
from mwaa_tf.blueprint import Account, Workspace
from mwaa_tf.lifecycle.lifecycle import Environ

#: A person waits for the answer: a call is not repeated for as long as those of a long run.
_ATTEMPTS = 4


class AccountClients:
    """Creates clients with the credentials of Terraform, and keeps them; threads may share it and them."""

    def __init__(self, environ: Environ) -> None:
        self._environ = environ
        self._lock = threading.Lock()
        self._clients: dict[object, Any] = {}

    def get(self, service: str, workspace: Workspace, region: str | None = None) -> Any:
        """The client of ``service`` in the account of ``workspace``, in its region or in ``region``."""
        account, region = workspace.account, region or workspace.region
        variables = self._environ(workspace)
        key = (service, region, _credentials(account), tuple(sorted(variables.items())))
        with self._lock:
            if key not in self._clients:
                self._clients[key] = aws.client(service, account, region, variables, attempts=_ATTEMPTS)
            return self._clients[key]


def _credentials(account: Account) -> tuple[str, str | None, str | None]:
    return account.account_id, account.role_arn, account.profile
