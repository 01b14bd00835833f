import pytest

from mwaa_tf.terraform.versions import parse, satisfies


@pytest.mark.parametrize(
    ("version", "constraint", "expected"),
    [
        ("5.67.9", ">= 5.68, < 7.0", False),
        ("5.68.0", ">= 5.68, < 7.0", True),
        ("5.100.0", ">= 5.68, < 7.0", True),
        ("7.0.0", ">= 5.68, < 7.0", False),
        ("5.100.0", "~> 5.68", True),
        ("6.0.0", "~> 5.68", False),
        ("5.68.9", "~> 5.68.1", True),
        ("5.69.0", "~> 5.68.1", False),
        ("5.68.0", "~> 5.68.1", False),
        ("5.100.0", "5.100.0", True),
        ("5.100.0", "= 5.99.0", False),
        ("5.100.0", ">5.99,!=5.100.0", False),
        ("5.100.0", "<= 5.100", True),
        ("5.100.0", "latest", False),
    ],
)
def test_a_constraint_means_what_it_means_to_terraform(version: str, constraint: str, expected: bool) -> None:
    parsed = parse(version)
    assert parsed is not None
    assert satisfies(parsed, constraint) is expected


@pytest.mark.parametrize("text", ["6.0.0-beta1", "v5.100.0", "", "5.100.0.1"])
def test_what_is_no_released_version_is_none(text: str) -> None:
    assert parse(text) is None
