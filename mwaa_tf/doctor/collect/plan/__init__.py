"""From Terraform's plans: what an apply would make of an environment and its network."""

from mwaa_tf.doctor.collect.plan.collect import collect_plans

__all__ = ["collect_plans"]
