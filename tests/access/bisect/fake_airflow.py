"""An Airflow for tests: it reads the DAG folder of the local AWS, and answers in the shape of Airflow 3's REST API.

A file with the word ``broken`` cannot be imported; with the word ``hangs``, the DAG processor is not healthy. All
others have a DAG each. Like the real one, it notices a change of the folder some time later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from moto.s3.models import FakeKey, s3_backends

FOLDER = "/usr/local/airflow/dags/"


@dataclass
class FakeAirflow:
    """Installed in place of ``mwaa_tf.local_aws.services.mwaa.rest_api.respond``."""

    account: str
    bucket: str
    lag: int = 0
    """Calls that it answers between two looks at the folder."""
    parsed: dict[str, tuple[datetime, bytes]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    _left: int = 0

    def __call__(self, method: str, path: str, version: str, _now: object) -> dict[str, Any]:
        assert method == "GET"
        assert version.startswith("3.")
        self.calls.append(path)
        self._look()
        match path:
            case "/dags":
                return {"dags": [self._dag(name) for name in self._good()], "total_entries": len(self._good())}
            case "/importErrors":
                errors = [self._error(number, name) for number, name in enumerate(self._with(b"broken"))]
                return {"import_errors": errors, "total_entries": len(errors)}
            case "/dags/~/dagRuns":
                return {"dag_runs": [], "total_entries": 1}  # of each state that it is asked for
            case "/monitor/health":
                beat = {"latest_scheduler_heartbeat": datetime.now(UTC).isoformat()}
                processor = "unhealthy" if self._with(b"hangs") else "healthy"
                return {
                    "metadatabase": {"status": "healthy"},
                    "scheduler": {"status": "healthy", **beat},
                    "triggerer": {"status": None, "latest_triggerer_heartbeat": None},
                    "dag_processor": {"status": processor, "latest_dag_processor_heartbeat": None},
                }
        raise AssertionError(path)

    def _look(self) -> None:
        if self._left:
            self._left -= 1
            return
        self._left = self.lag
        objects = s3_backends[self.account]["aws"].buckets[self.bucket].keys
        current = {
            key.removeprefix("dags/"): value
            for key, value in objects.items()
            if key.startswith("dags/") and key.endswith((".py", ".zip")) and isinstance(value, FakeKey)
        }
        self.parsed = {
            path: self.parsed.get(path) or (datetime.now(UTC), value.value)
            for path, value in current.items()
            if b"airflow" in value.value
        }

    def _with(self, word: bytes) -> list[str]:
        return [path for path, (_, content) in self.parsed.items() if word in content]

    def _good(self) -> list[str]:
        return [path for path in self.parsed if path not in self._with(b"broken")]

    def _dag(self, path: str) -> dict[str, Any]:
        at = self.parsed[path][0].isoformat()
        return {
            "dag_id": path.replace("/", "_"),
            "fileloc": FOLDER + path,
            "relative_fileloc": path,
            "last_parsed_time": at,
            "is_stale": False,
            "is_paused": False,
        }

    def _error(self, number: int, path: str) -> dict[str, Any]:
        at = self.parsed[path][0].isoformat()
        return {
            "import_error_id": number,
            "timestamp": at,
            "filename": path,
            "bundle_name": "dags-folder",
            "stack_trace": "Traceback (most recent call last): ...",
        }
