"""Where responses are moto's own and differ from their models, and nothing of ours depends on it.

Each entry is the place of a member, as :func:`tests.response_shapes.problems` names it, and the reason.
tests/local_aws/test_moto_deviations.py fails for an entry that no longer occurs.
"""

from __future__ import annotations

_PLATFORM = "moto writes the platform of an image in its own words; only `Windows` is in the model"
_NULL = "moto answers null for a member without a value; SDKs take it for a missing one"

KNOWN_DEVIATIONS: dict[str, str] = {
    "ec2:DescribeImages.imagesSet[].platform": _PLATFORM,
    "ec2:DescribeInstances.reservationSet[].instancesSet[].platform": _PLATFORM,
    "ec2:RunInstances.instancesSet[].platform": _PLATFORM,
    "apigateway:CreateDeployment.stageName": "moto returns a parameter of the request",
    "apigateway:CreateDeployment.description": _NULL,
    "apigateway:CreateRestApi.description": _NULL,
    "apigateway:CreateRestApi.minimumCompressionSize": _NULL,
    "apigateway:CreateRestApi.policy": _NULL,
    "apigateway:PutIntegration.cacheNamespace": _NULL,
    "apigateway:PutIntegration.connectionType": _NULL,
    "apigateway:PutIntegration.contentHandling": _NULL,
    "apigateway:PutIntegration.credentials": _NULL,
    "apigateway:PutIntegration.integrationResponses": _NULL,
    "apigateway:PutIntegration.passthroughBehavior": _NULL,
    "apigateway:PutIntegration.requestParameters": _NULL,
    "apigateway:PutIntegration.requestTemplates": _NULL,
    "apigateway:PutIntegration.timeoutInMillis": _NULL,
    "apigateway:PutIntegration.tlsConfig": _NULL,
    "apigateway:PutMethod.authorizationScopes": _NULL,
    "apigateway:PutMethod.authorizerId": _NULL,
    "apigateway:PutMethod.methodIntegration": _NULL,
    "apigateway:PutMethod.operationName": _NULL,
    "apigateway:PutMethod.requestModels": _NULL,
    "apigateway:PutMethod.requestParameters": _NULL,
    "apigateway:PutMethod.requestValidatorId": _NULL,
    "kms:ListGrants.GrantCount": "moto counts the grants, which AWS does not",
    "lambda:CreateFunction.KMSKeyArn": _NULL,
    "lambda:CreateFunction.SigningJobArn": _NULL,
    "lambda:CreateFunction.SigningProfileVersionArn": _NULL,
    "lambda:CreateFunction.VpcConfig": _NULL,
    "route53:CreateHostedZone.DelegationSet": (
        "the model demands it, and a private zone has no name servers of its own (Route 53 API reference, "
        "CreateHostedZone: the delegation set is that of a public zone); inferred"
    ),
    "route53:ListHostedZones.Marker": "the model demands it, but a first request has no marker to repeat; inferred",
    "wafv2:GetWebACLForResource.WebACL.LockToken": "moto returns the token of another operation",
}

OCCASIONAL_DEVIATIONS: dict[str, str] = {
    "batch:DescribeJobs.jobs[].startedAt": "the model demands it, and a job that has not started has none; inferred",
}
"""Those that depend on time, so that no test can make them occur."""
