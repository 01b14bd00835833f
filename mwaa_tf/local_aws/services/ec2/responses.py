"""EC2's operations at the level of requests and responses."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from moto.core.common_types import TYPE_RESPONSE
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import camelcase_to_underscores
from moto.ec2.models import ec2_backends
from moto.ec2.responses import EC2Response

from mwaa_tf.local_aws.services.ec2 import endpoint_services, ownership
from mwaa_tf.local_aws.services.ec2.endpoint_options import EndpointOptions
from mwaa_tf.local_aws.services.ec2.exceptions import CannotDeleteError, InterfaceInUseError
from mwaa_tf.local_aws.services.ec2.models import SharedVpcBackend
from mwaa_tf.local_aws.services.ec2.public_access import PublicAccessResponse
from mwaa_tf.local_aws.services.ec2.tags import viewed_by
from mwaa_tf.local_aws.services.ec2.visibility import is_in_use

_STATUS = {"UnauthorizedOperation": 403, "DryRunOperation": 412}


class SharedVpcResponse(PublicAccessResponse, EC2Response):
    """moto's operations, for owners and participants of shared VPCs."""

    @property
    def ec2_backend(self) -> SharedVpcBackend:
        return cast("SharedVpcBackend", ec2_backends[self.current_account][self.region])

    def call_action(self) -> TYPE_RESPONSE:
        with viewed_by(self.ec2_backend):
            try:
                self._check_owner()
                self._check_dry_run()
            except ServiceException as error:
                status, headers, body = self.serialized(ActionResult(error))
                return status, *self._enrich_response(headers, body)
            return self._once(super().call_action)

    def _once(self, call: Callable[[], TYPE_RESPONSE]) -> TYPE_RESPONSE:
        """The response to ``call``; for a ClientToken that was used before, the response to its first request.

        Clients repeat a request whose response was lost, and must not get a second endpoint or NAT gateway for it.
        """
        token = self._get_params().get("ClientToken")
        responses = self.ec2_backend.token_responses
        key = (self._get_action(), token or "")
        if token and key in responses:
            return responses[key]
        response = call()
        if token and response[0] == HTTPStatus.OK:
            responses[key] = response
        return response

    def _check_owner(self) -> None:
        params = self._get_params()
        operation = self._get_action()
        if operation == "CreateVpcEndpoint":
            # A service that the caller cannot use is the first thing AWS refuses: it does not exist.
            endpoint_services.check(
                params.get("ServiceName") or "",
                account_id=self.current_account,
                vpc_id=params.get("VpcId") or "",
                region=self.region,
            )
        ownership.check(self.ec2_backend, operation, params)

    def _check_dry_run(self) -> None:
        """Raise DryRunOperation, as AWS does for every operation; moto executes many in spite of `DryRun`."""
        # What moto does not have is refused as such.
        if callable(getattr(self, camelcase_to_underscores(self._get_action()), None)):
            self.error_on_dryrun()

    def serialized(self, action_result: ActionResult) -> TYPE_RESPONSE:
        status, headers, body = super().serialized(action_result)
        # EC2's service model has no errors, so that moto answers 400 to all.
        return _STATUS.get(getattr(action_result.result, "code", ""), status), headers, body

    def delete_network_interface(self) -> ActionResult:
        interface = self.ec2_backend.enis.get(self._get_param("NetworkInterfaceId"))
        if interface is not None and is_in_use(interface):
            raise InterfaceInUseError(interface.id)
        return super().delete_network_interface()

    def delete_security_group(self) -> ActionResult:
        group = self.ec2_backend.get_security_group_from_id(self._get_param("GroupId") or "")
        if group is not None and group.is_default:
            raise CannotDeleteError(group.id)
        super().delete_security_group()
        return EmptyResult()

    def create_vpc_endpoint(self) -> ActionResult:
        options = EndpointOptions.of_request(self._get_params())
        options.check(self.ec2_backend)
        action_result = super().create_vpc_endpoint()
        result: Any = action_result.result
        self.ec2_backend.set_options(result["VpcEndpoint"].id, options)
        return action_result

    def modify_vpc_endpoint(self) -> ActionResult:
        params: dict[str, Any] = self._get_params()
        options = EndpointOptions.of_request(params)
        options.check(self.ec2_backend)
        self.ec2_backend.modify_vpc_endpoint(
            params["VpcEndpointId"],
            params.get("PolicyDocument") or "",
            params.get("AddSubnetIds"),
            params.get("RemoveSubnetIds"),
            params.get("RemoveRouteTableIds"),
            params.get("AddRouteTableIds"),
            params.get("AddSecurityGroupIds"),
            params.get("RemoveSecurityGroupIds"),
            private_dns_enabled=params.get("PrivateDnsEnabled"),
            reset_policy=bool(params.get("ResetPolicy")),
        )
        self.ec2_backend.set_options(params["VpcEndpointId"], options)
        return ActionResult({"Return": True})

    def delete_vpc_endpoints(self) -> ActionResult:
        ids = self._get_param("VpcEndpointIds", [])
        missing = [endpoint_id for endpoint_id in ids if endpoint_id not in self.ec2_backend.vpc_end_points]
        self.ec2_backend.delete_vpc_endpoints(ids)
        unsuccessful = [
            {
                "ResourceId": endpoint_id,
                "Error": {
                    "Code": "InvalidVpcEndpointId.NotFound",
                    "Message": f"The Vpc Endpoint Id '{endpoint_id}' does not exist",
                },
            }
            for endpoint_id in missing
        ]
        return ActionResult({"Unsuccessful": unsuccessful})
