"""What other users do to the DAG folder during a bisect stays; what the bucket does to old versions loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.access.bisect import Bucket, Trial, restore_journal
from mwaa_tf.access.bisect.errors import BisectError, FileChangedError, JournalTakenError
from mwaa_tf.access.bisect.journal import KEY, PREFIX
from mwaa_tf.local_aws import LocalAws
from tests.access.bisect.folders import ACCOUNT, DagFolder, Killed, KilledClient, Lines, bisect, dag_folder

PATHS = ("a.py", "b.py", "c.py", "d.py")


@pytest.fixture(scope="module")
def aws(module_local_aws: LocalAws) -> LocalAws:
    return module_local_aws


@pytest.fixture
def folder(aws: LocalAws, request: pytest.FixtureRequest) -> DagFolder:
    return dag_folder(aws, f"b{abs(hash(request.node.name))}", PATHS)


def in_trial(number: int, change: Callable[[], object]) -> Callable[[Trial], None]:
    def during(trial: Trial) -> None:
        if trial.number == number:
            change()

    return during


def remaining(folder: DagFolder) -> list[str]:
    return [key for key in folder.state() if key.startswith(PREFIX)]


def content(folder: DagFolder, key: str) -> bytes:
    return bytes(folder.s3.get_object(Bucket=folder.name, Key=key)["Body"].read())


def test_a_file_that_is_written_while_it_is_out_keeps_that_and_what_it_was_is_kept(folder: DagFolder) -> None:
    said = Lines()

    with pytest.raises(FileChangedError, match=r"another user changed c\.py during the bisect"):
        bisect(folder, {"a.py"}, say=said, during=in_trial(2, lambda: folder.put("c.py", b"theirs")))

    assert content(folder, "dags/c.py") == b"theirs"
    assert folder.present() >= set(PATHS)
    (copy,) = remaining(folder)
    assert content(folder, copy) == b"from airflow import DAG  # c.py"
    assert said.lines[-1].startswith(
        "c.py was changed by another user during the bisect and stays so; as it was before: "
    )
    assert said.lines[-1].endswith(copy)


def test_a_file_that_is_deleted_while_it_is_out_stays_deleted(folder: DagFolder) -> None:
    said = Lines()

    with pytest.raises(FileChangedError, match=r"c\.py"):
        bisect(folder, {"a.py"}, say=said, during=in_trial(2, lambda: folder.delete("c.py")))

    assert "c.py" not in folder.present()
    assert folder.present() >= {"a.py", "b.py", "d.py"}
    assert content(folder, remaining(folder)[0]) == b"from airflow import DAG  # c.py"
    assert "c.py was deleted by another user" in said.lines[-1]


def test_a_file_that_is_changed_or_deleted_while_it_is_in_place_stays_so(folder: DagFolder) -> None:
    def change() -> None:
        folder.put("a.py", b"theirs")
        folder.delete("b.py")

    with pytest.raises(FileChangedError, match=r"b\.py"):
        bisect(folder, {"a.py"}, during=in_trial(3, change))

    assert content(folder, "dags/a.py") == b"theirs"
    assert folder.present() & set(PATHS) == {"a.py", "c.py", "d.py"}
    assert len(remaining(folder)) == 2


def test_the_same_content_written_again_leaves_no_copy(folder: DagFolder) -> None:
    with pytest.raises(FileChangedError):
        bisect(folder, {"a.py"}, during=in_trial(2, lambda: folder.put("c.py", b"from airflow import DAG  # c.py")))

    assert remaining(folder) == []
    assert folder.present() >= set(PATHS)


def test_a_new_file_and_changed_tags_are_no_reason_to_stop(folder: DagFolder) -> None:
    def change() -> None:
        folder.put("new.py", b"from airflow import DAG")
        tags = {"TagSet": [{"Key": "team", "Value": "theirs"}]}
        folder.s3.put_object_tagging(Bucket=folder.name, Key="dags/a.py", Tagging=tags)

    report = bisect(folder, {"a.py"}, during=in_trial(1, change))

    assert [cause.files for cause in report.search.causes] == [("a.py",)]
    assert folder.state()["dags/a.py"]["tags"] == [{"Key": "team", "Value": "theirs"}]
    assert "new.py" in folder.present()


def test_a_version_that_a_lifecycle_rule_deleted_is_copied_back_with_everything(folder: DagFolder) -> None:
    state = folder.state()
    with pytest.raises(Killed):
        bisect(folder, {"a.py"}, client=KilledClient(folder.s3, 12, after=True))
    assert "a.py" not in folder.present()
    hidden = [
        entry["VersionId"]
        for entry in folder.s3.list_object_versions(Bucket=folder.name, Prefix="dags/a.py")["Versions"]
    ]
    for version in hidden:
        folder.s3.delete_object(Bucket=folder.name, Key="dags/a.py", VersionId=version)

    restore_journal(Bucket(folder.s3, folder.name), folder.environment, Lines())

    assert folder.state() == state


class WithoutVersionDeletes:
    """A client without the permission s3:DeleteObjectVersion."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def delete_object(self, **parameters: Any) -> Any:
        if "VersionId" in parameters:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "DeleteObject")
        return self._client.delete_object(**parameters)


