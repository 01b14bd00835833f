"""The kinds of value in a configuration, each with its constraint, its message and its JSON Schema."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from mwaa_tf.mwaa import quotas
from mwaa_tf.mwaa.names import LOG_LEVELS
from mwaa_tf.secret_values import kind_of_secret
from mwaa_tf.text import truncate

#: Characters that HCL, AWS and a terminal all carry; everything else below U+0020 is refused.
_ALLOWED_CONTROLS = "\t\n\r"


def problem(message: str) -> PydanticCustomError:
    """An error whose message is shown as it is."""
    return PydanticCustomError("mwaa_tf", "{message}", {"message": message})


@dataclass(frozen=True, eq=False)  # unions hash their members, and a schema may hold lists
class Constraint:
    """Runs ``function`` on the validated value and puts ``schema`` into the JSON Schema."""

    function: Callable[[Any], Any]
    schema: tuple[tuple[str, Any], ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.function, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), **dict(self.schema)}


@dataclass(frozen=True)
class Shorthand:
    """``keyword`` instead of an object stands for ``meaning``."""

    keyword: str
    meaning: tuple[tuple[str, Any], ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: dict(self.meaning) if value == self.keyword else value, handler(source)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"const": self.keyword}, handler(schema)]}


@dataclass(frozen=True, eq=False)  # unions hash their members
class OneOf:
    """One of ``choices``, like a Literal whose values are known at run time only.

    With ``kind``, an enumeration, the value becomes its member.
    """

    choices: Iterable[str]
    kind: Callable[[str], Any] | None = None

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        literal = core_schema.literal_schema([str(choice) for choice in self.choices])
        return core_schema.no_info_after_validator_function(self.kind, literal) if self.kind else literal


def matching(pattern: str, allowed: str, **schema: Any) -> Constraint:
    """Text that matches ``pattern`` as a whole; ``allowed`` ends the error's sentence, ``schema`` adds to the schema.

    The pattern means the same in Python and in the ECMAScript of editors: ASCII, and only escapes that both know.
    """
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise problem(f"{quoted(value)} is not {allowed}")
        return value

    return Constraint(check, (("pattern", f"^(?:{pattern})$"), *schema.items()))


def quoted(value: object) -> str:
    """A value inside a message: short, unmistakably not part of the sentence, and never a secret."""
    text = written(value)
    secret = kind_of_secret(text)
    return f"'(hidden: looks like {secret})'" if secret else f"'{truncate(text)}'"


def written(value: object) -> str:
    """A value as text, as it was written where that is known."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 13_000:
        return hex(value)  # Python refuses to write a decimal number of more than 4,300 digits
    return getattr(value, "text", None) or str(value)


def _as_written(value: Any) -> Any:
    """A number or boolean as the text that was written for it."""
    return written(value) if isinstance(value, (bool, int, float)) else value


def _storable(value: str) -> str:
    for character in value:
        if (character < " " and character not in _ALLOWED_CONTROLS) or "\ud800" <= character <= "\udfff":
            raise problem(f"contains the character U+{ord(character):04X}, which Terraform and AWS do not carry")
    if not value.isascii() and not unicodedata.is_normalized("NFC", value):
        # Terraform stores every string in NFC; it would not be "that very string" any more.
        raise problem("is not in Unicode's NFC form, into which Terraform would silently change it")
    return value


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
    return Constraint(check, (("pattern", rf"^(?:{octet}\.){{3}}{octet}/(?:{lengths})$"), ("examples", [example])))


#: The first field of an ARN after `arn:`, as a pattern.
PARTITION = r"aws(?:-[a-z]+)*"

Text = Annotated[str, Strict(), Constraint(_storable)]
#: Text where a number or boolean is what people write: ``airflow_version: 2.10``, ``CostCenter: 1234``.
ScalarText = Annotated[
    str,
    BeforeValidator(_as_written),
    Strict(),
    Constraint(_storable, (("type", ["string", "number", "boolean"]),)),
]
NonEmptyText = Annotated[Text, matching(r"[\s\S]+", "text; it is empty")]
Bool = Annotated[bool, Strict()]
Int = Annotated[int, Strict()]

#: Where an account id may stand, editors accept its digits without quotes, as the loader does.
_DIGITS: dict[str, Any] = {"type": ["string", "integer"], "minimum": 0, "maximum": 999_999_999_999}

