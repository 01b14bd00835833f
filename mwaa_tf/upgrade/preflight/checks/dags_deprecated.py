"""What Airflow 3 still has, and will lose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mwaa_tf.doctor.checks.code._shared import some
from mwaa_tf.doctor.finding import Issue, answer
from mwaa_tf.text import plural
from mwaa_tf.upgrade.preflight.checks._lint import FIX, RUFF, messages, unread
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.dags-deprecated",
    title="It is known which deprecated operators DAG files use",
    fix=FIX,
    source=RUFF,
    reads=("code",),
)
def dags_deprecated(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """What ruff's rules AIR311 and AIR312 find is told, with what to write instead: it still works in Airflow 3.

    It is no obstacle, since Airflow 2 does not have the new names.
    """
    counts = Counter(message.instead or message.message for message in messages(upgrade, "AIR311", "AIR312"))
    if counts:
        texts = tuple(text.replace("`", "").rstrip(".") for text, _ in counts.most_common())
        yield answer(f"Still works in Airflow 3, to change later ({plural(counts.total(), 'place')}): {some(texts)}")
    yield from unread(upgrade)
