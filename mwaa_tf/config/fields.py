"""The kinds of value in a configuration, each with its constraint, its message and its JSON Schema."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from mwaa_tf.config.secret_text import kind_of_secret_in
from mwaa_tf.mwaa import regions
from mwaa_tf.mwaa.names import LOG_LEVELS
from mwaa_tf.secret_values import kind_of_secret, redacted
from mwaa_tf.text import did_you_mean, truncate

#: Characters that HCL, AWS and a terminal all carry; everything else below U+0020 is refused.
_ALLOWED_CONTROLS = "\t\n\r"


def problem(message: str) -> PydanticCustomError:
    """An error whose message is shown as it is."""
    return PydanticCustomError("mwaa_tf", "{message}", {"message": message})


class Constraint(Struct, frozen=True, eq=False):  # unions hash their members, and a schema may hold lists
    """Runs ``function`` on the validated value and puts ``schema`` into the JSON Schema."""

    function: Callable[[Any], Any]
    schema: tuple[tuple[str, Any], ...] = ()
    example: str | None = None
    """A value that is right, for messages and editors."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.function, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        examples = {"examples": [self.example]} if self.example else {}
        return {**handler(schema), **dict(self.schema), **examples}


class Shorthand(Struct, frozen=True):
    """``keyword`` instead of an object stands for ``meaning``."""

    keyword: str
    meaning: tuple[tuple[str, Any], ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: dict(self.meaning) if value == self.keyword else value, handler(source)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"const": self.keyword}, handler(schema)]}


class OneOf(Struct, frozen=True, eq=False):  # unions hash their members
    """One of ``choices``, like a Literal whose values are known at run time only.

    With ``kind``, an enumeration, the value becomes its member.
    """

    choices: Iterable[str]
    kind: Callable[[str], Any] | None = None

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        literal = core_schema.literal_schema([str(choice) for choice in self.choices])
        return core_schema.no_info_after_validator_function(self.kind, literal) if self.kind else literal


def matching(pattern: str, allowed: str, *, example: str, **schema: Any) -> Constraint:
    """Text that matches ``pattern`` as a whole, as ``example`` does; ``allowed`` ends the error's sentence.

    ``schema`` adds to the JSON Schema.

    The pattern means the same in Python and in the ECMAScript of editors: ASCII, and only escapes that both know.
    """

    def check(value: str) -> str:
        if not _compiled(pattern).fullmatch(value):
            raise problem(f"{quoted(value)} is not {allowed}")
        return value

    return Constraint(check, (("pattern", f"^(?:{pattern})$"), *schema.items()), example)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # When it is needed: a configuration needs few of all patterns, which would take a hundredth of a small render.
    return re.compile(pattern, re.ASCII)


def quoted(value: object) -> str:
    """A value inside a message: short, unmistakably not part of the sentence, and never a secret."""
    text = written(value)
    secret = kind_of_secret(text)
    # Redacted before it is cut off, so that what tells a secret is still there.
    return f"'(hidden: looks like {secret})'" if secret else f"'{truncate(redacted(text))}'"


