"""How long things take, in the time of :mod:`mwaa_tf.local_aws.clock`.

All of it is inferred, from a creation of 20 to 30 minutes. What AWS documents, 72 hours of PENDING, is in
:mod:`mwaa_tf.mwaa.quotas`, and so are the 60 seconds of a token, which do not pass faster.
"""

from datetime import timedelta

CREATION = timedelta(minutes=25)
"""CREATING until AVAILABLE where MWAA manages the endpoints."""
CREATION_BEFORE_PENDING = timedelta(minutes=8)
"""CREATING until PENDING where the customer manages the endpoints."""
CREATION_AFTER_PENDING = timedelta(minutes=17)
"""CREATING again, from the endpoints until AVAILABLE or CREATE_FAILED."""
BEFORE_SNAPSHOT = timedelta(minutes=1)
"""UPDATING, before the snapshot of a change of the Airflow version."""
SNAPSHOT = timedelta(minutes=5)
"""CREATING_SNAPSHOT, before a change of the Airflow version."""
UPDATE = timedelta(minutes=20)
"""UPDATING until AVAILABLE or ROLLING_BACK, where no task is waited for."""
ROLLBACK = timedelta(minutes=15)
"""ROLLING_BACK until UPDATE_FAILED."""
VERSION_ROLLBACK = timedelta(minutes=45)
"""ROLLING_BACK from a change of the Airflow version: "lengthy" is AWS's word (page upgrading-environment)."""
DELETION = timedelta(minutes=15)
LEAST_PENDING = timedelta(hours=1)
"""PENDING until CREATE_FAILED lasts at least so long on the wall clock, at any speed of this one.

AWS has no such rule. A rehearsal creates no endpoint before each environment is pending: with many environments, or on
a slow machine, that takes longer than the seven minutes that 72 hours would last there.
"""
