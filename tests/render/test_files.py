"""What is rendered, and that it is the same each time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_tf import Deployment, load, render_deployment
from tests.support import EXAMPLES, REPOSITORY, deployment, many, tree


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_each_example_renders_to_its_golden_workspaces(
    example: Path, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    # Rendered where the example's relative paths are short and the same on every machine.
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    config = tmp_path / "mwaa.yaml"

    report = render_deployment(load(config), tmp_path / "generated", config_folder=tmp_path)

    files = {path: data.decode() for path, data in report.wanted.items() if not path.startswith("modules/")}
    text = "".join(f"==== {path}\n{contents}" for path, contents in sorted(files.items()))
    golden(f"golden/{example.name}.txt", text)


def test_the_committed_workspaces_are_those_of_the_committed_configuration() -> None:
    report = render_deployment(
        load(REPOSITORY / "mwaa.yaml"), REPOSITORY / "generated", config_folder=REPOSITORY, dry_run=True
    )

    assert report.changes.is_empty
    assert len(report.changes.unchanged) > 10


def test_two_processes_render_the_same_bytes(tmp_path: Path) -> None:
    script = (
        "from tests.support import many; from mwaa_tf import render_deployment; import sys;"
        "render_deployment(many(3, 3, tags={k: k for k in 'qwertyuiop'}), sys.argv[1])"
    )
    for name, seed in (("one", "1"), ("other", "2")):
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / name)],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )

    assert tree(tmp_path / "one") == tree(tmp_path / "other")


def test_vendored_modules_are_the_used_ones_without_their_tests(tmp_path: Path) -> None:
    render_deployment(deployment(), tmp_path)

    modules = tmp_path / "analytics/modules"
    assert sorted(path.name for path in modules.iterdir()) == [
        "environment",
        "environment-endpoints",
        "network",
        "subnet-share",
    ]
    assert {path.suffix for path in modules.rglob("*") if path.is_file()} == {".tf", ".md"}
    source = REPOSITORY / "modules/network/vpc.tf"
    assert (modules / "network/vpc.tf").read_bytes() == source.read_bytes()


def test_one_account_has_no_share_to_vendor(tmp_path: Path) -> None:
    own = [{"name": "own", "account_id": "111111111111", "environments": [{"name": "etl"}]}]

    render_deployment(deployment(participants=own), tmp_path)

    assert not (tmp_path / "analytics/modules/subnet-share").exists()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("vendored", "../../modules/environment"),
        (
            "git::https://example.com/m.git//modules?ref=v1",
            "git::https://example.com/m.git//modules/environment?ref=v1",
        ),
        ("git::ssh://git@example.com/m.git//", "git::ssh://git@example.com/m.git//environment"),
    ],
)
def test_the_module_source_is_the_configured_one(source: str, expected: str, tmp_path: Path) -> None:
    render_deployment(deployment(modules={"source": source}), tmp_path)

    main = (tmp_path / "analytics/2-environments/data-etl/main.tf").read_text()
    assert f'  source = "{expected}"\n' in main
    assert (tmp_path / "analytics/modules").exists() == (source == "vendored")


def test_a_module_path_is_relative_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "shared").symlink_to(REPOSITORY / "modules")
    config = tmp_path / "team/mwaa.toml"
    config.write_text(
        'name = "a"\nregion = "us-east-1"\nmodules.source = "../shared"\nowner.account_id = "111111111111"\n'
    )

    render_deployment(load(config), tmp_path / "out", config_folder=config.parent)

    main = tmp_path / "out/a/1-network/main.tf"
    source = next(line for line in main.read_text().splitlines() if "source" in line).split('"')[1]
    assert (main.parent / source).resolve() == (REPOSITORY / "modules/network").resolve()


def test_an_uploaded_file_is_found_from_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("pandas\n")
    environments = [{"name": "etl", "requirements": {"path": "r.txt", "source": "requirements.txt"}}]
    configured = deployment(participants=[{"name": "data", "account_id": "222222222222", "environments": environments}])

    render_deployment(configured, tmp_path / "generated", config_folder=tmp_path)

    workspace = tmp_path / "generated/analytics/2-environments/data-etl"
    line = next(line for line in (workspace / "main.tf").read_text().splitlines() if "requirements.txt" in line)
    relative = line.split('"')[1].removeprefix("${path.module}/")
    assert (workspace / relative).read_text() == "pandas\n"


def test_a_thousand_workspaces_have_a_readme_that_shows_only_the_first_commands(tmp_path: Path) -> None:
    report = render_deployment(many(5, 10), tmp_path)

    readme = report.wanted["README.md"].decode()
    assert readme.count("](2-environments/") == 50
    assert readme.count("terraform -chdir=") < 30


def test_python_objects_render_as_files_do(tmp_path: Path) -> None:
    from mwaa_tf.config import Environment, Owner, Participant

    built = Deployment(
        name="analytics",
        region="us-east-1",
        owner=Owner(account_id="111111111111"),
        participants=(Participant(name="data", account_id="222222222222", environments=(Environment(name="etl"),)),),
    )

    one = render_deployment(built, tmp_path / "one")
    other = render_deployment(load(REPOSITORY / "examples/smallest/mwaa.yaml"), tmp_path / "other")

    assert one.wanted == other.wanted


def test_an_absolute_source_of_modules_is_rendered_as_it_is(tmp_path: Path) -> None:
    modules = (REPOSITORY / "modules").resolve()

    report = render_deployment(deployment(modules={"source": f"{modules}/"}), tmp_path / "generated")

    main = report.wanted["1-network/main.tf"].decode()
    assert f'source = "{modules}/network"' in main
    assert not [path for path in report.wanted if path.startswith("modules/")]


#: What Terraform and a person who follows the guides leave beside a workspace, and whether Git may see it.
LEFT_BEHIND = {
    "1-network/terraform.tfstate": False,
    "1-network/terraform.tfstate.backup": False,
    "1-network/.terraform.tfstate.lock.info": False,
    "1-network/errored.tfstate": False,
    "2-environments/data-etl/terraform.tfstate.1732600000.backup": False,
    "2-environments/data-etl/.terraform/modules/modules.json": False,
    "2-environments/data-etl/tfplan": False,
    "2-environments/data-etl/etl.tfplan": False,
    "2-environments/data-etl/plan.json": False,
    "1-network/crash.log": False,
    "1-network/.terraform.lock.hcl": True,
    "1-network/mine.tf": True,
    "1-network/terraform.tfvars": True,
}


def test_git_sees_no_local_state_and_no_plan_but_every_rendered_file(tmp_path: Path) -> None:
    report = render_deployment(deployment(), tmp_path)
    for name in LEFT_BEHIND:
        (report.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (report.folder / name).touch()
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    shown = subprocess.run(
        ["git", "-c", "core.excludesFile=", "ls-files", "-o", "--exclude-standard"],
        cwd=report.folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    assert {name: name in shown for name in LEFT_BEHIND} == LEFT_BEHIND
    assert set(report.wanted) < set(shown)


@pytest.mark.parametrize(
    "state", [{"backend": "s3", "bucket": "acme-state"}, {"backend": "hcp", "organization": "acme"}]
)
def test_a_local_state_stays_ignored_while_it_is_migrated(tmp_path: Path, state: dict[str, str]) -> None:
    ignored = render_deployment(deployment(), tmp_path).wanted[".gitignore"]

    report = render_deployment(deployment(state=state), tmp_path)

    assert report.wanted[".gitignore"] == ignored
    assert report.changes.remove == ()


def test_a_deployment_of_an_earlier_version_gets_its_gitignore_and_nothing_else(tmp_path: Path) -> None:
    folder = render_deployment(deployment(), tmp_path).folder
    (folder / ".gitignore").unlink()
    manifest = folder / ".mwaa_tf.json"
    lines = manifest.read_text().splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if ".gitignore" not in line))
    before = tree(folder)

    report = render_deployment(deployment(), tmp_path)

    assert report.changes.create == (".gitignore",)
    assert (report.changes.update, report.changes.remove, report.changes.conflicts) == ((), (), ())
    assert {path: text for path, text in tree(folder).items() if path in before and path != ".mwaa_tf.json"} == {
        path: text for path, text in before.items() if path != ".mwaa_tf.json"
    }
