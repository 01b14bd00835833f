"""Clients of AWS's APIs: only this module of mwaa_tf creates them, and only the local AWS has others."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from mwaa_tf.blueprint import Account, Workspace

_log = logging.getLogger(__name__)

#: Session name of an assumed role, as CloudTrail shows it.
SESSION_NAME = "mwaa_tf"

_CONNECT_SECONDS = 10
_ATTEMPTS = 8


def workspace_client(service: str, workspace: Workspace, environ: Mapping[str, str] | None = None) -> Any:
    """Like :func:`client`, in the account and the region of ``workspace``."""
    return client(service, workspace.account, workspace.region, environ)


def client(
    service: str,
    account: Account,
    region: str,
    environ: Mapping[str, str] | None = None,
    *,
    attempts: int = _ATTEMPTS,
) -> Any:
    """Create a boto3 client of ``service`` that authenticates in ``account`` as Terraform does: by role or profile.

    ``environ`` has variables in addition to those of this process, as for a child process; the client uses the static
    keys, the endpoint, the proxy and the configuration files in it. Credentials of a role are renewed, so a client
    works for days. Creating it makes no call, and no prompt for a code of MFA: Terraform has none either. A call is
    tried up to ``attempts`` times, and each attempt is logged, without its parameters.
    """
    return AwsSession(account, region, environ, attempts=attempts).client(service)


class AwsSession:
    """Clients of several services with the same credentials, which are looked up once; see :func:`client`.

    Creating clients is not safe in several threads at once.
    """

    def __init__(
        self, account: Account, region: str, environ: Mapping[str, str] | None = None, *, attempts: int = _ATTEMPTS
    ) -> None:
        import boto3  # type: ignore[import-untyped]
        from botocore.config import Config  # type: ignore[import-untyped]

        self._region = region
        self._environ = environ or {}
        self._session = _session(account, self._environ)
        # On the session, so that the client that assumes the role logs its calls too.
        self._session.register("needs-retry", partial(_log_attempt, account.account_id))
        self._config = Config(
            connect_timeout=_CONNECT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": attempts},
            proxies=_proxies(self._environ),
        )
        if account.role_arn:
            _assume(self._session, account.role_arn, self._options("sts"))
        # Once: it registers the methods that boto3 adds to clients.
        self._boto3 = boto3.session.Session(botocore_session=self._session)

    def client(self, service: str) -> Any:
        """A new client of ``service``."""
        return self._boto3.client(service, **self._options(service))

    def _options(self, service: str) -> dict[str, Any]:
        endpoint = self._environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or self._environ.get("AWS_ENDPOINT_URL")
        return {"region_name": self._region, "endpoint_url": endpoint, "config": self._config}


def _session(account: Account, extra: Mapping[str, str]) -> Any:
    from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES  # type: ignore[import-untyped]
    from botocore.session import Session  # type: ignore[import-untyped]

    variables = dict(BOTOCORE_DEFAUT_SESSION_VARIABLES)
    for name, variable in (("config_file", "AWS_CONFIG_FILE"), ("credentials_file", "AWS_SHARED_CREDENTIALS_FILE")):
        if variable in extra:
            variables[name] = (None, None, extra[variable], None)
    keys = extra.get("AWS_ACCESS_KEY_ID")
    if keys or account.profile:
        # AWS_PROFILE of this process must not override the account's own credentials.
        variables["profile"] = (None, None, None, None)
    session = Session(session_vars=variables, profile=account.profile)
    session.register_component("data_loader", _data_loader())
    session.get_component("credential_provider").get_provider("assume-role")._prompter = _refuse_prompt
    if keys and not account.profile:
        session.set_credentials(keys, extra.get("AWS_SECRET_ACCESS_KEY", ""), extra.get("AWS_SESSION_TOKEN"))
    return session


@cache
def _data_loader() -> Any:
    """The loader of service models that all sessions share: reading EC2's takes a fifth of a second."""
    from botocore.loaders import create_loader  # type: ignore[import-untyped]

    # Where a person keeps models of their own is a setting of botocore.
    return create_loader(os.environ.get("AWS_DATA_PATH"))


def _refuse_prompt(_prompt: str) -> str:
    """Fail where botocore would ask for a code of MFA: several threads would ask at once, a pipeline cannot answer."""
    from botocore.exceptions import RefreshWithMFAUnsupportedError  # type: ignore[import-untyped]

    raise RefreshWithMFAUnsupportedError


def _proxies(extra: Mapping[str, str]) -> dict[str, str] | None:
    proxies = {scheme: proxy for scheme in ("http", "https") if (proxy := extra.get(f"{scheme.upper()}_PROXY"))}
    return proxies or None


def _assume(session: Any, role_arn: str, options: Mapping[str, Any]) -> None:
    from botocore.credentials import (  # type: ignore[import-untyped]
        AssumeRoleCredentialFetcher,
        DeferredRefreshableCredentials,
    )

    # `session` will have the role's credentials; its original credentials assume the role.
    source = session.get_credentials()

    def sts(service: str, **credentials: Any) -> Any:
        return session.create_client(service, **{**options, **credentials})

    fetcher = AssumeRoleCredentialFetcher(sts, source, role_arn, extra_args={"RoleSessionName": SESSION_NAME})
    session._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")


def _log_attempt(
    account_id: str,
    *,
    attempts: int,
    operation: Any,
    response: Any,
    caught_exception: Exception | None,
    request_dict: Mapping[str, Any],
    **_: Any,
) -> None:
    """Log one attempt of a call. botocore emits `needs-retry` after each; returning None leaves the decision to it."""
    call = f"{operation.service_model.service_name}.{operation.name}"
    region = request_dict["context"]["client_region"]
    status, error, request_id = "no response", type(caught_exception).__name__ if caught_exception else "", ""
    if response:
        http, parsed = response
        status, error = str(http.status_code), parsed.get("Error", {}).get("Code", "")
        request_id = parsed.get("ResponseMetadata", {}).get("RequestId", "")
    outcome = " ".join(filter(None, (status, error, request_id)))
    _log.debug("%s in %s, %s: attempt %d: %s", call, account_id, region, attempts, outcome)
