"""Logging in to Airflow: where its web server is reached, tokens, the browser, the CLI and the REST API."""

from mwaa_tf.access.login.addresses import Via, WebAddress, address_of, sections_for
from mwaa_tf.access.login.airflow_cli import CliResult, run_cli_command
from mwaa_tf.access.login.errors import LoginError
from mwaa_tf.access.login.forwarding import Forwarding, forwarding_command, forwarding_of, is_listening, missing_plugin
from mwaa_tf.access.login.hosts import hosts_lines, resolved
from mwaa_tf.access.login.page import LoginPage
from mwaa_tf.access.login.reachability import wait_until_answers
from mwaa_tf.access.login.rest_api import RestResult, call_rest_api
from mwaa_tf.access.login.tokens import Tokens, WebToken

__all__ = [
    "CliResult",
    "Forwarding",
    "LoginError",
    "LoginPage",
    "RestResult",
    "Tokens",
    "Via",
    "WebAddress",
    "WebToken",
    "address_of",
    "call_rest_api",
    "forwarding_command",
    "forwarding_of",
    "hosts_lines",
    "is_listening",
    "missing_plugin",
    "resolved",
    "run_cli_command",
    "sections_for",
    "wait_until_answers",
]
