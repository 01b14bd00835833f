"""SimulatePrincipalPolicy and SimulateCustomPolicy, evaluated by the one IAM engine (IAM API reference).

There is one result for each action and resource. Positions of statements are not given. A key that a condition needs
and the request does not give is listed as missing, and the condition is not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.exceptions import InvalidInput, NoSuchEntity
from moto.iam.responses import IamResponse

from mwaa_tf.arn import Arn
from mwaa_tf.iam.document import PolicyDocument
from mwaa_tf.iam.evaluation import ApplicablePolicies, Decision, Verdict, evaluate
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.iam.principals import RequestPrincipal
from mwaa_tf.iam.requests import AccessRequest
from mwaa_tf.iam.variables import ContextValue
from mwaa_tf.local_aws.identity_policies import AttachedPolicy, identity_policies

_DECISIONS = {
    Verdict.ALLOW: "allowed",
    Verdict.EXPLICIT_DENY: "explicitDeny",
    Verdict.IMPLICIT_DENY: "implicitDeny",
    # IAM never says so: what cannot be judged is not allowed.
    Verdict.UNKNOWN: "implicitDeny",
}
_SOURCES = {PolicyType.IDENTITY: "IAM Policy", PolicyType.RESOURCE: "Resource Policy"}


def install() -> None:
    """Give moto's IAM both operations."""
    IamResponse.simulate_principal_policy = _simulate_principal_policy  # type: ignore[attr-defined]
    IamResponse.simulate_custom_policy = _simulate_custom_policy  # type: ignore[attr-defined]


def _simulate_principal_policy(response: IamResponse) -> ActionResult:
    params = response._get_params()
    policies = identity_policies(params["PolicySourceArn"])
    if policies is None:
        raise NoSuchEntity(f"The entity with ARN {params['PolicySourceArn']} cannot be found.")
    return _Simulation(response, params, policies.attached, policies.boundary).result()


def _simulate_custom_policy(response: IamResponse) -> ActionResult:
    return _Simulation(response, response._get_params(), (), None).result()


class _Simulation:
    """One request to simulate, with the policies that the principal has by itself."""

    def __init__(
        self,
        response: IamResponse,
        params: Mapping[str, Any],
        attached: Sequence[AttachedPolicy],
        boundary: AttachedPolicy | None,
    ) -> None:
        self._params = params
        given = params.get("PolicyInputList") or []
        texts = {f"PolicyInputList.{number}": text for number, text in enumerate(given, start=1)}
        texts |= {policy.id: policy.document for policy in attached}
        self._identity = {name: _parse(text) for name, text in texts.items()}
        boundaries = params.get("PermissionsBoundaryPolicyInputList") or ([boundary.document] if boundary else [])
        self._boundary = _parse(boundaries[0]) if boundaries else None
        self._resource = _parse(params["ResourcePolicy"]) if params.get("ResourcePolicy") else None
        self._principal = _principal(response, params)
        self._context: dict[str, ContextValue] = {
            entry["ContextKeyName"]: tuple(entry.get("ContextKeyValues") or ())
            for entry in params.get("ContextEntries") or []
        }

    def result(self) -> ActionResult:
        """The response, a page of it if the request wants pages."""
        results = [
            self._evaluate(action, resource)
            for action in self._params["ActionNames"]
            for resource in self._params.get("ResourceArns") or ["*"]
        ]
        start, size = int(self._params.get("Marker") or 0), int(self._params.get("MaxItems") or 100)
        page: dict[str, Any] = {"EvaluationResults": results[start : start + size], "IsTruncated": False}
        if len(results) > start + size:
            page |= {"IsTruncated": True, "Marker": str(start + size)}
        return ActionResult(page)

    def _evaluate(self, action: str, resource: str) -> dict[str, Any]:
        owner = str(self._params.get("ResourceOwner") or "")
        owner_arn, resource_arn = Arn.find(owner), Arn.find(resource)
        policies = ApplicablePolicies(
            identity=tuple(self._identity.values()),
            resource=self._resource,
            boundary=self._boundary,
            resource_account=owner_arn.account_id if owner_arn else owner,
        )
        request = AccessRequest(self._principal, action, str(resource_arn or resource), self._context)
        decision = evaluate(policies, request)
        result: dict[str, Any] = {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": _DECISIONS[decision.verdict],
            "MatchedStatements": list(self._matched(decision)),
            "MissingContextValues": self._missing(),
        }
        if self._boundary is not None:
            allowed = decision.missing is not PolicyType.BOUNDARY
            result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": allowed}
        return result

    def _matched(self, decision: Decision) -> Iterator[dict[str, str]]:
        for deciding in decision.statements:
            if deciding.policy_type in _SOURCES:
                names = (name for name, document in self._identity.items() if deciding.statement in document.statements)
                source = next(names, deciding.policy_type.value)
                yield {"SourcePolicyId": source, "SourcePolicyType": _SOURCES[deciding.policy_type]}

    def _missing(self) -> list[str]:
        """The keys that conditions of the policies name and the request does not give."""
        given = {key.lower() for key in self._context}
        documents = (*self._identity.values(), *filter(None, (self._boundary, self._resource)))
        return sorted({key for key in _condition_keys(documents) if key.lower() not in given})


def _condition_keys(documents: Iterable[PolicyDocument]) -> Iterator[str]:
    for document in documents:
        for statement in document.statements:
            for condition in statement.conditions:
                yield condition.key


def _principal(response: IamResponse, params: Mapping[str, Any]) -> RequestPrincipal:
    """The simulated caller: the one that is named, else the principal whose policies are simulated."""
    arn = params.get("CallerArn") or params.get("PolicySourceArn")
    account = f"arn:{response.partition}:iam::{response.current_account}:user/simulated"
    try:
        return RequestPrincipal.of_arn(str(arn or account))
    except ValueError:
        # The ARN of a group, whose policies can be simulated; no group makes requests.
        return RequestPrincipal.of_arn(account)


def _parse(text: str) -> PolicyDocument:
    document = parse_policy(text)
    if document.unreadable:
        raise InvalidInput("The policy is not valid JSON, or has no statements.")
    return document
