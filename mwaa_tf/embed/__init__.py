"""mwaa_tf's modules in an existing Terraform repository: copy them in, check them, upgrade them.

:func:`scan_repository` reads the repository; the other functions take its result.
"""

from mwaa_tf.embed.check import RepositoryCheck, check_repository
from mwaa_tf.embed.run import EmbedResult, embed_modules
from mwaa_tf.embed.scan import RepositoryScan, scan_repository
from mwaa_tf.embed.upgrade import Upgrade, apply_upgrade, plan_upgrades

__all__ = [
    "EmbedResult",
    "RepositoryCheck",
    "RepositoryScan",
    "Upgrade",
    "apply_upgrade",
    "check_repository",
    "embed_modules",
    "plan_upgrades",
    "scan_repository",
]
