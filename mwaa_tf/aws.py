"""Clients of AWS's APIs: the only place of the package that makes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_tf.blueprint import Account

#: Name of the session where a role is assumed, as it stands in CloudTrail.
SESSION_NAME = "mwaa_tf"

_CONNECT_SECONDS = 10
_ATTEMPTS = 8


def client(service: str, account: Account, region: str, environ: Mapping[str, str] | None = None) -> Any:
    """A boto3 client of ``service`` in ``account``, let in the same way as Terraform: by role, by profile or ambient.

    ``environ`` has variables beside those of this process, as a child process would get them; of these the client
    heeds the static keys, the endpoint, the proxy and the configuration files. Credentials of a role are renewed by
    themselves, so that a client may wait for days. Nothing is asked of AWS before the first call.
    """
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]

    extra = environ or {}
    session = _session(account, extra)
    options: dict[str, Any] = {
        "region_name": region,
        "endpoint_url": extra.get(f"AWS_ENDPOINT_URL_{service.upper()}") or extra.get("AWS_ENDPOINT_URL"),
        "config": Config(
            connect_timeout=_CONNECT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            proxies=_proxies(extra),
        ),
    }
    if account.role_arn:
        _assume(session, account.role_arn, options)
    return boto3.session.Session(botocore_session=session).client(service, **options)


def _session(account: Account, extra: Mapping[str, str]) -> Any:
    from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES  # type: ignore[import-untyped]
    from botocore.session import Session  # type: ignore[import-untyped]

    variables = dict(BOTOCORE_DEFAUT_SESSION_VARIABLES)
    for name, variable in (("config_file", "AWS_CONFIG_FILE"), ("credentials_file", "AWS_SHARED_CREDENTIALS_FILE")):
        if variable in extra:
            variables[name] = (None, None, extra[variable], None)
    keys = extra.get("AWS_ACCESS_KEY_ID")
    if keys or account.profile:
        # A profile of the person at the keyboard is not looked for where others say who we are.
        variables["profile"] = (None, None, None, None)
    session = Session(session_vars=variables, profile=account.profile)
    if keys and not account.profile:
        session.set_credentials(keys, extra.get("AWS_SECRET_ACCESS_KEY", ""), extra.get("AWS_SESSION_TOKEN"))
    return session


def _proxies(extra: Mapping[str, str]) -> dict[str, str] | None:
    found = {scheme: proxy for scheme in ("http", "https") if (proxy := extra.get(f"{scheme.upper()}_PROXY"))}
    return found or None


def _assume(session: Any, role_arn: str, options: Mapping[str, Any]) -> None:
    from botocore.credentials import (  # type: ignore[import-untyped]
        AssumeRoleCredentialFetcher,
        DeferredRefreshableCredentials,
    )

    # `session` will carry the role's credentials; who assumes it is whoever it was before.
    source = session.get_credentials()

    def sts(service: str, **credentials: Any) -> Any:
        return session.create_client(service, **{**options, **credentials})

    fetcher = AssumeRoleCredentialFetcher(sts, source, role_arn, extra_args={"RoleSessionName": SESSION_NAME})
    session._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