def written(value: object) -> str:
    """A value as text, as it was written where that is known."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 13_000:
        return hex(value)  # Python refuses to write a decimal number of more than 4,300 digits
    return getattr(value, "text", None) or str(value)


def resource_id(prefix: str, kind: str) -> Constraint:
    """The id of a resource of EC2 such as ``vpc-0a1b2c3d4e5f60718``."""
    allowed = f"the id of {kind}, {prefix}-… with 8 to 17 hexadecimal digits"
    return matching(rf"{prefix}-[0-9a-f]{{8,17}}", allowed, example=f"{prefix}-0a1b2c3d4e5f60718")


def _region(value: str) -> str:
    if value not in regions.ALL_REGIONS:
        # Letters that changed places come first: us-esat-1 is nearer to us-west-1 in letters that are equal in place.
        same_letters = [region for region in regions.ALL_REGIONS if sorted(region) == sorted(value)]
        near = did_you_mean(value, same_letters or regions.ALL_REGIONS)
        raise problem(f"{quoted(value)} is not a region of AWS{near}; allowed is one such as us-east-1")
    return value


def _as_written(value: Any) -> Any:
    """A number or boolean as the text that was written for it."""
    return written(value) if isinstance(value, (bool, int, float)) else value


def _storable(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value  # nearly every text
    for character in value:
        if (character < " " and character not in _ALLOWED_CONTROLS) or "\ud800" <= character <= "\udfff":
            raise problem(f"contains the character U+{ord(character):04X}, which Terraform and AWS do not carry")
    if not value.isascii() and not unicodedata.is_normalized("NFC", value):
        # Terraform stores every string in NFC; it would not be "that very string" any more.
        raise problem("is not in Unicode's NFC form, into which Terraform would silently change it")
    return value


def _public(value: str) -> str:
    """Text that is no secret: all text of a configuration is rendered into files that others read."""
    if kind := kind_of_secret_in(value):
        raise problem(
            f"looks like {kind}; it would be rendered into files that are committed, and stored in Terraform states. "
            "Keep it out of the configuration"
        )
    return _storable(value)


def cidr(shortest: int, longest: int, example: str) -> Constraint:
    """Text that is an IPv4 network with a prefix of ``shortest`` to ``longest`` bits."""
    # Terraform reads no netmask behind the slash, which Python would.
    shape = re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}/[1-9]?[0-9]", re.ASCII)

    def check(value: str) -> str:
        if not shape.fullmatch(value):
            raise problem(f"{quoted(value)} is not an IPv4 network with its prefix length such as 10.192.0.0/16")
        try:
            network = ipaddress.IPv4Network(value)
        except ValueError as error:
            # Python's own messages quote the value and say what is wrong with it.
            raise problem(f"{error}; allowed is an IPv4 network such as 10.192.0.0/16") from error
        if not shortest <= network.prefixlen <= longest:
            raise problem(f"{quoted(value)} has a prefix of /{network.prefixlen}; AWS allows /{shortest} to /{longest}")
        return value

    octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    lengths = "|".join(map(str, range(shortest, longest + 1)))
    return Constraint(check, (("pattern", rf"^(?:{octet}\.){{3}}{octet}/(?:{lengths})$"),), example)


_SCALAR = (("type", ["string", "number", "boolean"]),)

Text = Annotated[str, Strict(), Constraint(_public)]
#: Text where a number or boolean is what people write: ``airflow_version: 2.10``, ``CostCenter: 1234``.
ScalarText = Annotated[
    str,
    BeforeValidator(_as_written),
    Strict(),
    Constraint(_public, _SCALAR),
]
#: The same where a rule of its own looks for secrets, by the names of the keys as well.
PossiblySecretText = Annotated[str, BeforeValidator(_as_written), Strict(), Constraint(_storable, _SCALAR)]
NonEmptyText = Annotated[Text, matching(r"[\s\S]+", "text; it is empty", example="acme")]
Bool = Annotated[bool, Strict()]
Int = Annotated[int, Strict()]

#: Where an account id may stand, editors accept its digits without quotes, as the loader does.
ACCOUNT_DIGITS: dict[str, Any] = {"type": ["string", "integer"], "minimum": 1, "maximum": 999_999_999_999}

#: A pattern of account ids: 12 digits, which may begin with zeros, such as AWS's example 012345678901 (AWS Account
#: Management reference guide, manage-acct-identifiers). Emulators use 000000000000 as the account of no one; that AWS
#: assigns it to no customer is inferred.
ACCOUNT = "(?!0{12})[0-9]{12}"

AccountId = Annotated[
    ScalarText,
    # Not "in quotes": the same message answers at a prompt, and the loader keeps the digits of a bare number.
    matching(ACCOUNT, "an AWS account id, 12 digits, not all zeros", example="111111111111", **ACCOUNT_DIGITS),
]
Region = Annotated[Text, Constraint(_region, (("enum", list(regions.ALL_REGIONS)),), "us-east-1")]
Name = Annotated[
    Text,
    matching(
        r"[a-z](?:[a-z0-9-]*[a-z0-9])?",
        "a name: lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
        example="analytics",
    ),
]
VpcCidr = Annotated[Text, cidr(16, 28, "10.192.0.0/16")]
SubnetCidr = Annotated[Text, cidr(16, 28, "10.192.20.0/24")]
VpcId = Annotated[Text, resource_id("vpc", "a VPC")]
SubnetId = Annotated[Text, resource_id("subnet", "a subnet")]
RouteTableId = Annotated[Text, resource_id("rtb", "a route table")]
SecurityGroupId = Annotated[Text, resource_id("sg", "a security group")]
ZoneId = Annotated[
    Text, matching(r"[a-z0-9]+-az[0-9]+", "the id of an availability zone such as use1-az1", example="use1-az1")
]
#: A pattern for the name of a bucket (S3 user guide, bucketnamingrules; terraform-provider-aws, s3 validBucketName).
BUCKET = (
    r"(?!xn--|sthree-|amzn-s3-demo-|.*\.\.|.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$|[0-9]{1,3}(?:\.[0-9]{1,3}){3}$)"
    r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
)
BucketName = Annotated[
    Text,
    matching(
        BUCKET,
        "the name of an S3 bucket, 3 to 63 lower-case letters, digits, hyphens and single dots, not an IP address and "
        "without the prefixes and suffixes that S3 reserves",
        example="acme-dags",
    ),
]
Profile = Annotated[
    Text,
    matching(r"""[^\s\[\]"'\\$%{}]+""", "the name of a profile in the AWS configuration files", example="network"),
]
#: On one line, as MWAA's API has it (its service model, RelativePath). S3 resolves no ``..``, which other programs do
#: (S3 user guide, object-keys).
S3Path = Annotated[
    Text,
    matching(
        "(?!/)(?!(?:[^\n\r]*/)?\\.\\.(?:/|$))[^\n\r\x85\u2028\u2029]{1,1024}",
        "a path inside the bucket, 1 to 1,024 characters on one line, without a leading slash and without ..",
        example="requirements.txt",
    ),
]
#: The version of an object in S3, or ``latest``.
ObjectVersion = Annotated[
    Text, matching(r"[\x21-\x7e]{1,1024}", "the version id of an S3 object, or latest", example="latest")
]
#: No longer than Go's durations: 292 years (Go's package time, ParseDuration).
Duration = Annotated[
    Text, matching(r"(?:[1-9][0-9]{0,4}[hms]){1,3}", "a duration of Terraform such as 120m or 2h", example="120m")
]

_VERSION = r"(?:=|!=|>=|<=|>|<|~>)? *[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}"
_PROVIDER_VERSION = rf"{_VERSION}(?:-[0-9A-Za-z.-]{{1,50}})?"

RequiredVersion = Annotated[
    Text,
    matching(
        rf" *{_VERSION}(?: *, *{_VERSION})* *",
        "a version constraint of Terraform such as >= 1.10, < 2.0; it takes no pre-releases",
        example=">= 1.10, < 2.0",
    ),
]
ProviderVersion = Annotated[
    Text,
    matching(
        rf" *{_PROVIDER_VERSION}(?: *, *{_PROVIDER_VERSION})* *",
        "a version constraint of a provider such as >= 5.68, < 7.0",
        example=">= 5.68, < 7.0",
    ),
]


LogLevel = Annotated[str, OneOf((*LOG_LEVELS, "off"))]
Workers = Annotated[Int, Field(ge=1, le=1000, examples=[10])]
