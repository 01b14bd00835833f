"""Which environment `doctor`, `login` and `dags bisect` are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.cli._targets import Named, find_target, find_targets
from mwaa_tf.errors import UsageError
from tests.support import REPOSITORY

UNNAMED = Named(None, None, None, None)


@pytest.fixture
def configs(tmp_path: Path) -> tuple[Path, Path]:
    """The configurations of two deployments with the same keys."""
    text = (REPOSITORY / "examples/smallest/mwaa.yaml").read_text("utf-8")
    assert "name: analytics\n" in text
    first, second = tmp_path / "analytics.yaml", tmp_path / "portal.yaml"
    first.write_text(text, "utf-8")
    second.write_text(text.replace("name: analytics\n", "name: portal\n", 1), "utf-8")
    return first, second


def test_a_key_of_several_configurations_is_each_of_these_environments(configs: tuple[Path, Path]) -> None:
    found = find_targets(configs, ("data-etl",), UNNAMED)
    assert [target.name for target in found] == ["analytics-data-etl", "portal-data-etl"]


@pytest.mark.parametrize("key", ["data-etl", None])
def test_a_command_for_one_environment_says_that_several_have_the_key(
    configs: tuple[Path, Path], key: str | None
) -> None:
    with pytest.raises(UsageError, match=r"^several configurations have an environment data-etl; choose one with -c$"):
        find_target(configs, key, UNNAMED)
    assert find_target(configs[:1], key, UNNAMED).name == "analytics-data-etl"
