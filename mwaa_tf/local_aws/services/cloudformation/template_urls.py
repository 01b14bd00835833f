"""`TemplateURL`: an object of S3 at AWS's addresses, or at those of the local AWS.

`aws cloudformation deploy --s3-bucket` and the CDK put the endpoint that they upload to into the URL.
"""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from moto.cloudformation.exceptions import ValidationError


def read_template_url(template_url: str, account_id: str, partition: str) -> str:
    """The text of the object. Raises moto's ValidationError, in the words of CloudFormation, if there is none."""
    from moto.s3.exceptions import S3ClientError
    from moto.s3.models import s3_backends

    parts = urlsplit(template_url)
    first, _, rest = unquote(parts.path).lstrip("/").partition("/")
    host = (parts.hostname or "").lower()
    label, _, parent = host.partition(".")
    version = parse_qs(parts.query).get("versionId", [None])[0]
    backend = s3_backends[account_id][partition]
    # The bucket is the first part of the path, or the first label of the host.
    for bucket, key in ((first, rest), (label if parent else "", unquote(parts.path).lstrip("/"))):
        try:
            found = backend.get_object(bucket, key, version_id=version) if bucket and key else None
        except S3ClientError:
            continue
        if found is not None:
            return bytes(found.value).decode("utf-8", "replace")
    raise ValidationError(message=f"S3 error: The specified key does not exist. ({template_url})")
