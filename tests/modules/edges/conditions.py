"""Inputs and answers of AWS on both sides of each precondition and postcondition of the modules.

What AWS answers is that of modules/tests/aws.tfmock.hcl, unless a case says otherwise; `json.dumps` of a case is HCL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]

OWN, OTHER, THIRD = "111111111111", "222222222222", "333333333333"
VPC = "vpc-0aaa1111"
SUBNETS = ["subnet-0bbb1111", "subnet-0bbb2222"]
PUBLIC_SUBNETS = ["subnet-0ddd1111", "subnet-0ddd2222"]

#: Arguments that the module of each condition requires.
REQUIRED: Mapping[str, Values] = {
    "airflow-access": {"environment_name": "etl"},
    "environment": {"name": "etl", "vpc_id": VPC, "subnet_ids": SUBNETS},
    "environment-endpoints": {
        "name": "etl",
        "vpc_id": VPC,
        "subnet_ids": SUBNETS,
        "database_service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-0database",
        "webserver_service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-0webserver",
    },
    "network": {},
    "service-endpoints": {
        "name": "data",
        "vpc_id": VPC,
        "subnet_ids": SUBNETS,
        "route_table_ids": ["rtb-0ccc1111"],
        "services": {
            "without": ["airflow.api", "airflow.env", "airflow.ops", "ecr.api", "ecr.dkr", "kms", "logs", "monitoring"]
        },
    },
    "state-bucket": {"name": "acme-states"},
    "subnet-share": {"principals": [OTHER]},
}


@dataclass(frozen=True, slots=True)
class Case:
    """Arguments of a module, and what AWS answers to its data sources, by address."""

    arguments: Values = field(default_factory=dict)
    answers: Mapping[str, Values] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sides:
    """Cases in which a condition holds, nearest to its edge, and cases in which it alone does not."""

    holds: tuple[Case, ...]
    fails: tuple[Case, ...]


def _roles(*accounts: str) -> Case:
    return Case({"roles": {"Admin": [f"arn:aws:iam::{account}:role/admins" for account in accounts]}})


def _group(group: str, account: str | None) -> Case:
    return Case({"environment_security_group_id": group, "environment_account_id": account})


def _interfaces(endpoint: str, *ids: str) -> Case:
    """An endpoint with these network interfaces."""
    reference = {"environment_security_group_id": f"{OTHER}/sg-0environment"}
    name = endpoint.split(".")[1].removesuffix("[0]")
    interfaces = {
        f"data.aws_network_interface.{name}[{i}]": {"subnet_id": subnet, "private_ip": f"10.192.2{i}.9"}
        for i, subnet in enumerate(SUBNETS)
    }
    values = {"network_interface_ids": list(ids), "state": "pending", "dns_entry": [{"dns_name": "vpce-0"}]}
    return Case(reference, {endpoint: values, **interfaces})


def _followed(version: str | None) -> Case:
    return Case(
        {
            "airflow": {"requirements": {"path": "requirements.txt", "object_version": "latest"}},
            "source_bucket": {"create": False, "arn": "arn:aws:s3:::acme-dags"},  # read at plan
        },
        {'data.aws_s3_object.followed["requirements"]': {"version_id": version}},
    )


def _bucket(domain_name: str) -> Case:
    return Case(
        {"source_bucket": {"create": False, "arn": "arn:aws:s3:::acme-dags", "verify": True}},
        {"data.aws_s3_bucket.existing": {"bucket_regional_domain_name": domain_name}},
    )


def _key(**changes: Any) -> Case:
    key = {"enabled": True, "multi_region": False, "key_spec": "SYMMETRIC_DEFAULT", "key_usage": "ENCRYPT_DECRYPT"}
    arn = "arn:aws:kms:us-east-1:111111111111:key/99999999-2222-4333-8444-555555555555"
    return Case({"kms_key": {"arn": arn, "verify": True}}, {"data.aws_kms_key.existing": {**key, **changes}})


_BOTH_SERVICES = ["airflow-env.amazonaws.com", "airflow.amazonaws.com"]


def _trust(services: list[str] | str = _BOTH_SERVICES, **changes: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": services}, **changes}


def _role(statements: Any) -> Case:
    arn = "arn:aws:iam::111111111111:role/airflow"
    return Case(
        {"execution_role": {"create": False, "arn": arn, "verify": True}},
        {"data.aws_iam_role.existing": {"assume_role_policy": json.dumps({"Statement": statements})}},
    )


def _groups(*vpcs: str, vpc_id: str | None = VPC, admitting: tuple[str, ...] = ("sg-0",)) -> Case:
    ids = [f"sg-{number}" for number, _ in enumerate(vpcs)]
    return Case(
        {"security_group": {"create": False, "ids": ids, "verify": True}, "vpc_id": vpc_id},
        {
            **{f"data.aws_security_group.existing[{number}]": {"vpc_id": vpc} for number, vpc in enumerate(vpcs)},
            "data.aws_security_groups.admitting_themselves": {"ids": list(admitting)},
        },
    )


def _existing(
    *,
    vpc: Values | None = None,
    second: Values | None = None,
    first: Values | None = None,
    public: str = VPC,
    route_tables: tuple[str, ...] = (),
    second_table: str = "rtb-0ccc1111",
    gateway: str = "local",
    vpcs: tuple[str, ...] = (VPC,),
    subnets: Sequence[str] = (*SUBNETS, *PUBLIC_SUBNETS),
) -> Case:
    """An existing VPC of which everything is right but what is given."""
    subnet = {"vpc_id": VPC, "map_public_ip_on_launch": False, "arn": "arn:aws:ec2:us-east-1:111111111111:subnet/any"}
    tables = 'data.aws_route_table.existing_private["{}"]'
    routes = [{"gateway_id": "local"}, {"gateway_id": gateway}]
    return Case(
        {
            "existing": {
                "vpc_id": VPC,
                "private_subnet_ids": SUBNETS,
                "public_subnet_ids": PUBLIC_SUBNETS,
                "private_route_table_ids": list(route_tables),
            }
        },
        {
            "data.aws_vpcs.existing": {"ids": list(vpcs)},
            "data.aws_subnets.existing": {"ids": list(subnets)},
            "data.aws_vpc.existing": {
                "cidr_block": "10.50.0.0/16",
                "enable_dns_hostnames": True,
                "enable_dns_support": True,
                "owner_id": OWN,
                **(vpc or {}),
            },
            'data.aws_subnet.existing_private["az1"]': {**subnet, "availability_zone_id": "use1-az1", **(first or {})},
            'data.aws_subnet.existing_private["az2"]': {**subnet, "availability_zone_id": "use1-az2", **(second or {})},
            "data.aws_subnet.existing_public[0]": {"vpc_id": VPC},
            "data.aws_subnet.existing_public[1]": {"vpc_id": public},
            'data.aws_route_tables.existing_private["az2"]': {"ids": [second_table]},
            tables.format("az1"): {"routes": []},
            tables.format("az2"): {"routes": routes},
        },
    )


def _zones(*zones: str, chosen: list[str] | None = None) -> Case:
    return Case({"availability_zone_ids": chosen}, {"data.aws_availability_zones.this": {"zone_ids": list(zones)}})


_ENVIRONMENT = {"account_id": OTHER, "name": "etl", "source_bucket_name": "acme-etl"}


def _service(**changes: Any) -> dict[str, Values]:
    answer = {
        "availability_zones": ["us-east-1a", "us-east-1b"],
        "service_name": "com.amazonaws.us-east-1.sqs",
        "vpc_endpoint_policy_supported": True,
    }
    return {'data.aws_vpc_endpoint_service.interface["sqs"]': {**answer, **changes}}


def _policies(answers: Mapping[str, Values] | None = None, **policies: Any) -> Case:
    return Case({"environments": [_ENVIRONMENT], "policies": {"mode": "restricted_all", **policies}}, answers or {})


def _allowed(service: str, characters: int) -> Case:
    """What DAGs may do with a service, in that many characters of one resource."""
    allowed = {"service": service, "actions": [f"{service}:Any"], "resources": [f"arn:aws:s3:::{'x' * characters}"]}
    return _policies(allow=[allowed])


def _states(characters: int) -> Case:
    """The policy of a bucket that an account may only read, in whose role's name are that many characters."""
    account = {"account_id": OTHER, "writes": ["x"], "role_arns": [f"arn:aws:iam::{OTHER}:role/{'x' * characters}"]}
    return Case({"accounts": [account]})


