"""A versioned bucket with a DAG folder, a copy of its state to compare with, and a bisect of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwaa_tf.access.bisect import (
    Airflow,
    Bisect,
    BisectEnvironment,
    BisectReport,
    Bucket,
    Observation,
    Settling,
    Trial,
    TrialVerdict,
)
from mwaa_tf.access.bisect.airflow import NoRestApiError
from mwaa_tf.local_aws import LocalAws

ACCOUNT = "222222222222"

#: What the folder has besides DAG files.
HELPERS = {
    "common/__init__.py": b"",
    "common/sql.py": b"QUERY = 1",
    ".airflowignore": b"old/",
    "query.sql": b"select 1",
}


@dataclass
class DagFolder:
    """The folder ``dags/`` of a new bucket of its own."""

    s3: Any
    name: str
    paths: tuple[str, ...]
    prefix: str = "dags/"

    @property
    def environment(self) -> BisectEnvironment:
        return BisectEnvironment("etl", "us-east-1", "AVAILABLE", self.name, self.prefix, "2.10.3", {})

    def put(self, path: str, content: bytes, **options: Any) -> None:
        """Write a file of the folder as a person would."""
        self.s3.put_object(Bucket=self.name, Key=f"{self.prefix}{path}", Body=content, **options)

    def delete(self, path: str) -> None:
        """Delete a file of the folder as a person would."""
        self.s3.delete_object(Bucket=self.name, Key=f"{self.prefix}{path}")

    def present(self) -> set[str]:
        """Paths in the folder."""
        objects = self.s3.list_objects_v2(Bucket=self.name, Prefix=self.prefix).get("Contents", ())
        return {entry["Key"].removeprefix(self.prefix) for entry in objects}

    def state(self) -> dict[str, Any]:
        """All current objects of the bucket, with everything that belongs to each."""
        objects = self.s3.list_objects_v2(Bucket=self.name).get("Contents", ())
        return {entry["Key"]: self._object(entry["Key"]) for entry in objects}

    def versions(self) -> dict[str, Any]:
        """All versions and delete markers of the bucket, also those of objects that were deleted."""
        answer = self.s3.list_object_versions(Bucket=self.name)
        entries = [*answer.get("Versions", ()), *answer.get("DeleteMarkers", ())]
        return {f"{entry['Key']} {entry['VersionId']}": entry["IsLatest"] for entry in entries}

    def _object(self, key: str) -> dict[str, Any]:
        answer = self.s3.get_object(Bucket=self.name, Key=key)
        kept = ("ContentType", "Metadata", "ServerSideEncryption", "SSEKMSKeyId", "StorageClass", "CacheControl")
        return {
            "content": answer["Body"].read(),
            "tags": self.s3.get_object_tagging(Bucket=self.name, Key=key)["TagSet"],
            **{name: answer.get(name) for name in kept},
        }


def dag_folder(aws: LocalAws, name: str, paths: Mapping[str, bytes] | tuple[str, ...], kms_key: str = "") -> DagFolder:
    """A folder with DAG files of ``paths``, each with metadata, a tag and a content type, and with the helpers."""
    s3 = aws.client("s3", ACCOUNT)
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key} if kms_key else {}
    contents = (
        paths if isinstance(paths, Mapping) else {path: f"from airflow import DAG  # {path}".encode() for path in paths}
    )
    folder = DagFolder(s3, name, tuple(contents))
    for path, content in contents.items():
        folder.put(
            path,
            content,
            Metadata={"author": path.encode().hex()},
            Tagging="team=data",
            ContentType="text/x-python",
            **encryption,
        )
    for path, content in HELPERS.items():
        folder.put(path, content)
    return folder


@dataclass
class Killed(BaseException):
    """What a process sees that is killed: no line of it runs any more."""


class KilledClient:
    """A client whose process is killed at the call ``at`` of those that change something, before or after it is made.

    All later calls fail, so that nothing that would run in a killed process has an effect.
    """

    CHANGES = frozenset({"copy_object", "delete_object", "put_object"})

    def __init__(self, client: Any, at: int | None = None, *, after: bool = False) -> None:
        self._client = client
        self._at = at
        self._after = after
        self._lock = threading.Lock()
        self._dead = False
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if not callable(method):
            return method

        def call(*arguments: Any, **parameters: Any) -> Any:
            with self._lock:
                if self._dead:
                    raise Killed
                is_last = False
                if name in self.CHANGES:
                    is_last = self.calls == self._at
                    self.calls += 1
                self._dead = is_last
                if is_last and not self._after:
                    raise Killed
                result = method(*arguments, **parameters)
                if is_last:
                    raise Killed
                return result

        return call


class NoAirflow(Airflow):
    """An environment whose REST API cannot be called."""

    def __init__(self) -> None:
        pass

    def parsed_files(self) -> list[Any]:
        raise NoRestApiError("there is no Airflow")


@dataclass
class Lines:
    """What was said."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, line: str) -> None:
        self.lines.append(line)


def bisect(
    folder: DagFolder,
    causes: set[str],
    *,
    client: Any = None,
    say: Callable[[str], None] | None = None,
    during: Callable[[Trial], None] = lambda _: None,
) -> BisectReport:
    """Bisect ``folder`` with a probe that looks at the bucket; ``during`` is called in each trial."""

    def look(trial: Trial) -> Observation:
        during(trial)
        return Observation(TrialVerdict.BAD if folder.present() & causes else TrialVerdict.GOOD)

    say = say or Lines()
    run = Bisect(folder.environment, Bucket(client or folder.s3, folder.name), look, Settling(NoAirflow(), 0, say), say)
    return run.run(run.prepare())
