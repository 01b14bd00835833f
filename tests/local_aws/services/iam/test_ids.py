"""The ids of users, groups, roles and instance profiles, which policies and states have."""

from __future__ import annotations

import re

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import OWNER

TRUST = '{"Version": "2012-10-17", "Statement": []}'


def test_an_id_says_what_it_is_of(aws: LocalAws) -> None:
    iam = aws.client("iam", OWNER)

    ids = [
        iam.create_user(UserName="ids")["User"]["UserId"],
        iam.create_group(GroupName="ids")["Group"]["GroupId"],
        iam.create_role(RoleName="ids", AssumeRolePolicyDocument=TRUST)["Role"]["RoleId"],
        iam.create_instance_profile(InstanceProfileName="ids")["InstanceProfile"]["InstanceProfileId"],
    ]

    assert [id[:4] for id in ids] == ["AIDA", "AGPA", "AROA", "AIPA"]
    assert all(re.fullmatch("[A-Z0-9]{21}", id) for id in ids)


def test_the_id_of_a_user_is_the_same_in_every_answer(aws: LocalAws) -> None:
    iam = aws.client("iam", OWNER)
    created = iam.create_user(UserName="asked")["User"]["UserId"]

    assert iam.get_user(UserName="asked")["User"]["UserId"] == created
