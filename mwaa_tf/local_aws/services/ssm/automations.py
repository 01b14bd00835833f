"""StartAutomationExecution and GetAutomationExecution (Systems Manager API reference).

awslabs/aws-support-tools, MWAA/verify_env, starts AWSSupport-ConnectivityTroubleshooter for each service and asks for
the status of its first step. Here that document succeeds at once and tests nothing; no other one exists.
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.ssm.exceptions import SSMException
from moto.ssm.responses import SimpleSystemManagerResponse

CONNECTIVITY = "AWSSupport-ConnectivityTroubleshooter"

executions: dict[str, dict[str, Any]] = {}
"""By id, those of all accounts."""


class DefinitionNotFoundError(SSMException):
    """400: there is no document of that name, or it is no automation."""

    code = "AutomationDefinitionNotFoundException"


class ExecutionNotFoundError(SSMException):
    """400: there is no automation execution of that id."""

    code = "AutomationExecutionNotFoundException"


def install() -> None:
    """Put the operations into moto's responses."""
    SimpleSystemManagerResponse.start_automation_execution = _start  # type: ignore[attr-defined]
    SimpleSystemManagerResponse.get_automation_execution = _get  # type: ignore[attr-defined]


def _start(response: SimpleSystemManagerResponse) -> ActionResult:
    document = response._get_param("DocumentName")
    if document != CONNECTIVITY:
        raise DefinitionNotFoundError(f"The local AWS has no automation document {document!r}")
    execution_id = str(mock_random.uuid4())
    step = {"StepName": "troubleshoot", "Action": "aws:executeScript", "StepStatus": "Success"}
    executions[execution_id] = {
        "AutomationExecutionId": execution_id,
        "DocumentName": document,
        "AutomationExecutionStatus": "Success",
        "Parameters": response._get_param("Parameters") or {},
        "StepExecutions": [step],
    }
    return ActionResult({"AutomationExecutionId": execution_id})


def _get(response: SimpleSystemManagerResponse) -> ActionResult:
    execution_id = response._get_param("AutomationExecutionId")
    if execution_id not in executions:
        raise ExecutionNotFoundError(f"There is no automation execution {execution_id}")
    return ActionResult({"AutomationExecution": executions[execution_id]})
