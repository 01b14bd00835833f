"""Faults of sharing and handshake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from mwaa_tf.doctor import Target
from mwaa_tf.local_aws.services.mwaa import pin, unpin
from tests.clocks import set_speed
from tests.doctor.faults._state import local_environment
from tests.doctor.planted import Fault, Patient
from tests.support import wait_until


class _Sharing:
    """The resource share of a deployment, as its owner sees it."""

    def __init__(self, patient: Patient) -> None:
        self.patient = patient
        self.ram = patient.owner("ram")
        shares = self.ram.get_resource_shares(resourceOwner="SELF", resourceShareStatus="ACTIVE")["resourceShares"]
        self.name, self.arn = shares[0]["name"], shares[0]["resourceShareArn"]

    def entities(self, kind: str) -> list[str]:
        answer = self.ram.get_resource_share_associations(
            associationType=kind, resourceShareArns=[self.arn], associationStatus="ASSOCIATED"
        )
        return [association["associatedEntity"] for association in answer["resourceShareAssociations"]]

    def settle(self) -> None:
        """Wait until nothing is being associated or disassociated."""
        wait_until(lambda: not any(status.endswith("ING") for status in self._statuses()))

    def _statuses(self) -> list[str]:
        return [
            association["status"]
            for kind in ("PRINCIPAL", "RESOURCE")
            for association in self.ram.get_resource_share_associations(
                associationType=kind, resourceShareArns=[self.arn]
            )["resourceShareAssociations"]
        ]


def _disassociate(**entities: Any) -> Callable[[Patient], Callable[[], object]]:
    """Take principals or subnets from the share; ``None`` stands for all of them, a number for so many."""

    def plant(patient: Patient) -> Callable[[], object]:
        sharing = _Sharing(patient)
        taken = {member: sharing.entities(kind)[:count] for member, (kind, count) in entities.items()}
        sharing.ram.disassociate_resource_share(resourceShareArn=sharing.arn, **taken)
        sharing.settle()

        def undo() -> None:
            sharing.ram.associate_resource_share(resourceShareArn=sharing.arn, **taken)
            sharing.settle()

        return undo

    return plant


def _share_deleted(patient: Patient) -> Callable[[], object]:
    sharing = _Sharing(patient)
    contents = {"principals": sharing.entities("PRINCIPAL"), "resourceArns": sharing.entities("RESOURCE")}
    sharing.ram.delete_resource_share(resourceShareArn=sharing.arn)

    def undo() -> None:
        sharing.ram.create_resource_share(name=sharing.name, allowExternalPrincipals=False, **contents)
        _Sharing(patient).settle()

    return undo


def _share_of_another_account(patient: Patient) -> Callable[[], object]:
    sharing = _Sharing(patient)
    own, other = sharing.entities("PRINCIPAL"), ["999999999999"]
    sharing.ram.disassociate_resource_share(resourceShareArn=sharing.arn, principals=own)
    sharing.ram.associate_resource_share(resourceShareArn=sharing.arn, principals=other)
    sharing.settle()

    def undo() -> None:
        sharing.ram.disassociate_resource_share(resourceShareArn=sharing.arn, principals=other)
        sharing.ram.associate_resource_share(resourceShareArn=sharing.arn, principals=own)
        sharing.settle()

    return undo


def _associating(patient: Patient) -> Callable[[], object]:
    """The share is made anew while RAM takes its time: subnets and principal are ASSOCIATING for as long."""
    plan = patient.local.faults.plan
    sharing = _Sharing(patient)
    principals = sharing.entities("PRINCIPAL")
    sharing.ram.disassociate_resource_share(resourceShareArn=sharing.arn, principals=principals)
    sharing.settle()
    patient.local.faults.plan = plan.with_fault("share=300")
    sharing.ram.associate_resource_share(resourceShareArn=sharing.arn, principals=principals)

    def undo() -> None:
        patient.local.faults.plan = plan
        sharing.settle()

    return undo


def _endpoint(patient: Patient, member: str) -> dict[str, Any]:
    """The endpoint of the service that ``member`` of GetEnvironment names."""
    service = patient.environment[member]
    filters = [{"Name": "service-name", "Values": [service]}]
    endpoint: dict[str, Any] = patient.owner("ec2").describe_vpc_endpoints(Filters=filters)["VpcEndpoints"][0]
    return endpoint


DATABASE, WEBSERVER = "DatabaseVpcEndpointService", "WebserverVpcEndpointService"


def _endpoint_deleted(member: str) -> Callable[[Patient], Callable[[], object]]:
    def plant(patient: Patient) -> Callable[[], object]:
        endpoint = _endpoint(patient, member)
        patient.owner("ec2").delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])

        def undo() -> None:
            _create_endpoint(patient, member, endpoint)

        return undo

    return plant


def _create_endpoint(patient: Patient, member: str, like: dict[str, Any], **changes: Any) -> str:
    """Create the endpoint of a service like another one, and wait until it is available."""
    ec2 = patient.owner("ec2")
    request: dict[str, Any] = {
        "VpcEndpointType": "Interface",
        "VpcId": like["VpcId"],
        "ServiceName": patient.environment[member],
        "SubnetIds": like["SubnetIds"],
        "SecurityGroupIds": [group["GroupId"] for group in like["Groups"]],
        "PrivateDnsEnabled": False,
    }
    endpoint_id = str(ec2.create_vpc_endpoint(**{**request, **changes})["VpcEndpoint"]["VpcEndpointId"])
    wait_until(lambda: _state(patient, endpoint_id) != "pending")
    return endpoint_id


def _state(patient: Patient, endpoint_id: str) -> str:
    answer = patient.owner("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    return str(answer["VpcEndpoints"][0]["State"])


def _endpoint_out_of_a_subnet(member: str) -> Callable[[Patient], Callable[[], object]]:
    def plant(patient: Patient) -> Callable[[], object]:
        endpoint, ec2 = _endpoint(patient, member), patient.owner("ec2")
        endpoint_id, subnet_id = endpoint["VpcEndpointId"], endpoint["SubnetIds"][0]
        ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, RemoveSubnetIds=[subnet_id])
        return lambda: ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddSubnetIds=[subnet_id])

    return plant


def _endpoint_state(state: str) -> Callable[[Patient], Callable[[], object]]:
    def plant(patient: Patient) -> Callable[[], object]:
        plan = patient.local.faults.plan
        patient.local.faults.plan = plan.with_fault(f"endpoint={state}")

        def undo() -> None:
            patient.local.faults.plan = plan

        return undo

    return plant


def _endpoint_is_new(patient: Patient) -> Callable[[], object]:
    """The endpoint of the database has just been created again: as long as the clock stands still, it is pending."""
    endpoint, ec2, clock = _endpoint(patient, DATABASE), patient.owner("ec2"), patient.local.clock
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])
    speed = clock.speed
    set_speed(clock, 0.001)
    ec2.create_vpc_endpoint(
        VpcEndpointType="Interface",
        VpcId=endpoint["VpcId"],
        ServiceName=patient.environment[DATABASE],
        SubnetIds=endpoint["SubnetIds"],
        SecurityGroupIds=[group["GroupId"] for group in endpoint["Groups"]],
    )

    def undo() -> None:
        set_speed(clock, speed)
        wait_until(lambda: bool(_endpoint(patient, DATABASE)["State"] == "available"))

    return undo


#: What a rule of the endpoints' group is changed to; None removes it.
Change = Callable[[Patient, dict[str, Any]], dict[str, Any] | None]


def _endpoint_rule(change: Change) -> Callable[[Patient], Callable[[], object]]:
    """Put in the place of the inbound rule of the endpoints' group what ``change`` makes of it."""

    def plant(patient: Patient) -> Callable[[], object]:
        ec2 = patient.owner("ec2")
        group_id = _endpoint(patient, DATABASE)["Groups"][0]["GroupId"]
        (before,) = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]["IpPermissions"]
        after = change(patient, before)
        if after:
            ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[after])
        ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=[before])

        def undo() -> None:
            ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=[before])
            if after:
                ec2.revoke_security_group_ingress(GroupId=group_id, IpPermissions=[after])

        return undo

    return plant


