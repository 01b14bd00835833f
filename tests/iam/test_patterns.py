"""What patterns of actions and resources match (IAM user guide, reference_policies_elements_action and _resource)."""

from __future__ import annotations

import pytest

from mwaa_tf.iam.match import Match
from mwaa_tf.iam.patterns import ANY, action_matches, literal, resource_match

YES, NO, UNKNOWN = Match.YES, Match.NO, Match.UNKNOWN
EC2 = "arn:aws:ec2:us-east-1:111122223333"


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        ("*", "s3:GetObject", True),
        ("s3:*", "s3:GetObject", True),
        ("s3:GetObject", "s3:GetObject", True),
        ("S3:getobject", "s3:GetObject", True),
        ("s3:Get*", "s3:GetObject", True),
        ("s3:*Object", "s3:GetObjectTagging", False),
        ("s3:Get?bject", "s3:GetObject", True),
        ("s3:Get?Object", "s3:GetObject", False),
        ("s3", "s3:GetObject", False),
        ("s3:Get.bject", "s3:GetObject", False),
    ],
)
def test_actions_are_matched_in_any_case(pattern: str, action: str, expected: bool) -> None:
    assert action_matches(pattern, action) is expected


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("*", f"{EC2}:vpc/vpc-1", YES),
        ("*", "*", YES),
        (f"{EC2}:vpc/*", "*", NO),
        (f"{EC2}:vpc/*", f"{EC2}:vpc/vpc-1", YES),
        (f"{EC2}:VPC/*", f"{EC2}:vpc/vpc-1", NO),
        ("arn:aws:ec2:*:111122223333:vpc/*", f"{EC2}:vpc/vpc-1", YES),
        ("arn:aws:ec2:us-*-1:111122223333:vpc/*", f"{EC2}:vpc/vpc-1", YES),
        ("arn:aws:ec2:us-east-?:111122223333:vpc/*", f"{EC2}:vpc/vpc-1", YES),
        # Within its segment a star does not match a colon; as the last character of its segment it goes beyond.
        ("arn:aws:ec2:us-*3:vpc/*", f"{EC2}:vpc/vpc-1", NO),
        ("arn:aws:ec2:us-*:vpc/*", f"{EC2}:vpc/vpc-1", YES),
        ("arn:aws:s3:::*", "arn:aws:s3:::a/b:c", YES),
        ("arn:aws:logs:*:*:log-group:airflow-*-Task:*", "arn:aws:logs:us-east-1:1:log-group:airflow-a-Task:*", YES),
        ("arn:aws:s3:::a*c", "arn:aws:s3:::a:b:c", YES),
        # An ARN that is not complete is completed with stars.
        ("arn:aws:sqs", "arn:aws:sqs:us-east-1:111122223333:queue", YES),
        ("arn:aws:sqs:us-east-1", "arn:aws:sqs:eu-west-1:111122223333:queue", NO),
        ("arn:aws:sqs:*", "arn:aws:sqs:us-east-1:111122223333:queue", YES),
        ("arn:aws:sqs", "arn:aws:sns:us-east-1:111122223333:topic", NO),
        (literal("arn:aws:s3:::*"), "arn:aws:s3:::a", NO),
        (literal("arn:aws:s3:::*"), "arn:aws:s3:::*", YES),
    ],
)
def test_resources_are_matched_by_segments(pattern: str, resource: str, expected: Match) -> None:
    assert resource_match(pattern, resource) is expected


@pytest.mark.parametrize(
    ("pattern", "resource", "expected"),
    [
        ("*", ANY, YES),
        ("arn:aws:s3:::reports", ANY, UNKNOWN),
        ("arn:aws:ec2:us-east-1:*:vpc/*", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", YES),
        (f"{EC2}:vpc/*", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", UNKNOWN),
        (f"{EC2}:vpc/vpc-2", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", NO),
        (f"{EC2}:subnet/*", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", NO),
        (f"{EC2}:vpc/vpc-?", f"{EC2}:vpc/{ANY}", UNKNOWN),
        (f"{EC2}:vpc/*", f"{EC2}:vpc/{ANY}", YES),
        (f"{EC2}:*/*", f"{EC2}:vpc/{ANY}", YES),
        ("arn:aws:ec2", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", YES),
        ("arn:aws:sqs", f"arn:aws:ec2:us-east-1:{ANY}:vpc/vpc-1", NO),
        (f"{EC2}:vpc/{literal('*')}", f"{EC2}:vpc/{ANY}", UNKNOWN),
    ],
)
def test_of_a_resource_that_is_not_known_whole_only_stars_match_for_certain(
    pattern: str, resource: str, expected: Match
) -> None:
    assert resource_match(pattern, resource) is expected
