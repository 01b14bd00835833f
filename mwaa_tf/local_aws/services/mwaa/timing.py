"""How long things take, in the time of :mod:`mwaa_tf.local_aws.clock`.

AWS documents two of these numbers: 72 hours of PENDING (page vpc-endpoint-management of the MWAA user guide) and 60
seconds of a token (page access-policies). The others are inferred, from a creation of 20 to 30 minutes.
"""

from datetime import timedelta

CREATION = timedelta(minutes=25)
"""CREATING until AVAILABLE where MWAA manages the endpoints."""
CREATION_BEFORE_PENDING = timedelta(minutes=8)
"""CREATING until PENDING where the customer does."""
CREATION_AFTER_PENDING = timedelta(minutes=17)
"""CREATING again, from the endpoints until AVAILABLE or CREATE_FAILED."""
PENDING_LIMIT = timedelta(hours=72)
"""PENDING until CREATE_FAILED."""
SNAPSHOT = timedelta(minutes=5)
"""CREATING_SNAPSHOT, before a change of the Airflow version."""
UPDATE = timedelta(minutes=20)
ROLLBACK = timedelta(minutes=15)
DELETION = timedelta(minutes=15)

TOKEN = timedelta(seconds=60)
"""Life of a web login token or CLI token."""
