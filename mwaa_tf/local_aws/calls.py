"""Calls as the local AWS records them: who called which operation of which service, and with what result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

_TOKEN = "mwaa-tf-workspace/"
_WORKSPACE = re.compile(rf"{_TOKEN}(\S+)")
_READS = ("Batch", "Check", "Describe", "Filter", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search", "Select")


@dataclass(frozen=True, slots=True)
class Call:
    """A call, as the record keeps it."""

    number: int
    """In the order of the responses, from 1."""
    time: datetime
    """When the request arrived, on the wall clock (UTC)."""
    seconds: float
    """How long the response took, on the wall clock."""
    account_id: str
    """The account of the credentials; empty for none, or for unknown ones."""
    principal: str
    """ARN of the user, or of the assumed role."""
    region: str
    service: str
    """The signing name of the service: ``ec2``, ``s3``, ``airflow`` (Amazon MWAA), …"""
    action: str
    """The operation: ``CreateVpc``."""
    resource: str
    """ARN, id or name of the resource, as far as the request shows it; else empty."""
    workspace: str
    """The workspace whose Terraform made the call, as its folder below that of the deployment; else empty."""
    status: int
    """The HTTP status; 0 for a cut connection."""
    error: str
    """The error code of AWS; empty for success."""
    message: str = ""
    """What the error says, without secrets; empty for success."""

    @property
    def mutating(self) -> bool:
        """Whether the call changes anything."""
        return changes(self.action)


def user_agent_token(workspace: str) -> str:
    """The value of ``TF_APPEND_USER_AGENT`` that attributes Terraform's calls to ``workspace``."""
    return _TOKEN + quote(workspace, safe="")


def workspace_of(user_agent: str) -> str:
    """The workspace that :func:`user_agent_token` has put into a user agent; else empty."""
    match = _WORKSPACE.search(user_agent)
    return unquote(match[1]) if match else ""


def changes(action: str) -> bool:
    """Whether ``action`` changes anything, by its verb. `GetFederationToken` and the like count as reading."""
    return not action.startswith((*_READS, "AssumeRole"))
