"""The key of the environment is named by its ARN."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_tf.arn import Arn
from mwaa_tf.doctor.checks import check
from mwaa_tf.doctor.finding import Issue, failure
from mwaa_tf.doctor.view import EnvironmentView


@check(
    "permissions.key-arn",
    title="The key of the environment is given by ARN, and is in its region",
    fix="Name the key by its ARN.",
    source="https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
    covers=("guide: customer managed keys",),
)
def key_arn(view: EnvironmentView) -> Iterator[Issue]:
    """The environment names its key by ARN or id, not by an alias, and the key is in the environment's region.

    MWAA supports no alias: whoever points the alias to another key would take the environment's data away.
    """
    key_id = view.environment.value.kms_key
    arn = Arn.find(key_id)
    resource = arn.resource if arn else key_id
    if resource.startswith("alias/"):
        message = f"The environment names its key by the alias {key_id}, which MWAA does not support."
        yield failure(message, subject=key_id)
    elif arn and arn.region and arn.region != view.target.region:
        yield failure(
            f"The key {key_id} is in {arn.region}, and the environment in {view.target.region}.",
            fix=f"Create the environment again with a key in {view.target.region}.",
            subject=key_id,
        )
