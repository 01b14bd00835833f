"""What an environment itself calls while it comes up: other services of AWS, from its subnets.

In a VPC without a way to the internet these calls go by the VPC's endpoints, whose policies they have to pass; so do
those to a service whose endpoint has private DNS, whatever other way there is (page vpc-vpe-create-access of the MWAA
user guide). What cannot be reached, or is not allowed, ends the creation in CREATE_FAILED. In a VPC that has a way to
the internet and no endpoints of services, nothing is looked at.

The calls are recorded as the environment's own, with the principal that makes them and no workspace: they are none of
Terraform's. They change nothing.
"""

from __future__ import annotations

from mwaa_tf.local_aws.services.mwaa.environment_calls.check import problems, report_to, reset

__all__ = ["problems", "report_to", "reset"]
