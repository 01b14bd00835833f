"""docs/pull-requests.md says exactly what is recognized."""

from __future__ import annotations

import re
from pathlib import Path

from mwaa_tf.secret_values.kinds import KINDS
from mwaa_tf.secret_values.names import SECRET_BEGINNINGS, SECRET_ENDINGS, SECRET_WORDS

_GUIDE = Path(__file__).parents[2] / "docs/pull-requests.md"


def _section() -> str:
    return _GUIDE.read_text("utf-8").partition("## What is hidden\n")[2].partition("\n## ")[0]


def test_every_kind_of_secret_is_in_the_table_with_its_source_and_no_other() -> None:
    rows = re.findall(r"^\| (an? [^|]+) \| (.+) \| (.+) \|$", _section(), re.MULTILINE)

    assert [name for name, _, _ in rows] == list(dict.fromkeys(kind.name for kind in KINDS))
    for name, _, source in rows:
        kinds = [kind for kind in KINDS if kind.name == name]
        assert source in {f"[page]({kind.source})" for kind in kinds} or (
            source == "inferred" and any(kind.source.startswith("inferred") for kind in kinds)
        )


def test_every_beginning_of_a_token_is_in_the_table() -> None:
    rows = dict(re.findall(r"^\| (an? [^|]+) \| (.+) \| .+ \|$", _section().lower(), re.MULTILINE))

    for name in ("a gitlab token", "a model vendor's key", "a vendor's token", "a stripe key", "a vault token"):
        (kind,) = (kind for kind in KINDS if kind.name.lower() == name)
        assert set(kind.traces) == set(re.findall(r"`([^`]+)`", rows[name]))


def test_the_names_of_secrets_are_all_there_and_no_others() -> None:
    paragraphs = [re.findall(r"`([^`]+)`", part) for part in _section().split("\n\n")]

    assert list(SECRET_ENDINGS) in paragraphs
    assert list(SECRET_WORDS) in paragraphs
    assert list(SECRET_BEGINNINGS) in paragraphs
