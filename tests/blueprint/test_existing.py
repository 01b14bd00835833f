"""What exists already, and what others make: which workspaces there are then, and what they are given."""

from __future__ import annotations

from typing import Any

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint import ModuleValue, RemoteValue
from mwaa_tf.lifecycle import handshakes
from tests.support import DATA, OWNER, SCIENCE, deployment

SHARE = "arn:aws:ram:us-east-1:111111111111:resource-share/7ab63972-b505-4e2a-820d-6f5d3c1b0a99"
DATABASE = "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718"
WEBSERVER = "com.amazonaws.vpce.us-east-1.vpce-svc-0f9e8d7c6b5a40312"
CERTIFICATE = "arn:aws:acm:us-east-1:111111111111:certificate/7ab63972-b505-4e2a-820d-6f5d3c1b0a99"


def elsewhere(**environment: Any) -> dict[str, Any]:
    existing = {
        "database_vpc_endpoint_service": DATABASE,
        "webserver_vpc_endpoint_service": WEBSERVER,
        "security_group_id": "sg-0a9b8c7d6e5f40213",
        **environment.pop("existing", {}),
    }
    return {"name": "training", "existing": existing, **environment}


def participant(name: str, account_id: str, *environments: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": name, "account_id": account_id, "environments": list(environments), **fields}


def arguments(of: Any, path: str, module: str) -> Any:
    return next(call.arguments for call in of.by_path[path].calls if call.module == module)


def test_an_environment_that_is_made_elsewhere_has_endpoints_and_no_workspace_of_its_own() -> None:
    plan = build_blueprint(deployment(participants=[participant("science", SCIENCE, elsewhere())]))

    assert list(plan.by_path) == ["1-network", "3-endpoints/science-training"]
    assert arguments(plan, "3-endpoints/science-training", "environment-endpoints") == {
        "name": "analytics-science-training",
        "vpc_id": RemoteValue("network", "vpc_id"),
        "subnet_ids": RemoteValue("network", "private_subnet_ids"),
        "database_service_name": DATABASE,
        "webserver_service_name": WEBSERVER,
        "environment_account_id": SCIENCE,
        "environment_security_group_id": f"{SCIENCE}/sg-0a9b8c7d6e5f40213",
    }
    (read,) = plan.by_path["3-endpoints/science-training"].reads
    assert (read.workspace, read.outputs) == ("1-network", ("private_subnet_ids", "vpc_id"))


def test_its_name_is_the_one_that_it_has() -> None:
    training = elsewhere(existing={"name": "TheirAirflow"})

    plan = build_blueprint(deployment(participants=[participant("science", SCIENCE, training)]))

    assert arguments(plan, "3-endpoints/science-training", "environment-endpoints")["name"] == "TheirAirflow"


def test_the_subnets_are_shared_with_its_account_also_before_it_exists() -> None:
    plan = build_blueprint(
        deployment(participants=[participant("science", SCIENCE), participant("data", DATA, elsewhere())])
    )

    assert arguments(plan, "1-network", "subnet-share")["principals"] == (DATA, SCIENCE)
    assert [path for path in plan.by_path if "science" in path] == []


def test_nobody_waits_for_an_environment_that_nobody_here_can_see() -> None:
    participants = [participant("data", DATA, {"name": "etl"}), participant("science", SCIENCE, elsewhere())]

    waiting = handshakes(build_blueprint(deployment(participants=participants)))

    assert [handshake.name for handshake in waiting] == ["analytics-data-etl"]


def test_a_way_to_its_web_server_leads_to_the_host_name_that_was_handed_over() -> None:
    way = {"certificate_arn": CERTIFICATE, "subnets": "private", "allowed_cidrs": ["10.0.0.0/8"]}
    training = elsewhere(existing={"webserver_url": "id-vpce.c5.us-east-1.airflow.amazonaws.com"}, access={"alb": way})

    plan = build_blueprint(deployment(participants=[participant("science", SCIENCE, training)]))

    given = arguments(plan, "4-access/science-training", "web-access-alb")
    assert given["webserver"]["host_name"] == "id-vpce.c5.us-east-1.airflow.amazonaws.com"
    assert {read.workspace for read in plan.by_path["4-access/science-training"].reads} == {
        "1-network",
        "3-endpoints/science-training",
    }


def test_subnets_and_principals_join_a_share_that_is_there_already() -> None:
    owner = {"account_id": OWNER, "sharing": {"resource_share_arn": SHARE}}

    given = arguments(build_blueprint(deployment(owner=owner)), "1-network", "subnet-share")

    assert given == {
        "resource_share": {"create": False, "arn": SHARE},
        "subnet_arns": ModuleValue("network", "private_subnet_arns"),
        "principals": (DATA,),
    }


def test_the_principals_of_a_share_that_is_there_already_may_stay_as_they_are() -> None:
    owner = {"account_id": OWNER, "sharing": {"resource_share_arn": SHARE, "principals": []}}

    assert arguments(build_blueprint(deployment(owner=owner)), "1-network", "subnet-share")["principals"] == ()


def test_where_others_share_the_subnets_no_share_is_made() -> None:
    owner = {"account_id": OWNER, "sharing": {"managed": False}}

    network = build_blueprint(deployment(owner=owner)).by_path["1-network"]

    assert [call.module for call in network.calls] == ["network"]
    assert "resource_share_arn" not in {output.name for output in network.outputs}


def test_the_shared_network_is_tagged_in_one_place_of_an_account() -> None:
    data = participant(
        "data",
        DATA,
        elsewhere(),
        {"name": "etl"},
        {"name": "reports"},
        network_tags={"Name": "analytics", "CostCenter": "1234"},
    )
    more = participant("more", DATA, {"name": "etl"})

    plan = build_blueprint(deployment(participants=[data, more]))

    tagging = [
        path for path, space in plan.by_path.items() if any(call.module == "network-tags" for call in space.calls)
    ]
    assert tagging == ["2-environments/data-etl"]
    assert arguments(plan, "2-environments/data-etl", "network-tags") == {
        "name": "analytics",
        "vpc_id": RemoteValue("network", "vpc_id"),
        "subnet_ids": RemoteValue("network", "private_subnet_ids"),
        "tags": {"CostCenter": "1234"},
    }


def test_only_what_is_there_already_is_looked_at_while_planning() -> None:
    key = "arn:aws:kms:us-east-1:222222222222:key/1a2b3c4d-5e6f-4a0b-9c8d-7e6f5a4b3c2d"
    role = "arn:aws:iam::222222222222:role/airflow"
    etl = {"name": "etl", "kms_key": {"arn": key}, "execution_role": {"arn": role, "verify": True}}

    given = arguments(
        build_blueprint(deployment(participants=[participant("data", DATA, etl)])),
        "2-environments/data-etl",
        "environment",
    )

    # Who creates an environment with a key of its own can read that key in any case.
    assert given["kms_key"] == {"create": False, "arn": key, "verify": True}
    assert given["execution_role"] == {"create": False, "arn": role, "verify": True}
    assert "source_bucket" not in given
    assert "security_group" not in given
