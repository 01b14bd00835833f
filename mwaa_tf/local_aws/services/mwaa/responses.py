"""Handles incoming MWAA requests, invokes methods, returns responses."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from moto.core.model import StructureShape
from moto.core.request import Request
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.core.utils import get_service_model
from moto.sts.models import sts_backends

from mwaa_tf.arn import Arn
from mwaa_tf.local_aws.services.mwaa import constraints
from mwaa_tf.local_aws.services.mwaa.exceptions import SerializationException
from mwaa_tf.local_aws.services.mwaa.models import MWAABackend, mwaa_backends


class MWAAResponse(BaseResponse):
    """Handler for MWAA requests and responses."""

    # Otherwise moto fails at a binary body, and reads a text body as a form.
    use_raw_body = True

    def __init__(self) -> None:
        super().__init__(service_name="mwaa")

    @property
    def mwaa_backend(self) -> MWAABackend:
        """Return backend instance specific for this region."""
        return mwaa_backends[self.current_account][self.region]

    def create_environment(self) -> ActionResult:
        params = self._checked()
        environment = self.mwaa_backend.create_environment(
            params.pop("Name"), tags=params.pop("Tags", {}), settings=params
        )
        return ActionResult({"Arn": environment.identity.arn})

    def get_environment(self) -> ActionResult:
        return ActionResult({"Environment": self.mwaa_backend.describe_environment(self._checked()["Name"])})

    def list_environments(self) -> ActionResult:
        params = self._checked()
        names, next_token = self.mwaa_backend.list_environments(params.get("MaxResults"), params.get("NextToken"))
        return ActionResult({"Environments": names, "NextToken": next_token})

    def update_environment(self) -> ActionResult:
        params = self._checked()
        environment = self.mwaa_backend.update_environment(params.pop("Name"), params)
        return ActionResult({"Arn": environment.identity.arn})

    def delete_environment(self) -> ActionResult:
        self.mwaa_backend.delete_environment(self._checked()["Name"])
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        return ActionResult({"Tags": self.mwaa_backend.list_tags(self._checked()["ResourceArn"])})

    def tag_resource(self) -> ActionResult:
        params = self._checked()
        self.mwaa_backend.tag_resource(params["ResourceArn"], params["Tags"])
        return EmptyResult()

    def untag_resource(self) -> ActionResult:
        params = self._checked()
        self.mwaa_backend.untag_resource(params["ResourceArn"], params["tagKeys"])
        return EmptyResult()

    def create_cli_token(self) -> ActionResult:
        token, host = self.mwaa_backend.create_token("cli", self._checked()["Name"])
        return ActionResult({"CliToken": token, "WebServerHostname": host})

    def create_web_login_token(self) -> ActionResult:
        token, host = self.mwaa_backend.create_token("web", self._checked()["Name"])
        identity = self._identity()
        # Airflow's user names have 64 characters at most; a longer one is hashed to that length.
        user = identity if len(identity) <= 64 else hashlib.sha256(identity.encode()).hexdigest()
        return ActionResult(
            {"WebToken": token, "WebServerHostname": host, "IamIdentity": identity, "AirflowIdentity": user}
        )

    def invoke_rest_api(self) -> ActionResult:
        params = self._checked()
        call = (params["Method"], params["Path"], params.get("QueryParameters") or {}, params.get("Body") or {})
        status, response = self.mwaa_backend.invoke_rest_api(params["Name"], *call)
        return ActionResult({"RestApiStatusCode": status, "RestApiResponse": response})

    def publish_metrics(self) -> ActionResult:
        """Internal to MWAA and, according to the model, no longer available; its data is ignored."""
        self._checked()
        return EmptyResult()

    def _checked(self) -> dict[str, Any]:
        """The request's parameters, validated with the service model."""
        shape = get_service_model("mwaa").operation_model(self._get_action()).input_shape
        assert isinstance(shape, StructureShape)  # noqa: S101 - every operation has an input
        self.parse_parameters(self.normalized_request)
        params = {name: value for name, value in self.params.items() if value is not None}
        constraints.check(shape, params)
        return params

    def parse_parameters(self, request: Request) -> None:
        """Raise SerializationException for a body that does not match the service model."""
        try:
            # moto takes a body that is not JSON for a message.
            if not isinstance(json.loads(request.data or b"{}"), dict):
                raise TypeError("the body is no object")
            super().parse_parameters(request)
        except (AttributeError, TypeError, ValueError) as error:
            raise SerializationException("The request's body does not fit the operation") from error

    def _identity(self) -> str:
        """The caller as ``assumed-role/NAME/SESSION`` or ``user/NAME``."""
        sts = sts_backends[self.current_account][self.partition]
        _, arn, _ = sts.get_caller_identity(self.access_key, self.region)
        return Arn.parse(arn).resource
