"""A local AWS: several accounts, shared subnets and Amazon MWAA, in one process on 127.0.0.1.

:class:`LocalAws` is its entrance, :mod:`mwaa_tf.local_aws.pytest_plugin` has fixtures for tests. It needs the extra
``rehearsal``. It knows AWS, and nothing of configurations, Terraform or rehearsals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mwaa_tf.lazy_names import lazy_names

if TYPE_CHECKING:
    from mwaa_tf.local_aws.calls import Call
    from mwaa_tf.local_aws.clock import Clock
    from mwaa_tf.local_aws.faults import FaultPlan
    from mwaa_tf.local_aws.local_aws import LocalAws
    from mwaa_tf.local_aws.record import Record

__all__ = ["Call", "Clock", "FaultPlan", "LocalAws", "Record"]

_MODULES = {"Call": "calls", "Clock": "clock", "FaultPlan": "faults", "LocalAws": "local_aws", "Record": "record"}

# moto takes a second to import, and the clock, for example, does not need it.
__getattr__ = lazy_names(__name__, _MODULES)
