"""The sources that Sphinx reads: copies of the pages whose links lead to the site, and the pages of the navigation.

The documents stay plain Markdown, which is also read where it is. Here a link to another page becomes one to its copy,
a link to a schema one to the published file, and a link to any other file one to the repository.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tools.documents import REPOSITORY
from tools.site import pages
from tools.site.restructured import heading, text, toctree

#: The scheme of links to files that the site publishes beside its pages; ``conf.py`` makes relative addresses of them.
PUBLISHED = "published"
SCHEMA_FOLDER = "schema"

_CODE = re.compile(r"^(?P<indent> *)```.*?^(?P=indent)```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"(\]\()((?!https?:|mailto:)[^)\s]+)(\))")


class BrokenLinkError(ValueError):
    """A page links to a file that does not exist."""


@dataclass(frozen=True)
class Sources:
    """Where links lead. ``repository`` is the address of the sources, ``revision`` the tag or branch they are of."""

    repository: str
    revision: str

    def link(self, file: str, target: str) -> str:
        """The link of the copy of ``file`` to what ``target`` names there. Raises :class:`BrokenLinkError`."""
        path, _, anchor = target.partition("#")
        if not path:
            return target
        wanted = os.path.normpath(PurePosixPath(file).parent / path)
        if not (REPOSITORY / wanted).exists():
            raise BrokenLinkError(f"{file}: {target}: no such file")
        if (REPOSITORY / wanted).is_dir() and f"{wanted}/README.md" in pages.files():
            wanted = f"{wanted}/README.md"
        here = PurePosixPath(pages.page_name(file)).parent
        after = f"#{anchor}" if anchor else ""
        if name := pages.files().get(wanted):
            return f"{os.path.relpath(f'{name}.md', here)}{after}"
        if wanted.endswith(".schema.json"):
            return f"{PUBLISHED}:{os.path.relpath(f'{SCHEMA_FOLDER}/{PurePosixPath(wanted).name}', here)}"
        if wanted.endswith((".svg", ".png")):
            return os.path.relpath(wanted.removeprefix("docs/"), here)
        kind = "tree" if (REPOSITORY / wanted).is_dir() else "blob"
        return f"{self.repository}/{kind}/{self.revision}/{wanted}{after}"

    def copy(self, file: str) -> str:
        """The text of a page for the site."""
        return outside_code(
            (REPOSITORY / file).read_text("utf-8"),
            lambda words: _TARGET.sub(lambda match: f"{match[1]}{self.link(file, match[2])}{match[3]}", words),
        )


def outside_code(markdown: str, change: Callable[[str], str]) -> str:
    """``markdown`` with everything changed that is in no block of code; a link may hold code, and code no link."""
    parts: list[str] = []
    place = 0
    for block in _CODE.finditer(markdown):
        if block["indent"] is not None:
            parts += [change(markdown[place : block.start()]), block[0]]
            place = block.end()
    return "".join([*parts, change(markdown[place:])])


def write(folder: Path, sources: Sources) -> None:
    """Fill ``folder`` with the copies, the pictures and the pages of the groups."""
    shutil.rmtree(folder, ignore_errors=True)
    for file, name in pages.files().items():
        _write(folder / f"{name}.md", sources.copy(file))
    shutil.copytree(REPOSITORY / "docs/images", folder / "images")
    for group in pages.groups():
        _write(folder / f"{_page(group)}.rst", _group(group))
    listed = [_page(group) for group in pages.groups()]
    with (folder / "index.md").open("a", encoding="utf-8") as index:
        index.write("\n```{toctree}\n:hidden:\n" + "\n".join(listed) + "\n```\n")
    decisions = [name for name in pages.files().values() if name.startswith("decisions/0")]
    with (folder / "decisions/index.md").open("a", encoding="utf-8") as index:
        index.write("\n```{toctree}\n:hidden:\n" + "\n".join(name.rpartition("/")[2] for name in decisions) + "\n```\n")
    modules = [name for name in pages.files().values() if name.startswith("modules/")]
    about = "The Terraform modules that workspaces call, with their inputs and outputs."
    entries = [name.rpartition("/")[2] for name in modules]
    _write(folder / "modules/index.rst", f"{heading('Modules')}\n{about}\n\n{toctree(entries)}")


def _page(group: pages.Group) -> str:
    return f"group-{group.name}"


def _group(group: pages.Group) -> str:
    """The page of a group: its pages, each with the first sentence of its text where it is a document."""
    lines = [heading(group.title), group.about, ""]
    for page in group.pages:
        if page.endswith(".md"):
            markdown = (REPOSITORY / page).read_text("utf-8")
            lines += [f":doc:`{pages.page_name(page)}`", f"   {text(pages.summary(markdown)) or '—'}", ""]
        else:
            lines += [f":doc:`{page}`", f"   {text(_WRITTEN[page])}", ""]
    names = [pages.page_name(page) if page.endswith(".md") else page for page in group.pages]
    return "\n".join(lines) + toctree(names, hidden=True)


#: What the pages that the build writes are.
_WRITTEN = {
    "schemas": "The JSON Schemas of the configuration and of what commands print.",
    "commands/index": "What --help of each command says.",
    "api/index": "The names of the public packages, from their docstrings.",
    "modules/index": "The Terraform modules, with their inputs and outputs.",
}


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, "utf-8")
