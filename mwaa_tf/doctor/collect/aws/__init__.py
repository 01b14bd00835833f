"""From AWS, with the credentials of one account or of several."""

from mwaa_tf.doctor.collect.aws.collect import Progress, collect
from mwaa_tf.doctor.collect.aws.source import CollectOptions

__all__ = ["CollectOptions", "Progress", "collect"]
