"""The table of options against what releases of Airflow say (the extract beside this file cites them)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mwaa_tf.mwaa.airflow_options import earlier_names, removed_options, renamed_options
from mwaa_tf.mwaa.airflow_versions import MAJOR_CHANGES_FROM, OFFERED

_EXTRACT = Path(__file__).with_name("airflow_options.txt").read_text().splitlines()
_RELEASES = _EXTRACT[[line.startswith("# option ") for line in _EXTRACT].index(True)].split()[2:]

#: `airflow config lint` names it, but no release of Airflow 2 or 3 has this option or its successor.
_NEVER_THERE = {"policy.airflow_local_settings"}


def said_of(release: str) -> dict[str, str]:
    """What the release says of each option that it has not: ``api.x``, or ``removed``; chains followed to the end."""
    rows = [line.split() for line in _EXTRACT if not line.startswith("#")]
    column = 1 + _RELEASES.index(release)
    said = {row[0]: row[column].replace("gone", "removed") for row in rows if row[column] != "-"}
    return {option: last_of(said, option) for option in said if option not in _NEVER_THERE}


def last_of(said: Mapping[str, str], option: str) -> str:
    return last_of(said, said[option]) if option in said else option


def test_the_extract_has_every_3_that_mwaa_offers() -> None:
    assert set(_RELEASES) == {version for version in OFFERED if version.startswith("3.")}


@pytest.mark.parametrize("release", _RELEASES)
def test_the_table_says_of_each_option_what_the_release_says(release: str) -> None:
    renamed = renamed_options(MAJOR_CHANGES_FROM, release)
    removed = removed_options(MAJOR_CHANGES_FROM, release)

    assert len(said_of(release)) > 100
    assert {
        **{name: change.successor for name, change in renamed.items()},
        **dict.fromkeys(removed, "removed"),
    } == said_of(release)


def test_names_of_3_that_2_does_not_read_lead_back_to_those_that_lead_to_them() -> None:
    names = earlier_names("3.3.1", "2.11.2")

    assert names["api.page_size"] == "webserver.page_size"
    assert "api.fallback_page_limit" not in names  # 2.11 has it, too
    assert all(renamed_options("2.11.2", "3.1.0")[old].successor == new for new, old in names.items())
