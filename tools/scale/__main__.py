"""Print the tables of docs/scale.md: what each engine does with a thousand environments in twenty accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mwaa_tf import Deployment, build_blueprint
from mwaa_tf.pipelines import pipeline_files
from tools.scale import atlantis, github, gitlab, hcp
from tools.scale.schedule import Job, longest_path, simulate

_S3 = {"backend": "s3", "bucket": "acme-states", "create": True}
_HCP = {"backend": "hcp", "organization": "acme", "project": "airflow"}

#: Jobs at the same time: GitHub Team, and runners of one's own for GitLab, which has no limit.
_GITHUB, _GITLAB = 60, 100


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: something that an engine does, and the jobs that it has for it."""

    engine: str
    does: str
    jobs: Sequence[Job]
    at_once: int

    def cells(self) -> tuple[str, ...]:
        """Its cells as text."""
        waves, seconds = longest_path(self.jobs)
        total = simulate(self.jobs, self.at_once).seconds
        return (
            self.engine,
            self.does,
            f"{len(self.jobs):,}",
            str(waves),
            _duration(seconds),
            f"{_duration(total)} with {self.at_once}",
        )


def deployment(engine: str, participants: int = 20, environments: int = 50) -> Deployment:
    """A deployment with so many environments in each of so many accounts, for one engine."""
    return Deployment.model_validate(
        {
            "name": "analytics",
            "region": "us-east-1",
            "state": _HCP if engine == "hcp" else _S3,
            "owner": {"account_id": "111111111111"},
            "participants": [
                {
                    "name": f"team{number}",
                    "account_id": f"{number + 2:012}",
                    "environments": [{"name": f"env{environment}"} for environment in range(environments)],
                }
                for number in range(participants)
            ],
            "pipelines": {engine: {"install": "-r requirements.txt"} if engine in ("github", "gitlab") else {}},
        }
    )


def rows() -> Iterator[Row]:
    """The rows of all engines."""
    files = _files("github")
    for does, kind in (("plans a pull request", "plan"), ("applies the merge", "apply")):
        yield Row("GitHub Actions", does, github.jobs(files[f".github/workflows/mwaa-analytics-{kind}.yml"]), _GITHUB)
    files = _files("gitlab")
    for does, variables in (
        ("plans a merge request", gitlab.MERGE_REQUEST),
        ("applies the merge", gitlab.MERGED),
        ("looks for drift", gitlab.SCHEDULED),
    ):
        pipelines = gitlab.pipelines(files, ".gitlab/mwaa-analytics.yml", variables)
        yield Row("GitLab", does, gitlab.jobs(pipelines), _GITLAB)
    pull = atlantis.PullRequest.of(_files("atlantis")["atlantis.yaml"])
    for does, action in (("`atlantis plan`", "plan"), ("`atlantis apply`", "apply")):
        yield Row("Atlantis", does, atlantis.jobs(pull, action), atlantis.POOL)
    runs = hcp.jobs(_files("hcp")["hcp/analytics/workspaces.tf"])
    yield Row("HCP Terraform", "applies, run by run", runs, hcp.CONCURRENCY)


def table() -> str:
    """The table as Markdown."""
    head = ("engine", "does", "jobs", "waves", "longest path", "takes, at once")
    lines = [head, ("---",) * len(head), *(row.cells() for row in rows())]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _files(engine: str) -> Mapping[str, bytes]:
    described = deployment(engine)
    return pipeline_files(described, build_blueprint(described))


def _duration(seconds: int) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


if __name__ == "__main__":
    print(table(), end="")
