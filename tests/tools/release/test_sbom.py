"""The SBOM names what is installed with the wheel, and the wheel by its digest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import REPOSITORY
from tools.release.sbom import SbomError, complete, locked, main

LOCK = """\
# made
click==8.5.1 \\
    --hash=sha256:00
PyYAML==6.0.3 ; python_version >= '3.0' \\
    --hash=sha256:00
colorama==0.4 ; sys_platform == 'none' \\
    --hash=sha256:00
"""


def draft(*components: tuple[str, str]) -> dict[str, Any]:
    """What cyclonedx-py writes, shortened."""
    return {
        "bomFormat": "CycloneDX",
        "metadata": {"component": {"bom-ref": "root-component", "name": "mwaa_tf", "type": "application"}},
        "components": [{"name": name, "version": version} for name, version in components],
    }


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    file = tmp_path / "mwaa_tf-1.2.3-py3-none-any.whl"
    file.write_bytes(b"a wheel")
    return file


def test_the_wheel_is_named_by_version_address_and_digest(wheel: Path) -> None:
    sbom = complete(draft(("click", "8.5.1"), ("pyyaml", "6.0.3")), wheel, locked(LOCK))

    subject = sbom["metadata"]["component"]
    assert (subject["version"], subject["purl"]) == ("1.2.3", "pkg:pypi/mwaa-tf@1.2.3")
    assert subject["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(b"a wheel").hexdigest()}]
    assert subject["bom-ref"] == "root-component"


def test_a_pin_of_another_platform_is_not_installed() -> None:
    assert locked(LOCK) == {"click": "8.5.1", "pyyaml": "6.0.3"}


@pytest.mark.parametrize(
    ("components", "named"),
    [
        ([("click", "8.5.1")], "pyyaml"),
        ([("click", "8.5.0"), ("pyyaml", "6.0.3")], "click"),
        ([("click", "8.5.1"), ("pyyaml", "6.0.3"), ("pip", "25.0")], "pip"),
    ],
)
def test_what_differs_from_the_lock_is_refused_by_name(
    components: list[tuple[str, str]], named: str, wheel: Path
) -> None:
    with pytest.raises(SbomError, match=f"differs from the lock in: {named}$"):
        complete(draft(*components), wheel, locked(LOCK))


def test_the_command_writes_the_same_text_every_time_or_nothing(
    wheel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "draft.json").write_text(json.dumps(draft(("PyYAML", "6.0.3"), ("click", "8.5.1"))))
    (tmp_path / "lock.txt").write_text(LOCK)
    arguments = [str(tmp_path / "draft.json"), str(wheel), str(tmp_path / "lock.txt")]

    assert main([*arguments, str(tmp_path / "one.json")]) == main([*arguments, str(tmp_path / "two.json")]) == 0
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    (tmp_path / "lock.txt").write_text(LOCK.replace("8.5.1", "8.5.2"))
    assert main([*arguments, str(tmp_path / "three.json")]) == 1
    assert "click" in capsys.readouterr().err
    assert not (tmp_path / "three.json").exists()


def test_the_lock_of_the_image_and_the_sbom_has_what_the_wheel_needs() -> None:
    pins = locked((REPOSITORY / "tools/image/constraints.txt").read_text("utf-8"))

    assert {"boto3", "click", "moto", "ruff", "resvg-py", "cfn-lint"} <= pins.keys()
    assert not {"pytest", "mypy", "zizmor", "hatchling", "pip", "mwaa-tf"} & pins.keys()
