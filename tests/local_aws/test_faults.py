"""Faults on request."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.local_aws.api_requests import ApiRequest
from mwaa_tf.local_aws.faults import FaultPlan, Faults, parse
from mwaa_tf.mwaa.status import Status

ACCOUNT = "111111111111"
CREATE = ApiRequest(
    access_key="",
    region="us-east-1",
    service="ec2",
    action="CreateVpc",
    resource="",
    workspace="1-network",
    host="",
    protocol="ec2",
    signed=True,
    conditional=False,
    preparation=False,
)
READ = replace(CREATE, action="DescribeVpcs")


def draws(plan: FaultPlan, request: ApiRequest, *, seed: int = 0, times: int = 400) -> list[str | None]:
    faults = Faults(plan, seed)
    return [faults.draw(request, ACCOUNT) for _ in range(times)]


def test_a_plan_is_read_from_texts() -> None:
    texts = ["throttle=0.1", "error500=0.05", "slow=2", "cut=1", "endpoint=failed", "status=PENDING", "share=30"]
    texts += ["expire=50", "rollback=3.3.1", "tasks=2.5"]
    assert parse(texts) == FaultPlan(
        throttle=0.1,
        error500=0.05,
        slow=2,
        cut=1,
        endpoint="failed",
        status=Status.PENDING,
        share=30,
        expire=50,
        rollback="3.3.1",
        tasks=2.5,
    )
    assert parse([]) == FaultPlan()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("throtle=0.1", "allowed are throttle=RATE, error500=RATE, slow=SECONDS, cut=RATE, endpoint=pendingAcceptance"),
        ("throttle", "allowed are throttle=RATE"),
        ("throttle=often", "a number from 0 to 1"),
        ("throttle=1.5", "a number from 0 to 1"),
        ("error500=-0.1", "a number from 0 to 1"),
        ("cut=nan", "a number from 0 to 1"),
        ("slow=301", "a number from 0 to 300"),
        ("expire=soon", "a number of calls from 0 to 1000000"),
        ("expire=-1", "a number of calls from 0 to 1000000"),
        ("rollback=1.10.12", "one of any, 3.3.1, "),
        ("tasks=49", "a number from 0 to 48"),
        ("endpoint=broken", "one of pendingAcceptance, failed"),
        ("status=pending", "one of CREATING, PENDING, UPDATING"),
    ],
)
def test_what_means_nothing_is_refused_with_what_is_allowed(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        parse([text])
    assert repr(text) in str(caught.value)


def test_without_a_plan_nothing_fails() -> None:
    assert set(draws(FaultPlan(), CREATE)) == {None}


def test_the_shares_are_those_of_the_plan() -> None:
    counted = Counter(draws(FaultPlan(throttle=0.1, error500=0.05, cut=0.2), CREATE, times=20_000))
    shares = {effect: counted[effect] / 20_000 for effect in counted}
    expected = {"throttle": 0.1, "error500": 0.05, "cut_before": 0.1, "cut_after": 0.1, None: 0.65}
    assert shares == pytest.approx(expected, abs=0.015)


def test_a_seed_repeats_and_another_differs() -> None:
    plan = FaultPlan(throttle=0.3)
    assert draws(plan, CREATE, seed=7) == draws(plan, CREATE, seed=7) != draws(plan, CREATE, seed=8)


def test_the_order_in_which_parallel_calls_arrive_does_not_matter() -> None:
    plan = FaultPlan(throttle=0.3, cut=0.3)
    kinds = [
        replace(CREATE, workspace=workspace) for workspace in ("1-network", "2-environments/etl", "3-endpoints/etl")
    ]
    calls = [kind for kind in kinds for _ in range(50)]
    results = []
    for order in (calls, random.Random(1).sample(calls, len(calls))):  # noqa: S311 - no secret
        faults = Faults(plan, seed=3)
        met: dict[str, list[str | None]] = {}
        for request in order:
            met.setdefault(request.workspace, []).append(faults.draw(request, ACCOUNT))
        results.append(met)
    assert results[0] == results[1]


def test_a_restart_draws_the_same_again() -> None:
    faults = Faults(FaultPlan(throttle=0.5), 1)
    first = [faults.draw(CREATE, ACCOUNT) for _ in range(50)]
    faults.restart(faults.plan, 1)
    assert [faults.draw(CREATE, ACCOUNT) for _ in range(50)] == first


def test_what_only_reads_is_never_cut_after_it_was_carried_out() -> None:
    assert set(draws(FaultPlan(cut=1.0), READ)) == {"cut_before"}
    assert set(draws(FaultPlan(cut=1.0), CREATE)) == {"cut_before", "cut_after"}


def test_a_lock_is_never_taken_and_the_answer_lost() -> None:
    lock = replace(CREATE, service="s3", action="PutObject", conditional=True)
    assert set(draws(FaultPlan(cut=1.0), lock)) == {"cut_before"}


def test_setting_the_stage_does_not_fail() -> None:
    plan = FaultPlan(throttle=0.4, error500=0.3, cut=0.3)
    assert set(draws(plan, replace(CREATE, preparation=True))) == {None}
    assert None not in draws(plan, CREATE)


def test_services_find_the_states_to_pin() -> None:
    faults = Faults(parse(["endpoint=pendingAcceptance", "status=CREATING"]))
    assert (faults.endpoint, faults.status) == ("pendingAcceptance", "CREATING")
    assert (Faults().endpoint, Faults().status) == (None, None)


def test_credentials_expire_for_good_after_that_many_calls_whatever_they_are_for() -> None:
    faults = Faults(FaultPlan(expire=3))
    requests = [CREATE, READ, replace(READ, preparation=True), READ, CREATE, replace(READ, service="s3"), READ]

    effects = [faults.draw(request, ACCOUNT) for request in requests]

    assert effects == [None, None, None, None, "expired", "expired", "expired"]
