"""Stage 4 in the picture: in the owner's lane, fed by all stages before, and grouped as its environments are."""

from __future__ import annotations

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.diagram import Diagram, diagram
from tests.graph.cases import ALB
from tests.support import DATA, OWNER, deployment


def drawn(environments: int) -> Diagram:
    named = [{"name": f"e{number}", "access": {"alb": ALB}} for number in range(environments)]
    participants = [{"name": "data", "account_id": DATA, "environments": named}]
    return diagram(build_blueprint(deployment(participants=participants)))


def test_a_way_is_a_box_of_the_owner_in_the_column_access() -> None:
    picture = drawn(1)

    (box,) = [box for box in picture.boxes if box.stage == 4]
    assert (box.heading, box.modules, picture.lanes[box.lane].accounts) == (
        "4-access/data-e0",
        ("web-access-alb",),
        (OWNER,),
    )
    assert picture.stages[-1] == Stage.ACCESS


def test_it_reads_outputs_of_each_stage_before() -> None:
    picture = drawn(1)
    (place,) = [number for number, box in enumerate(picture.boxes) if box.stage == 4]

    outputs = {
        picture.boxes[dependency.source].stage: dependency.outputs
        for dependency in picture.dependencies
        if dependency.target == place
    }

    assert outputs == {
        1: ("private_subnet_ids", "vpc_id"),
        2: ("webserver_url",),
        3: ("security_group_id", "webserver_endpoint_ips"),
    }


def test_ways_to_environments_that_are_drawn_together_are_drawn_together() -> None:
    assert [box.heading for box in drawn(7).boxes] == [
        "1-network",
        "2-environments/data-*",
        "3-endpoints/data-*",
        "4-access/data-*",
    ]
