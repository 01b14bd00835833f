"""From CREATING to AVAILABLE, or not, and to the end."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from mwaa_tf.local_aws.clock import clock
from mwaa_tf.local_aws.faults import FaultPlan
from mwaa_tf.local_aws.services import mwaa
from mwaa_tf.mwaa.status import Status
from tests.clocks import running_at
from tests.local_aws.services.mwaa.support import DATA, OWNER, Place, pass_by

SERVICES = ("DatabaseVpcEndpointService", "WebserverVpcEndpointService")


def error_of(environment: dict[str, Any]) -> str:
    """Why the creation failed."""
    assert environment["Status"] == "CREATE_FAILED", environment["Status"]
    assert environment["LastUpdate"]["Status"] == "FAILED"
    assert environment["LastUpdate"]["Error"]["ErrorCode"] == "INCORRECT_CONFIGURATION"
    return str(environment["LastUpdate"]["Error"]["ErrorMessage"])


def test_the_owners_endpoints_lead_from_pending_to_available(shared: Place) -> None:
    shared.create()
    assert shared.status() == "CREATING"
    assert not set(SERVICES) & set(shared.get())
    pass_by(minutes=8)
    environment = shared.get()
    assert environment["Status"] == "PENDING"

    shared.endpoints(environment)

    assert shared.status() == "CREATING"
    pass_by(minutes=16)
    assert shared.status() == "CREATING"
    pass_by(minutes=1)
    environment = shared.get()
    assert environment["Status"] == "AVAILABLE"
    assert environment["LastUpdate"]["Status"] == "SUCCESS"
    assert [environment[service].rpartition("-")[0] for service in SERVICES] == [
        "com.amazonaws.vpce.us-east-1.vpce-svc"
    ] * 2


def test_where_the_wait_ends_does_not_depend_on_who_asks(shared: Place) -> None:
    environment = shared.pend()
    pass_by(hours=71)

    shared.endpoints(environment)

    pass_by(hours=100)
    assert shared.status() == "AVAILABLE"


def test_only_the_owner_can_make_the_endpoints(shared: Place) -> None:
    environment = shared.pend()

    with pytest.raises(ClientError, match="does not exist") as caught:
        shared.ec2.create_vpc_endpoint(
            VpcId=shared.vpc_id,
            VpcEndpointType="Interface",
            ServiceName=environment["DatabaseVpcEndpointService"],
            SubnetIds=shared.subnet_ids,
        )

    assert caught.value.response["Error"]["Code"] == "InvalidServiceName"


@pytest.mark.parametrize("service", SERVICES)
def test_one_endpoint_is_not_enough(shared: Place, service: str) -> None:
    environment = shared.pend()

    shared.endpoint(environment[service])

    pass_by(hours=1)
    assert shared.status() == "PENDING"


def test_a_public_web_server_has_no_endpoint(shared: Place) -> None:
    environment = shared.pend(WebserverAccessMode="PUBLIC_ONLY")
    assert "WebserverVpcEndpointService" not in environment
    assert "-vpce." not in environment["WebserverUrl"]

    shared.endpoints(environment)

    pass_by(minutes=17)
    assert shared.status() == "AVAILABLE"


def test_after_72_hours_the_creation_has_failed(shared: Place) -> None:
    environment = shared.pend()
    shared.endpoint(environment["DatabaseVpcEndpointService"])
    pass_by(hours=71, minutes=59)
    assert shared.status() == "PENDING"

    pass_by(minutes=1)

    reason = error_of(shared.get())
    assert reason.startswith("After 72 hours of PENDING: There is no available VPC endpoint for the web server")
    assert "database" not in reason
    assert environment["WebserverVpcEndpointService"] in reason


def test_endpoints_that_come_too_late_do_not_help(shared: Place) -> None:
    environment = shared.pend()
    pass_by(hours=72)

    shared.endpoints(environment)

    assert "too late" in error_of(shared.get())


def test_on_a_fast_clock_72_hours_are_at_least_an_hour_of_ours(shared: Place) -> None:
    environment = shared.pend()
    pended = clock.now()
    with running_at(clock, 1_000_000):
        while clock.now() < pended + timedelta(hours=100):
            time.sleep(0.05)
        assert shared.status() == "PENDING"

        shared.endpoints(environment)

        pass_by(minutes=20)
        assert shared.status() == "AVAILABLE"


def test_and_not_longer(shared: Place) -> None:
    shared.pend()
    pended = clock.now()
    with running_at(clock, 1_000_000):
        while clock.now() < pended + timedelta(hours=100):
            time.sleep(0.05)

        pass_by(hours=1)

        assert error_of(shared.get()).startswith("After 72 hours of PENDING")


@pytest.mark.parametrize("state", ["pendingAcceptance", "failed"])
def test_an_endpoint_that_does_not_become_available_keeps_it_pending(
    shared: Place, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = shared.pend()
    monkeypatch.setattr(shared.aws.faults, "plan", FaultPlan(endpoint=state))

    shared.endpoints(environment)
    pass_by(hours=1)
    assert shared.status() == "PENDING"

    monkeypatch.setattr(shared.aws.faults, "plan", FaultPlan())
    pass_by(hours=1)
    assert shared.status() == "AVAILABLE"


def test_endpoints_in_other_subnets_end_in_create_failed(shared: Place) -> None:
    environment = shared.pend()
    other = shared.subnet("us-east-1c", "10.0.9.0/24")

    shared.endpoints(environment, SubnetIds=[shared.subnet_ids[0], other])
    assert shared.status() == "CREATING"

    pass_by(minutes=17)
    reason = error_of(shared.get())
    assert other in reason
    assert f"not in the environment's subnets {' and '.join(shared.subnet_ids)}" in reason


def test_a_group_that_does_not_admit_the_environment_ends_in_create_failed(shared: Place) -> None:
    environment = shared.pend()

    shared.endpoints(environment, SecurityGroupIds=[shared.group(OWNER)])

    pass_by(minutes=17)
    reason = error_of(shared.get())
    assert f"does not admit the environment's security groups {shared.group_id} on TCP 5432" in reason
    assert "on TCP 443" in reason


def test_a_rule_may_come_after_its_endpoint(shared: Place) -> None:
    environment = shared.pend()
    group_id = shared.group(OWNER)
    shared.endpoints(environment, SecurityGroupIds=[group_id])
    assert shared.status() == "CREATING"

    pair = {"GroupId": shared.group_id, "UserId": DATA}
    shared.ec2_of_owner.authorize_security_group_ingress(
        GroupId=group_id, IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [pair]}]
    )

    pass_by(minutes=17)
    assert shared.status() == "AVAILABLE"


@pytest.mark.parametrize(
    ("first", "last", "cidr", "admits"),
    [
        (0, 65535, "10.0.0.0/16", True),
        (443, 5432, "10.0.0.0/23", True),
        (443, 5431, "10.0.0.0/16", False),
        (0, 65535, "10.0.0.0/24", False),
    ],
)
def test_addresses_and_ports_of_a_rule_count(place: Place, first: int, last: int, cidr: str, admits: bool) -> None:
    environment = place.pend()
    group_id = place.group(DATA)
    permission = {"IpProtocol": "tcp", "FromPort": first, "ToPort": last, "IpRanges": [{"CidrIp": cidr}]}
    place.ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[permission])

    place.endpoints(environment, SecurityGroupIds=[group_id])

    pass_by(minutes=17)
    assert (place.status() == "AVAILABLE") is admits


def test_the_environment_must_be_let_out_to_its_endpoints(place: Place) -> None:
    environment = place.pend()
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    place.ec2.revoke_security_group_egress(GroupId=place.group_id, IpPermissions=everything)

    place.endpoints(environment)

    pass_by(minutes=17)
    assert "do not let TCP 5432 out" in error_of(place.get())


def test_where_mwaa_manages_the_endpoints_nobody_waits(place: Place) -> None:
    place.create(EndpointManagement="SERVICE")
    endpoints = place.ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-endpoint-type", "Values": ["Interface"]}])
    made = [each for each in endpoints["VpcEndpoints"] if each["VpcId"] == place.vpc_id]
    assert [each["Tags"][0]["Key"] for each in made] == ["AmazonMWAAManaged"] * 2
    pass_by(minutes=24)
    assert place.status() == "CREATING"

    pass_by(minutes=1)

    assert place.status() == "AVAILABLE"


def test_in_a_vpc_of_another_account_mwaa_cannot_manage_endpoints(shared: Place) -> None:
    error = shared.refusal(EndpointManagement="SERVICE")

    assert error.response["Error"] == {
        "Code": "AccessDeniedException",
        "Message": "User does not have permissions to manage VPC endpoints",
    }
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize("management", ["CUSTOMER", "SERVICE"])
def test_groups_and_subnets_are_in_use_until_the_environment_is_gone(place: Place, management: str) -> None:
    place.create(EndpointManagement=management)
    pass_by(minutes=25)
    with pytest.raises(ClientError, match="DependencyViolation"):
        place.ec2.delete_security_group(GroupId=place.group_id)

    place.mwaa.delete_environment(Name=place.name)

    assert place.status() == "DELETING"
    pass_by(minutes=15)
    with pytest.raises(place.mwaa.exceptions.ResourceNotFoundException) as caught:
        place.get()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    place.ec2.delete_security_group(GroupId=place.endpoint_group_id)
    place.ec2.delete_security_group(GroupId=place.group_id)
    for subnet_id in place.subnet_ids:
        place.ec2.delete_subnet(SubnetId=subnet_id)


def test_a_name_is_free_again_after_the_deletion(place: Place) -> None:
    place.pend()
    place.mwaa.delete_environment(Name=place.name)
    pass_by(minutes=15)

    place.create()

    assert place.status() == "CREATING"


def test_a_busy_environment_is_not_deleted(place: Place) -> None:
    def refused_while(status: str) -> None:
        assert place.status() == status
        with pytest.raises(place.mwaa.exceptions.ValidationException) as caught:
            place.mwaa.delete_environment(Name=place.name)
        assert caught.value.response["Error"]["Message"] == (
            f"Environments with {status} status must complete previous operation before initiating a new operation"
        )
        assert place.status() == status

    place.create()
    refused_while("CREATING")
    pass_by(minutes=8)
    place.endpoints(place.get())
    refused_while("CREATING")
    pass_by(minutes=17)
    place.mwaa.update_environment(Name=place.name, MaxWorkers=11)
    refused_while("UPDATING")
    pass_by(minutes=20)
    place.mwaa.delete_environment(Name=place.name)
    refused_while("DELETING")


@pytest.mark.parametrize("state", ["CREATING", "PENDING", "AVAILABLE", "DELETING", "MAINTENANCE", "UNAVAILABLE"])
def test_a_state_can_be_made_to_hang(place: Place, state: str) -> None:
    mwaa.pin(place.name, state)
    place.create()
    pass_by(minutes=8)
    if state not in ("CREATING", "PENDING"):
        place.endpoints(place.get())
        pass_by(minutes=17)
    if state == "DELETING":
        place.mwaa.delete_environment(Name=place.name)

    pass_by(hours=1000)

    assert place.status() == state
    mwaa.unpin(place.name)
    assert mwaa.pinned_status(place.name) is None


def test_maintenance_ends_when_it_is_unpinned(place: Place) -> None:
    place.available()
    mwaa.pin(mwaa.ANY, "MAINTENANCE")
    assert place.status() == "MAINTENANCE"
    update = place.get()["LastUpdate"]
    assert (update["Status"], update["WorkerReplacementStrategy"]) == ("PENDING", "GRACEFUL")
    assert update["Source"]  # an update of MWAA's own names itself (API reference, LastUpdate)

    mwaa.unpin()

    assert place.status() == "AVAILABLE"
    assert place.get()["LastUpdate"] == {**update, "Status": "SUCCESS"}


def test_an_update_by_request_names_no_source(place: Place) -> None:
    """AWS documents a source for processes of its own only."""
    place.available()
    place.mwaa.update_environment(Name=place.name, MaxWorkers=20)

    assert "Source" not in place.get()["LastUpdate"]


def test_the_fault_status_pins_all_environments(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.aws.faults, "plan", FaultPlan(status=Status.CREATING))
    place.create()

    pass_by(hours=1000)

    assert place.status() == "CREATING"


def test_a_status_that_nothing_leaves_cannot_be_pinned() -> None:
    with pytest.raises(ValueError, match=r"allowed is CREATING, AVAILABLE, .*PENDING"):
        mwaa.pin("etl", "CREATE_FAILED")


def unshare(place: Place) -> None:
    ram = place.aws.client("ram", OWNER)
    share = ram.get_resource_shares(resourceOwner="SELF", name=place.name)["resourceShares"][0]["resourceShareArn"]
    ram.delete_resource_share(resourceShareArn=share)


def test_unsharing_does_not_stop_an_environment(shared: Place) -> None:
    shared.available()

    unshare(shared)

    pass_by(hours=100)
    assert shared.status() == "AVAILABLE"


def test_an_environment_that_is_pending_needs_the_share_to_go_on(shared: Place) -> None:
    environment = shared.pend()

    unshare(shared)
    shared.endpoints(environment)

    pass_by(minutes=17)
    reason = error_of(shared.get())
    assert all(f"The subnet {each} is no longer shared with account {DATA}" in reason for each in shared.subnet_ids)
