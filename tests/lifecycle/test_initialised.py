"""A workspace is initialised where Terraform needs it, and only there: each `init` takes half a second."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_tf.terraform import Terraform
from tests.lifecycle.support import NETWORK, Deployed


@pytest.fixture
def initialised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the folders in which `init` was run."""
    names: list[str] = []
    init = Terraform.init

    def counted(self: Terraform, workdir: Path, **options: object) -> None:
        names.append(workdir.name)
        init(self, workdir, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Terraform, "init", counted)
    return names


def plan(deployed: Deployed, terraform: Terraform) -> list[str]:
    """Plan the network as a new command does; return its failures."""
    lifecycle = deployed.lifecycle(terraform)
    (outcome,) = lifecycle.plan(until=lifecycle.blueprint.by_path[NETWORK].stage)
    return list(outcome.failures)


def test_what_was_initialised_by_an_earlier_command_is_not_initialised_again(
    deployed: Deployed, terraform: Terraform, initialised: list[str]
) -> None:
    assert [plan(deployed, terraform), plan(deployed, terraform)] == [[], []]
    assert initialised == [NETWORK]


def test_a_module_that_was_added_since_is_installed(
    deployed: Deployed, terraform: Terraform, initialised: list[str]
) -> None:
    plan(deployed, terraform)
    (deployed.folder / NETWORK / "added").mkdir()
    (deployed.folder / NETWORK / "added" / "main.tf").write_text('resource "terraform_data" "this" {}\n')
    deployed.add(NETWORK, 'module "added" {\n  source = "./added"\n}\n')

    assert plan(deployed, terraform) == []
    assert initialised == [NETWORK, NETWORK]


def test_a_backend_that_was_never_connected_to_is_connected(
    deployed: Deployed, terraform: Terraform, initialised: list[str]
) -> None:
    """As after `terraform init -backend=false`, or an `init` that was interrupted."""
    (deployed.folder / NETWORK / ".terraform").mkdir()

    assert plan(deployed, terraform) == []
    assert initialised == [NETWORK]


def test_a_backend_that_has_changed_is_not_changed_silently(
    deployed: Deployed, terraform: Terraform, initialised: list[str]
) -> None:
    plan(deployed, terraform)
    main = deployed.folder / NETWORK / "main.tf"
    main.write_text(main.read_text().replace('backend "local" {}', 'backend "local" {\n    path = "other"\n  }'))

    (failure,) = plan(deployed, terraform)

    assert "Backend configuration changed" in failure
    assert initialised == [NETWORK, NETWORK]


def test_an_error_that_does_not_ask_for_it_is_no_reason_to_initialise(
    deployed: Deployed, terraform: Terraform, initialised: list[str]
) -> None:
    plan(deployed, terraform)
    deployed.add(NETWORK, 'output "broken" {\n  value = file("missing")\n}\n')

    assert plan(deployed, terraform)
    assert initialised == [NETWORK]


def test_init_initialises_all_but_each_only_once(
    deployed: Deployed, terraform: Terraform, initialised: list[str]
) -> None:
    plan(deployed, terraform)
    initialised.clear()
    lifecycle = deployed.lifecycle(terraform)
    stage = lifecycle.blueprint.by_path[NETWORK].stage

    assert [outcome.ok for outcome in (*lifecycle.init(until=stage), *lifecycle.plan(until=stage))] == [True, True]
    assert initialised == [NETWORK]
