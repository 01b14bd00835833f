"""The doctor: what is wrong with an environment, and how to fix it.

Collectors fill a view, checks look at it, and formats show what they find::

    from mwaa_tf import load
    from mwaa_tf.doctor import collect, examine, targets_of

    views, calls = collect(targets_of(load("mwaa.yaml")))
    for finding in examine(views, calls=calls).findings:
        print(finding.result, finding.message, finding.fix)

Nothing here changes anything in AWS.
"""

from mwaa_tf.doctor.collect.aws import CollectOptions, Progress, collect
from mwaa_tf.doctor.collect.plan import collect_plans
from mwaa_tf.doctor.diagnosis import Diagnosis, examine, sections_read, select_checks
from mwaa_tf.doctor.finding import CheckResult, Finding
from mwaa_tf.doctor.target import Target, targets_of
from mwaa_tf.doctor.view import EnvironmentView

__all__ = [
    "CheckResult",
    "CollectOptions",
    "Diagnosis",
    "EnvironmentView",
    "Finding",
    "Progress",
    "Target",
    "collect",
    "collect_plans",
    "examine",
    "sections_read",
    "select_checks",
    "targets_of",
]