def _of_another_group(patient: Patient) -> Callable[[], object]:
    """Admit another group of the participant, such as that of an environment that was replaced since."""
    ec2 = patient.participant("ec2")
    group_id = ec2.create_security_group(GroupName="replaced", Description="Replaced", VpcId=patient.vpc_id)["GroupId"]
    pairs = [{"UserId": patient.participant_id, "GroupId": group_id}]
    undo_rule = _endpoint_rule(lambda *_: {"IpProtocol": "-1", "UserIdGroupPairs": pairs})(patient)

    def undo() -> None:
        undo_rule()
        ec2.delete_security_group(GroupId=group_id)

    return undo


def _on_port(port: int) -> Change:
    """The same group on one port alone."""

    def change(_patient: Patient, rule: dict[str, Any]) -> dict[str, Any]:
        pairs = [{"UserId": pair["UserId"], "GroupId": pair["GroupId"]} for pair in rule["UserIdGroupPairs"]]
        return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": pairs}

    return change


def _one_subnet_alone(patient: Patient, _rule: dict[str, Any]) -> dict[str, Any]:
    """Admit the addresses of one subnet instead of the group."""
    subnet_ids = patient.environment["NetworkConfiguration"]["SubnetIds"]
    subnet = patient.owner("ec2").describe_subnets(SubnetIds=subnet_ids[:1])["Subnets"][0]
    return {"IpProtocol": "-1", "IpRanges": [{"CidrIp": subnet["CidrBlock"]}]}


