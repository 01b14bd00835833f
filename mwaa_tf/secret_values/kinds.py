"""Kinds of secrets that are recognized by their form, whatever they are called.

Every pattern is linear: each alternative begins with its own letters or at a boundary, and no repetition is repeated.
Formats that no page of the vendor describes are "inferred" from tokens that the vendor issues.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise

from msgspec import Struct


class SecretKind(Struct, frozen=True, dict=True):
    """A form of secrets."""

    name: str
    """With its article, as in ``(an AWS access key id)``."""
    expression: str
    traces: tuple[str, ...]
    """Lower-case texts of which every secret of this kind contains one, in its lower case; none for runs of letters."""
    source: str
    """The vendor's page, or ``inferred``."""
    is_secret: Callable[[str], bool] | None = None
    """A second look at what the pattern matches."""
    certain: bool = True
    """Whether nothing else looks like it, so that a configuration with it is refused."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is needed: a command needs few, and all of them take some milliseconds."""
        return re.compile(self.expression)


def _prefixed(prefixes: str, characters: str = r"[\w-]", least: int = 16) -> str:
    """Tokens that begin with one of ``prefixes``, separated by blanks, and go on with at least as many characters."""
    beginnings = "|".join(map(re.escape, prefixes.split()))
    return rf"(?<![A-Za-z0-9_-])(?:{beginnings}){characters}{{{least},}}"


def _is_mixed(text: str) -> bool:
    """Whether a text of 40 letters, digits, ``/`` and ``+`` looks as if it was drawn: an AWS secret access key."""
    upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    classes = [2 * character.isupper() + character.isdigit() + 4 * character.islower() for character in text]
    changes = sum(first != second for first, second in pairwise(classes))
    return upper >= 7 and lower >= 7 and any(map(str.isdigit, text)) and changes >= 14


def _is_drawn(text: str) -> bool:
    """Whether a token has digits and letters of both cases."""
    return any(map(str.isdigit, text)) and any(map(str.isupper, text)) and any(map(str.islower, text[2:]))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _names_a_user(text: str) -> bool:
    """Whether ``text`` in base64 is a user and a password."""
    import base64
    import binascii

    encoded = text.rsplit(maxsplit=1)[-1]
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in decoded and decoded.isascii() and decoded.decode().isprintable()


_GITLAB = "glpat- gloas- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- glwt- glsoat- glffct- GR1348941"

_MODELS = (
    "sk-ant- sk-proj- sk-svcacct- sk-admin- sk-None- sk-or-v1- sk-lf- hf_ gsk_ xai- r8_ pplx- nvapi- lsv2_pt_ lsv2_sk_"
)

#: Other vendors whose tokens have a prefix of their own.
_OTHERS = (
    "dckr_pat_ dckr_oat_ ATATT3x ATCTT3x ATBB lin_api_ ntn_ figd_ glc_ glsa_ sntrys_ sntryu_ NRAK- shpat_ shpca_ "
    "shppa_ shpss_ dop_v1_ doo_v1_ dor_v1_ HRKU- FlyV1 nfp_ pul- dp.pt. dp.st. squ_ sqp_ sqa_ AKCp cmVmdGtuO "
    "rubygems_ PMAK- sq0atp- sq0csp- pscale_tkn_ pscale_pw_ pscale_oauth_ sbp_ sb_secret_ tskey- ops_eyJ CCIPAT_ "
    "bkua_ dt0c01. dt0s01. pnu_ dbtc_ dbtu_ LTAI AGE-SECRET-KEY-1"
)

_IAM_PREFIXES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids"

_KEY = r"(?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?|PGP MESSAGE)"

#: The user's part of a URL: with a password; of HTTP, whatever it is but git; of others, where it looks like a token.
_URL = r"""(?ix)(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*+://(?:
        [^\s/@:"'<>]*+:(?!\d{1,5}(?:[/?\#]|$))[^\s"'<>@]+(?:@[^\s"'<>@/]*)*@
      | (?<=http://)(?!git@)[^\s/?\#@"'<>]+@ | (?<=https://)(?!git@)[^\s/?\#@"'<>]+@
      | (?<!abfs://)(?<!abfss://)(?<!wasb://)(?<!wasbs://)(?=[a-z_.-]*\d)[^\s/?\#@"'<>:]{16,}@ )"""

