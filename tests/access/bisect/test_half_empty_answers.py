"""Answers of MWAA, S3 and Airflow that lack what a bisect needs end it in words: what was moved is then restored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from mwaa_tf.access.bisect.airflow import Airflow, NoRestApiError
from mwaa_tf.access.bisect.bucket import Bucket, ObjectVersion
from mwaa_tf.access.bisect.environment import read_environment
from mwaa_tf.access.bisect.errors import BisectError

ENVIRONMENT = {
    "Status": "AVAILABLE",
    "SourceBucketArn": "arn:aws:s3:::analytics",
    "DagS3Path": "dags",
    "AirflowVersion": "2.10.3",
}

VERSION = ObjectVersion("dags/a.py", "v1", '"etag"', 10, "STANDARD")

Call = Callable[[Any], object]


class Client:
    """A client whose calls, and pages, all answer the same."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name == "get_paginator":
            return lambda _: self
        return lambda **_: [self._answer] if name == "paginate" else self._answer


@pytest.mark.parametrize("member", ENVIRONMENT)
@pytest.mark.parametrize("value", [None, 7, "", [], {}], ids=repr)
def test_an_environment_with_a_member_that_is_missing_or_odd_is_refused(member: str, value: Any) -> None:
    others = {name: known for name, known in ENVIRONMENT.items() if name != member}
    answers: list[dict[str, Any]] = [{"Environment": others}]
    if member != "Status":
        answers.append({"Environment": {**others, member: value}})
    for answer in answers:
        with pytest.raises(BisectError):
            read_environment(Client(answer), "etl", "us-east-1")


@pytest.mark.parametrize("answer", [{}, {"Environment": None}, {"Environment": "etl"}, {"Environment": []}], ids=repr)
def test_an_answer_without_an_environment_is_refused(answer: Mapping[str, Any]) -> None:
    with pytest.raises(BisectError, match="GetEnvironment answered what is not understood"):
        read_environment(Client(answer), "etl", "us-east-1")


_CALLS: Mapping[str, Call] = {
    "read": lambda bucket: bucket.read("a", "v1"),
    "read_if_exists": lambda bucket: bucket.read_if_exists("a"),
    "write": lambda bucket: bucket.write("a", b""),
    "copy": lambda bucket: bucket.copy(VERSION, "b"),
    "delete_current": lambda bucket: bucket.delete_current("a", "etag"),
}


@pytest.mark.parametrize("answer", [{}, {"Body": None, "ETag": None}, {"ResponseMetadata": {}}], ids=repr)
@pytest.mark.parametrize("name", _CALLS)
def test_an_answer_of_s3_that_lacks_something_is_an_error_in_words(name: str, answer: Mapping[str, Any]) -> None:
    with pytest.raises(BisectError, match="S3 answered what is not understood"):
        _CALLS[name](Bucket(Client(answer), "analytics"))


@pytest.mark.parametrize(
    ("kind", "entry"),
    [
        *((kind, entry) for kind in ("Versions", "DeleteMarkers") for entry in ({}, {"Key": "a"}, "a")),
        ("Versions", {"Key": "a", "VersionId": "v", "IsLatest": True}),
    ],
    ids=repr,
)
def test_a_version_that_is_not_described_is_an_error_in_words(kind: str, entry: Any) -> None:
    with pytest.raises(BisectError, match="S3 answered what is not understood"):
        Bucket(Client({kind: [entry]}), "analytics").histories("dags/")


_REQUESTS: Mapping[str, Call] = {
    "unhealthy": lambda airflow: airflow.unhealthy(),
    "import_errors": lambda airflow: airflow.import_errors(),
    "parsed_files": lambda airflow: airflow.parsed_files(),
    "unfinished_dag_runs": lambda airflow: airflow.unfinished_dag_runs(),
}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"RestApiResponse": None},
        {"RestApiResponse": []},
        {"RestApiResponse": {}},
        {"RestApiResponse": {"dags": [{}], "import_errors": [{}], "total_entries": "many"}},
        {"RestApiResponse": {"dags": ["a"], "import_errors": ["a"]}},
    ],
    ids=repr,
)
@pytest.mark.parametrize("name", _REQUESTS)
def test_an_answer_of_airflow_that_lacks_something_is_an_error_in_words(name: str, answer: Mapping[str, Any]) -> None:
    with pytest.raises(NoRestApiError):
        _REQUESTS[name](Airflow(Client(answer), "etl", "2.10.3"))


@pytest.mark.parametrize("entries", [[{}], ["a"], [None], [{"fileloc": "/a.py"}, {}]], ids=repr)
def test_a_dag_without_its_file_is_an_error_in_words(entries: list[Any]) -> None:
    body = {"dags": entries, "import_errors": [], "total_entries": len(entries)}
    with pytest.raises(NoRestApiError, match="has no member fileloc"):
        Airflow(Client({"RestApiResponse": body}), "etl", "2.10.3").parsed_files()


def test_a_time_without_an_offset_is_utc() -> None:
    entry = {"fileloc": "/usr/local/airflow/dags/a.py", "last_parsed_time": "2026-11-27T03:00:00"}
    body = {"dags": [entry], "import_errors": [], "total_entries": 1}
    (file, *_) = Airflow(Client({"RestApiResponse": body}), "etl", "2.10.3").parsed_files()
    assert file.at == datetime(2026, 11, 27, 3, tzinfo=UTC)
