"""Load balancers of an account, connected to its VPCs."""

from __future__ import annotations

from typing import Any

from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import AvailabilityZone, ELBv2Backend, FakeLoadBalancer

from mwaa_tf.local_aws.services.elbv2 import checks, network_interfaces


class LoadBalancersBackend(ELBv2Backend):
    """The balancers of an account in a region."""

    def create_load_balancer(self, name: str, *arguments: Any, **options: Any) -> FakeLoadBalancer:
        checks.check_name(name)
        if any(balancer.name == name for balancer in self.load_balancers.values()):
            raise ELBClientError("DuplicateLoadBalancerName", f"A load balancer with the name '{name}' already exists")
        options["scheme"] = options.get("scheme") or "internet-facing"
        balancer = super().create_load_balancer(name, *arguments, **options)
        try:
            checks.check_subnets(self.ec2_backend, balancer.subnets, balancer.scheme)
            checks.check_groups(self.ec2_backend, balancer.security_groups, balancer.vpc_id)
        except ELBClientError:
            del self.load_balancers[balancer.arn]
            raise
        if balancer.scheme == "internal":
            balancer.dns_name = f"internal-{balancer.dns_name}"
        network_interfaces.create(self.ec2_backend, balancer)
        return balancer

    def set_security_groups(self, arn: str, sec_groups: list[str]) -> None:
        super().set_security_groups(arn, sec_groups)
        network_interfaces.set_groups(self.ec2_backend, self.load_balancers[arn])

    def set_subnets(
        self, arn: str, subnets: list[str], subnet_mappings: list[dict[str, Any]]
    ) -> list[AvailabilityZone]:
        zones = super().set_subnets(arn, subnets, subnet_mappings)
        network_interfaces.delete(self.ec2_backend, self.load_balancers[arn])
        network_interfaces.create(self.ec2_backend, self.load_balancers[arn])
        return zones

    def modify_load_balancer_attributes(self, arn: str, attrs: dict[str, Any]) -> dict[str, Any]:
        checks.check_access_logs(attrs, self.partition)
        return super().modify_load_balancer_attributes(arn, attrs)

    def delete_load_balancer(self, arn: str) -> None:
        balancer = self.load_balancers.get(arn)
        if balancer is None:
            return  # Deleting a balancer that does not exist is no error (API reference, DeleteLoadBalancer).
        if balancer.attrs.get("deletion_protection.enabled") == "true":
            raise ELBClientError(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        self._disassociate_web_acl(arn)
        super().delete_load_balancer(arn)
        network_interfaces.delete(self.ec2_backend, balancer)

    def _disassociate_web_acl(self, arn: str) -> None:
        from moto.wafv2.models import wafv2_backends

        wafv2_backends[self.account_id][self.region_name].disassociate_web_acl(arn)
