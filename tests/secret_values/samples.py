"""Secrets of every form. They are put together here, so that no scanner takes this file for a leak."""

from __future__ import annotations

import random
import string
from pathlib import Path
from typing import Any

from tools.parsed_yaml import parsed_yaml

#: In every value that has to be hidden for its name.
CANARY = "Hunt3r-c4n4ry"

_HARMLESS = Path(__file__).parent / "harmless.yaml"

_random = random.Random(12)  # noqa: S311 - nothing is protected by these
_LETTERS = string.ascii_letters + string.digits


def drawn(length: int, characters: str = _LETTERS) -> str:
    """A text as a vendor draws it."""
    return "".join(_random.choices(characters, k=length))


_HEX = "0123456789abcdef"

#: Kind -> secrets of that kind.
BY_KIND: dict[str, list[str]] = {
    "an AWS access key id": [prefix + drawn(16, string.ascii_uppercase) for prefix in ("AKIA", "ASIA", "ABIA", "ACCA")],
    "an AWS session token": [
        prefix + drawn(200, _LETTERS + "/+") for prefix in ("IQoJb3JpZ2lu", "FwoGZXIvYXdz", "ABSK")
    ],
    "an AWS secret access key": ["wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aB3" + drawn(37, _LETTERS + "/+")],
    "a private key": [
        f"-----BEGIN {label}-----\n{drawn(64)}\n{drawn(20)}\n-----END {label}-----"
        for label in ("PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "PGP MESSAGE")
    ]
    + [f"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n{drawn(64)}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"]
    + [f"PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{drawn(64)}"],
    "a URL with a password": [
        "postgresql://airflow:pa55word@db.example.com/airflow",
        "https://u:p@ss@example.com/",
        "mysql://u:p/w@example.com/x",
        f"https://{drawn(20)}@example.com/repository.git",
        "https://justletters@example.com/",
        f"sftp://{drawn(20)}1@example.com",
        "redis://:pa55word@cache.example.com:6379/0",
    ],
    "a webhook's address": [
        f"https://hooks.slack.com/services/T{drawn(8)}/B{drawn(8)}/{drawn(24)}",
        f"https://discord.com/api/webhooks/123456789012345678/{drawn(68)}",
        f"https://example.webhook.office.com/webhookb2/{drawn(36)}@{drawn(36)}/IncomingWebhook/{drawn(32)}",
    ],
    "a GitHub token": [f"gh{letter}_{drawn(36)}" for letter in "pousr"] + [f"github_pat_{drawn(22)}_{drawn(59)}"],
    "a GitLab token": [
        f"{prefix}-{drawn(20)}"
        for prefix in (
            *("glpat", "gloas", "gldt", "glrt", "glrtr", "glcbt", "glptt", "glft", "glimt", "glagent", "glwt"),
            *("glsoat", "glffct"),
        )
    ]
    + [f"glpat-{drawn(27)}.{drawn(2)}.{drawn(9)}", f"GR1348941{drawn(20)}"],
    "a Slack token": [f"xox{letter}-{drawn(12, string.digits)}-{drawn(24)}" for letter in "abeoprs"]
    + [f"xapp-1-A{drawn(10)}-{drawn(13, string.digits)}-{drawn(64, _HEX)}", f"xoxe.xoxp-1-{drawn(146)}"],
    "a Stripe key": [f"{prefix}_{drawn(24)}" for prefix in ("sk_live", "sk_test", "rk_live", "rk_test", "whsec")],
    "an npm token": [f"npm_{drawn(36)}"],
    "a PyPI token": [f"pypi-AgEIcHlwaS5vcmc{drawn(150)}", f"pypi-AgENdGVzdC5weXBpLm9yZw{drawn(150)}"],
    "a Google key or token": [
        f"AIza{drawn(35)}",
        f"GOCSPX-{drawn(28)}",
        f"ya29.{drawn(180)}",
        f"1//0{drawn(60)}",
        f"GOOG1E{drawn(55, string.ascii_uppercase)}",
    ],
    "a Vault token": [f"hv{letter}.{drawn(90)}" for letter in "sbr"],
    "a legacy Vault token": [f"s.aA1{drawn(21)}"],
    "a Terraform token": [f"{drawn(14)}.atlasv1.{drawn(67)}"],
    "an Azure secret": [f"{drawn(3)}8Q~{drawn(34)}", f"{drawn(76)}+ASt{drawn(6)}=="],
    "a Databricks token": [f"dapi{drawn(32, _HEX)}", f"dose{drawn(32, _HEX)}-2"],
    "a SendGrid key": [f"SG.{drawn(22)}.{drawn(43)}"],
    "a model vendor's key": [
        f"{prefix}{drawn(48)}"
        for prefix in (
            *("sk-ant-api03-", "sk-proj-", "sk-svcacct-", "sk-or-v1-", "hf_", "gsk_", "xai-", "r8_", "pplx-", "nvapi-"),
            *("lsv2_pt_", "sk-lf-"),
        )
    ],
    "an OpenAI key": [f"sk-{drawn(20)}T3BlbkFJ{drawn(20)}"],
    "a vendor's token": [
        f"{prefix}{drawn(40)}"
        for prefix in (
            *("dckr_pat_", "ATATT3xFfGF0", "lin_api_", "figd_", "glsa_", "sntrys_", "NRAK-", "shpat_", "dop_v1_"),
            *("dp.pt.", "squ_", "AKCp8", "tskey-auth-", "ops_eyJ", "dt0c01.", "AGE-SECRET-KEY-1"),
        )
    ],
    "a token": [f"eyJ{drawn(30)}.eyJ{drawn(60)}.{drawn(43)}"],
    "an authorization header": [f"Bearer {drawn(32)}", "Basic YWlyZmxvdzpwYTU1d29yZA==", f"token {drawn(40)}1"],
}

#: Text around a value that is a secret for its name.
TEXTS = (
    'password = var.a ? 1 : "{}"',
    'password = var.a ? "{}" : null',
    'config = {{ password = var.a == "" ? "{}" : var.a }}',
    'password = coalesce(var.a, "{}")',
    'password = os.environ.get("DB", "{}")',
    "password = a or '{}'",
    'let password = a ?? "{}";',
    'secrets = \'{{\\"password\\" = a || \\"{}\\"}}\'',
    'cat <<EOF\n[{{"name": "DB_PASSWORD", "type": "x", "value": "{}"}}]\nEOF',
    'x {{"name": "DB_PASSWORD", "secure": true, "more": [1, 2], "value": "{}"}} y',
    'x {{"key": "DB_PASSWORD", "a": {{"b": 1}}, "value": "{}"}} y',
    'x {{"value": "{}", "type": "x", "name": "DB_PASSWORD"}} y',
    'x {{\\"name\\": \\"DB_PASSWORD\\", \\"type\\": \\"x\\", \\"value\\": \\"{}\\"}} y',
    'env {{ name = "DB_PASSWORD", kind = "x", value = "{}" }}',
    "export DB_PASSWORD={}",
    "#!/bin/sh\nset -e\nexport DB_PASSWORD='{}'\necho 1\n",
    'DB_PASSWORD="{}" ./run.sh',
    "DB_HOST=db\nDB_PASS={}\nDB_USER=u\n",
    "password = {}\nuser = u",
    "[smtp]\nsmtp_password = {}\n",
    "auth:\n  password: {}\n  user: x\n",
    "auth:\n  password: |\n    {}\n    more\n  user: x\n",
    "auth:\n  password:\n    {}\n  user: x\n",
    "tokens:\n  - first\nclient-secrets:\n- {}\n- {}\nuser: x\n",
    "credentials:\n  username: u\n  value: {}\n",
    "env:\n- name: DB_PASSWORD\n  value: {}\n- name: USER\n  value: u\n",
    'env:\n- value: "{}"\n  name: DB_PASSWORD\n',
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  db: {}\n",
    'auth: {{password: {}, user: "u"}}',
    '{{"auth": {{"password": "{}"}}}}',
    '{{"env": [{{"name": "DB_PASSWORD", "value": "{}"}}]}}',
    '{{"env": [{{"value": "{}", "key": "api-key"}}]}}',
    '{{"ParameterKey": "DbPassword", "ParameterValue": "{}"}}',
    '[{{"nested": "{{\\"clientSecret\\": \\"{}\\"}}"}}]',
    'cat > config.json <<EOF\n{{"password": "{}", "user": "u"}}\nEOF\n',
    'echo \'{{\\"password\\": \\"{}\\"}}\' > config.json',
    'cat <<EOF\n{{"name": "DB_PASSWORD", "value": "{}"}}\nEOF',
    "jdbc:postgresql://h/db?user=u&password={}",
    "jdbc:sqlserver://h:1433;databaseName=d;user=u;password={};encrypt=true",
    "Server=h;Database=d;User Id=u;Password={};Encrypt=True",
    "DefaultEndpointsProtocol=https;AccountName=x;AccountKey={};EndpointSuffix=core.windows.net",
    "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey={}",
    "https://example.com/?access_token={}&page=2",
    "https://bucket.s3.amazonaws.com/key?X-Amz-Security-Token={}&X-Amz-Expires=300",
    "https://bucket.s3.amazonaws.com/key?X-Amz-Expires=300&X-Amz-Signature={}",
    "https://account.blob.core.windows.net/c?sv=2024-01-01&sp=r&sig={}",
    "curl -H 'X-Api-Key: {}' https://example.com",
    'curl -H "PRIVATE-TOKEN:{}" https://example.com',
    'curl -H "Authorization: token {}" https://example.com',
    "java -Dspring.datasource.password={} -jar app.jar",
    "run --password {} --verbose",
    "run --db-password={} --verbose",
    "machine example.com login u password {}",
    "CREATE USER u IDENTIFIED BY '{}'",
    "ALTER ROLE u WITH PASSWORD '{}'",
    "<server><username>u</username><password>{}</password></server>",
    '<add key="DbPassword" value="{}"/>',
    "//registry.npmjs.org/:_authToken={}",
    'password = """{}"""',
    "$env:DB_PASSWORD = '{}'",
    'db_password: "{}" # rotated',
    "a.b.clientSecret={}",
    "requests.get(url, auth_token={}, timeout=5)",
    "connect(password='{}', user='u')",
    "aws_secret_access_key = {}",
    "fernet_key={}",
    'variable "x" {{\n  password = "{}"\n}}',
    "env:\n- name: DB_PASSWORD\n  type: x\n  value: {}\n- name: USER\n",
    "env:\n- name: DB_PASSWORD # used by the web server\n  # a comment, with more\n  value: {}\n",
    "env:\n- value: {}\n  type: x\n  name: DB_PASSWORD\n",
    "env:\n- name: DB_PASSWORD\n  value: |\n    {}\n\n    {}\n- name: USER\n",
    "env:\n- name: DB_PASSWORD\n  value: a\n    {}\n- name: USER\n",
    'environment {{\n  name = "DB_PASSWORD"\n  type = "PLAINTEXT"\n  value = "{}"\n}}',
    'run --password "my {}" --verbose',
    "run --password 'my {}' --verbose",
    "SET PASSWORD = N'{}'",
    "DB_PASSWORD=$'{}'",
    'password = r"my {}"',
    "password: 'it''s {}'",
    "DB_PASSWORD=a\\ {} ./run",
    "auth:\n  password: a\n    {}\n  user: u\n",
    '$password = "{}"',
    '$DBPassword="{}"',
    "$db.password = '{}'",
    "DB_PASSWORD=$(echo {})",
    'DB_PASSWORD="$(echo my {})"',
    "DB_PASSWORD=`echo {}`",
    "DB_PASSWORD=${{X}}{}",
    "DB_PASSWORD=${{X:-{}}}",
    "password: {{{{x}}}}{}{{{{y}}}}",
    "password: alias/{}",
    "apiVersion: v1\nkind: Secret\ndata:\n  url: {}\n  key: {}\n",
    '{{"kind": "Secret", "data": {{"key": "{}"}}}}',
    '{{"secrets": {{"key": "{}", "db_url": "{}"}}}}',
    '{{"api_key": {{"user": "u", "key": "{}"}}}}',
    "secrets:\n  key: {}\n  db_url: {}\n",
    '{{"env_name": "DB_PASSWORD", "env_value": "{}"}}',
    'cat <<EOF\n{{"variable_name": "DB_PASSWORD", "variable_value": "{}"}}\nEOF',
    "curl -u user:{} https://example.com",
    'curl -su "user:{}" https://example.com',
    '["psql", "--password", "{}"]',
    'args: ["psql", "--password", "{}"] # x',
    "args:\n- --password\n- {}\n",
    '{{"auths": {{"registry.example.com": {{"auth": "{}"}}}}}}',
    "define('DB_PASSWORD', '{}');",
    "a%3D1%26password={}",
    "https://example.com/?next=a%26password%3D{}",
    *(f"password = {sign}EOT\n  {{}}\n  EOT\nuser = 1\n" for sign in ("<<", "<<-")),
    "export DB_PASSWORD=$(cat <<EOF\n{}\nEOF\n)\n",
    "export DB_PASSWORD=\"$(cat <<'EOF'\n{}\nEOF\n)\"\n",
    "password = trimspace(<<EOT\n{}\nEOT\n)\n",
    'password = (\n  "{}"\n)\n',
    'password = (\n  "my "\n  "{}"\n)\n',
    'password = var.prod ?\n  "{}" : var.other\n',
    'password = var.prod ? var.other :\n  "{}"\n',
    'password = var.prod\n  ? "{}"\n  : var.other\n',
    'passwords = [\n  "a",\n  "{}"\n]\n',
    'passwords = ["a", "{}"]\n',
    'passwords = {{\n  a = "{}"\n}}\n',
    'passwords = {{\n  "a" : "b",\n  "c" : "{}"\n}}\n',
    "export DB_PASSWORD=\\\n{}\n",
    "export DB_PASSWORD=\\\n  '{}'\n",
    "password=\r\n{}",
    "DB_PASSWORD=abc\\\n{} ./run",
    "const password =\n  a ||\n  '{}';\n",
    "password = 'a'\n  + '{}'\n",
    'password = var.prod ?\n  "{}" : "T"\n',
    'password = (\n  var.prod ? "{}" : "T"\n)\n',
    'passwords = {{\n  a = var.prod ? "{}" : "T"\n}}\n',
    "const password =\n  f('{}');\n",
    'password =\n  "{}"\n',
    "os.environ['DB_PASSWORD'] = '{}'",
    'config["password"] = f("{}")',
    '$Password = ConvertTo-SecureString "{}" -AsPlainText -Force',
    "$x = ConvertTo-SecureString -String '{}' -AsPlainText",
    "password = 'Sup3r' + '{}'",
    "password = 'Sup3r' +\n  '{}'\n",
    "$password = 'Sup3r' . '{}';",
    '<string name="password">{}</string>',
    '{{"option_name": "DB_PASSWORD", "option_value": "{}"}}',
    'x {{"option_name": "DB_PASSWORD", "option_value": "{}"}} y',
    "set -x DB_PASSWORD {}",
    "set -gx DB_PASSWORD '{}'",
    "setx DB_PASSWORD {}",
    'setx /M DB_PASSWORD "{}"',
    "setenv DB_PASSWORD {}",
    "ENV DB_PASSWORD {}",
    "aws configure set aws_secret_access_key {}",
    "read -r PASSWORD <<< '{}'",
    "mysql -u root -p'{}'",
    "mysqldump -h db -p{} airflow",
    "sshpass -p {} ssh u@h",
)

#: Names of secrets, as they are written in different places.
NAMES = (
    *("password", "db_password", "dbPassword", "DBPassword", "PGPASSWORD", "DB_PASS", "db-pass", "userPwd", "pwd"),
    *("secret", "client_secret", "clientSecret", "CLIENT_SECRET_KEY", "secret_string", "secretKey", "SECRET_KEY_BASE"),
    *("token", "authToken", "auth-token", "GITHUB_TOKEN", "TF_TOKEN_V2", "ARTIFACTORY_PAT", "jwt", "credentials"),
    *("api_key", "api-key", "apiKey", "APIKEY", "x-api-key", "accessKey", "private_key_pem", "preshared_key", "psk"),
    *("passphrase", "SENTRY_DSN", "connection_string", "ConnectionString", "core.fernet_key", "core.sql_alchemy_conn"),
    *("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW_CONN_WAREHOUSE", "AIRFLOW__CELERY__BROKER_URL", "keytab"),
    *("Authorization", "client-key-data", "password_wo", "passwordHash", "password2", "account_key", "hmacKey"),
    *("OPENAI_KEY", "ssh_key", "LDAP_BIND_PW", "db_pw", "basic_auth", "npm_auth", "credential_json"),
    *("service_account_json", "vault_unseal_key", "shared_access_signature"),
    *("celery.result_backend", "key_material", "tunnel1_preshared_key", "license.key", "db.password.value"),
)


def harmless() -> list[tuple[str, str]]:
    """Names and values that are no secrets."""
    categories: dict[str, Any] = parsed_yaml(_HARMLESS.read_text("utf-8"))
    return [(name, str(value)) for pairs in categories.values() for name, value in pairs]


def part_of(secret: str) -> str:
    """A part of a secret that is in none of the words that stand in its place."""
    if "\n" in secret:
        return secret.splitlines()[1]
    before_host = secret.split("@", maxsplit=1)[0]
    return before_host.rsplit(maxsplit=1)[-1].rpartition("//")[2][-12:]
