"""What is drawn of a deployment."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from mwaa_tf import build_blueprint
from mwaa_tf.blueprint.stage import Stage
from mwaa_tf.graph.diagram import diagram
from tests.graph.cases import ALB, CASES, EXAMPLE_BLUEPRINTS, MARKETING, UNIT, participant
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


def test_environments_that_are_alike_are_one_box_that_names_each() -> None:
    drawn = diagram(CASES["several"])

    assert [(box.heading, box.names) for box in drawn.boxes[:2]] == [
        ("1-network", ()),
        ("2-environments/data-*", ("data-dev", "data-staging", "data-production")),
    ]
    assert [box.count for box in drawn.boxes] == [1, 3, 3, 3, 3, 3, 3]


def test_environments_that_differ_are_drawn_apart() -> None:
    drawn = diagram(EXAMPLE_BLUEPRINTS["web-access"])

    assert [box.heading for box in drawn.boxes if box.stage == Stage.ACCESS] == [
        "4-access/data-office",
        "4-access/data-sessions",
    ]
    assert all(box.count == 1 for box in drawn.boxes)


def test_the_title_of_a_group_says_what_the_workspaces_are() -> None:
    titles = {box.heading: box.title for box in diagram(CASES["several"]).boxes}

    assert titles["2-environments/science-*"] == "environment platform-science-*, PENDING until stage 3"
    assert titles["3-endpoints/marketing-*"] == "endpoints of platform-marketing-*: database"


def test_a_group_whose_titles_have_nothing_in_common_is_counted() -> None:
    plan = build_blueprint(deployment(participants=[participant("data", DATA, "etl", "lab")]))
    titled = tuple(replace(workspace, title=f"the {number}th") for number, workspace in enumerate(plan.workspaces))

    drawn = diagram(replace(plan, workspaces=titled))

    assert drawn.boxes[1].title == "2 workspaces"


@pytest.mark.parametrize(("count", "last"), [(4, "data-e3"), (8, "data-e7"), (9, "and 2 more"), (40, "and 33 more")])
def test_up_to_eight_names_are_shown_and_the_rest_is_counted(count: int, last: str) -> None:
    names = [f"e{number}" for number in range(count)]
    box = diagram(build_blueprint(deployment(participants=[participant("data", DATA, *names)]))).boxes[1]

    assert (len(box.names), box.names[-1]) == (min(count, 8), last)
    assert box.count == count


def test_a_participant_with_many_kinds_of_environments_has_them_in_one_box() -> None:
    methods: list[dict[str, object]] = [{}, {"alb": ALB}, {"bastion": {}}, {"alb": ALB, "bastion": {}}]
    environments: list[dict[str, object]] = [
        {"name": f"e{number}", "access": method} for number, method in enumerate(methods)
    ]
    environments.append({"name": "open", "webserver_access_mode": "PUBLIC_ONLY"})
    participants = [{"name": "data", "account_id": DATA, "environments": environments}]
    drawn = diagram(build_blueprint(deployment(participants=participants)))

    assert [(box.heading, box.count) for box in drawn.boxes] == [
        ("1-network", 1),
        ("2-environments/data-*", 5),
        ("3-endpoints/data-*", 5),
        ("4-access/data-*", 3),
    ]


def test_a_crowded_deployment_has_a_box_for_each_participant() -> None:
    drawn = diagram(CASES["many-environments"])

    assert [box.count for box in drawn.boxes] == [1, 40, 40, 40, 40, 40, 40]
    assert len(drawn.completions) == 3
    assert len(drawn.dependencies) == 9


def test_ten_participants_have_a_lane_each() -> None:
    drawn = diagram(build_blueprint(many(10, 1)))

    assert [lane.title for lane in drawn.lanes] == ["owner", *(f"team{number}" for number in range(10))]


def test_more_accounts_than_anybody_reads_share_the_last_lane() -> None:
    drawn = diagram(CASES["many-accounts"])

    assert len(drawn.lanes) == 11
    assert (drawn.lanes[-1].title, len(drawn.lanes[-1].accounts)) == ("141 more", 141)
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
