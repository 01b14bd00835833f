"""Airflow's REST API as MWAA passes it on, in the same words for both of its versions.

MWAA adds the prefix of the API itself (MWAA user guide, access-mwaa-apache-airflow-rest-api). Paths, members and
methods that are used here are the same in Airflow 2 (airflow/api_connexion/openapi/v1.yaml, read as released with
2.10.3 and 2.11.0) and Airflow 3 (airflow/api_fastapi/core_api/openapi/v2-rest-api-generated.yaml, read as released
with 3.0.6, 3.1.0, 3.2.1 and 3.3.1). Both leave out DAGs whose files are gone unless asked otherwise: ``only_active``
of 2, ``exclude_stale`` of 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from mwaa_tf.errors import MwaaTfError
from mwaa_tf.text import escape_control_characters, one_line

#: Entries of a response: the default maximum of Airflow (``api.maximum_page_limit``). Where it is lower, a page is
#: shorter than asked for; 3.0 and 3.1 do not look at it.
_PAGE = 100

#: States of DAG runs that are not finished.
_UNFINISHED = ("running", "queued")

#: Characters of a path that InvokeRestApi takes (botocore, mwaa, ``InvokeRestApiRequest``).
_LONGEST_PATH = 64

#: Characters of the id of a DAG that is paused through MWAA: what is left of such a path.
LONGEST_ID = _LONGEST_PATH - len("/dags/")

_NOT_FOUND = 404


class AirflowRefusedError(MwaaTfError):
    """Airflow answered a call with an error, or with something else than its API says."""


@dataclass(frozen=True, slots=True)
class AirflowAnswer:
    """What Airflow answered."""

    status: int
    body: Any
    is_error: bool = False


#: Calls a path below the API's version with a method and a body as JSON. Raises MwaaTfError where AWS refuses.
Call = Callable[[str, str, str | None], AirflowAnswer]


@dataclass(frozen=True, slots=True)
class Dag:
    """A DAG that Airflow has parsed and that still exists."""

    dag_id: str
    is_paused: bool


class AirflowRest:
    """The web server of an environment. All methods raise :class:`MwaaTfError` in words."""

    def __init__(self, name: str, call: Call) -> None:
        self.name = name
        """The environment's name in AWS."""
        self._call = call

    def dags(self) -> tuple[Dag, ...]:
        """All DAGs whose files exist: those without one are left out by default, in both versions."""
        return tuple(
            Dag(self._name(entry, "dag_id"), self._is_paused(entry))
            for entry in self.entries("/dags", "dags", "dag_id")
        )

    def import_errors(self) -> tuple[str, ...]:
        """The files that could not be imported: of Airflow 3.1 and later relative to the folder of the DAGs."""
        return self._names("/importErrors", "import_errors", "filename")

    def connections(self) -> tuple[str, ...]:
        """The ids of the connections in the metadata database; nothing else of them is kept."""
        return self._names("/connections", "connections", "connection_id")

    def variables(self) -> tuple[str, ...]:
        """The keys of the variables in the metadata database; the values are in the response, and are not kept."""
        return self._names("/variables", "variables", "key")

    def pools(self) -> tuple[str, ...]:
        """The names of the pools."""
        return self._names("/pools", "pools", "name")

    def unfinished_dag_runs(self) -> int:
        """How many DAG runs are running or queued."""
        answers = [self.get("/dags/~/dagRuns", state=state, limit=1) for state in _UNFINISHED]
        return sum(map(self._count, answers))

    def set_paused(self, dag_id: str, *, paused: bool) -> None:
        """Pause a DAG, or unpause it; nothing changes for one that is so already."""
        self._send("PATCH", f"{_path(dag_id)}?update_mask=is_paused", {"is_paused": paused})

    def variable(self, key: str) -> str | None:
        """The value of a variable, empty if Airflow cannot decrypt it; None where there is none of that name.

        Airflow 3.2 and later replace, in the value, what they know as a secret, such as the password of a connection.
        """
        answer = self._call("GET", f"/variables/{key}", None)
        if answer.is_error and answer.status == _NOT_FOUND:
            return None
        value = self._member(self._checked("GET", f"/variables/{key}", answer), "value")
        return "" if value is None else str(value)

    def set_variable(self, key: str, value: str, description: str) -> None:
        """Create a variable, or give it another value."""
        body = {"key": key, "value": value, "description": description}
        if self.variable(key) is None:
            self._send("POST", "/variables", body)
        else:
            self._send("PATCH", f"/variables/{key}", body)

    def delete_variable(self, key: str) -> None:
        """Delete a variable; one that does not exist is no error."""
        answer = self._call("DELETE", f"/variables/{key}", None)
        if answer.status != _NOT_FOUND and answer.is_error:
            self._checked("DELETE", f"/variables/{key}", answer)

    def get(self, path: str, **query: Any) -> Mapping[str, Any]:
        """What Airflow answers a GET of ``path`` with ``query``."""
        path = f"{path}?{urlencode(query)}" if query else path
        return self._checked("GET", path, self._call("GET", path, None))

    def entries(self, path: str, member: str, needed: str) -> Iterator[Mapping[str, Any]]:
        """The entries in ``member`` of all pages of ``path``; each has the member ``needed``."""
        offset = 0
        before: object = None
        while True:
            answer = self.get(path, limit=_PAGE, offset=offset)
            entries, total = self._member(answer, member), self._count(answer)
            if not isinstance(entries, list):
                raise AirflowRefusedError(f"{self.name}: {member} in an answer of Airflow is no list")
            for entry in entries:
                self._member(entry, needed)
                yield entry
            offset += len(entries)
            if not entries or offset >= total:
                return
            if entries == before:
                raise AirflowRefusedError(f"{self.name}: Airflow answers the same page of {path} again and again")
            before = entries

    def _names(self, path: str, member: str, field: str) -> tuple[str, ...]:
        return tuple(sorted(self._name(entry, field) for entry in self.entries(path, member, field)))

    def _name(self, entry: Mapping[str, Any], field: str) -> str:
        if not isinstance(entry[field], str):
            raise AirflowRefusedError(f"{self.name}: {field} in an answer of Airflow is no text")
        return _text(entry[field])

    def _is_paused(self, entry: Mapping[str, Any]) -> bool:
        """Whether a DAG is paused. Airflow 2 may answer null, for one that never was (openapi/v1.yaml, ``DAG``)."""
        is_paused = entry.get("is_paused") or False
        if not isinstance(is_paused, bool):
            raise AirflowRefusedError(f"{self.name}: is_paused in an answer of Airflow is neither true nor false")
        return is_paused

    def _send(self, method: str, path: str, body: Mapping[str, Any]) -> None:
        answer = self._call(method, path, json.dumps(body))
        if answer.is_error:
            self._checked(method, path, answer)

    def _checked(self, method: str, path: str, answer: AirflowAnswer) -> Mapping[str, Any]:
        said = f"{self.name}: Airflow answered {method} {path} with"
        if answer.is_error:
            reason = one_line(_text(_reason(answer.body)))
            raise AirflowRefusedError(f"{said} {answer.status}: {reason}" if reason else f"{said} {answer.status}")
        if not isinstance(answer.body, Mapping):
            raise AirflowRefusedError(f"{said} {type(answer.body).__name__} instead of an object")
        return answer.body

    def _count(self, answer: Mapping[str, Any]) -> int:
        """How many entries all pages have."""
        count = self._member(answer, "total_entries")
        if not isinstance(count, int) or isinstance(count, bool):
            raise AirflowRefusedError(f"{self.name}: total_entries in an answer of Airflow is no number")
        return count

    def _member(self, answer: Mapping[str, Any], name: str) -> Any:
        try:
            return answer[name]
        except (KeyError, TypeError) as error:
            raise AirflowRefusedError(f"{self.name}: an answer of Airflow has no member {name}") from error


def has_long_id(dag_id: str) -> bool:
    """Whether a DAG cannot be paused or unpaused through MWAA, because its id makes a path longer than it takes."""
    return len(_path(dag_id)) > _LONGEST_PATH


def _path(dag_id: str) -> str:
    return f"/dags/{quote(dag_id, safe='')}"


def _reason(body: object) -> object:
    """Why Airflow refuses: a problem document of Airflow 2, a ``detail`` of Airflow 3, which lists what is invalid."""
    if not isinstance(body, Mapping):
        return ""
    detail = body.get("detail") or body.get("title") or ""
    if isinstance(detail, list):
        return "; ".join(str(each.get("msg", each)) if isinstance(each, Mapping) else str(each) for each in detail)
    return detail


def _text(value: object) -> str:
    return escape_control_characters(str(value))