def _egress(*permissions: dict[str, Any]) -> Callable[[Patient], Callable[[], object]]:
    """Let the environment's group out to ``permissions`` alone."""

    def plant(patient: Patient) -> Callable[[], object]:
        ec2 = patient.participant("ec2")
        (group_id,) = patient.environment["NetworkConfiguration"]["SecurityGroupIds"]
        before = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]["IpPermissionsEgress"]
        ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=before)
        if permissions:
            ec2.authorize_security_group_egress(GroupId=group_id, IpPermissions=list(permissions))

        def undo() -> None:
            if permissions:
                ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=list(permissions))
            ec2.authorize_security_group_egress(GroupId=group_id, IpPermissions=before)

        return undo

    return plant


def _status(status: str) -> Callable[[Patient], Callable[[], object]]:
    def plant(patient: Patient) -> Callable[[], object]:
        pin(patient.name, status)
        return lambda: _unpinned(patient)

    return plant


def _unpinned(patient: Patient) -> None:
    unpin(patient.name)
    wait_until(lambda: bool(patient.environment["Status"] == "AVAILABLE"))


_SETTINGS = (
    "AirflowVersion",
    "DagS3Path",
    "EndpointManagement",
    "EnvironmentClass",
    "ExecutionRoleArn",
    "KmsKey",
    "MaxWebservers",
    "MaxWorkers",
    "MinWebservers",
    "MinWorkers",
    "Name",
    "NetworkConfiguration",
    "Schedulers",
    "SourceBucketArn",
    "WebserverAccessMode",
)


def _recreate(patient: Patient, **changes: Any) -> None:
    """Delete the environment and create it again; it then waits in PENDING for endpoints of its new services."""
    mwaa, before = patient.participant("mwaa"), patient.environment
    mwaa.delete_environment(Name=patient.name)
    wait_until(lambda: patient.name not in mwaa.list_environments()["Environments"])
    logs = {
        log: {name: value for name, value in settings.items() if name != "CloudWatchLogGroupArn"}
        for log, settings in before["LoggingConfiguration"].items()
    }
    settings = {name: before[name] for name in _SETTINGS if name in before}
    mwaa.create_environment(**{**settings, "LoggingConfiguration": logs, **changes})
    wait_until(lambda: bool(patient.environment["Status"] == "PENDING"))


def _with_endpoints_again(patient: Patient, old: dict[str, dict[str, Any]]) -> None:
    """Create endpoints like the ``old`` ones for the environment's services, and wait for AVAILABLE."""
    for member, endpoint in old.items():
        _create_endpoint(patient, member, endpoint)
    wait_until(lambda: bool(patient.environment["Status"] == "AVAILABLE"))


