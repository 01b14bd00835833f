"""OpenTofu in the place of Terraform: which of the two is run, and what differs in how."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.terraform import Terraform, TerraformError, TerraformMissing, cli_config, provider
from mwaa_tf.terraform.binary import find
from mwaa_tf.terraform.environment import TerraformEnvironment, prepare
from mwaa_tf.terraform.product import OPENTOFU, TERRAFORM, in_use, use
from mwaa_tf.terraform.provider import LOCK_FILE, Mirror, locked_version
from mwaa_tf.terraform.provider_process import VARIABLE, ProviderProcess
from tests.terraform.support import PLATFORM, MakeMirror

ANY = ">= 5.68, < 7.0"

#: As each of the two answers (see ``mwaa_tf/terraform/product.py``).
ANSWERS: dict[str, dict[str, Any]] = {
    "Terraform": {"provider_selections": {}, "terraform_outdated": False},
    "OpenTofu": {"provider_selections": {"registry.opentofu.org/hashicorp/null": "3.0.0"}},
    "OpenTofu with FIPS": {"provider_selections": {}, "fips140": True},
}

MakeNamed = Callable[..., Path]


@pytest.fixture(autouse=True)
def terraform_afterwards() -> Iterator[None]:
    """Messages of the tests that follow name Terraform again."""
    yield
    use(TERRAFORM)


@pytest.fixture
def make_named(tmp_path: Path) -> MakeNamed:
    """A program with a name, that answers `version -json` as one of the two does."""

    def make(name: str, answer: str, version: str = "1.11.4", script: str = "") -> Path:
        document = {"terraform_version": version, "platform": PLATFORM, **ANSWERS[answer]}
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(
            f"#!/bin/sh\nif [ \"$1\" = version ]; then echo '{json.dumps(document)}'; exit; fi\n{script}\n"
        )
        program.chmod(0o755)
        return program

    return make


def test_tofu_is_run_where_there_is_no_terraform(make_named: MakeNamed) -> None:
    tofu = make_named("tofu", "OpenTofu", "1.12.6")
    found = find({"PATH": str(tofu.parent)})
    assert (found.path, found.product, str(found)) == (tofu, OPENTOFU, "OpenTofu 1.12.6")
    assert in_use() is OPENTOFU


def test_terraform_is_run_where_both_are(make_named: MakeNamed) -> None:
    terraform, tofu = make_named("terraform", "Terraform"), make_named("tofu", "OpenTofu")
    environ = {"PATH": str(tofu.parent)}
    assert find(environ).path == terraform
    assert find(environ, OPENTOFU).path == tofu
    assert find({**environ, "MWAA_TF_TERRAFORM": str(tofu)}).path == tofu
    assert find({**environ, "MWAA_TF_TERRAFORM": "terraform"}, OPENTOFU).path == terraform


@pytest.mark.parametrize("name", ["terraform", "tofu", "any-1.2"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_the_program_says_which_it_is_and_not_its_name(make_named: MakeNamed, name: str, answer: str) -> None:
    program = make_named(name, answer)
    found = find({"PATH": os.environ["PATH"], "MWAA_TF_TERRAFORM": str(program)})
    assert found.product.name == answer.split(maxsplit=1)[0]


def test_an_old_opentofu_is_refused(make_named: MakeNamed) -> None:
    program = make_named("tofu", "OpenTofu", "1.9.4")
    with pytest.raises(TerraformMissing, match=r"is OpenTofu 1\.9\.4, too old .*: install OpenTofu 1\.10 or newer"):
        find({"PATH": str(program.parent)})


def test_errors_name_the_program_that_is_run(make_named: MakeNamed, tmp_path: Path) -> None:
    lock = "Error: Error acquiring the state lock\n\nLock Info:\n  ID:        0a1b\n  Who:       ops@host\n"
    program = make_named("tofu", "OpenTofu", script=f"printf '{lock}' >&2; exit 1")
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "MWAA_TF_TERRAFORM": str(program)}

    with Terraform(environ, roots=[]) as terraform, pytest.raises(TerraformError) as raised:
        terraform.init(tmp_path, backend=True)

    assert str(raised.value).startswith(f"tofu init in {tmp_path}: exit code 1")
    assert f"tofu -chdir={tmp_path} force-unlock 0a1b" in str(raised.value)


def test_its_own_configuration_wins_over_that_of_terraform(tmp_path: Path) -> None:
    (tmp_path / ".terraformrc").write_text("disable_checkpoint = true\n")
    environ = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    assert [each.name for each in cli_config.load(environ, OPENTOFU).statements] == ["disable_checkpoint"]

    (tmp_path / ".tofurc").write_text('plugin_cache_dir = "/cache"\n')

    assert [each.name for each in cli_config.load(environ, OPENTOFU).statements] == ["plugin_cache_dir"]
    assert [each.name for each in cli_config.load(environ).statements] == ["disable_checkpoint"]


def test_its_configuration_may_be_where_xdg_puts_it(tmp_path: Path) -> None:
    folder = tmp_path / "xdg/opentofu"
    folder.mkdir(parents=True)
    (folder / "tofurc").write_text('plugin_cache_dir = "/cache"\n')
    (folder / "credentials.tfrc.json").write_text('{"credentials": {}}')
    environ = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "xdg")}

    assert [each.name for each in cli_config.load(environ, OPENTOFU).statements] == ["plugin_cache_dir", "credentials"]
    assert cli_config.load(environ).statements == ()


def test_a_lock_file_of_either_registry_has_the_version(tmp_path: Path) -> None:
    blocks = {
        product: f'provider "{product.aws_provider}" {{\n  version     = "{version}"\n}}\n'
        for product, version in ((TERRAFORM, "5.99.0"), (OPENTOFU, "5.100.0"))
    }
    (tmp_path / LOCK_FILE).write_text("".join(blocks.values()))
    assert (locked_version(tmp_path, TERRAFORM), locked_version(tmp_path, OPENTOFU)) == ("5.99.0", "5.100.0")

    (tmp_path / LOCK_FILE).write_text(blocks[TERRAFORM])

    assert locked_version(tmp_path, OPENTOFU) == "5.99.0"


def as_opentofus(mirror: Path) -> Path:
    """``mirror`` with OpenTofu's registry instead of Terraform's."""
    (mirror / TERRAFORM.registry).rename(mirror / OPENTOFU.registry)
    return mirror


def prepared(tmp_path: Path, *roots: Path, **environ: str) -> TerraformEnvironment:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environ = {"HOME": str(tmp_path / "home"), **environ}
    return prepare(environ, scratch, platform=PLATFORM, aws_provider=ANY, roots=list(roots), product=OPENTOFU)


def test_its_own_mirror_is_found_before_one_of_terraform(tmp_path: Path, make_mirror: MakeMirror) -> None:
    terraforms, own = make_mirror("a"), as_opentofus(make_mirror("b"))

    environment = prepared(tmp_path, terraforms, own)

    assert (environment.mirror, environment.borrowed_mirror) == (own, None)
    config = Path(environment.variables["TF_CLI_CONFIG_FILE"]).read_text()
    assert f'path = "{own}"\n    include = ["registry.opentofu.org/hashicorp/aws"]' in config


def test_a_mirror_of_terraform_serves_only_where_the_lock_file_is_discarded(
    tmp_path: Path, make_mirror: MakeMirror
) -> None:
    """Its packages have other checksums than those that a colleague gets from OpenTofu's registry."""
    mirror = make_mirror("mirror")

    environment = prepared(tmp_path, mirror)

    assert (environment.mirror, environment.borrowed_mirror) == (None, mirror)
    assert "TF_CLI_CONFIG_FILE" not in environment.variables
    assert package_in(environment.borrowed) == mirror / "registry.terraform.io/hashicorp/aws/5.100.0" / PLATFORM


