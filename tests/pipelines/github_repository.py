"""A repository as a team has it on GitHub, and GitHub's command-line client."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.review.post.fake_platform import TOKEN
from tests.support import DATA, OWNER, SCIENCE

CONFIG = f"""\
name: platform
region: eu-west-1
state: {{ backend: s3, bucket: acme-platform-tfstate }}
pipelines:
  github: {{ install: mwaa_tf==1.0 }}
owner:
  account_id: "{OWNER}"
  network: {{ internet: single_nat_gateway }}
participants:
  - name: data
    account_id: "{DATA}"
    environments: [{{ name: etl }}]
"""

#: The same with a second team, whose account is another.
TWO_TEAMS = f"""\
{CONFIG}\
  - name: science
    account_id: "{SCIENCE}"
    environments: [{{ name: lab }}]
"""

#: GitHub's command-line client, as far as the workflow of drift calls it: issues are in a file.
GH = """\
#!/usr/bin/env python3
import json, os, pathlib, sys
file = pathlib.Path(os.environ["ISSUES"])
issues = json.loads(file.read_text()) if file.exists() else []
kind, action, *arguments = sys.argv[1:]
def option(name):
    return arguments[arguments.index(name) + 1]
assert os.environ["GH_TOKEN"] and os.environ["GH_REPO"] == "acme/infra"
match kind, action:
    case "label", "create":
        pass
    case "issue", "list":
        assert option("--jq") == '.[] | "\\\\(.number)\\\\t\\\\(.title)"'
        for issue in issues:
            if issue["open"]:
                print(issue["number"], issue["title"], sep="\\t")
    case "issue", "create":
        body = pathlib.Path(option("--body-file")).read_text()
        issues.append({"number": len(issues) + 1, "title": option("--title"), "body": body, "open": True})
    case "issue", "edit":
        issues[int(arguments[0]) - 1]["body"] = pathlib.Path(option("--body-file")).read_text()
    case "issue", "close":
        issues[int(arguments[0]) - 1]["open"] = False
    case _:
        sys.exit(f"unknown: {sys.argv[1:]}")
file.write_text(json.dumps(issues))
"""


def context(plan_key: str) -> dict[str, str]:
    """The expressions of workflows that do not depend on the job."""
    return {
        "github.token": TOKEN,
        "secrets.MWAA_TF_PLAN_KEY": plan_key,
        "github.repository": "acme/infra",
        "github.server_url": "https://github.example",
        "github.run_id": "20",
    }


def commit(folder: Path, subject: str) -> None:
    """Commit everything in ``folder`` to the branch `main`."""
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=ci", "-c", "user.email=ci@example.com", "commit", "-q", "-m", subject],
    ):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
