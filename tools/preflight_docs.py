"""The table and the catalogue of docs/preflight.md, from the checks of the preflight and what they found in tests.

``python -m tools.preflight_docs`` writes them; with ``--check`` it writes nothing and fails where they are stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from mwaa_tf.upgrade.preflight.after import AFTER_EACH_STEP, BEFORE
from mwaa_tf.upgrade.preflight.registry import UpgradeCheck, upgrade_checks
from tools import preflight_results
from tools.documents import REPOSITORY, write_or_check

FILE = REPOSITORY / "docs/preflight.md"

_MARK = "<!-- What follows is written by `make docs`. -->\n"


def documents() -> Iterator[tuple[Path, str]]:
    """The guide, with the tables that it should have."""
    guide = FILE.read_text("utf-8").partition(_MARK)[0]
    yield FILE, "\n".join([f"{guide}{_MARK}", *preflight_results.section(preflight_results.load()), *_catalogue()])


def _catalogue() -> Iterator[str]:
    yield f"## Catalogue\n\nThe {len(upgrade_checks())} checks that only an upgrade has.\n"
    yield from map(_section, upgrade_checks())
    yield "### Checks of the doctor\n\nMade of the environment as it would be after each step:\n"
    yield from (_link(id) for id in AFTER_EACH_STEP)
    yield "\nMade of the environment as it is:\n"
    yield from (_link(id) for id in BEFORE)
    yield ""


def _section(check: UpgradeCheck) -> str:
    proves = "\n\n".join(" ".join(paragraph.split()) for paragraph in check.proves.split("\n\n"))
    return f"### {check.id}\n\n**{check.title}**\n\n{proves}\n\nHow to fix: {check.fix}\n\nSource: <{check.source}>\n"


def _link(id: str) -> str:
    return f"- [`{id}`](doctor.md#{id.replace('.', '')})"


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
