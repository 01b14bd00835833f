"""What an interrupted apply has done is not done again."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from mwaa_tf.lifecycle.plan_record import SavedPlan
from mwaa_tf.lifecycle.unrecorded import TaintedResourcesError, UnrecordedResourcesError, check_interrupted
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.mwaa.status import Status
from tests.lifecycle.support import DEPLOYMENT, NETWORK
from tests.support import OWNER

ENVIRONMENT = "module.environment.aws_mwaa_environment.this"


def check(folder: Path, changes: list[dict[str, Any]], client: Any = None) -> None:
    file = folder / "plan.json"
    file.write_text(json.dumps({"resource_changes": changes}))
    saved = cast("SavedPlan", SimpleNamespace(read_json=file.read_bytes))
    check_interrupted(saved, DEPLOYMENT.by_path[NETWORK], client)


def change(address: str, *actions: str, **more: Any) -> dict[str, Any]:
    kind = address.split(".")[-2]
    values = {"before": None, "after": {}, **more.pop("values", {})}
    return {"address": address, "mode": "managed", "type": kind, "change": {"actions": list(actions), **values}, **more}


def replacement(status: str) -> dict[str, Any]:
    before = {"before": {"status": status}}
    return change(ENVIRONMENT, "delete", "create", values=before, action_reason="replace_because_tainted")


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CREATE_FAILED])
def test_an_environment_is_not_deleted_because_its_creation_was_interrupted(tmp_path: Path, status: Status) -> None:
    with pytest.raises(TaintedResourcesError, match="would delete") as caught:
        check(tmp_path, [replacement(status)])
    assert caught.value.addresses == (ENVIRONMENT,)


def test_one_whose_creation_failed_is_replaced_as_aws_advises(tmp_path: Path) -> None:
    check(tmp_path, [replacement("CREATE_FAILED")])


def test_settings_of_a_bucket_are_not_deleted_after_they_were_created(tmp_path: Path) -> None:
    """The provider deletes the old versioning of the same bucket last, which suspends the new one."""
    versioning = "module.environment.aws_s3_bucket_versioning.source"
    tainted = change(versioning, "create", "delete", action_reason="replace_because_tainted")

    with pytest.raises(TaintedResourcesError) as caught:
        check(tmp_path, [tainted, replacement("CREATE_FAILED")])
    assert caught.value.addresses == (versioning,)


def test_what_is_as_well_created_again_is(tmp_path: Path) -> None:
    address = "module.network.aws_route_table.private"
    check(tmp_path, [change(address, "delete", "create", action_reason="replace_because_tainted")])


def test_a_replacement_for_another_reason_is_none_of_this(tmp_path: Path) -> None:
    check(tmp_path, [{**replacement("AVAILABLE"), "action_reason": "replace_because_cannot_update"}])


def bucket(name: str) -> dict[str, Any]:
    tags = {"Name": name}
    return change("module.x.aws_s3_bucket.this", "create", values={"after": {"bucket": name, "tags_all": tags}})


def test_a_resource_that_exists_is_not_created_again(tmp_path: Path, local: LocalAws) -> None:
    s3 = local.client("s3", OWNER)
    s3.create_bucket(Bucket="acme-dags")
    s3.put_bucket_tagging(Bucket="acme-dags", Tagging={"TagSet": [{"Key": "Name", "Value": "acme-dags"}]})

    def client(service: str, _workspace: object) -> Any:
        return local.client(service, OWNER)

    with pytest.raises(
        UnrecordedResourcesError, match=r"1 resource that AWS has already .*aws_s3_bucket.this \(acme-dags"
    ):
        check(tmp_path, [bucket("acme-dags")], client)
    check(tmp_path, [bucket("acme-other")], client)


def test_where_the_search_is_not_allowed_an_apply_goes_on(tmp_path: Path) -> None:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    class Denied:
        def __getattr__(self, name: str) -> Any:
            def call(*_: object, **__: object) -> None:
                raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, name)

            return call

    check(tmp_path, [bucket("acme-dags")], lambda *_: Denied())
