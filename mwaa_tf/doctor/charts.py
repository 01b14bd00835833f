"""Small charts of metrics. The text is for terminals; HTML draws the same :class:`TimeSeries`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from mwaa_tf.doctor.series import TimeSeries
from mwaa_tf.text import in_hours, truncate

_BARS = "▁▂▃▄▅▆▇█"
_NO_DATA = " "

#: Where a value is a percentage, charts of several components can be compared.
_PERCENT = " %"


def sparkline(
    values: Sequence[float | None], *, width: int = 36, low: float | None = None, high: float | None = None
) -> str:
    """``values`` as bars, one character each, at most ``width``; a blank where there is no data.

    Neighbours become their maximum where there are more values than characters. The lowest bar is ``low``, the highest
    ``high``; by default the least (or 0) and the greatest value.
    """
    shown = _at_most(values, width)
    known = [value for value in shown if value is not None]
    if not known:
        return _NO_DATA * len(shown)
    bottom = min(0.0, *known) if low is None else low
    top = max(*known, bottom) if high is None else high
    return "".join(_NO_DATA if value is None else _bar(value, bottom, top) for value in shown)


def chart(series: TimeSeries, *, columns: int = 80) -> str:
    """``series`` as one line of at most ``columns`` characters: title, bars, range and time.

    ``CPU of schedulers  ▁▁▂▃▇█  4 % to 97 % in 3 h``
    """
    if not series.known:
        return truncate(f"{series.title}: no data", columns)
    least, most = (series.text(bound) for bound in (min(series.known), max(series.known)))
    span = most if least == most else f"{least} to {most}"
    title, note = series.title, f"{span} in {duration(series)}"
    room = columns - len(title) - len(note) - 4
    if room < 1:
        return truncate(f"{title}: {note}", columns)
    is_percent = series.unit == _PERCENT
    bars = sparkline(series.values, width=min(room, 36), low=0.0, high=100.0 if is_percent else None)
    return f"{title}  {bars}  {note}"


def duration(series: TimeSeries) -> str:
    """How long the time is that ``series`` is about: ``3 h``."""
    return in_hours(timedelta(seconds=series.period_seconds * len(series.values))).removesuffix(" 0 min")


def _bar(value: float, low: float, high: float) -> str:
    share = 0.0 if high <= low else (value - low) / (high - low)
    return _BARS[min(len(_BARS) - 1, max(0, int(share * len(_BARS))))]


def _at_most(values: Sequence[float | None], width: int) -> list[float | None]:
    """``values`` in at most ``width`` groups of neighbours, each as its maximum."""
    if len(values) <= width:
        return list(values)
    edges = [len(values) * place // width for place in range(width + 1)]
    groups = (values[first:end] for first, end in pairwise(edges))
    return [max((value for value in group if value is not None), default=None) for group in groups]
