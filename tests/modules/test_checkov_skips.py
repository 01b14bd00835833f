"""Which skips of checkov `tools.checkov_skips` compares with what a scan finds."""

from __future__ import annotations

from pathlib import Path

from tests.support import REPOSITORY
from tools.checkov_skips import skips


def test_a_skip_belongs_to_the_block_that_it_is_in(tmp_path: Path) -> None:
    (tmp_path / "network").mkdir()
    (tmp_path / "network/main.tf").write_text(
        'data "aws_zones" "all" {\n  #checkov:skip=CKV_AWS_1:Reason:\n  # https://example.com\n}\n\n'
        'resource "aws_vpc" "this" {\n  #checkov:skip=CKV2_AWS_2:Reason:\n}\n'
    )

    assert list(skips(tmp_path)) == [
        ("CKV_AWS_1", "network/main.tf", "data.aws_zones.all"),
        ("CKV2_AWS_2", "network/main.tf", "aws_vpc.this"),
    ]


def test_every_skip_of_the_modules_is_compared() -> None:
    texts = [file.read_text("utf-8") for file in REPOSITORY.glob("modules/*/*.tf")]

    assert len(list(skips(REPOSITORY / "modules"))) == sum(text.count("checkov:skip=") for text in texts) > 10