AccountId = Annotated[ScalarText, matching(r"[0-9]{12}", "an AWS account id, 12 digits in quotes", **_DIGITS)]
Region = Annotated[Text, matching(r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}", "an AWS region such as us-east-1")]
Name = Annotated[
    Text,
    matching(
        r"[a-z](?:[a-z0-9-]*[a-z0-9])?",
        "a name: lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
    ),
]
VpcCidr = Annotated[Text, cidr(16, 28, "10.192.0.0/16")]
SubnetCidr = Annotated[Text, cidr(16, 28, "10.192.20.0/24")]
VpcId = Annotated[Text, matching(r"vpc-[0-9a-f]{8,17}", "the id of a VPC, vpc-… with 8 to 17 hexadecimal digits")]
SubnetId = Annotated[
    Text, matching(r"subnet-[0-9a-f]{8,17}", "the id of a subnet, subnet-… with 8 to 17 hexadecimal digits")
]
RouteTableId = Annotated[
    Text, matching(r"rtb-[0-9a-f]{8,17}", "the id of a route table, rtb-… with 8 to 17 hexadecimal digits")
]
SecurityGroupId = Annotated[
    Text, matching(r"sg-[0-9a-f]{8,17}", "the id of a security group, sg-… with 8 to 17 hexadecimal digits")
]
ZoneId = Annotated[Text, matching(r"[a-z0-9]+-az[0-9]+", "the id of an availability zone such as use1-az1")]
RoleArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:iam::[0-9]{{12}}:role/[A-Za-z0-9_+=,.@/-]+", "the ARN of an IAM role, arn:aws:iam::…:role/…"
    ),
]
PolicyArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:iam::(?:[0-9]{{12}}|aws):policy/[A-Za-z0-9_+=,.@/-]+",
        "the ARN of an IAM policy, arn:aws:iam::…:policy/…",
    ),
]
BucketArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:s3:::[a-z0-9][a-z0-9.-]{{1,61}}[a-z0-9]",
        "the ARN of an S3 bucket, arn:aws:s3:::bucket-name",
    ),
]
BucketName = Annotated[
    Text, matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket, 3 to 63 lower-case characters")
]
KmsKeyArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:kms:[a-z0-9-]+:[0-9]{{12}}:key/[0-9a-zA-Z-]+",
        "the ARN of a KMS key, arn:aws:kms:REGION:ACCOUNT:key/…; MWAA takes no alias",
    ),
]
ResourceShareArn = Annotated[
    Text,
    matching(
        rf"arn:{PARTITION}:ram:[a-z0-9-]+:[0-9]{{12}}:resource-share/[0-9a-f-]{{36}}",
        "the ARN of a resource share, arn:aws:ram:REGION:ACCOUNT:resource-share/…",
    ),
]
Principal = Annotated[
    ScalarText,
    matching(
        rf"[0-9]{{12}}|arn:{PARTITION}:organizations::[0-9]{{12}}:(?:organization/o-[a-z0-9]{{10,32}}"
        r"|ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})",
        "a principal: an account id, the ARN of an organizational unit or the ARN of an organization",
        **_DIGITS,
    ),
]
Profile = Annotated[Text, matching(r"""[^\s\[\]"'\\$%{}]+""", "the name of a profile in the AWS configuration files")]
S3Path = Annotated[
    Text, matching(r"(?!/)[\s\S]{1,1024}", "a path inside the bucket, 1 to 1,024 characters, without a leading slash")
]
#: The version of an object in S3, or ``latest``.
ObjectVersion = Annotated[Text, matching(r"[\x21-\x7e]{1,1024}", "the version id of an S3 object, or latest")]
Duration = Annotated[Text, matching(r"(?:[1-9][0-9]*[hms])+", "a duration of Terraform such as 120m or 2h")]

_VERSION = r"(?:=|!=|>=|<=|>|<|~>)? *[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}"
_PROVIDER_VERSION = rf"{_VERSION}(?:-[0-9A-Za-z.-]{{1,50}})?"

RequiredVersion = Annotated[
    Text,
    matching(
        rf" *{_VERSION}(?: *, *{_VERSION})* *",
        "a version constraint of Terraform such as >= 1.10, < 2.0; it takes no pre-releases",
    ),
]
ProviderVersion = Annotated[
    Text,
    matching(
        rf" *{_PROVIDER_VERSION}(?: *, *{_PROVIDER_VERSION})* *",
        "a version constraint of a provider such as >= 5.68, < 7.0",
    ),
]


def _tags(value: dict[str, str]) -> dict[str, str]:
    if len(value) > quotas.TAGS:
        raise problem(f"{len(value)} tags; AWS allows {quotas.TAGS} on a resource")
    for key, text in value.items():
        if not 1 <= len(key) <= 128 or key.lower().startswith("aws:"):
            raise problem(f"{quoted(key)} is not a tag key: 1 to 128 characters, not beginning with aws:")
        if len(text) > 256:
            raise problem(f"the value of {quoted(key)} has {len(text)} characters; AWS allows 256")
    return value


Tags = Annotated[
    dict[Text, ScalarText],
    Constraint(_tags, (("maxProperties", quotas.TAGS), ("propertyNames", {"minLength": 1, "maxLength": 128}))),
]

LogLevel = Annotated[str, OneOf((*LOG_LEVELS, "off"))]
Workers = Annotated[Int, Field(ge=1, le=1000)]
