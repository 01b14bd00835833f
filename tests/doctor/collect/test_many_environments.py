"""What environments share is read once, and what is read at a time has little in common."""

from __future__ import annotations

from typing import cast

from mwaa_tf.blueprint import Account
from mwaa_tf.doctor.collect.aws.calls import Calls
from mwaa_tf.doctor.collect.aws.collect import reading_order
from mwaa_tf.doctor.collect.aws.sections.network import environment_groups
from mwaa_tf.doctor.collect.aws.source import AwsSource, CollectOptions
from mwaa_tf.doctor.reading import Gap, GapKind, Reading
from mwaa_tf.doctor.target import Target
from mwaa_tf.local_aws import LocalAws

NOTHING = cast("Calls", None)


def source(key: str, account: Account, calls: Calls = NOTHING) -> AwsSource:
    target = Target(key, key, "eu-central-1", account, account)
    return AwsSource(target, calls, calls, Reading.unread(Gap(GapKind.NOT_ASKED, "")), CollectOptions())


def test_neighbours_are_of_different_participants_and_sections() -> None:
    accounts = [Account(str(number), str(number) * 12, None, None) for number in range(3)]
    sources = [source(f"{account.title}-{number}", account) for account in accounts for number in range(4)]
    names = ["network", "bucket", "logs", "share", "metrics"]

    order = reading_order(sources, names)

    assert sorted((each.target.key, name) for each, name in order) == sorted(
        (each.target.key, name) for each in sources for name in names
    )
    for start in range(0, len(order) - 2, 3):
        first, second, third = order[start : start + 3]
        assert len({each.target.participant for each, _ in (first, second, third)}) == 3
        assert len({name for _, name in (first, second, third)}) == 3


def test_groups_are_read_once_for_their_vpc_and_by_id_where_one_is_elsewhere(local_aws: LocalAws) -> None:
    account_id = local_aws.accounts[0]
    ec2 = local_aws.client("ec2", account_id)
    vpcs = [ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in range(2)]
    one, two, other = (
        ec2.create_security_group(GroupName=name, Description="a", VpcId=vpc)["GroupId"]
        for name, vpc in (("one", vpcs[0]), ("two", vpcs[0]), ("other", vpcs[1]))
    )
    account = Account("owner", account_id, None, None)
    calls = Calls(account, local_aws.region, local_aws.environment(account_id), lambda: None)
    asked = source("a", account, calls)

    def groups(*ids: str) -> set[str]:
        return {group.id for group in environment_groups(asked, ids, vpcs[0]).value}

    def made() -> int:
        return len([call for call in local_aws.record if call.action == "DescribeSecurityGroups"])

    assert (groups(one), groups(two), groups(one, two), made()) == ({one}, {two}, {one, two}, 1)
    assert (groups(one, other), made()) == ({one, other}, 2)
    assert groups("sg-00000000000000000") == set()