def test_a_named_mirror_of_terraform_serves_everything(tmp_path: Path, make_mirror: MakeMirror) -> None:
    mirror = make_mirror("mirror")

    environment = prepared(tmp_path, MWAA_TF_PLUGIN_DIR=str(mirror))

    assert (environment.mirror, environment.borrowed_mirror) == (mirror, None)
    assert package_in(environment.variables) == mirror / "registry.terraform.io/hashicorp/aws/5.100.0" / PLATFORM


def package_in(variables: Mapping[str, str]) -> Path:
    """Where the package of OpenTofu's registry is, in the mirror of the CLI configuration."""
    config = Path(variables["TF_CLI_CONFIG_FILE"]).read_text()
    path = Path(config.split('path = "', 1)[1].split('"', 1)[0])
    return (path / OPENTOFU.aws_provider / "5.100.0" / PLATFORM).resolve()


def test_links_to_a_mirror_outlive_the_process(tmp_path: Path, make_mirror: MakeMirror) -> None:
    """`init` links a workspace's provider to them, and the next process runs it."""
    mirror = Mirror(make_mirror("mirror"), TERRAFORM)
    first = provider.linked(mirror, OPENTOFU, tmp_path / "links")
    assert provider.linked(mirror, OPENTOFU, tmp_path / "links") == first
    package = first / OPENTOFU.aws_provider / "5.100.0" / PLATFORM
    assert package.is_symlink()
    assert package.is_dir()
    assert not any(folder.is_symlink() for folder in package.parents if folder.is_relative_to(tmp_path))


