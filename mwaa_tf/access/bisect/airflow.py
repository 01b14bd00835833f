"""Airflow's REST API through InvokeRestApi: health, import errors, and when which file was parsed.

MWAA adds the prefix of the API (``/api/v1`` before Airflow 3, ``/api/v2`` since) itself (MWAA user guide,
access-mwaa-apache-airflow-rest-api). ``/importErrors`` and ``/dags`` have these paths, and the members that are read
here, in both (Airflow, openapi/v1.yaml of 2.x; core_api/openapi of 3.x); health moved to ``/monitor/health``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mwaa_tf.access.bisect.errors import ProbeError
from mwaa_tf.airflow_rest import AirflowAnswer, AirflowRefusedError, AirflowRest
from mwaa_tf.aws_errors import aws_error
from mwaa_tf.mwaa.airflow_versions import numbers
from mwaa_tf.mwaa.code import relative_to_dags


class AirflowDownError(Exception):
    """Airflow's web server does not answer, or answers that it failed."""


class NoRestApiError(ProbeError):
    """The REST API cannot be called, for a reason that is not Airflow's."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file that Airflow has parsed, or failed to import."""

    path: str
    """Relative to the DAG folder."""
    at: datetime | None
    """When it was parsed last."""
    is_error: bool = False


class Airflow:
    """The web server of an environment.

    Methods raise :class:`AirflowDownError` where it does not answer, :class:`NoRestApiError` for all else.
    """

    def __init__(self, client: Any, environment: str, version: str) -> None:
        self._client = client
        self._environment = environment
        self._is_3 = numbers(version)[0] >= 3
        self._rest = AirflowRest(environment, self._call)

    def unhealthy(self) -> str:
        """What the web server says is not healthy, in words; empty if all is well."""
        with _understood():
            health = self._rest.get("/monitor/health" if self._is_3 else "/health")
        # A component that does not run here, such as the triggerer, has no status.
        statuses = {name: part.get("status") for name, part in health.items() if isinstance(part, Mapping)}
        if not statuses:
            raise NoRestApiError(f"Airflow's answer about its health names no component: {health}")
        return ", ".join(f"{name} is {status}" for name, status in statuses.items() if status not in (None, "healthy"))

    def import_errors(self) -> list[ParsedFile]:
        """The files that could not be imported."""
        entries = self._entries("/importErrors", "import_errors", "filename")
        return [ParsedFile(_path(entry["filename"]), _time(entry.get("timestamp")), True) for entry in entries]

    def parsed_files(self) -> list[ParsedFile]:
        """The files of all active DAGs, a file once for each DAG, and those that could not be imported."""
        entries = self._entries("/dags", "dags", "fileloc")
        dags = [ParsedFile(_path(entry["fileloc"]), _time(entry.get("last_parsed_time"))) for entry in entries]
        return dags + self.import_errors()

    def unfinished_dag_runs(self) -> int:
        """How many DAG runs are running or queued."""
        with _understood():
            return self._rest.unfinished_dag_runs()

    def _entries(self, path: str, member: str, needed: str) -> list[Mapping[str, Any]]:
        with _understood():
            return list(self._rest.entries(path, member, needed))

    def _call(self, method: str, path: str, _data: str | None) -> AirflowAnswer:
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        parts = urlsplit(path)
        query = {"QueryParameters": dict(parse_qsl(parts.query))} if parts.query else {}
        try:
            response = self._client.invoke_rest_api(Name=self._environment, Method=method, Path=parts.path, **query)
        except (BotoCoreError, ClientError) as error:
            known = aws_error(error)
            if known.code in ("RestApiServerException", "InternalServerException") or known.kind.is_transient:
                raise AirflowDownError(f"{method} {parts.path}: {known.reason}") from error
            raise NoRestApiError(f"{method} {parts.path}: {known.reason}") from error
        return AirflowAnswer(response.get("RestApiStatusCode", 0), response.get("RestApiResponse"))


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except AirflowRefusedError as error:
        raise NoRestApiError(str(error)) from error


def _path(text: object) -> str:
    return relative_to_dags(str(text))


def _time(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    # One without an offset cannot be compared with AWS's time; Airflow's own is UTC.
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
