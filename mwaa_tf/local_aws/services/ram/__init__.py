"""AWS Resource Access Manager, as far as sharing subnets within an organization needs it.

moto's RAM has resource shares with what they were created with. Added here: associating and disassociating later,
the states of associations, principals looked up in the organization wherever its management account is, what is shared
*with* an account, the permissions of a share, tags.
"""

from __future__ import annotations


def install() -> None:
    """Have moto use the backend of this package for RAM. Shares created before are lost."""
    from moto.ram.models import ram_backends

    from mwaa_tf.local_aws.services.ram.models import SharingBackend

    ram_backends.backend = SharingBackend
    ram_backends.clear()
