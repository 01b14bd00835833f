"""Which skips of checkov `tools.checkov_skips` compares with what a scan finds."""

from __future__ import annotations

from pathlib import Path

from tests.support import REPOSITORY
from tools.checkov_skips import failed, skips


def test_a_skip_belongs_to_the_block_that_it_is_in(tmp_path: Path) -> None:
    (tmp_path / "network").mkdir()
    (tmp_path / "network/main.tf").write_text(
        'data "aws_zones" "all" {\n  #checkov:skip=CKV_AWS_1:Reason:\n  # https://example.com\n}\n\n'
        'resource "aws_vpc" "this" {\n  #checkov:skip=CKV2_AWS_2:Reason:\n}\n'
    )

    assert list(skips(tmp_path)) == [
        ("CKV_AWS_1", "network/main.tf", "aws_zones.all"),
        ("CKV2_AWS_2", "network/main.tf", "aws_vpc.this"),
    ]


def test_a_finding_is_that_of_a_skip_however_checkov_writes_the_address(tmp_path: Path) -> None:
    (tmp_path / "network").mkdir()
    (tmp_path / "network/main.tf").write_text('data "aws_zones" "all" {\n  #checkov:skip=CKV_AWS_1:Reason:\n}\n')
    addresses = (
        "aws_zones.all",
        "data.aws_zones.all",
        "module.network.aws_zones.all",
        "module.a[0].data.aws_zones.all[0]",
    )

    for address in addresses:
        check = {"check_id": "CKV_AWS_1", "file_abs_path": "/x/modules/network/main.tf", "resource": address}
        assert list(failed({"results": {"failed_checks": [check]}})) == list(skips(tmp_path))


def test_every_skip_of_the_modules_is_compared() -> None:
    texts = [file.read_text("utf-8") for file in REPOSITORY.glob("modules/*/*.tf")]

    assert len(list(skips(REPOSITORY / "modules"))) == sum(text.count("checkov:skip=") for text in texts) > 10
