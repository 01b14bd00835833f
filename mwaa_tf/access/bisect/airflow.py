"""Airflow's REST API through InvokeRestApi: health, import errors, and when which file was parsed.

MWAA adds the prefix of the API (``/api/v1`` before Airflow 3, ``/api/v2`` since) itself (MWAA user guide,
access-mwaa-apache-airflow-rest-api). ``/importErrors`` and ``/dags`` have these paths, and the members that are read
here, in both (Airflow, openapi/v1.yaml of 2.x; core_api/openapi of 3.x); health moved to ``/monitor/health``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mwaa_tf.access.bisect.errors import ProbeError
from mwaa_tf.aws_errors import aws_error
from mwaa_tf.mwaa.airflow_versions import numbers

#: Where MWAA has the DAG folder (MWAA user guide, configuring-dag-folder).
_FOLDER = "/usr/local/airflow/dags/"

#: Entries in a response, the default maximum of Airflow (``api.maximum_page_limit``).
_PAGE = 100

#: States of DAG runs that are not finished; the two others are success and failed (Airflow, utils/state.py).
_UNFINISHED = ("running", "queued")


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
    """The web server of an environment."""

    def __init__(self, client: Any, environment: str, version: str) -> None:
        self._client = client
        self._environment = environment
        self._is_3 = numbers(version)[0] >= 3

    def unhealthy(self) -> str:
        """What the web server says is not healthy, in words; empty if all is well. Raises :class:`AirflowDownError`."""
        health = self._get("/monitor/health" if self._is_3 else "/health")
        # A component that does not run here, such as the triggerer, has no status.
        statuses = {name: part.get("status") for name, part in health.items() if isinstance(part, Mapping)}
        if not statuses:
            raise NoRestApiError(f"Airflow's answer about its health names no component: {health}")
        return ", ".join(f"{name} is {status}" for name, status in statuses.items() if status not in (None, "healthy"))

    def import_errors(self) -> list[ParsedFile]:
        """The files that could not be imported."""
        entries = self._all("/importErrors", "import_errors", "filename")
        return [ParsedFile(_relative(str(entry["filename"])), _time(entry.get("timestamp")), True) for entry in entries]

    def parsed_files(self) -> list[ParsedFile]:
        """The files of all active DAGs, a file once for each DAG, and those that could not be imported."""
        entries = self._all("/dags", "dags", "fileloc")
        dags = [ParsedFile(_relative(str(entry["fileloc"])), _time(entry.get("last_parsed_time"))) for entry in entries]
        return dags + self.import_errors()

    def unfinished_dag_runs(self) -> int:
        """How many DAG runs are running or queued."""
        answers = [self._get("/dags/~/dagRuns", state=state, limit=1) for state in _UNFINISHED]
        try:
            return sum(int(answer["total_entries"]) for answer in answers)
        except (KeyError, TypeError, ValueError) as error:
            raise NoRestApiError(f"Airflow's answer to GET /dags/~/dagRuns lacks {error}") from error

    def _all(self, path: str, member: str, needed: str) -> Iterator[Mapping[str, Any]]:
        """The entries of all pages. Raises :class:`NoRestApiError` for one without ``needed``."""
        offset = 0
        while True:
            answer = self._get(path, limit=_PAGE, offset=offset)
            try:
                entries, total = answer[member], int(answer["total_entries"])
                for entry in entries:
                    entry[needed]
            except (KeyError, TypeError, ValueError) as error:
                raise NoRestApiError(f"Airflow's answer to GET {path} lacks {error}") from error
            yield from entries
            offset += len(entries)
            if not entries or offset >= total:
                return

    def _get(self, path: str, **query: Any) -> Mapping[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        parameters = {"QueryParameters": query} if query else {}
        try:
            response = self._client.invoke_rest_api(Name=self._environment, Method="GET", Path=path, **parameters)
        except (BotoCoreError, ClientError) as error:
            known = aws_error(error)
            if known.code in ("RestApiServerException", "InternalServerException") or known.kind.is_transient:
                raise AirflowDownError(f"GET {path}: {known.reason}") from error
            raise NoRestApiError(f"GET {path}: {known.reason}") from error
        body = response.get("RestApiResponse")
        if not isinstance(body, Mapping):
            raise NoRestApiError(f"GET {path} answered {type(body).__name__} instead of an object")
        return body


def _relative(path: str) -> str:
    """A file of the DAG folder as a path relative to it; Airflow 3 may have it so already."""
    return path.removeprefix(_FOLDER)


def _time(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    # One without an offset cannot be compared with AWS's time; Airflow's own is UTC.
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
