"""Charts of metrics in a terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mwaa_tf.doctor.charts import chart, sparkline
from mwaa_tf.doctor.series import TimeSeries

START = datetime(2026, 11, 27, tzinfo=UTC)


def series(*values: float | None, unit: str = " %", title: str = "CPU of schedulers") -> TimeSeries:
    return TimeSeries(title, unit, START, 300, values)


@pytest.mark.parametrize(
    ("values", "bars"),
    [
        ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
        ([3, 3, 3], "███"),
        ([0, 0], "▁▁"),
        ([], ""),
        ([None, None], "  "),
        ([7, None, 0], "█ ▁"),
        ([-4, 0, 4], "▁▅█"),
    ],
)
def test_a_value_is_a_bar_and_missing_data_a_blank(values: list[float | None], bars: str) -> None:
    assert sparkline(values) == bars


def test_fixed_bounds_make_charts_comparable() -> None:
    assert sparkline([5, 50, 100], low=0, high=100) == "▁▅█"


def test_a_long_series_keeps_its_peaks() -> None:
    values: list[float | None] = [1.0] * 100
    values[50] = 9.0

    bars = sparkline(values, width=10)

    assert len(bars) == 10
    assert bars.count("█") == 1


def test_a_chart_names_what_it_shows_its_range_and_its_time() -> None:
    assert chart(series(4, 50, 97)) == "CPU of schedulers  ▁▅█  4 % to 97 % in 15 min"


def test_a_count_without_a_unit_and_without_change_is_short() -> None:
    assert chart(series(12, 12, unit="", title="DAGs")) == "DAGs  ██  12 in 10 min"


def test_a_metric_without_data_says_so() -> None:
    assert chart(series(None, None)) == "CPU of schedulers: no data"


@pytest.mark.parametrize("columns", [1, 10, 30, 45, 60, 80])
def test_a_chart_fits_into_its_columns(columns: int) -> None:
    assert (
        len(chart(series(*[1234567.5] * 36, title="free memory of the metadata database"), columns=columns)) <= columns
    )


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 %"), (0.44, "0.4 %"), (9.96, "10.0 %"), (87.4, "87 %"), (1850, "1,850 %")]
)
def test_a_value_is_written_as_a_person_reads_it(value: float, text: str) -> None:
    assert series().text(value) == text
