"""Amazon MWAA for moto, which does not have it: all operations of the service model.

Built like moto's own backends. :func:`~mwaa_tf.local_aws.services.mwaa.pinned.pin` keeps environments in a status,
:func:`~mwaa_tf.local_aws.services.mwaa.tasks.run_tasks` lets tasks run in them,
:func:`~mwaa_tf.local_aws.services.mwaa.tokens.valid` checks a token.
"""

from __future__ import annotations

from mwaa_tf.local_aws.services.mwaa.pinned import ANY, PINNABLE, pin, pinned_status, unpin
from mwaa_tf.local_aws.services.mwaa.tasks import forget_tasks, run_tasks, running_tasks, stopped_tasks

__all__ = [
    "ANY",
    "PINNABLE",
    "forget_tasks",
    "install",
    "pin",
    "pinned_status",
    "reset",
    "run_tasks",
    "running_tasks",
    "stopped_tasks",
    "unpin",
]


def install() -> None:
    """Make moto serve MWAA, in its server and in ``mock_aws`` alike.

    moto finds a service by the pattern of its hosts, and its backends by importing ``moto.NAME``; in server mode the
    host is composed from the signing name, which is ``airflow``.
    """
    import re
    import sys

    from moto import backend_index

    from mwaa_tf.local_aws.services.mwaa import models, urls

    sys.modules.setdefault("moto.mwaa", models)
    known = {name for name, _ in backend_index.backend_url_patterns}
    if "mwaa" not in known:
        backend_index.backend_url_patterns.extend(("mwaa", re.compile(base)) for base in urls.url_bases)


def reset() -> None:
    """Unpin all environments, forget their tasks and who is told of their calls; moto deletes the environments."""
    from mwaa_tf.local_aws.services.mwaa import environment_calls
    from mwaa_tf.local_aws.services.mwaa.network_changes import last_change

    unpin()
    forget_tasks()
    last_change.reset()
    environment_calls.reset()
