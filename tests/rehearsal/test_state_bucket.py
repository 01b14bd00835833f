"""Stage 0, rehearsed: the bucket is made with a local state that moves into it, and each account has its own keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from botocore.session import Session  # type: ignore[import-untyped]

from mwaa_tf.blueprint import build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.config import load
from mwaa_tf.lifecycle.state_bucket import OVERRIDE, StateBucketModule
from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import local_aws_for, prepare_for
from mwaa_tf.rehearsal.run import PausedRehearsal, rehearse
from mwaa_tf.render import Job
from mwaa_tf.terraform import Terraform, TerraformError
from tests.support import DATA, OWNER, REPOSITORY, SCIENCE, deployment

EXAMPLE = REPOSITORY / "examples" / "state-bucket"
BUCKET = "acme-platform-tfstate"
NETWORK, STATE = "platform/1-network/terraform.tfstate", "platform/0-state/terraform.tfstate"
ETL, LAB = (f"platform/2-environments/{key}/terraform.tfstate" for key in ("data-etl", "science-lab"))


def job() -> Job:
    return Job(load(EXAMPLE / "mwaa.yaml"), EXAMPLE)


def terraforms(local: LocalAws, account_id: str) -> Any:
    """S3 as Terraform's role in the account."""
    sts = local.client("sts", account_id)
    role = f"arn:aws:iam::{account_id}:role/terraform"
    keys = sts.assume_role(RoleArn=role, RoleSessionName="terraform")["Credentials"]
    return client(local, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def client(local: LocalAws, *keys: str) -> Any:
    from botocore.config import Config  # type: ignore[import-untyped]

    session = Session()
    session.set_credentials(*keys)
    proxy = Config(proxies={"http": f"http://{local.address}"})
    return session.create_client("s3", region_name="eu-west-1", endpoint_url=local.endpoint, config=proxy)


def allowed(call: Callable[[], Any]) -> bool:
    try:
        call()
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 403:
            return False
        raise
    return True


def test_a_bucket_that_stage_0_creates_does_not_exist_before() -> None:
    created = {"backend": "s3", "bucket": "acme-tfstate", "create": True}
    for create, buckets in ((True, []), (False, ["acme-tfstate"])):
        described = deployment(state={**created, "create": create})
        with local_aws_for(described) as local:
            prepare_for(local, described)
            assert [each["Name"] for each in local.client("s3", OWNER).list_buckets()["Buckets"]] == buckets


@pytest.mark.terraform
@pytest.mark.long
def test_each_role_has_its_own_keys_and_the_bucket_is_protected() -> None:
    seen: list[str] = []

    def look(kept: PausedRehearsal) -> None:
        owner, data, science = (terraforms(kept.local, account_id) for account_id in (OWNER, DATA, SCIENCE))

        def reads(s3: Any, key: str) -> bool:
            return allowed(lambda: s3.get_object(Bucket=BUCKET, Key=key))

        def writes(s3: Any, key: str) -> bool:
            return allowed(lambda: s3.put_object(Bucket=BUCKET, Key=key, Body=b"{}"))

        assert owner.get_object(Bucket=BUCKET, Key=STATE)["ServerSideEncryption"] == "aws:kms"
        for s3, mine, others in ((data, ETL, LAB), (science, LAB, ETL)):
            assert writes(s3, mine)
            assert reads(s3, mine)
            assert writes(s3, f"{mine}.tflock")
            assert allowed(lambda s3=s3, mine=mine: s3.delete_object(Bucket=BUCKET, Key=f"{mine}.tflock"))  # type: ignore[misc]
            assert not allowed(lambda s3=s3, mine=mine: s3.delete_object(Bucket=BUCKET, Key=mine))  # type: ignore[misc]
            assert writes(owner, NETWORK)
            assert reads(s3, NETWORK)
            for key in (others, f"{others}.tflock", NETWORK, STATE):
                assert not writes(s3, key), key
            for key in (others, STATE):
                assert not reads(s3, key), key
            assert not allowed(lambda s3=s3: s3.list_objects_v2(Bucket=BUCKET))  # type: ignore[misc]
            assert reads(owner, mine)
            assert not writes(owner, mine)
        assert writes(owner, f"{NETWORK}.tflock")
        assert allowed(lambda: owner.delete_object(Bucket=BUCKET, Key=f"{NETWORK}.tflock"))
        assert not allowed(lambda: owner.delete_object(Bucket=BUCKET, Key=NETWORK))
        outsider = kept.local.client("s3", DATA, region="eu-west-1")
        assert not reads(outsider, ETL), "the account's users that are not Terraform's role"

        workspace = build_blueprint(job().deployment).by_path["0-state"]
        folder = kept.folder / workspace.path
        assert not (folder / OVERRIDE).exists()
        assert not list(folder.glob("terraform.tfstate*"))
        with Terraform() as terraform:
            module = StateBucketModule(terraform, folder, kept.local.environment(OWNER))
            with pytest.raises(TerraformError, match=r"terraform_data\.protection"):
                module.destroy()
            assert not module.is_local
        seen.append("all of it")

    report = rehearse(job(), until=Stage.STATE, keep=look)
    assert [detail for check in report.checks for detail in check.details] == []
    assert seen == ["all of it"]
