"""``python -m tools.workflows``: zizmor's findings in the workflows, the action, and the workflows that documents show.

Offline, with zizmor's persona `pedantic`. Exits with 1 for any finding and for a workflow that zizmor cannot read.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tools.documents import REPOSITORY

#: Where the documents are that may show a workflow.
DOCUMENTS = ("*.md", "docs/**/*.md", "examples/**/*.md", "modules/*/*.md")

_BLOCK = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_WORKFLOW = re.compile(r"^jobs:", re.MULTILINE)

#: What a reader replaces, and what stands for it while zizmor reads it.
_PLACEHOLDER = ("OWNER/mwaa_tf@COMMIT", f"OWNER/mwaa_tf@{'0' * 40}")


def shown_workflows(root: Path = REPOSITORY) -> Iterator[tuple[str, str]]:
    """Each workflow in a block of a document: a file name that says where it is from, and its text."""
    for document in sorted({file for pattern in DOCUMENTS for file in root.glob(pattern)}):
        text = document.read_text("utf-8")
        for block in _BLOCK.finditer(text):
            if _WORKFLOW.search(block[1]):
                name = document.relative_to(root).as_posix().replace("/", "-")
                line = text.count("\n", 0, block.start()) + 1
                yield f"{name}-line-{line}.yml", block[1].replace(*_PLACEHOLDER)


def audit(*files: Path) -> int:
    """Run zizmor on ``files``; it prints its findings. Returns 0 without any."""
    zizmor = Path(sys.executable).parent / "zizmor"
    options = ("--offline", "--pedantic", "--strict-collection", "--no-progress", "--quiet")
    return subprocess.run([zizmor, *options, *files], check=False).returncode


def main() -> int:
    """The command."""
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-workflows-") as scratch:
        folder = Path(scratch, ".github", "workflows")
        folder.mkdir(parents=True)
        for name, text in shown_workflows():
            (folder / name).write_text(text, "utf-8")
        return 1 if audit(REPOSITORY / ".github", REPOSITORY / "action.yml", Path(scratch)) else 0


if __name__ == "__main__":
    sys.exit(main())
