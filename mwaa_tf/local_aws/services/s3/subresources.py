"""Subresources of a bucket that moto does not know.

moto takes a request for one for a request for the bucket: it lists objects for `?metrics`, and deletes the bucket for
`DELETE /bucket?metrics`. They are refused by name, except the payer of requests, which Terraform reads of every bucket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import get_service_model
from moto.s3.responses import S3Response

from mwaa_tf.local_aws.outgoing import NotInLocalAwsError

_READ_AND_WRITTEN = {
    "accelerate", "acl", "cors", "encryption", "inventory", "lifecycle", "logging", "notification", "object-lock",
    "ownershipControls", "policy", "publicAccessBlock", "replication", "tagging", "versioning", "website",
}  # fmt: skip
ANSWERED: Mapping[str, frozenset[str]] = {
    "GET": frozenset({*_READ_AND_WRITTEN, "list-type", "location", "policyStatus", "uploads", "versions"}),
    "PUT": frozenset(_READ_AND_WRITTEN),
    "DELETE": frozenset(
        {"cors", "encryption", "lifecycle", "ownershipControls", "policy", "publicAccessBlock"}
        | {"replication", "tagging", "website"}
    ),
}
"""By method the subresources that moto answers."""


def respond(call: Callable[..., Any], response: S3Response, request: Any, full_url: str) -> Any:
    """Answer a request for a bucket. Raises :class:`NotInLocalAwsError` for a subresource that moto does not know."""
    method, names = request.method, response._get_querystring(request, full_url).keys()
    answered = ANSWERED.get(method)
    if answered is None:
        return call(response, request, full_url)
    for name in sorted(names & of_model(method) - answered):
        if (method, name) == ("GET", "requestPayment"):
            return _request_payment(response)
        raise NotInLocalAwsError(f"it has no subresource {name!r} of buckets")
    return call(response, request, full_url)


def _request_payment(response: S3Response) -> Any:
    """The owner pays, as by default (S3 API reference, GetBucketRequestPayment); that cannot be changed here."""
    response.backend.head_bucket(response.bucket_name)
    response.data["Action"] = "GetBucketRequestPayment"
    return response.serialized(ActionResult({"Payer": "BucketOwner"}))


@cache
def of_model(method: str) -> frozenset[str]:
    """The subresources of buckets with operations of that HTTP method."""
    model = get_service_model("s3")
    traits = (model.operation_model(name).http for name in model.operation_names)
    paths = (str(trait["requestUri"]).partition("?") for trait in traits if trait["method"] == method)
    names = (query.partition("&")[0].partition("=")[0] for path, _, query in paths if path == "/{Bucket}")
    return frozenset(filter(None, names))
