"""Two installations at once would spoil the provider cache; two that only read it do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mwaa_tf.terraform import Terraform
from mwaa_tf.terraform.cache import ProviderCache


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each `init` so far had the cache for itself."""
    seen: list[bool] = []

    @contextmanager
    def installing(_self: ProviderCache, *, alone: bool) -> Iterator[None]:
        seen.append(alone)
        yield

    monkeypatch.setattr(ProviderCache, "installing", installing)
    return seen


def test_an_init_has_the_cache_for_itself_unless_it_only_reads(
    make_program: Callable[[str], Path], tmp_path: Path, alone: list[bool]
) -> None:
    fresh, pinned = tmp_path / "fresh", tmp_path / "pinned"
    for folder in (fresh, pinned):
        folder.mkdir()
    (pinned / ".terraform.lock.hcl").touch()
    environ = {"MWAA_TF_TERRAFORM": str(make_program("exit 0")), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    with Terraform(environ, roots=[]) as terraform:
        terraform.init(pinned, backend=True)
        # The first fills it. After that: with a checksum to go by, or told to do without one, Terraform reads.
        terraform.init(pinned, backend=True)
        terraform.init(fresh, backend=False)
        terraform.init(fresh, backend=True, environ={"TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1"})
        terraform.init(fresh, backend=True)
    assert alone == [True, False, False, False, True]
