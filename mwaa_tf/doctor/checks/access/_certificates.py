"""Whether certificates are valid, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mwaa_tf.doctor.finding import Issue, failure, not_checkable, warning
from mwaa_tf.doctor.reading import Gap, GapKind
from mwaa_tf.doctor.view.load_balancer import CertificateFacts
from mwaa_tf.mwaa.web_access import EXPIRES_SOON, CertificateStatus

_FIXES = {
    CertificateStatus.PENDING_VALIDATION: "Create the validation record that ACM shows for {arn}",
    CertificateStatus.EXPIRED: "Renew {arn}: import a new certificate under the same ARN, or request one",
}
_REPLACE = "Request another certificate and use its ARN instead of {arn}"


def validity(certificate: CertificateFacts, now: datetime | None = None) -> Iterator[Issue]:
    """What is wrong with the status and the dates of a certificate."""
    arn, status = certificate.arn, certificate.status
    if status not in set(CertificateStatus):
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"{arn} has the unknown status {status!r}"), subject=arn)
        return
    if status != CertificateStatus.ISSUED:
        fix = _FIXES.get(CertificateStatus(status), _REPLACE).format(arn=arn)
        yield failure(f"The certificate {arn} is {status}, not ISSUED.", fix=fix, subject=arn)
        return
    if certificate.expires_at is None:
        yield not_checkable(Gap(GapKind.NOT_UNDERSTOOD, f"ACM does not say when {arn} expires"), subject=arn)
        return
    remaining = certificate.expires_at.astimezone(UTC) - (now or datetime.now(UTC))
    day = f"{certificate.expires_at.astimezone(UTC):%Y-%m-%d}"
    renew = f"Renew {arn}: validate its domain again if ACM issued it, or import a new one under the same ARN"
    if remaining.total_seconds() <= 0:
        yield failure(f"The certificate {arn} expired on {day}.", fix=renew, subject=arn)
    elif remaining < EXPIRES_SOON:
        yield warning(f"The certificate {arn} expires in {remaining.days} days, on {day}.", fix=renew, subject=arn)
