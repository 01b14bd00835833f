"""Calls of Airflow's REST API through MWAA (MWAA user guide, access-mwaa-apache-airflow-rest-api)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.access.login.tokens import Tokens
from mwaa_tf.config.source.json import no_constant
from mwaa_tf.errors import UsageError
from mwaa_tf.text import truncate

#: Methods of InvokeRestApi (botocore, mwaa, RestApiMethod).
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

#: What InvokeRestApi raises for an answer of Airflow that is an error (its service model).
_ERRORS_OF_AIRFLOW = ("RestApiClientException", "RestApiServerException")


@dataclass(frozen=True, slots=True)
class RestResult:
    """What Airflow answered."""

    status: int
    body: Any
    error: str = ""
    """``RestApiClientException`` or ``RestApiServerException``; empty of a success."""


def call_rest_api(tokens: Tokens, name: str, path: str, method: str = "GET", data: str | None = None) -> RestResult:
    """Call ``path``, which may have a query: ``/dags?limit=5``.

    Raises :class:`UsageError` for a path or data that cannot be sent, :class:`LoginError` where MWAA refuses.
    """
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    parameters = {"Name": name, "Method": method, **_path(path), **_body(data)}

    def call(mwaa: Any) -> Mapping[str, Any]:
        try:
            return dict(mwaa.invoke_rest_api(**parameters))
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code not in _ERRORS_OF_AIRFLOW:
                raise
            return {**error.response, "Code": code}

    return _result(tokens.call("InvokeRestApi", call))


def _result(answer: Mapping[str, Any]) -> RestResult:
    try:
        status = int(answer["RestApiStatusCode"])
    except (KeyError, TypeError, ValueError) as error:
        raise LoginError(f"InvokeRestApi answered no status: {error!r}") from error
    return RestResult(status, answer.get("RestApiResponse"), str(answer.get("Code", "")))


def _path(path: str) -> dict[str, Any]:
    parts = urlsplit(path) if path.isprintable() and path.startswith("/") and not path.startswith("//") else None
    if parts is None or parts.fragment:
        raise UsageError(f"--rest takes a path below the API's version, such as /dags: {truncate(path)!r}")
    query = parse_qsl(parts.query, keep_blank_values=True)
    # The query is an object of JSON (botocore, mwaa, InvokeRestApiRequest): whether MWAA takes lists is not documented.
    if repeated := [name for name, count in Counter(name for name, _ in query).items() if count > 1]:
        raise UsageError(f"--rest has {truncate(repeated[0])!r} more than once, which InvokeRestApi cannot send")
    return {"Path": parts.path, **({"QueryParameters": dict(query)} if query else {})}


def _body(data: str | None) -> dict[str, Any]:
    if data is None:
        return {}
    try:
        return {"Body": json.loads(data, parse_constant=no_constant)}
    except ValueError as error:
        raise UsageError(f"--data is not JSON: {error}") from error
    except RecursionError as error:
        raise UsageError("--data is nested too deeply") from error
