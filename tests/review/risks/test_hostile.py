"""Names and values as somebody might write them who wishes to be overlooked, or to be in the way."""

from __future__ import annotations

import json
import time
from typing import Any

from mwaa_tf.review.phrasing import listed, quoted
from mwaa_tf.review.risk import Risk
from tests.review.risks.cases import reviewed

_LONG = "x" * 1_000_000
_HOSTILE = "`</b>\u202e\x1b[31m\n# heading\n"


def test_a_quoted_value_is_short_on_one_line_and_ends_where_it_ends() -> None:
    assert len(quoted(_LONG)) < 130
    assert quoted(_HOSTILE).count("`") == 2
    assert "\n" not in quoted(_HOSTILE)
    assert quoted(value=True) == "`true`"


def test_a_list_names_some_and_counts_the_rest() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed("abb") == "a and b"
    assert listed(str(number) for number in range(2_000)) == "0, 1, 2 and 1,997 more"


def test_values_of_a_million_characters_are_judged_and_not_repeated() -> None:
    risks = judged(_LONG)

    assert {"policy-widened", "data-deleted", "key-lost"} <= {risk.id for risk in risks}
    assert all(len(risk.reason) < 2_000 for risk in risks)


def test_the_time_for_long_values_grows_with_their_length() -> None:
    """Ten times as long: a hundred times as much time would be that of its square."""
    seconds = []
    for text in (_LONG[:50_000], _LONG[:500_000]):
        started = time.process_time()
        judged(text)
        seconds.append(time.process_time() - started)
    assert seconds[1] < 30 * seconds[0]


def judged(text: str) -> list[Risk]:
    """The risks of a plan with ``text`` in all its values."""
    policy = {"Statement": {"Effect": "Allow", "Action": ["*", text + "*"], "Resource": text + "*"}}
    narrow = {"Statement": {"Effect": "Allow", "Action": text, "Resource": text}}
    changes: list[dict[str, Any]] = [
        {"do": "update", "type": "aws_iam_policy", "before": {"policy": narrow}, "after": {"policy": policy}},
        {"do": "delete", "type": "aws_s3_bucket", "before": {"bucket": text}},
        {"do": "delete", "type": "aws_kms_key", "before": {"description": _HOSTILE * 1_000}},
        {"do": "create", "type": "aws_vpc_security_group_ingress_rule", "after": {"cidr_ipv4": text}},
        {
            "do": "update",
            "type": "aws_mwaa_environment",
            "before": {"airflow_version": "9" * 5_000},
            "after": {"airflow_version": "1.1"},
        },
    ]
    return list(reviewed({"etl": changes}).risks)


def test_a_policy_nested_without_end_is_no_policy() -> None:
    deep = '{"Statement":' * 20_000
    changes = [
        {"do": "update", "type": "aws_iam_policy", "before": {"policy": deep}, "after": {"policy": json.dumps(1)}}
    ]
    (risk,) = reviewed({"etl": changes}).risks
    assert (risk.id, risk.reason) == (
        "policy-widened",
        "It cannot be judged: `policy` is no policy that can be read.",
    )


def test_patterns_of_many_stars_are_compared_in_bounded_time() -> None:
    """Each pair of such patterns once took as many steps as their lengths multiplied, or far more."""
    stars = ["arn:aws:s3:::" + "*a" * 400 + str(number) for number in range(20)]
    long = ["s3:*" + "a" * 900 + f"b{number}" for number in range(20)]
    before = [
        {"Effect": "Allow", "NotAction": long, "Resource": stars},
        {"Effect": "Deny", "Action": "s3:" + "?*" * 500, "NotResource": stars},
    ]
    after = [
        {"Effect": "Allow", "NotAction": [f"{action}x" for action in long], "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": ["s3:" + "a" * 1_800 + str(number) for number in range(20)],
            "NotResource": stars,
        },
    ]
    changes = [
        {
            "do": "update",
            "type": "aws_iam_policy",
            "before": {"policy": {"Statement": before}},
            "after": {"policy": {"Statement": after}},
        }
    ]

    started = time.process_time()
    risks = reviewed({"etl": changes}).risks
    assert time.process_time() - started < 10
    assert {risk.id for risk in risks} == {"policy-widened", "policy-denies-less"}
