from pathlib import Path

import pytest

from mwaa_tf.errors import UsageError
from mwaa_tf.terraform import provider
from mwaa_tf.terraform.product import TERRAFORM
from tests.support import REPOSITORY
from tests.terraform.support import PLATFORM, MakeMirror

ANY = ">= 5.68, < 7.0"


def search(*roots: Path, skip: Path | None = None) -> Path | None:
    mirror = provider.search(roots, ANY, PLATFORM, skip=[skip] if skip else [])
    return mirror.path if mirror else None


@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "packed"])
@pytest.mark.parametrize("folder", ["root", "root/plugins"], ids=["the root itself", "one level below"])
def test_a_mirror_is_found(tmp_path: Path, make_mirror: MakeMirror, folder: str, packed: bool) -> None:
    mirror = make_mirror(folder, packed=packed)
    assert search(tmp_path / "absent", tmp_path / "root") == mirror


def test_a_mirror_further_down_is_not_looked_for(tmp_path: Path, make_mirror: MakeMirror) -> None:
    make_mirror("root/a/b")
    assert search(tmp_path / "root") is None


@pytest.mark.parametrize(
    ("version", "platform"),
    [("5.67.0", PLATFORM), ("7.0.0", PLATFORM), ("6.0.0-beta1", PLATFORM), ("5.100.0", "windows_386")],
)
@pytest.mark.parametrize("packed", [False, True], ids=["unpacked", "packed"])
def test_another_version_or_platform_does_not_count(
    tmp_path: Path, make_mirror: MakeMirror, version: str, platform: str, packed: bool
) -> None:
    make_mirror("root/a", version, platform=platform, packed=packed)
    fitting = make_mirror("root/b")
    assert search(tmp_path / "root") == fitting


def test_what_is_no_folder_is_passed_over(tmp_path: Path, make_mirror: MakeMirror) -> None:
    (tmp_path / "file").touch()
    mirror = make_mirror("root/z")
    (tmp_path / "root/a").touch()
    (tmp_path / "root/dangling").symlink_to(tmp_path / "nothing")
    (tmp_path / "root/loop").symlink_to(tmp_path / "root/loop")
    assert search(tmp_path / "file", tmp_path / "root") == mirror


@pytest.mark.parametrize(
    "inside", ["", "registry.terraform.io/hashicorp", "registry.terraform.io/hashicorp/aws/5.100.0"]
)
def test_a_mirror_that_anybody_can_write_to_is_not_trusted(
    tmp_path: Path, make_mirror: MakeMirror, inside: str
) -> None:
    mirror = make_mirror("root/plugins")
    assert search(tmp_path / "root") == mirror
    (mirror / inside).chmod(0o777)
    assert search(tmp_path / "root") is None


def test_a_provider_that_anybody_can_write_to_is_not_trusted(tmp_path: Path, make_mirror: MakeMirror) -> None:
    mirror = make_mirror("root/plugins")
    next(mirror.rglob("terraform-provider-aws_*")).chmod(0o777)
    assert search(tmp_path / "root") is None


def test_the_plugin_cache_is_not_a_mirror(tmp_path: Path, make_mirror: MakeMirror) -> None:
    cache = make_mirror("root/cache")
    assert search(tmp_path / "root", skip=cache) is None


def test_the_variable_names_a_mirror(make_mirror: MakeMirror) -> None:
    mirror = make_mirror("anywhere/at/all")
    assert provider.named({provider.VARIABLE: str(mirror)}, ANY, PLATFORM) == provider.Mirror(mirror, TERRAFORM)
    assert provider.named({}, ANY, PLATFORM) is None


def test_a_named_mirror_without_the_provider_is_an_error(make_mirror: MakeMirror) -> None:
    mirror = make_mirror("mirror", "4.0.0")
    with pytest.raises(UsageError, match=r"MWAA_TF_PLUGIN_DIR names .* has no .*hashicorp/aws >= 5\.68"):
        provider.named({provider.VARIABLE: str(mirror)}, ANY, PLATFORM)


def test_implied_mirrors_are_those_of_terraform(tmp_path: Path) -> None:
    home, shared = tmp_path / "home", tmp_path / "shared"
    wanted = [home / ".terraform.d/plugins", home / ".local/share/terraform/plugins", shared / "terraform/plugins"]
    for folder in wanted:
        folder.mkdir(parents=True)
    assert provider.implied({"HOME": str(home), "XDG_DATA_DIRS": f"{shared}:{tmp_path / 'absent'}"}) == wanted


def test_mirrors_are_looked_for_in_the_systems_folders_and_in_the_users(tmp_path: Path) -> None:
    """The list of CONTRIBUTING.md, in its order."""
    system = ["/opt", "/usr/local/share", "/usr/local/lib", "/usr/share", "/usr/lib", "/srv", "/var/lib", "/var/cache"]
    users = [str(tmp_path / "home"), str(tmp_path / "data")]

    searched = provider.roots({"HOME": users[0], "XDG_DATA_HOME": users[1]})

    assert searched == [Path(folder) for folder in (*system, *users)]
    assert provider.roots({}) == [Path(folder) for folder in system]
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    assert [folder for folder in system if f"`{folder}`" not in text] == []


def test_the_first_mirror_in_the_order_of_the_folders_is_taken(tmp_path: Path, make_mirror: MakeMirror) -> None:
    later, first = make_mirror("a"), make_mirror("b/plugins")

    assert search(tmp_path / "b", later) == first
