"""The bucket and the key of states that a rehearsal prepares: accounts need policies of their own to use them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws import LocalAws
from mwaa_tf.rehearsal.prepare.organization import prepare
from mwaa_tf.rehearsal.prepare.storage import create_key
from tests.local_aws.test_authorization import allow, client
from tests.support import DATA, OWNER, SCIENCE

KEY = f"arn:aws:kms:us-east-1:{OWNER}:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"
STATE = "arn:aws:s3:::state/a"


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws([OWNER, DATA, SCIENCE], region="us-east-1") as running:
        prepare(running, state_bucket="state")
        create_key(KEY, users=[OWNER, DATA])
        yield running


def write(aws: LocalAws, account_id: str) -> None:
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KEY}
    client(aws, "s3", account_id).put_object(Bucket="state", Key="a", Body=b"{}", **encryption)


@pytest.mark.parametrize("account_id", [OWNER, DATA])
def test_an_account_writes_states_with_policies_for_both_and_with_nothing_less(aws: LocalAws, account_id: str) -> None:
    both = [allow("s3:PutObject", on=STATE), allow("kms:GenerateDataKey", on=KEY)]
    for policies, action in ((both[1:], "s3:PutObject"), (both[:1], "kms:GenerateDataKey"), ([], "s3:PutObject")):
        aws.allow({account_id: policies})
        with pytest.raises(ClientError, match=f"because no identity-based policy allows the {action} action"):
            write(aws, account_id)
    aws.allow({account_id: both})
    write(aws, account_id)


def test_an_account_that_the_key_does_not_know_may_not_use_it(aws: LocalAws) -> None:
    aws.allow({SCIENCE: [allow("s3:*", "kms:*")]})
    with pytest.raises(ClientError, match="because no resource-based policy allows the kms:GenerateDataKey action"):
        write(aws, SCIENCE)
