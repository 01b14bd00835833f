"""Whether an environment gets through with its calls, and the record of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mwaa_tf.iam.evaluation import Decision, Verdict, evaluate_policy
from mwaa_tf.iam.judgement import PolicyType
from mwaa_tf.iam.parsing import parse_policy
from mwaa_tf.local_aws.authorization import access_request, unjudged
from mwaa_tf.local_aws.calls import Call
from mwaa_tf.local_aws.services.mwaa.environment_calls import ways
from mwaa_tf.local_aws.services.mwaa.environment_calls.calls import OPTIONAL, EnvironmentCall, calls, reached

if TYPE_CHECKING:
    from mwaa_tf.local_aws.services.ec2.endpoints import VpcEndpoint
    from mwaa_tf.local_aws.services.mwaa.environment import LocalEnvironment

_NAMED = 3
"""The most refusals in a message: AWS's error of a failed creation is short."""

_listeners: list[Callable[[Call], object]] = []


def report_to(listener: Callable[[Call], object]) -> None:
    """Have ``listener`` told of every call of an environment."""
    _listeners.append(listener)


def reset() -> None:
    """Stop reporting."""
    _listeners.clear()


def problems(environment: LocalEnvironment) -> list[str]:
    """Let the environment call what it needs; a sentence for each thing that keeps it from coming up.

    That AWS says so much about the reason is inferred; its words about a policy are those of the IAM user guide
    (page troubleshoot_access-denied).
    """
    endpoints, internet = ways.endpoints(environment), ways.internet(environment)
    if internet and not endpoints:
        return []
    found = [text for service in sorted(endpoints) if (text := ways.blocked(environment, endpoints[service]))]
    missing = [] if internet else [service for service in reached(environment) if service not in endpoints]
    if missing:
        found.insert(0, _unreachable(environment, missing))
    refusals = list(_refusals(environment, endpoints, internet=internet))
    return [*found, *refusals[:_NAMED]]


def _refusals(environment: LocalEnvironment, endpoints: dict[str, VpcEndpoint], *, internet: bool) -> Iterator[str]:
    for call in calls(environment):
        endpoint = endpoints.get(call.endpoint)
        if endpoint is None:
            if internet or call.endpoint in OPTIONAL:
                _record(environment, call, "")
            continue
        decision = _decision(environment, endpoint, call)
        _record(environment, call, "" if decision.allowed else "AccessDenied")
        if not decision.allowed:
            yield (
                f"User: {call.caller.name} is not authorized to perform: {call.action} on resource: {call.resource} "
                f"{_because(decision, call)} ({endpoint.id}, {endpoint.service_name})"
            )


def _decision(environment: LocalEnvironment, endpoint: VpcEndpoint, call: EnvironmentCall) -> Decision:
    context = {"aws:RequestedRegion": environment.identity.region, "aws:ViaAWSService": "false", **call.context}
    request = access_request(call.caller, call.action, call.resource, context)
    return evaluate_policy(parse_policy(endpoint.policy_document), request, PolicyType.ENDPOINT)


def _because(decision: Decision, call: EnvironmentCall) -> str:
    if decision.verdict is Verdict.UNKNOWN:
        return unjudged(decision)
    if decision.verdict is Verdict.EXPLICIT_DENY:
        return "with an explicit deny in a VPC endpoint policy"
    return f"because no VPC endpoint policy allows the {call.action} action"


def _unreachable(environment: LocalEnvironment, services: list[str]) -> str:
    subnets = " and ".join(environment.subnet_ids)
    return (
        f"The subnets {subnets} have no way to the internet, and {environment.network.vpc_id} has no VPC endpoint with "
        f"private DNS, or in their route tables, of {', '.join(services)}"
    )


def _record(environment: LocalEnvironment, call: EnvironmentCall, error: str) -> None:
    made = Call(
        number=0,
        time=datetime.now(UTC),
        seconds=0.0,
        account_id=call.caller.account_id,
        principal=call.caller.name,
        region=environment.identity.region,
        service=call.service,
        action=call.operation,
        resource="" if call.resource == "*" else call.resource,
        workspace="",
        status=403 if error else 200,
        error=error,
    )
    for listener in _listeners:
        listener(made)
