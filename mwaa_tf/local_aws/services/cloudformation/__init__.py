"""CloudFormation, where moto answers differently from AWS: templates are data, and a stack has what it says it has.

An operation of a stack takes as long as its resources. A stack fails, and names the resource, where moto would skip a
type that it does not know, an update that it cannot do or a resource whose creation fails.
"""

from __future__ import annotations


def install_on_first_use() -> None:
    """Apply the patches of this package, and of what a template can create, to moto's CloudFormation."""
    from mwaa_tf.local_aws import services
    from mwaa_tf.local_aws.services.cloudformation import deletions, patches, templates
    from mwaa_tf.local_aws.services.cloudwatch import cloudformation as _cloudwatch  # noqa: F401 - as a subclass
    from mwaa_tf.local_aws.services.mwaa import cloudformation as _mwaa  # noqa: F401 - moto finds it as a subclass
    from mwaa_tf.local_aws.services.ram import cloudformation as _ram  # noqa: F401 - moto finds it as a subclass

    # A stack can create functions before anything else calls Lambda.
    services.install_on_first_use("awslambda")
    templates.install()
    patches.install()
    deletions.install()
