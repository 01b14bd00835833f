"""The catalogue of risks, docs/risks.md, from the rules of the review.

``python -m tools.risk_docs`` writes it; with ``--check`` it writes nothing and fails where it is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from mwaa_tf.review.risks import RiskRule, rules
from tools.documents import REPOSITORY, write_or_check

_FILE = REPOSITORY / "docs/risks.md"

_MARK = "<!-- The catalogue below is written by `make docs`. -->\n"


def documents() -> Iterator[tuple[Path, str]]:
    """The catalogue, with what it should hold."""
    rows = [f"| [`{rule.id}`](#{rule.id}) | {rule.severity} | {rule.title} |" for rule in rules()]
    introduction = _FILE.read_text("utf-8").partition(_MARK)[0]
    table = "\n".join(["| id | severity | risk |", "| --- | --- | --- |", *rows])
    yield _FILE, "\n".join([f"{introduction}{_MARK}", table, "", *map(_section, rules())])


def _section(rule: RiskRule) -> str:
    description = "\n\n".join(" ".join(paragraph.split()) for paragraph in rule.description.split("\n\n"))
    return (
        f"## {rule.id}\n\n**{rule.title}** ({rule.severity})\n\n{description}\n\n"
        f"How to fix: {rule.remediation}\n\nSource: <{rule.source}>\n"
    )


if __name__ == "__main__":
    sys.exit(write_or_check(documents(), sys.argv[1:]))
