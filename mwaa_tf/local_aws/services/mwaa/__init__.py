"""Amazon MWAA for moto, which has none: all operations of the service model.

Close in form to moto's own backends. :func:`~mwaa_tf.local_aws.services.mwaa.pinned.hold` keeps environments in a state,
:func:`~mwaa_tf.local_aws.services.mwaa.tokens.valid` says whether a token is good.
"""

from __future__ import annotations

from mwaa_tf.local_aws.services.mwaa.pinned import ANY, STATES, held, hold, release

__all__ = ["ANY", "STATES", "held", "hold", "install", "release", "reset"]


def install() -> None:
    """Make moto serve MWAA, in its server and in ``mock_aws`` alike.

    moto finds a service by the pattern of its hosts, and its backends by importing ``moto.NAME``; in server mode the
    host is put together from the signing name, which is ``airflow``.
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
    """Forget what was held. The environments go with moto's other backends."""
    release()