def _shared(share: str | None, *owners: str) -> Case:
    arn = f"arn:aws:ram:us-east-1:{share}:resource-share/11111111-2222-4333-8444-555555555555"
    created: Values = {"name": "data"} if share is None else {"resource_share": {"create": False, "arn": arn}}
    subnets = [f"arn:aws:ec2:us-east-1:{owner}:subnet/subnet-{number}" for number, owner in enumerate(owners)]
    return Case({**created, "subnet_arns": subnets})


#: Per module and condition, which is the address of its resource or output and its number there.
CONDITIONS: Mapping[str, Mapping[str, Sides]] = {
    "airflow-access": {
        "aws_iam_policy.this.0": Sides((_roles(OWN, OWN),), (_roles(OTHER), _roles(OWN, OTHER))),
    },
    "environment-endpoints": {
        "aws_vpc_endpoint.database.0": Sides(
            (_interfaces("aws_vpc_endpoint.database", "eni-1", "eni-2"),),
            (
                _interfaces("aws_vpc_endpoint.database"),
                _interfaces("aws_vpc_endpoint.database", "eni-1"),
            ),
        ),
        "aws_vpc_endpoint.webserver.0": Sides(
            (_interfaces("aws_vpc_endpoint.webserver[0]", "eni-1", "eni-2"),),
            (
                _interfaces("aws_vpc_endpoint.webserver[0]"),
                _interfaces("aws_vpc_endpoint.webserver[0]", "eni-1"),
            ),
        ),
        "aws_vpc_security_group_ingress_rule.environment.0": Sides(
            (_group(f"{OTHER}/sg-0", OTHER), _group(f"{OTHER}/sg-0", None), _group("sg-0", OWN)),
            (_group(f"{THIRD}/sg-0", OTHER), _group("sg-0", OTHER), _group(f"{OTHER}/sg-0", OWN)),
        ),
    },
    "environment": {
        "aws_mwaa_environment.this.0": Sides((_followed("version"),), (_followed("null"), _followed(""))),
        # The file in provider-6.11 adds the argument, which the provider of the tests does not have.
        "aws_mwaa_environment.this.1": Sides((Case(),), (Case({"worker_replacement_strategy": "FORCED"}),)),
        "data.aws_s3_bucket.existing.0": Sides(
            (_bucket("acme-dags.s3.us-east-1.amazonaws.com"),),
            (_bucket("acme-dags.s3.us-east-2.amazonaws.com"), _bucket("acme-dags.s3.amazonaws.com")),
        ),
        "data.aws_kms_key.existing.0": Sides((_key(),), (_key(enabled=False),)),
        "data.aws_kms_key.existing.1": Sides((_key(),), (_key(multi_region=True),)),
        "data.aws_kms_key.existing.2": Sides(
            (_key(),), (_key(key_usage="GENERATE_VERIFY_MAC"), _key(key_spec="RSA_2048"))
        ),
        "data.aws_iam_role.existing.0": Sides(
            (
                _role([_trust()]),
                _role(_trust()),
                _role([_trust(service) for service in _BOTH_SERVICES]),
                _role([_trust(Action=["sts:TagSession", "sts:*"]), {"Effect": "Allow", "NotAction": "sts:TagSession"}]),
                _role([_trust(Action="*"), _trust(Effect="Deny", Action="sts:TagSession")]),
            ),
            (
                *(_role([_trust(service)]) for service in _BOTH_SERVICES),
                _role([_trust(Effect="Deny")]),
                _role([_trust(Action="sts:TagSession")]),
                _role([_trust(Principal={"AWS": "*"})]),
                _role([_trust("airflow.amazonaws.com"), _trust("airflow-env.amazonaws.com", Action="sts:TagSession")]),
            ),
        ),
        "data.aws_security_group.existing.0": Sides(
            (_groups(VPC, VPC), _groups("vpc-0other", vpc_id=None)), (_groups("vpc-0other"), _groups(VPC, "vpc-0other"))
        ),
        "data.aws_security_groups.admitting_themselves.0": Sides((_groups(VPC),), (_groups(VPC, admitting=()),)),
    },
    "network": {
        "data.aws_subnets.existing.0": Sides(
            (_existing(), _existing(subnets=(*PUBLIC_SUBNETS, *SUBNETS))),
            (_existing(subnets=()), _existing(subnets=SUBNETS), _existing(subnets=(SUBNETS[0], *PUBLIC_SUBNETS))),
        ),
        "data.aws_vpcs.existing.0": Sides((_existing(),), (_existing(vpcs=()),)),
        "output.availability_zone_ids.0": Sides(
            (_existing(),), (_existing(second={"availability_zone_id": "use1-az1"}),)
        ),
        "output.private_route_table_ids.0": Sides(
            (_existing(), _existing(route_tables=("rtb-0ccc1111",))),
            (_existing(route_tables=("rtb-0ccc1111", "rtb-0ccc9999")),),
        ),
        "output.private_route_table_ids.1": Sides(
            (_existing(route_tables=("rtb-0ccc1111",)),),
            (
                _existing(route_tables=("rtb-0ccc9999",)),
                _existing(route_tables=("rtb-0ccc1111", "rtb-0ccc9999"), second_table="rtb-0ccc2222"),
            ),
        ),
        "output.private_subnet_ids.0": Sides((_existing(),), (_existing(second={"vpc_id": "vpc-0other"}),)),
        "output.private_subnet_ids.1": Sides(
            (_existing(second={"availability_zone_id": "use1-az4"}),),
            (_existing(second={"availability_zone_id": "use1-az3"}),),
        ),
        "output.private_subnet_ids.2": Sides(
            (_existing(second={"availability_zone_id": "use1-az12"}),),
            (
                _existing(second={"availability_zone_id": "use1-bos1-az1"}),
                _existing(second={"availability_zone_id": "use1-wl1-bos-wlz1"}),
            ),
        ),
        "output.private_subnet_ids.3": Sides((_existing(),), (_existing(first={"map_public_ip_on_launch": True}),)),
        "output.private_subnet_ids.4": Sides(
            (_existing(gateway="vgw-0"), _existing(gateway="")), (_existing(gateway="igw-0"),)
        ),
        "output.public_subnet_ids.0": Sides((_existing(),), (_existing(public="vpc-0other"),)),
        "output.vpc_id.0": Sides((_existing(),), (_existing(vpc={"owner_id": OTHER}),)),
        "output.vpc_id.1": Sides(
            (_existing(),),
            (_existing(vpc={"enable_dns_support": False}), _existing(vpc={"enable_dns_hostnames": False})),
        ),
        "terraform_data.zone_ids.0": Sides((_zones("use1-az1", "use1-az2"),), (_zones("use1-az1"),)),
        "terraform_data.zone_ids.1": Sides(
            (_zones("use1-az1", "use1-az2"), _zones("use1-az1", "use1-az2", chosen=["use1-az2", "use1-az1"])),
            (_zones("use1-az1", "use1-az2", chosen=["use1-az1", "use1-az4"]),),
        ),
    },
    "service-endpoints": {
        "aws_security_group.this.0": Sides(
            (_allowed("sqs", 1), _allowed("s3", 1), _policies(unrestricted=["sqs", "s3"])),
            (_allowed("athena", 1), _policies(unrestricted=["sqs", "athena"])),
        ),
        "aws_vpc_endpoint.interface.0": Sides(
            (Case(answers=_service(availability_zones=["us-east-1a"])),),
            (Case(answers=_service(availability_zones=["us-east-1b"])),),
        ),
        "aws_vpc_endpoint.interface.1": Sides(
            (
                Case(answers=_service(vpc_endpoint_policy_supported=False)),
                _policies(_service()),
                _policies(_service(vpc_endpoint_policy_supported=False), unrestricted=["sqs"]),
            ),
            (_policies(_service(vpc_endpoint_policy_supported=False), unrestricted=["s3"]),),
        ),
        # The policies have 534 and 817 characters without those that a case adds.
        "aws_vpc_endpoint.interface.2": Sides((_allowed("sqs", 20480 - 534),), (_allowed("sqs", 20480 - 533),)),
        "aws_vpc_endpoint.s3.0": Sides((_allowed("s3", 20480 - 817),), (_allowed("s3", 20480 - 816),)),
        "aws_vpc_security_group_ingress_rule.https.0": Sides(
            (Case(),),
            (
                Case(
                    answers={
                        "data.aws_subnet.private[1]": {
                            "vpc_id": "vpc-0other",
                            "availability_zone": "us-east-1a",
                            "cidr_block": "10.192.21.0/24",
                        }
                    }
                ),
            ),
        ),
    },
    "state-bucket": {
        # In three statements, of a policy that has 1,079 characters otherwise.
        "aws_s3_bucket_policy.this.0": Sides((_states((20480 - 1079) // 3),), (_states((20480 - 1079) // 3 + 1),)),
    },
    "subnet-share": {
        "aws_ram_resource_association.this.0": Sides(
            (_shared(OWN, OWN, OWN), _shared(None, OWN, OWN)), (_shared(OTHER, OWN, OWN), _shared(OWN, OWN, OTHER))
        ),
    },
}
