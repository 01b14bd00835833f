"""The class, and the counts that it admits."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.doctor.finding import Issue, failure, not_checkable
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.mwaa.environment_classes import CLASSES, DEFAULT
from mwaa_tf.upgrade.preflight.planned import PlannedUpgrade
from mwaa_tf.upgrade.preflight.registry import upgrade_check


@upgrade_check(
    "upgrade.class",
    title="The class admits the numbers of schedulers and web servers",
    fix="change the number in the configuration before the upgrade",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html",
)
def environment_class(upgrade: PlannedUpgrade) -> Iterator[Issue]:
    """Schedulers and web servers are within the limits of the class, and workers have a least that is below the most.

    The API refuses an update with other numbers. An environment that was created long ago may have some.
    """
    facts = upgrade.view.environment.value
    known = CLASSES.get(facts.environment_class or DEFAULT)
    if known is None:
        yield not_checkable(
            Gap(GapKind.NOT_UNDERSTOOD, f"the environment class {facts.environment_class!r} is not known")
        )
        return
    for noun, limits, count in (
        ("schedulers", known.schedulers, facts.schedulers),
        ("web servers at the least", known.webservers, facts.min_webservers),
        ("web servers at the most", known.webservers, facts.max_webservers),
    ):
        if count is not None and count not in limits:
            yield failure(f"{facts.name} has {count} {noun}; {known.name} admits {limits}.")
    if facts.min_workers is not None and facts.max_workers is not None and facts.min_workers > facts.max_workers:
        yield failure(f"{facts.name} has at least {facts.min_workers} workers, and at most {facts.max_workers}.")