class LosesResponses:
    """A client that loses the first response to each delete, and gets the answer to the request it sends again."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def delete_object(self, **parameters: Any) -> Any:
        self._client.delete_object(**parameters)
        try:
            return self._client.delete_object(**parameters)
        except ClientError as error:
            error.response["ResponseMetadata"]["RetryAttempts"] = 1
            raise


def test_a_delete_that_is_sent_again_because_its_response_was_lost_is_the_own_one(folder: DagFolder) -> None:
    versions = folder.versions()

    report = bisect(folder, {"a.py", "d.py"}, client=LosesResponses(folder.s3))

    assert [cause.files for cause in report.search.causes] == [("a.py",), ("d.py",)]
    assert {version for version in folder.versions() if version.startswith("dags/")} == set(versions)


def test_without_the_permission_to_delete_versions_files_are_copied_back(folder: DagFolder) -> None:
    state = folder.state()

    report = bisect(folder, {"a.py", "d.py"}, client=WithoutVersionDeletes(folder.s3))

    assert [cause.files for cause in report.search.causes] == [("a.py",), ("d.py",)]
    assert folder.state() == state


def test_an_encrypted_file_keeps_its_key_where_it_is_copied_back(aws: LocalAws) -> None:
    key = aws.client("kms", ACCOUNT).create_key()["KeyMetadata"]["Arn"]
    folder = dag_folder(aws, "encrypted", PATHS, kms_key=key)
    state = folder.state()
    assert state["dags/a.py"]["SSEKMSKeyId"] == key

    bisect(folder, {"a.py"}, client=WithoutVersionDeletes(folder.s3))

    assert folder.state() == state


def test_a_machine_that_restores_ends_the_bisect_of_another_one(folder: DagFolder) -> None:
    state = folder.state()

    def take_over() -> None:
        restore_journal(Bucket(folder.s3, folder.name), folder.environment, Lines())

    with pytest.raises(JournalTakenError, match="another machine restores the files, or has restored them"):
        bisect(folder, {"a.py"}, during=in_trial(2, take_over))

    assert folder.state() == state


def test_the_journal_of_another_environment_is_not_restored(folder: DagFolder) -> None:
    with pytest.raises(Killed):
        bisect(folder, {"a.py"}, client=KilledClient(folder.s3, 12))
    other = folder.environment.__class__("ml", "us-east-1", "AVAILABLE", folder.name, "dags/", "2.10.3", {})

    with pytest.raises(BisectError, match=r"another environment: .* for etl"):
        restore_journal(Bucket(folder.s3, folder.name), other, Lines())


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "files": [{}]}', b"\xff", b"[" * 100_000]
)
def test_a_journal_that_is_not_understood_moves_nothing_and_is_named(folder: DagFolder, content: bytes) -> None:
    folder.s3.put_object(Bucket=folder.name, Key=KEY, Body=content)
    state = folder.state()

    for call in (
        lambda: bisect(folder, {"a.py"}),
        lambda: restore_journal(Bucket(folder.s3, folder.name), folder.environment, Lines()),
    ):
        with pytest.raises(BisectError, match=f"s3://{folder.name}/{KEY}"):
            call()
    assert folder.state() == state


def test_a_bucket_without_versioning_is_not_touched(folder: DagFolder) -> None:
    folder.s3.put_bucket_versioning(Bucket=folder.name, VersioningConfiguration={"Status": "Suspended"})

    with pytest.raises(BisectError, match="is Suspended"):
        bisect(folder, {"a.py"})


def test_dag_files_that_import_others_are_tried_with_them(aws: LocalAws) -> None:
    folder = dag_folder(
        aws,
        "with-imports",
        {
            "base.py": b"from airflow import DAG",
            "common/tools.py": b"import base",
            "uses.py": b"from airflow import DAG\nfrom common import tools",
            "z.py": b"from airflow import DAG",
        },
    )

    def complete(trial: Trial) -> None:
        assert "uses.py" not in trial.present or "base.py" in trial.present
        assert "common/tools.py" in folder.present()

    report = bisect(folder, {"uses.py"}, during=complete)

    assert [cause.files for cause in report.search.causes] == [("uses.py",)]
    assert report.files == 3
