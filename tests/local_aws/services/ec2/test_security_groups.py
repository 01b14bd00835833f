"""Security groups of one VPC that several accounts have groups in."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_tf.local_aws import LocalAws
from tests.local_aws.services.support import DATA, OWNER, SCIENCE, Network, refused


def _from(group_id: str, account_id: str | None = None, description: str | None = None) -> list[dict[str, Any]]:
    pair = {"GroupId": group_id, "UserId": account_id, "Description": description}
    return [{"IpProtocol": "-1", "UserIdGroupPairs": [{key: value for key, value in pair.items() if value}]}]


def _rules(ec2: Any, group_id: str, *, egress: bool = False) -> list[dict[str, Any]]:
    found = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group_id]}])
    return [rule for rule in found["SecurityGroupRules"] if rule["IsEgress"] is egress]


def test_each_sees_its_own_groups_and_the_owner_all(aws: LocalAws, network: Network) -> None:
    network.share(DATA, SCIENCE)
    groups = {account: network.group(account) for account in (OWNER, DATA, SCIENCE)}
    in_vpc = [{"Name": "vpc-id", "Values": [network.vpc_id]}]
    for account, seen in ((OWNER, set(groups.values())), (DATA, {groups[DATA]}), (SCIENCE, {groups[SCIENCE]})):
        found = aws.client("ec2", account).describe_security_groups(Filters=in_vpc)["SecurityGroups"]
        assert {group["GroupId"] for group in found if group["GroupName"] != "default"} == seen
        assert any(group["GroupName"] == "default" for group in found) is (account == OWNER)
    (seen_by_owner,) = aws.client("ec2", OWNER).describe_security_groups(GroupIds=[groups[DATA]])["SecurityGroups"]
    assert seen_by_owner["OwnerId"] == DATA
    assert [rule["CidrIpv4"] for rule in _rules(aws.client("ec2", OWNER), groups[DATA], egress=True)] == ["0.0.0.0/0"]
    with refused("InvalidGroup.NotFound", groups[OWNER]):
        aws.client("ec2", DATA).describe_security_groups(GroupIds=[groups[OWNER]])


def test_the_owner_cannot_change_a_participant_s_group(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    owner, group = aws.client("ec2", OWNER), network.group(DATA)
    with refused("UnauthorizedOperation", "AuthorizeSecurityGroupIngress"):
        owner.authorize_security_group_ingress(GroupId=group, IpPermissions=_from(group))
    with refused("UnauthorizedOperation", "DeleteSecurityGroup"):
        owner.delete_security_group(GroupId=group)
    with refused("InvalidGroup.NotFound"):
        aws.client("ec2", SCIENCE).delete_security_group(GroupId=group)


@pytest.mark.parametrize("named", [DATA, None])
def test_a_rule_may_name_a_group_of_another_account(aws: LocalAws, network: Network, named: str | None) -> None:
    network.share(DATA)
    owner, mine, theirs = aws.client("ec2", OWNER), network.group(OWNER), network.group(DATA)
    owner.authorize_security_group_ingress(GroupId=mine, IpPermissions=_from(theirs, named, "the environment"))
    (rule,) = _rules(owner, mine)
    # With the account, also where the request had none: what Terraform shows as a change for ever.
    assert rule["ReferencedGroupInfo"] == {"GroupId": theirs, "UserId": DATA}
    assert (rule["Description"], rule["FromPort"], rule["GroupOwnerId"]) == ("the environment", -1, OWNER)
    (group,) = owner.describe_security_groups(GroupIds=[mine])["SecurityGroups"]
    assert group["IpPermissions"][0]["UserIdGroupPairs"] == [
        {"Description": "the environment", "GroupId": theirs, "UserId": DATA}
    ]
    with refused("InvalidPermission.Duplicate"):
        owner.authorize_security_group_ingress(GroupId=mine, IpPermissions=_from(theirs, DATA, "another text"))
    owner.revoke_security_group_ingress(GroupId=mine, IpPermissions=_from(theirs, DATA))
    assert _rules(owner, mine) == []


def test_a_rule_names_groups_of_its_own_network_only(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    owner, mine = aws.client("ec2", OWNER), network.group(OWNER)
    other_vpc = owner.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    elsewhere = owner.create_security_group(GroupName="g", Description="g", VpcId=other_vpc)["GroupId"]
    theirs = aws.client("ec2", DATA).create_security_group(GroupName="g", Description="g")["GroupId"]
    different = "You have specified two resources that belong to different networks."
    for group_id, account, message in (
        (elsewhere, None, different),
        (theirs, DATA, different),
        (theirs, None, theirs),
        (network.group(DATA), SCIENCE, "does not exist"),
    ):
        with refused("InvalidGroup.NotFound", message):
            owner.authorize_security_group_ingress(GroupId=mine, IpPermissions=_from(group_id, account))
    with refused("InvalidGroupId.Malformed", f"{DATA}/{theirs}"):
        owner.authorize_security_group_ingress(GroupId=mine, IpPermissions=_from(f"{DATA}/{theirs}"))
    peering = owner.create_vpc_peering_connection(VpcId=network.vpc_id, PeerVpcId=other_vpc)["VpcPeeringConnection"]
    owner.accept_vpc_peering_connection(VpcPeeringConnectionId=peering["VpcPeeringConnectionId"])
    owner.authorize_security_group_ingress(GroupId=mine, IpPermissions=_from(elsewhere))


def _modify(ec2: Any, group_id: str, rule: dict[str, Any], **change: Any) -> None:
    ec2.modify_security_group_rules(
        GroupId=group_id,
        SecurityGroupRules=[{"SecurityGroupRuleId": rule["SecurityGroupRuleId"], "SecurityGroupRule": change}],
    )


def test_a_rule_is_updated_in_place_but_not_to_a_group_with_its_account(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    owner, mine, other, theirs = (
        aws.client("ec2", OWNER),
        network.group(OWNER),
        network.group(OWNER, "other"),
        network.group(DATA),
    )
    owner.authorize_security_group_ingress(GroupId=mine, IpPermissions=_from(mine, description="before"))
    (rule,) = _rules(owner, mine)
    _modify(owner, mine, rule, IpProtocol="tcp", FromPort=5432, ToPort=5432, ReferencedGroupId=other, Description="now")
    (changed,) = _rules(owner, mine)
    assert changed["SecurityGroupRuleId"] == rule["SecurityGroupRuleId"]
    assert changed["ReferencedGroupInfo"] == {"GroupId": other, "UserId": OWNER}
    assert (changed["IpProtocol"], changed["FromPort"], changed["Description"]) == ("tcp", 5432, "now")
    with refused("InvalidGroupId.Malformed", f'"{DATA}/{theirs}" (expecting "sg-..."'):
        _modify(owner, mine, rule, IpProtocol="-1", ReferencedGroupId=f"{DATA}/{theirs}")
    with refused("InvalidParameterValue", "Invalid rule type"):
        _modify(owner, mine, rule, IpProtocol="-1", CidrIpv4="10.0.0.0/8")
    with refused("InvalidParameterCombination"):
        _modify(owner, mine, rule, IpProtocol="-1", CidrIpv4="10.0.0.0/8", ReferencedGroupId=other)
    with refused("MissingParameter"):
        _modify(owner, mine, rule, IpProtocol="-1")
    (egress,) = _rules(owner, mine, egress=True)
    _modify(owner, mine, egress, IpProtocol="-1", CidrIpv4="10.0.0.0/8", Description="inside")
    (changed,) = _rules(owner, mine, egress=True)
    assert (changed["CidrIpv4"], changed["Description"]) == ("10.0.0.0/8", "inside")


def test_descriptions_stay_whatever_the_source_is(aws: LocalAws, network: Network) -> None:
    owner, group = aws.client("ec2", OWNER), network.group(OWNER)
    prefix_list = owner.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListId"]
    source = {"PrefixListIds": [{"PrefixListId": prefix_list, "Description": "S3"}]}
    owner.authorize_security_group_egress(
        GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **source}]
    )
    (rule,) = [rule for rule in _rules(owner, group, egress=True) if "PrefixListId" in rule]
    assert (rule["PrefixListId"], rule["Description"]) == (prefix_list, "S3")


def test_a_group_that_something_refers_to_or_has_stays(aws: LocalAws, network: Network) -> None:
    network.share(DATA)
    owner, participant = aws.client("ec2", OWNER), aws.client("ec2", DATA)
    mine, theirs = network.group(OWNER), network.group(DATA)
    owner.authorize_security_group_ingress(GroupId=mine, IpPermissions=_from(theirs, DATA))
    with refused("DependencyViolation", f"resource {theirs} has a dependent object"):
        participant.delete_security_group(GroupId=theirs)
    interface = participant.create_network_interface(SubnetId=network.subnet_ids[0], Groups=[theirs])
    owner.delete_security_group(GroupId=mine)
    with refused("DependencyViolation", theirs):
        participant.delete_security_group(GroupId=theirs)
    participant.delete_network_interface(NetworkInterfaceId=interface["NetworkInterface"]["NetworkInterfaceId"])
    participant.authorize_security_group_ingress(GroupId=theirs, IpPermissions=_from(theirs))
    participant.delete_security_group(GroupId=theirs)
    default = owner.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [network.vpc_id]}, {"Name": "group-name", "Values": ["default"]}]
    )["SecurityGroups"][0]["GroupId"]
    with refused("CannotDelete", default):
        owner.delete_security_group(GroupId=default)
