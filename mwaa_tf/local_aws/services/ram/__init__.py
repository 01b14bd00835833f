"""AWS Resource Access Manager, as far as sharing subnets within an organization needs it.

moto's RAM knows resource shares and what they were created with. Added here: associating and disassociating later on,
the states of associations, principals looked up in the organization wherever its management account is, what is shared
*with* an account, the permissions of a share, tags.
"""

from __future__ import annotations


def install() -> None:
    """Let moto use the backend of this package for RAM. State that an earlier one had is dropped."""
    from moto.ram.models import ram_backends

    from mwaa_tf.local_aws.services.ram.models import SharingBackend

    ram_backends.backend = SharingBackend
    ram_backends.clear()