def _pending(patient: Patient) -> Callable[[], object]:
    old = _without_endpoints(patient)
    _recreate(patient)
    return lambda: _with_endpoints_again(patient, old)


def _without_endpoints(patient: Patient) -> dict[str, dict[str, Any]]:
    """Delete the endpoints of the environment, and return what they were."""
    old = {member: _endpoint(patient, member) for member in (DATABASE, WEBSERVER)}
    patient.owner("ec2").delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"] for endpoint in old.values()])
    return old


def _pending_without_webserver(patient: Patient) -> Callable[[], object]:
    old = _without_endpoints(patient)
    _recreate(patient)
    _create_endpoint(patient, DATABASE, old[DATABASE])
    return lambda: _with_endpoints_again(patient, {WEBSERVER: old[WEBSERVER]})


def _create_failed(patient: Patient) -> Callable[[], object]:
    """Both endpoints have a group that admits nobody: MWAA gives up some minutes after it left PENDING."""
    ec2, old = patient.owner("ec2"), _without_endpoints(patient)
    _recreate(patient)
    group_id = ec2.create_security_group(
        GroupName="admits-nobody", Description="A group without rules", VpcId=patient.vpc_id
    )["GroupId"]
    new = [_create_endpoint(patient, member, like, SecurityGroupIds=[group_id]) for member, like in old.items()]
    wait_until(lambda: bool(patient.environment["Status"] == "CREATE_FAILED"))

    def undo() -> None:
        ec2.delete_vpc_endpoints(VpcEndpointIds=new)
        ec2.delete_security_group(GroupId=group_id)
        _recreate(patient)
        _with_endpoints_again(patient, old)

    return undo


def _update_rolled_back(patient: Patient) -> Callable[[], object]:
    """The requirements of an update are deleted before MWAA reads them."""
    mwaa, s3 = patient.participant("mwaa"), patient.participant("s3")
    bucket = patient.environment["SourceBucketArn"].rpartition(":")[2]
    version = s3.put_object(Bucket=bucket, Key="requirements-next.txt", Body=b"boto3\n")["VersionId"]
    mwaa.update_environment(Name=patient.name, RequirementsS3Path="requirements-next.txt")
    s3.delete_object(Bucket=bucket, Key="requirements-next.txt", VersionId=version)
    wait_until(lambda: bool(patient.environment["Status"] == "UPDATE_FAILED"))

    def undo() -> None:
        mwaa.update_environment(Name=patient.name, MaxWorkers=patient.environment["MaxWorkers"])
        wait_until(lambda: bool(patient.environment["LastUpdate"]["Status"] == "SUCCESS"))
        wait_until(lambda: bool(patient.environment["Status"] == "AVAILABLE"))

    return undo


def _sharing_out_of_sight(patient: Patient) -> Callable[[], object]:
    """The participant is taken from the share, and neither account may ask RAM."""
    undo_sharing = _disassociate(principals=("PRINCIPAL", None))(patient)
    statements = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "ram:*", "Resource": "*"},
    ]
    policy = {"Version": "2012-10-17", "Statement": statements}
    patient.local.allow({patient.owner_id: [policy], patient.participant_id: [policy]})

    def undo() -> None:
        patient.local.allow({})
        undo_sharing()

    return undo


def _other_owner(target: Target) -> Target:
    """The configuration names an account as the owner that has another VPC at the most."""
    assert target.owner is not None
    return replace(target, owner=msgspec.structs.replace(target.owner, account_id="999999999999"))


def _service_management(patient: Patient) -> Callable[[], object]:
    """MWAA refuses it today; an environment of before the check of permissions has it."""
    environment = local_environment(patient)
    environment.settings["EndpointManagement"] = "SERVICE"
    return lambda: environment.settings.update(EndpointManagement="CUSTOMER")


def _updated_while_pending(patient: Patient) -> Callable[[], object]:
    undo = _pending(patient)
    environment = local_environment(patient)
    update = environment.last_update
    # Minutes on the clock of the client are more on that of AWS, which runs fast.
    later = update.created_at + timedelta(minutes=2 * patient.local.clock.speed)
    environment.last_update = replace(update, status="FAILED", created_at=later)
    return undo


_ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]

FAULTS = (
    Fault("share-deleted", "handshake.share-active", _share_deleted),
    Fault(
        "share-without-participant",
        "handshake.principal-associated",
        _disassociate(principals=("PRINCIPAL", None)),
    ),
    Fault("share-with-another-account", "handshake.principal-associated", _share_of_another_account),
    Fault(
        "share-is-associating",
        "handshake.principal-associated",
        _associating,
        consequences=("handshake.subnets-associated",),
    ),
    Fault("share-without-a-subnet", "handshake.subnets-associated", _disassociate(resourceArns=("RESOURCE", 1))),
    Fault("share-without-subnets", "handshake.subnets-associated", _disassociate(resourceArns=("RESOURCE", None))),
    Fault("database-endpoint-deleted", "handshake.database-endpoint", _endpoint_deleted(DATABASE)),
    Fault("webserver-endpoint-deleted", "handshake.webserver-endpoint", _endpoint_deleted(WEBSERVER)),
    Fault("database-endpoint-in-one-subnet", "handshake.endpoint-subnets", _endpoint_out_of_a_subnet(DATABASE)),
    Fault("webserver-endpoint-in-one-subnet", "handshake.endpoint-subnets", _endpoint_out_of_a_subnet(WEBSERVER)),
    Fault("endpoints-not-accepted", "handshake.endpoint-available", _endpoint_state("pendingAcceptance")),
    Fault("endpoints-failed", "handshake.endpoint-available", _endpoint_state("failed")),
    Fault("endpoint-still-pending", "handshake.endpoint-available", _endpoint_is_new),
    Fault(
        "endpoint-rule-removed",
        "handshake.endpoint-rule",
        _endpoint_rule(lambda *_: None),
        consequences=("handshake.workers-webserver",),
    ),
    Fault(
        "endpoint-rule-of-another-group",
        "handshake.endpoint-rule",
        _of_another_group,
        consequences=("handshake.workers-webserver",),
    ),
    Fault(
        "endpoint-rule-of-one-subnet",
        "handshake.endpoint-rule",
        _endpoint_rule(_one_subnet_alone),
        consequences=("handshake.workers-webserver",),
    ),
    Fault("endpoint-rule-without-database", "handshake.endpoint-rule", _endpoint_rule(_on_port(443))),
    Fault("endpoint-rule-without-webserver", "handshake.workers-webserver", _endpoint_rule(_on_port(5432))),
    Fault(
        "environment-without-egress-to-database",
        "handshake.environment-rule",
        _egress({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": _ANYWHERE}),
    ),
    Fault(
        "environment-without-egress-to-webserver",
        "handshake.workers-webserver",
        _egress({"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": _ANYWHERE}),
        # The endpoints of AWS services are out of reach, too.
        consequences=("network.egress",),
    ),
    Fault("environment-unavailable", "handshake.status", _status("UNAVAILABLE")),
    Fault("environment-update-failed", "handshake.last-update", _status("UPDATE_FAILED")),
    Fault("update-rolled-back", "handshake.last-update", _update_rolled_back),
    Fault(
        "pending-without-webserver-endpoint",
        "handshake.webserver-endpoint",
        _pending_without_webserver,
        consequences=("handshake.pending",),
    ),
    Fault(
        "pending",
        "handshake.pending",
        _pending,
        consequences=("handshake.database-endpoint", "handshake.webserver-endpoint"),
    ),
    Fault(
        "updated-while-pending",
        "handshake.update-while-pending",
        _updated_while_pending,
        consequences=("handshake.database-endpoint", "handshake.webserver-endpoint", "handshake.pending"),
    ),
    Fault("subnets-out-of-sight", "handshake.subnets-visible", _sharing_out_of_sight),
    Fault("owner-of-another-vpc", "handshake.endpoints-account", lambda _: lambda: None, look_at=_other_owner),
    Fault("service-management", "handshake.endpoint-management", _service_management),
    Fault(
        "create-failed",
        "handshake.create-failed",
        _create_failed,
        consequences=("handshake.endpoint-rule", "handshake.workers-webserver"),
    ),
)
