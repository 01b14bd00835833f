"""An apply of which every process is killed. In a file of its own: there is one local AWS in a process."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.rehearsal.interrupted_places import NETWORK, again, nth_change, place_for
from tests.rehearsal.interruptions import BY_NAME, interrupted
from tests.support import OWNER

pytestmark = [pytest.mark.terraform]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("seed", [30])
def test_an_apply_of_which_every_process_is_killed_is_completed_by_what_the_next_one_says(
    tmp_path: Path, seed: int
) -> None:
    with place_for(NETWORK, tmp_path, initialised=False) as place:
        moment = random.Random(seed).randint(2, 8)  # noqa: S311
        first = interrupted(place.line, place.apply(), BY_NAME["sigkill-of-all"], nth_change(moment))

        done = again(place, place.apply(), first)

        assert "mwaa_tf adopt -o out 1-network --write" in done
        ec2 = place.line.local.client("ec2", OWNER)
        ours = [{"Name": "is-default", "Values": ["false"]}]
        (vpc,) = ec2.describe_vpcs(Filters=ours)["Vpcs"]
        of_vpc = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
        assert len(ec2.describe_subnets(Filters=of_vpc)["Subnets"]) == 2
        assert len(ec2.describe_route_tables(Filters=of_vpc)["RouteTables"]) == 3
