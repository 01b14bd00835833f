"""Blueprints to draw: everyday ones, crowded ones, and ones that no configuration could make."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from mwaa_tf import build_blueprint, load
from mwaa_tf.blueprint import Account, Backend, Blueprint, ModuleCall, RemoteState, Stage, Workspace
from tests.support import DATA, EXAMPLES, OWNER, SCIENCE, deployment, many

UNIT = "arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-cd34ef56"
HOSTILE = 'a"b<c&d]e\ne--> f${g}%{h}`i`#quot;|j|\\"k</style><script>alert(1)</script>\x1b[31m\u202e;end'
MARKETING = "444444444444"
ALB: dict[str, Any] = {
    "certificate_arn": f"arn:aws:acm:us-east-1:{OWNER}:certificate/1a2b3c4d",
    "allowed_cidrs": ["10.0.0.0/8"],
}


def participant(name: str, account_id: str, *environments: str, **settings: Any) -> dict[str, Any]:
    return {
        "name": name,
        "account_id": account_id,
        "environments": [{"name": environment, **settings} for environment in environments],
    }


def several() -> Blueprint:
    """Three participants with three environments each, one of them with a public web server."""
    names = ("dev", "staging", "production")
    return build_blueprint(
        deployment(
            name="platform",
            participants=[
                participant("data", DATA, *names),
                participant("science", SCIENCE, *names),
                participant("marketing", MARKETING, *names, webserver_access_mode="PUBLIC_ONLY"),
            ],
        )
    )


def mixed() -> Blueprint:
    """A participant in the owner's account behind one elsewhere; shared with an organizational unit."""
    return build_blueprint(
        deployment(
            owner={"account_id": OWNER, "sharing": {"principals": [UNIT]}},
            participants=[participant("data", DATA, "etl"), participant("core", OWNER, "ops")],
        )
    )


def waiting_account() -> Blueprint:
    """Shared with an account that runs nothing yet."""
    return build_blueprint(deployment(owner={"account_id": OWNER, "sharing": {"principals": [DATA, SCIENCE]}}))


def one_account() -> Blueprint:
    """All in the owner's account: nothing is shared."""
    return build_blueprint(deployment(participants=[participant("team", OWNER, "etl", "ml")]))


def hostile() -> Blueprint:
    """Every text that reaches the picture is as bad as it can be."""
    good = build_blueprint(deployment())

    def spoilt(workspace: Workspace) -> Workspace:
        return replace(
            workspace,
            title=HOSTILE * 3,
            account=replace(workspace.account, title=HOSTILE, account_id=HOSTILE + workspace.account.account_id),
            calls=(*workspace.calls, ModuleCall("x", HOSTILE, ({"principals": [HOSTILE]},))),
        )

    renamed = {path: path + HOSTILE for path in good.by_path}
    return replace(
        good,
        deployment=HOSTILE,
        region=HOSTILE,
        workspaces=tuple(
            replace(
                spoilt(workspace),
                path=renamed[workspace.path],
                reads=tuple(
                    replace(read, workspace=renamed[read.workspace], outputs=(HOSTILE, *read.outputs))
                    for read in workspace.reads
                ),
            )
            for workspace in good.workspaces
        ),
    )


def tangled() -> Blueprint:
    """Five stages that read across each other, within a stage and backwards, and one that reads what is not there."""

    def workspace(path: str, account: str, reads: tuple[str, ...], modules: tuple[str, ...]) -> Workspace:
        return Workspace(
            path=path,
            stage=Stage(int(path[0])),
            title=f"what {path} makes",
            account=Account(account, {"owner": OWNER, "data": DATA}[account], None, None),
            region="us-east-1",
            tags={},
            backend=Backend("local", {}),
            reads=tuple(RemoteState(f"r{n}", read, "local", {}, (f"output_of_{n}",)) for n, read in enumerate(reads)),
            calls=tuple(ModuleCall(module, module, ({"endpoint_management": "CUSTOMER"},)) for module in modules),
            outputs=(),
        )

    return Blueprint(
        deployment="tangled",
        region="us-east-1",
        required_version="",
        aws_provider="",
        modules="vendored",
        workspaces=(
            workspace("0-state", "owner", (), ("state-bucket",)),
            workspace(
                "1-network", "owner", ("0-state",), ("network", "subnet-share", "service-endpoints", "monitoring")
            ),
            workspace("2-environments/a", "data", ("1-network", "2-environments/b"), ("environment",)),
            workspace("2-environments/b", "data", ("1-network", "4-access/b"), ("environment",)),
            workspace("3-endpoints/a", "owner", ("1-network", "2-environments/a"), ("environment-endpoints",)),
            workspace("3-endpoints/b", "owner", ("1-network", "2-environments/b"), ("environment-endpoints",)),
            workspace("4-access/a", "owner", ("1-network", "2-environments/a", "3-endpoints/a"), ("web-access-alb",)),
            workspace("4-access/b", "owner", ("1-network", "3-endpoints/b", "nowhere"), ("web-access-alb",)),
        ),
    )


CASES: dict[str, Blueprint] = {
    "smallest": build_blueprint(deployment()),
    "network-alone": build_blueprint(deployment(participants=[])),
    "one-account": one_account(),
    "several": several(),
    "mixed": mixed(),
    "waiting-account": waiting_account(),
    "many-environments": build_blueprint(many(3, 40)),
    "many-accounts": build_blueprint(many(150, 1)),
    "hostile": hostile(),
    "tangled": tangled(),
    "empty": replace(build_blueprint(deployment()), workspaces=()),
}

#: Example -> its blueprint.
EXAMPLE_BLUEPRINTS: dict[str, Blueprint] = {path.name: build_blueprint(load(path / "mwaa.yaml")) for path in EXAMPLES}

_NAMES = ("data", "science", "marketing", "finance", "risk", "sales", "operations", "legal", "growth", "support")
_ENVIRONMENTS = ("dev", "test", "staging", "production")


def matrix(participants: int, environments: int, **settings: Any) -> Blueprint:
    """A deployment of that many participants with that many environments each, all with these ``settings``."""
    names = _ENVIRONMENTS[:environments]
    return build_blueprint(
        deployment(
            name="platform",
            participants=[
                participant(name, f"{222222222222 + number}", *names, **settings)
                for number, name in enumerate(_NAMES[:participants])
            ],
        )
    )


#: What a picture may be of: participants x environments, with stage 4 and without.
MATRIX: dict[str, Blueprint] = {
    f"{participants}x{environments}{name}": matrix(participants, environments, **settings)
    for participants in (1, 3, 5, 10)
    for environments in (1, 2, 4)
    for name, settings in (("", {}), ("-access", {"access": {"alb": ALB}}))
}