def test_terraform_takes_a_mirror_of_opentofu_in_the_same_way(make_mirror: MakeMirror) -> None:
    mirror = as_opentofus(make_mirror("mirror"))
    assert provider.named({provider.VARIABLE: str(mirror)}, ANY, PLATFORM) == Mirror(mirror, OPENTOFU)


def test_a_failed_init_says_why_a_mirror_was_not_used(
    make_named: MakeNamed, make_mirror: MakeMirror, tmp_path: Path
) -> None:
    program, mirror = make_named("tofu", "OpenTofu", script="exit 1"), make_mirror("mirror")
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "MWAA_TF_TERRAFORM": str(program)}

    with Terraform(environ, roots=[mirror]) as tofu:
        with pytest.raises(TerraformError) as real:
            tofu.init(tmp_path, backend=True)
        with pytest.raises(TerraformError) as discarded:
            tofu.init(tmp_path, backend=False)

    assert f"(the mirror {mirror} has no registry.opentofu.org/hashicorp/aws, only packages of another" in str(
        real.value
    )
    assert "fill a mirror with `tofu providers mirror`, or set MWAA_TF_PLUGIN_DIR" in str(real.value)
    assert f"(the AWS provider is taken from the mirror {mirror})" in str(discarded.value)


def test_a_running_provider_is_offered_under_the_host_of_its_registry(tmp_path: Path) -> None:
    """The provider itself prints Terraform's, which OpenTofu would take for another provider."""
    address = {
        "Protocol": "grpc",
        "Pid": os.getpid(),
        "Test": True,
        "Addr": {"Network": "tcp", "String": "127.0.0.1:1"},
    }
    program = tmp_path / "provider"
    program.write_text(
        f"#!/bin/sh\necho '{VARIABLE}='\"'\"'{json.dumps({TERRAFORM.aws_provider: address})}'\"'\"\nsleep 60\n"
    )
    program.chmod(0o755)

    process = ProviderProcess(program, {"PATH": os.environ["PATH"]}, tmp_path, product=OPENTOFU)
    try:
        assert process.has_started()
        assert json.loads(process.address) == {OPENTOFU.aws_provider: address}
    finally:
        process.close()


def test_a_named_mirror_without_the_provider_names_both_of_its_layouts(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no registry\.opentofu\.org/hashicorp/aws >= 5\.68"):
        provider.named({provider.VARIABLE: str(tmp_path)}, ANY, PLATFORM, OPENTOFU)
