"""Which page of the site each file of the repository becomes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tools.documents import REPOSITORY

NAVIGATION = Path(__file__).parent / "navigation.toml"

#: Folders whose README files are pages: name of the folder on the site.
DECISIONS, MODULES = "decisions", "modules"

_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Group:
    """A group of the navigation. ``pages`` are Markdown files of the repository, or pages that the build writes."""

    name: str
    title: str
    about: str
    pages: tuple[str, ...]


def groups(file: Path = NAVIGATION) -> list[Group]:
    """The groups in the order of the navigation."""
    with file.open("rb") as opened:
        listed = tomllib.load(opened)["group"]
    return [Group(entry["name"], entry["title"], entry["about"], tuple(entry["pages"])) for entry in listed]


def files() -> dict[str, str]:
    """Every Markdown file that becomes a page, and the page's name: ``docs/decisions/README.md`` is decisions/index."""
    listed = [page for group in groups() for page in group.pages if page.endswith(".md")]
    decisions = [path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("docs/decisions/*.md")]
    modules = [path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("modules/*/README.md")]
    every = dict.fromkeys(["README.md", *listed, *sorted(decisions), *sorted(modules)])
    return {file: page_name(file) for file in every}


def page_name(file: str) -> str:
    """The name of the page that ``file`` becomes; the names of the repository stay as they are, in lower case.

    AGENTS.md, whose name docs/ has as well, becomes repository-agents.
    """
    if "/" not in file and (REPOSITORY / "docs" / file.lower()).is_file():
        return f"repository-{PurePosixPath(file).stem.lower()}"
    path = PurePosixPath(file.removeprefix("docs/"))
    if path.parts[0] == MODULES:
        return f"{MODULES}/{path.parts[1]}"
    name = "index" if path.stem == "README" else path.stem.lower() if path.parent == PurePosixPath() else path.stem
    return (path.parent / name).as_posix()


def schemas() -> list[Path]:
    """The schemas of what commands write, as they are in docs/."""
    return sorted(REPOSITORY.glob("docs/*.schema.json"))


def title(text: str) -> str:
    """The first heading of a Markdown page."""
    return _FENCE.sub("", text).partition("# ")[2].partition("\n")[0].strip()


def summary(text: str) -> str:
    """The first paragraph below the heading that is text: its first sentence, on one line, without links."""
    for paragraph in re.split(r"\n\s*\n", _FENCE.sub("", text))[1:]:
        words = " ".join(paragraph.split())
        if words and words[0] not in "#|<!-[>":
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words).replace("**", "")
            return re.split(r"(?<=[.:])\s", plain)[0].rstrip(":")
    return ""
