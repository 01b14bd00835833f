"""Facts, where they were read, and why they were not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mwaa_tf.doctor.reading import Gap, GapKind, Reading, UnreadError, sources_read, unread_section

NO_POLICY = Gap(GapKind.UNAVAILABLE, "GetBucketPolicy: NoSuchBucketPolicy", "NoSuchBucketPolicy")
DENIED = Gap(GapKind.DENIED, "needs ec2:DescribeVpcs")
NO_POLICY = Gap(GapKind.UNAVAILABLE, "GetBucketPolicy: NoSuchBucketPolicy", "NoSuchBucketPolicy")


def test_a_value_names_its_source_to_whoever_listens() -> None:
    with sources_read() as sources:
        assert Reading.of(443, "ec2:DescribeSecurityGroups in 111111111111").value == 443
    assert sources == ["ec2:DescribeSecurityGroups in 111111111111"]


def test_a_fact_that_was_not_read_says_why_instead_of_having_a_value() -> None:
    reading: Reading[int] = Reading.unread(DENIED)
    with pytest.raises(UnreadError) as raised:
        _ = reading.value
    assert raised.value.gap == DENIED


def test_none_is_a_value() -> None:
    assert Reading.of(None, "kms:DescribeKey").value is None


def test_what_is_made_of_a_reading_keeps_its_source_or_its_gap() -> None:
    assert Reading.of(["a", "b"], "s3").map(len) == Reading("s3", 2)
    assert Reading[list[str]].unread(DENIED, "s3").map(len) == Reading("s3", gap=DENIED)


def test_the_first_gap_counts_where_nobody_can_tell() -> None:
    other = Gap(GapKind.UNAVAILABLE, "throttled")
    assert Reading[int].unread(DENIED).or_else(lambda: Reading.of(1, "owner")).value == 1
    assert Reading[int].unread(DENIED).or_else(lambda: Reading.unread(other)).gap == DENIED


def test_a_section_that_nobody_collected_has_only_gaps() -> None:
    @dataclass(frozen=True)
    class Pair:
        left: Reading[int]
        right: Reading[int]

    section = unread_section(Pair, DENIED)
    assert (section.left.gap, section.right.gap) == (DENIED, DENIED)


def test_an_error_that_says_there_is_none_is_a_fact() -> None:
    reading: Reading[str | None] = Reading.unread(NO_POLICY, "s3:GetBucketPolicy")
    policy = reading.absent_as(("NoSuchBucketPolicy",), None)
    assert policy.is_known
    assert policy.value is None
    assert policy.source == "s3:GetBucketPolicy"


def test_any_other_error_stays_a_gap() -> None:
    reading: Reading[str | None] = Reading.unread(Gap(GapKind.DENIED, "needs s3:GetBucketPolicy", "AccessDenied"))
    with pytest.raises(UnreadError, match="needs s3:GetBucketPolicy"):
        _ = reading.absent_as(("NoSuchBucketPolicy",), None).value


def test_a_gap_without_a_code_is_no_absence() -> None:
    reading: Reading[str] = Reading.unread(Gap(GapKind.NOT_ASKED, "nobody asked for it"))
    assert not reading.absent_as(("NoSuchBucketPolicy",), "").is_known


def test_what_was_read_stays() -> None:
    assert Reading.of("policy", "s3").absent_as(("NoSuchBucketPolicy",), "none").value == "policy"
