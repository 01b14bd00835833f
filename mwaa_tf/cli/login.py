"""`login`: open Airflow's UI, and call its CLI and REST API."""

from __future__ import annotations

from pathlib import Path

import click

from mwaa_tf.cli import _completion
from mwaa_tf.cli._options import FiniteRange, config_option
from mwaa_tf.cli._targets import Named, find_target, named_options
from mwaa_tf.errors import UsageError
from mwaa_tf.text import is_unicode, truncate

_VIA = ("host", "alb", "endpoint", "vpn", "bastion")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@click.command(
    short_help="Open Airflow's UI, or call its CLI or REST API.",
    epilog="Exit codes: 0 success, 1 AWS, Airflow or the network refused, or the command failed, 2 invalid usage.",
)
@click.argument("key", required=False, metavar="[KEY]", shell_complete=_completion.environments)
@config_option
@named_options
@click.option("--via", type=click.Choice(_VIA), help="How to reach the web server. [default: what the deployment has]")
@click.option("--print", "only_print", is_flag=True, help="Print the URL with the token instead of opening a browser.")
@click.option("--hosts", is_flag=True, help="Print lines for the hosts file, where DNS does not lead there; no login.")
@click.option("--cli", "cli_command", metavar="COMMAND", help='Run a command of the Airflow CLI: "dags list".')
@click.option("--rest", metavar="PATH", help="Call Airflow's REST API through MWAA: /dags.")
@click.option("--method", type=click.Choice(_METHODS), help="With --rest: the method. [default: GET]")
@click.option("--data", metavar="JSON", help="With --rest: the body.")
@click.option(
    "--wait",
    "seconds",
    type=FiniteRange(min=0, max=3600),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait until the web server answers.",
)
def command(
    key: str | None,
    configs: tuple[Path, ...],
    name: str | None,
    region: str | None,
    profile: str | None,
    owner_profile: str | None,
    via: str | None,
    only_print: bool,
    hosts: bool,
    cli_command: str | None,
    rest: str | None,
    method: str | None,
    data: str | None,
    seconds: float,
) -> int:
    """Open Airflow's UI, or call its CLI or REST API.

    A KEY is an environment of the configuration (data-etl); it can be left out where there is only one. Waits until the
    web server answers, requests a web login token, and opens the browser with it. The token is valid for 60 seconds,
    and is in no log, file, list of processes or shell history. Through a bastion, a local port is forwarded until
    Ctrl-C.
    """
    _check_usage(only_print=only_print, hosts=hosts, cli_command=cli_command, rest=rest, method=method, data=data)
    target = find_target(configs, key, Named(name, region, profile, owner_profile))
    from mwaa_tf.access.login import Via
    from mwaa_tf.cli._login import Login

    login = Login(target, Via(via) if via else None, seconds)
    if rest is not None:
        return login.call_rest(rest, method or "GET", data)
    if hosts:
        return login.print_hosts()
    with login.reached():
        if cli_command is not None:
            return login.run_cli(cli_command)
        return login.print_url() if only_print else login.open_browser()


def _check_usage(
    *, only_print: bool, hosts: bool, cli_command: str | None, rest: str | None, method: str | None, data: str | None
) -> None:
    """Raise :class:`UsageError` for options that exclude or need each other."""
    actions = {
        "--print": only_print,
        "--hosts": hosts,
        "--cli": cli_command is not None,
        "--rest": rest is not None,
    }
    given = [option for option, present in actions.items() if present]
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} are mutually exclusive")
    if cli_command is not None and not cli_command.strip():
        raise UsageError("--cli is empty; it takes a command such as `dags list`")
    for option, value in (("--method", method), ("--data", data)):
        if value is not None and rest is None:
            raise UsageError(f"{option} needs --rest")
    for option, value in (("--cli", cli_command), ("--rest", rest), ("--data", data)):
        if value is not None and not is_unicode(value):
            raise UsageError(f"{option} is not UTF-8 text: {truncate(value)!r}")
