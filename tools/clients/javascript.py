"""The JavaScript SDK and the CDK."""

from __future__ import annotations

import shutil

from tools.clients.attempt import DRIVERS, Attempt
from tools.clients.place import ACCOUNT, REGION

_CDK_NAME = "by-the-cdk"

#: The CDK reads them, but offers no way to leave its proxy out for one host.
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


def attempt_javascript(attempt: Attempt) -> None:
    """Run drivers/environment.mjs."""
    attempt.run("node", DRIVERS / "environment.mjs")


def attempt_cdk(attempt: Attempt) -> None:
    """Bootstrap, deploy, deploy without and with a change, and destroy drivers/cdk."""
    app = attempt.scratch / "app.js"
    shutil.copy(DRIVERS / "cdk" / "app.js", app)
    cdk = attempt.folder / "node_modules" / ".bin" / "cdk"
    variables = {
        "AWS_ENDPOINT_URL": f"http://{attempt.local.address}",
        "CDK_DISABLE_VERSION_CHECK": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "NODE_PATH": str(attempt.folder / "node_modules"),
        "CI": "1",
    }

    def run(*arguments: str, workers: int = 3) -> str:
        context = ("-c", f"workers={workers}", "-a", f"node {app}")
        return attempt.run(cdk, *arguments, *context, variables=variables, without=_PROXIES)

    attempt.run(cdk, "--version", variables=variables)
    run("bootstrap", f"aws://{ACCOUNT}/{REGION}")
    run("deploy", "--all", "--require-approval", "never")
    attempt.wait_for(_CDK_NAME, "AVAILABLE")
    events = len(_events(attempt))
    output = run("deploy", "--all", "--require-approval", "never")
    attempt.expect("(no changes)" in output or len(_events(attempt)) == events, "a second deploy changes the stacks")
    run("deploy", "--all", "--require-approval", "never", workers=5)
    workers = attempt.wait_for(_CDK_NAME, "AVAILABLE")["MaxWorkers"]
    attempt.expect(workers == 5, f"the updated stack has {workers} workers")
    run("destroy", "--all", "--force")
    environments = attempt.client("mwaa").list_environments()["Environments"]
    attempt.expect(_CDK_NAME not in environments, "destroy left the environment")


def _events(attempt: Attempt) -> list[str]:
    stacks = attempt.client("cloudformation")
    return [
        event["EventId"]
        for stack in ("Network", "Environment")
        for event in stacks.describe_stack_events(StackName=stack)["StackEvents"]
    ]
