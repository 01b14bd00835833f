"""Find the DAG files that cause a problem: take DAGs away and put them back, safely and in few steps.

:mod:`~mwaa_tf.access.bisect.search` decides what to try, without I/O; :mod:`~mwaa_tf.access.bisect.quarantine` moves
files; :mod:`~mwaa_tf.access.bisect.restore` brings back all of them from any state; :class:`Bisect` connects them.
"""

from mwaa_tf.access.bisect.airflow import Airflow
from mwaa_tf.access.bisect.bucket import Bucket
from mwaa_tf.access.bisect.candidates import Candidates, find_candidates
from mwaa_tf.access.bisect.environment import BisectEnvironment, read_environment
from mwaa_tf.access.bisect.probes import Observation, command_probe, health_probe, import_errors_probe
from mwaa_tf.access.bisect.run import Bisect, BisectReport, Trial, expected_trials, restore_journal
from mwaa_tf.access.bisect.search import Cause, CauseSearch, SearchEnd, TrialVerdict, find_causes
from mwaa_tf.access.bisect.settling import Settling, default_settle

__all__ = [
    "Airflow",
    "Bisect",
    "BisectEnvironment",
    "BisectReport",
    "Bucket",
    "Candidates",
    "Cause",
    "CauseSearch",
    "Observation",
    "SearchEnd",
    "Settling",
    "Trial",
    "TrialVerdict",
    "command_probe",
    "default_settle",
    "expected_trials",
    "find_candidates",
    "find_causes",
    "health_probe",
    "import_errors_probe",
    "read_environment",
    "restore_journal",
]
