"""What a stack has created goes with it; what cannot is listed by type."""

from __future__ import annotations

from typing import Any

from moto.cloudformation import parsing

from mwaa_tf.local_aws.services.cloudformation.deletions import UNDELETABLE
from tests.local_aws.services.cloudformation.support import Stacks, template
from tests.local_aws.services.support import OWNER


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def _balanced(network: dict[str, str]) -> dict[str, Any]:
    forward = [{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}]
    condition = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/health"]}}
    return {
        "Resources": {
            "Balancer": _resource(
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                Name="airflow",
                Scheme="internal",
                Subnets=[network["PrivateA"], network["PrivateB"]],
                SecurityGroups=[network["Group"]],
            ),
            "Targets": _resource(
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                Name="airflow",
                Port=443,
                Protocol="HTTPS",
                TargetType="ip",
                VpcId=network["Network"],
            ),
            "Listener": _resource(
                "AWS::ElasticLoadBalancingV2::Listener",
                LoadBalancerArn={"Ref": "Balancer"},
                Port=80,
                Protocol="HTTP",
                DefaultActions=forward,
            ),
            "Rule": _resource(
                "AWS::ElasticLoadBalancingV2::ListenerRule",
                ListenerArn={"Ref": "Listener"},
                Priority=1,
                Conditions=[condition],
                Actions=forward,
            ),
            "Zone": _resource("AWS::Route53::HostedZone", Name="airflow.example.com"),
            "Peering": _resource(
                "AWS::EC2::VPCPeeringConnection", VpcId=network["Network"], PeerVpcId=network["Network"]
            ),
        }
    }


def test_a_load_balancer_a_zone_and_a_peering_are_deleted_with_their_stack(stacks: Stacks) -> None:
    stacks.create(template("public-network"), "network")
    stack = stacks.create(_balanced(stacks.physical_ids("network")), "balanced")
    assert (stack["StackStatus"], stacks.failures("balanced")) == ("CREATE_COMPLETE", {})
    balancers, zones = stacks.aws.client("elbv2", OWNER), stacks.aws.client("route53", OWNER)
    assert len(balancers.describe_target_groups()["TargetGroups"]) == 1
    stacks.client.delete_stack(StackName="balanced")
    assert [stack["StackName"] for stack in stacks.client.describe_stacks()["Stacks"]] == ["network"]
    assert balancers.describe_load_balancers()["LoadBalancers"] == []
    assert balancers.describe_target_groups()["TargetGroups"] == []
    assert zones.list_hosted_zones()["HostedZones"] == []
    (peering,) = stacks.aws.client("ec2", OWNER).describe_vpc_peering_connections()["VpcPeeringConnections"]
    assert peering["Status"]["Code"] == "deleted"


def test_every_type_that_can_be_created_can_be_deleted_or_is_listed(stacks: Stacks) -> None:
    stacks.client.list_stacks()  # the patches are applied on first use

    def is_abstract(method: Any) -> bool:
        return method is None or hasattr(method, "__isabstractmethod__")

    undeletable = {
        name
        for name, model in parsing.get_model_map().items()
        if name.startswith("AWS::")
        and not is_abstract(model.create_from_cloudformation_json)
        and is_abstract(getattr(model, "delete", None))
        and is_abstract(model.delete_from_cloudformation_json)
    }
    assert undeletable == UNDELETABLE
