"""One address for mwaa_tf and its modules, and no advice to install what no index has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from mwaa_tf import installation, load, render_deployment
from mwaa_tf.installation import MODULES, REPOSITORY, REQUIREMENT, install_extra, module_address
from tests.support import EXAMPLES
from tests.support import REPOSITORY as CHECKOUT

#: Everything that a reader, a terminal or a rendered folder may show; the changelog says what was once.
PATTERNS = (
    "README.md",
    "CONTRIBUTING.md",
    "*.yaml",
    "*.yml",
    "docs/**/*.md",
    "docs/**/*.json",
    "examples/**/*",
    "generated/**/*.md",
    "modules/**/*.md",
    "modules/**/*.tf",
    "mwaa_tf/**/*.py",
    "mwaa_tf/**/*.j2",
    "tools/**/*.py",
)

#: An address with mwaa_tf in it. A host of an example, and pages of this repository's own issue tracker, are none.
_ADDRESS = re.compile(
    r"(?:\w+::|git\+)?(?:https?|ssh|git)://[^\s\"'`<>),]*mwaa[_-]tf[^\s\"'`<>),]*|git@[^\s\"'`]*mwaa[_-]tf\S*"
)
#: mwaa_tf as what a tool of Python installs, in whatever spelling.
_INSTALL = re.compile(
    r"\b(?:pip3?|pipx|uv|uvx|poetry|conda|mamba)\b[^\n`]*?\b(?:install|add|run|tool|uvx)\b[^\n`]*?[\s'\"]"
    r"(mwaa[_-]tf(?:\[[\w,]+\])?(?![\w./-])[^\n`]{0,80})",
)
_EXTRA = re.compile(r"mwaa[_-]tf\[[\w,]+\]")
_FROM_GIT = re.compile(rf"mwaa_tf(?:\[[\w,]+\])? @ git\+{re.escape(REPOSITORY)}@COMMIT")
_WHEEL = re.compile(r"dist/mwaa_tf-[\w.]+-py3-none-any\.whl")
#: A module of this repository by another kind of address: a registry's, or one without OWNER.
_SOURCE = re.compile(r"\bsource\s*=\s*\"([^\"]*mwaa[_-]tf[^\"]*)\"")

ALLOWED = (
    re.compile(rf"git::{re.escape(REPOSITORY)}//modules(?:/[a-z-]+|/\|)?\?ref=COMMIT"),
    re.compile(rf"git\+{re.escape(REPOSITORY)}@COMMIT"),
    re.compile(re.escape(REPOSITORY)),
    re.compile(r"http://(?:api\.)?aws\.mwaa-tf-rehearsal\.test\S*"),  # the made-up host of the local AWS
)


def pages() -> Iterator[tuple[str, str]]:
    """Each file and its text."""
    for path in sorted({path for pattern in PATTERNS for path in CHECKOUT.glob(pattern) if path.is_file()}):
        if not {"node_modules", ".terraform", "__pycache__"} & set(path.parts):
            yield path.relative_to(CHECKOUT).as_posix(), path.read_text("utf-8")


def rendered(folder: Path) -> Iterator[tuple[str, str]]:
    """The README that each example renders."""
    for example in EXAMPLES:
        report = render_deployment(load(example / "mwaa.yaml"), folder, config_folder=example, dry_run=True)
        yield f"rendered {example.name}", report.wanted["README.md"].decode()


def other_addresses(text: str) -> list[str]:
    """The addresses of mwaa_tf in ``text`` that are not the one of :mod:`mwaa_tf.installation`."""
    found = [*_ADDRESS.findall(text), *_SOURCE.findall(text)]
    trimmed = [address.rstrip(".;:\\*") for address in found]
    return [address for address in trimmed if not any(allowed.fullmatch(address) for allowed in ALLOWED)]


def unpublished(text: str) -> list[str]:
    """The installations in ``text`` that would ask an index for mwaa_tf."""
    found = [match[1] for match in _INSTALL.finditer(text) if not match[1].startswith(("mwaa_tf =", "mwaa_tf -"))]
    found += [match[0] for match in _EXTRA.finditer(text) if not _FROM_GIT.match(text, match.start())]
    return [name for name in found if not _FROM_GIT.match(name)]


def test_no_page_names_another_address(tmp_path: Path) -> None:
    assert [(name, other) for name, text in (*pages(), *rendered(tmp_path)) for other in other_addresses(text)] == []


def test_no_page_installs_what_no_index_has(tmp_path: Path) -> None:
    assert [
        (name, install)
        for name, text in (*pages(), *rendered(tmp_path))
        if name != "mwaa_tf/installation.py"
        for install in unpublished(text.replace("pip uninstall mwaa_tf", ""))
    ] == []


def test_every_readme_of_a_module_has_the_address() -> None:
    readmes = {path.parent.name: path.read_text("utf-8") for path in CHECKOUT.glob("modules/*/README.md")}

    assert readmes
    assert [name for name, text in readmes.items() if module_address(name) not in text] == []


def test_the_page_about_installation_has_every_address() -> None:
    text = (CHECKOUT / "docs/installation.md").read_text("utf-8")

    addresses = (REPOSITORY, REQUIREMENT, MODULES, module_address("network"))
    assert [address for address in addresses if address not in text] == []


@pytest.mark.parametrize(
    "text",
    [
        "pip install mwaa_tf",
        "pip install 'mwaa_tf[rehearsal]'",
        "pip install --quiet mwaa-tf==0.1.0",
        "uv add mwaa_tf",
        "pipx install mwaa_tf",
        "needs mwaa_tf[cdktf] and Node.js",
        "uv tool install mwaa_tf",
    ],
)
def test_an_installation_from_an_index_is_found(text: str) -> None:
    assert unpublished(text)


@pytest.mark.parametrize(
    "text",
    [
        "pip install '.[rehearsal,doctor]'",
        f"pip install '{REQUIREMENT}'",
        f"pip install 'mwaa_tf[rehearsal] @ git+{REPOSITORY}@COMMIT'",
        "pip install 'dist/mwaa_tf-VERSION-py3-none-any.whl[rehearsal]'",
    ],
)
def test_an_installation_from_a_copy_is_none(text: str) -> None:
    assert not unpublished(text)


@pytest.mark.parametrize(
    "text",
    [
        'source = "git::https://example.com/mwaa_tf.git//modules/network?ref=v0.1.0"',
        f"git+{REPOSITORY}@main",
        "git::ssh://git@example.com/mwaa_tf.git//modules",
        "git+https://gitlab.com/OWNER/mwaa_tf@COMMIT",
        'source = "acme/mwaa-tf/aws"',
        "git@github.com:acme/mwaa_tf.git",
        f"git::{REPOSITORY}//modules/network",
    ],
)
def test_another_address_is_found(text: str) -> None:
    assert other_addresses(text)


def test_an_extra_is_installed_by_the_packages_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        "click>=8.1",
        'moto[server]<5.3,>=5.2.5; extra == "rehearsal"',
        'cfn-lint>=1.3; extra == "rehearsal"',
        'ruff>=0.16; extra == "doctor"',
    ]
    monkeypatch.setattr(metadata, "requires", lambda _name: lines)

    assert install_extra("rehearsal") == "pip install 'moto[server]<5.3,>=5.2.5' 'cfn-lint>=1.3'"
    assert install_extra("doctor") == "pip install 'ruff>=0.16'"


def test_without_an_installation_the_extra_comes_from_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    def requires(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", requires)

    assert install_extra("rehearsal") == "pip install '.[rehearsal]' in a checkout of mwaa_tf"


def test_no_other_module_writes_the_address_itself() -> None:
    home = Path(installation.__file__)

    assert [
        path.name
        for path in (CHECKOUT / "mwaa_tf").rglob("*.py")
        if path != home and REPOSITORY in path.read_text("utf-8")
    ] == []
