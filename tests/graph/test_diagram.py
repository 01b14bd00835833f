"""What is drawn of a deployment."""

from __future__ import annotations

from dataclasses import replace

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.diagram import diagram
from tests.graph.cases import CASES, MARKETING, UNIT, participant
from tests.support import DATA, OWNER, SCIENCE, deployment, many


def headings(name: str) -> list[str]:
    return [box.heading for box in diagram(CASES[name]).boxes]


def test_the_owner_comes_first_then_participants_in_the_order_of_the_configuration() -> None:
    assert [(lane.title, lane.accounts, lane.note) for lane in diagram(CASES["several"]).lanes] == [
        ("owner", (OWNER,), "owns the VPC"),
        ("data", (DATA,), "participant"),
        ("science", (SCIENCE,), "participant"),
        ("marketing", (MARKETING,), "participant"),
    ]


def test_a_participant_in_the_owners_account_shares_its_lane() -> None:
    drawn = diagram(CASES["mixed"])

    assert [lane.title for lane in drawn.lanes] == ["owner, core", "data"]
    assert {box.heading: box.lane for box in drawn.boxes}["2-environments/core-ops"] == 0


def test_columns_are_the_stages() -> None:
    assert diagram(CASES["smallest"]).stages == (Stage.NETWORK, Stage.ENVIRONMENTS, Stage.ENDPOINTS)


def test_lines_carry_the_outputs_that_are_read() -> None:
    drawn = diagram(CASES["smallest"])

    handed = {
        (drawn.boxes[each.source].heading, drawn.boxes[each.target].heading): each.outputs
        for each in drawn.dependencies
    }
    assert handed == {
        ("1-network", "2-environments/data-etl"): ("private_subnet_ids", "vpc_id"),
        ("1-network", "3-endpoints/data-etl"): ("private_subnet_ids", "vpc_id"),
        ("2-environments/data-etl", "3-endpoints/data-etl"): (
            "database_vpc_endpoint_service",
            "security_group_reference",
            "webserver_vpc_endpoint_service",
        ),
    }


def test_the_environment_waits_and_the_owners_endpoints_complete_it() -> None:
    drawn = diagram(CASES["smallest"])

    assert [box.heading for box in drawn.boxes if box.waits] == ["2-environments/data-etl"]
    assert [
        (drawn.boxes[each.endpoints].heading, drawn.boxes[each.environment].heading) for each in drawn.completions
    ] == [("3-endpoints/data-etl", "2-environments/data-etl")]


def test_an_environment_whose_endpoints_mwaa_makes_does_not_wait() -> None:
    plan = CASES["smallest"]
    served = tuple(
        replace(
            workspace,
            calls=tuple(replace(call, groups=({"endpoint_management": "SERVICE"},)) for call in workspace.calls),
        )
        for workspace in plan.workspaces
    )

    drawn = diagram(replace(plan, workspaces=served))

    assert not drawn.completions
    assert not any(box.waits for box in drawn.boxes)


def test_the_share_reaches_every_participants_lane_but_not_the_owners() -> None:
    drawn = diagram(CASES["several"])

    assert [(share.lane, share.principals) for share in drawn.shares] == [
        (1, (DATA,)),
        (2, (SCIENCE,)),
        (3, (MARKETING,)),
    ]
    assert [share.principals for share in diagram(CASES["mixed"]).shares] == [(UNIT,)]
    assert diagram(CASES["one-account"]).shares == ()


def test_an_account_that_sees_the_subnets_and_runs_nothing_yet_has_a_lane() -> None:
    drawn = diagram(CASES["waiting-account"])

    assert (drawn.lanes[-1].accounts, drawn.lanes[-1].note) == ((SCIENCE,), "no environment yet")
    assert drawn.shares[-1].lane == 2


def test_endpoints_stand_in_the_order_of_the_environments_that_they_belong_to() -> None:
    assert headings("mixed")[1:] == [
        "2-environments/core-ops",
        "2-environments/data-etl",
        "3-endpoints/core-ops",
        "3-endpoints/data-etl",
    ]


def test_three_times_three_environments_are_drawn_one_by_one() -> None:
    drawn = diagram(CASES["several"])

    assert len(drawn.boxes) == 19
    assert all(box.count == 1 for box in drawn.boxes)


def test_a_participant_with_many_environments_has_them_in_one_box_that_counts_them() -> None:
    names = [f"e{number}" for number in range(5)]
    drawn = diagram(
        build_blueprint(deployment(participants=[participant("data", DATA, *names), participant("ml", SCIENCE, "x")]))
    )

    assert [(box.heading, box.count) for box in drawn.boxes] == [
        ("1-network", 1),
        ("2-environments/data-*", 5),
        ("2-environments/ml-x", 1),
        ("3-endpoints/data-*", 5),
        ("3-endpoints/ml-x", 1),
    ]
    assert drawn.boxes[1].title == "5 workspaces: data-e0, data-e1, data-e2, …"
    assert drawn.workspaces == 13


def test_a_crowded_deployment_has_a_box_for_each_participant() -> None:
    drawn = diagram(CASES["many-environments"])

    assert [box.count for box in drawn.boxes] == [1, 40, 40, 40, 40, 40, 40]
    assert len(drawn.completions) == 3
    assert len(drawn.dependencies) == 9


def test_more_accounts_than_anybody_reads_share_the_last_lane() -> None:
    drawn = diagram(CASES["many-accounts"])

    assert len(drawn.lanes) == 9
    assert (drawn.lanes[-1].title, len(drawn.lanes[-1].accounts)) == ("143 more", 143)
    assert sum(box.count for box in drawn.boxes) == drawn.workspaces == 301


def test_many_participants_in_one_account_are_drawn_together() -> None:
    crowd = [participant(f"team{number}", OWNER, "etl") for number in range(40)]

    drawn = diagram(build_blueprint(deployment(participants=crowd)))

    assert [(box.heading, box.count) for box in drawn.boxes] == [
        ("1-network", 1),
        ("2-environments/*-*", 40),
        ("3-endpoints/*-*", 40),
    ]


def test_a_thousand_environments_are_no_trouble() -> None:
    assert sum(box.count for box in diagram(build_blueprint(many(10, 100))).boxes) == 2001


def test_text_is_one_printable_line_each() -> None:
    drawn = diagram(CASES["hostile"])
    texts = [drawn.deployment, drawn.region, *(lane.title for lane in drawn.lanes)]
    texts += [text for box in drawn.boxes for text in (box.heading, box.title, *box.modules, *box.paths)]
    texts += [output for dependency in drawn.dependencies for output in dependency.outputs]

    assert not {"\n", "\x1b", "\u202e"} & set("".join(texts))