KINDS = (
    SecretKind(
        "an AWS access key id",
        r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b",
        ("akia", "asia", "abia", "acca"),
        _IAM_PREFIXES,
    ),
    SecretKind(
        "an AWS session token",
        r"(?<![\w/+])(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|ABSK|bedrock-api-key-)[\w/+=%-]{40,}",
        ("iqojb3jpz2lu", "zxivyxdz", "absk", "bedrock-api-key-"),
        "inferred",
    ),
    SecretKind(
        "an AWS secret access key",
        r"(?<![A-Za-z0-9/+_-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_-])",
        (),
        "inferred from the example key in the IAM user guide, page id_credentials_access-keys",
        _is_mixed,
        certain=False,
    ),
    SecretKind(
        "a private key",
        (
            rf"(?s)-----BEGIN {_KEY}-----.*?(?:-----END {_KEY}-----|(?=-----BEGIN )|\Z)"
            r"|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----.*?(?:---- END[ A-Z0-9]{0,40}----|\Z)"
            r"|PuTTY-User-Key-File-\d:.*"
        ),
        ("private key", "pgp message", "putty-user-key-file-"),
        "https://www.rfc-editor.org/rfc/rfc7468",
    ),
    SecretKind(
        "a URL with a password",
        _URL,
        ("://",),
        "https://www.rfc-editor.org/rfc/rfc3986",
        lambda text: not text.lower().startswith(("abfs", "wasb")),
    ),
    SecretKind(
        "a webhook's address",
        (
            r"https://(?:hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/|"
            r"(?:[a-z]+\.)?discord(?:app)?\.com/api/webhooks/|[\w-]+\.webhook\.office\.com/)[\w/@-]{8,}"
        ),
        ("hooks.slack", "/api/webhooks/", "webhook.office"),
        "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
    ),
    SecretKind(
        "a GitHub token",
        r"(?<![A-Za-z0-9])(?:gh[pousr][_-]|github_pat_)[\w.-]{16,}",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "ghp-", "gho-", "ghu-", "ghs-", "ghr-", "github_pat_"),
        "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github"
        "#githubs-token-formats",
    ),
    SecretKind(
        "a GitLab token",
        _prefixed(_GITLAB, r"[\w.-]"),
        tuple(_GITLAB.lower().split()),
        "https://docs.gitlab.com/security/tokens/#token-prefixes",
    ),
    SecretKind(
        "a Slack token",
        r"(?<![A-Za-z0-9])(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]{10,}",
        ("xox", "xapp-"),
        "https://docs.slack.dev/authentication/tokens",
        _has_digit,
    ),
    SecretKind(
        "a Stripe key",
        r"(?<![A-Za-z0-9])(?:(?:sk|rk)_(?:live|test)_|whsec_)[\w+/=]{16,}",
        ("sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"),
        "https://docs.stripe.com/keys",
    ),
    SecretKind(
        "an npm token",
        _prefixed("npm_", "[A-Za-z0-9]", 30),
        ("npm_",),
        "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
    ),
    SecretKind("a PyPI token", _prefixed("pypi-AgE", least=30), ("pypi-age",), "https://pypi.org/help/#apitoken"),
    SecretKind(
        "a Google key or token",
        r"(?<![\w-])(?:AIza[\w-]{30,}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,}|1//0[\w-]{30,}|GOOG[A-Z0-9]{20,})",
        ("aiza", "gocspx-", "ya29.", "1//0", "goog"),
        "inferred",
    ),
    SecretKind(
        "a Vault token",
        _prefixed("hvs. hvb. hvr.", least=20),
        ("hvs.", "hvb.", "hvr."),
        "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
    ),
    SecretKind(
        "a legacy Vault token",
        r"(?<![\w./-])[sbr]\.[A-Za-z0-9]{24}(?![\w.-])",
        ("s.", "b.", "r."),
        "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes",
        _is_drawn,
        certain=False,
    ),
    SecretKind(
        "a Terraform token",
        r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{30,}",
        (".atlasv1.",),
        "inferred",
    ),
    SecretKind(
        "an Azure secret",
        r"(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])|[A-Za-z0-9+/]{76}(?:\+ASt|ACDb)[\w+/]{4,6}={0,2}",
        ("q~", "+ast", "acdb"),
        "inferred",
    ),
    SecretKind(
        "a Databricks token",
        r"(?<![A-Za-z0-9])(?:dapi|dose|dkea)[0-9a-f]{32}(?:-\d)?(?![0-9a-f])",
        ("dapi", "dose", "dkea"),
        "inferred",
    ),
    SecretKind(
        "a SendGrid key",
        r"(?<![\w.])SG\.[\w-]{16,}\.[\w-]{32,}",
        ("sg.",),
        "inferred",
    ),
    SecretKind("a model vendor's key", _prefixed(_MODELS, least=20), tuple(_MODELS.lower().split()), "inferred"),
    SecretKind(
        "an OpenAI key",
        r"(?<![\w-])sk-[\w-]{32,}",
        ("sk-",),
        "inferred",
        _is_drawn,
        certain=False,
    ),
    SecretKind("a vendor's token", _prefixed(_OTHERS, r"[\w.=+/-]", 20), tuple(_OTHERS.lower().split()), "inferred"),
    SecretKind(
        "a token",
        r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w.-]*",
        (".eyj",),
        "https://www.rfc-editor.org/rfc/rfc7519",
    ),
    SecretKind(
        "an authorization header",
        r"(?i)(?<![\w-])(?:bearer|token)[ \t]+(?=[^\s\"']*\d|[A-Za-z._~+/=-]{30})[A-Za-z0-9._~+/=-]{20,}",
        ("bearer", "token "),
        "https://www.rfc-editor.org/rfc/rfc6750",
        certain=False,
    ),
    SecretKind(
        "an authorization header",
        r"(?i)(?<![\w-])basic[ \t]+[A-Za-z0-9+/]{6,}={0,2}",
        ("basic ", "basic\t"),
        "https://www.rfc-editor.org/rfc/rfc7617",
        _names_a_user,
        certain=False,
    ),
)
