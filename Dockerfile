# mwaa_tf with Terraform, for an unprivileged user. Build: make dist && docker build -t mwaa_tf .
#
# A tag moves: before you build in a pipeline, name an image that you have read, python:3.13-slim-trixie@sha256:…
FROM docker.io/library/python:3.13-slim-trixie AS base

FROM base AS terraform
ARG TERRAFORM_VERSION=1.11.4
ARG TARGETARCH
# The key that signs HashiCorp's releases (hashicorp.com/security); the key itself is downloaded and must be this one.
ARG HASHICORP_KEY=C874011F0AB405110D02105534365D9472D7468F
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /download
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends gpg gpgv unzip \
    && rm -rf /var/lib/apt/lists/*
ADD https://www.hashicorp.com/.well-known/pgp-key.txt hashicorp.asc
ADD https://releases.hashicorp.com/terraform/${TERRAFORM_VERSION}/terraform_${TERRAFORM_VERSION}_SHA256SUMS SHA256SUMS
ADD https://releases.hashicorp.com/terraform/${TERRAFORM_VERSION}/terraform_${TERRAFORM_VERSION}_SHA256SUMS.sig SHA256SUMS.sig
ADD https://releases.hashicorp.com/terraform/${TERRAFORM_VERSION}/terraform_${TERRAFORM_VERSION}_linux_${TARGETARCH}.zip ./
COPY tools/image/verify ./
RUN ./verify "terraform_${TERRAFORM_VERSION}_linux_${TARGETARCH}.zip" "${HASHICORP_KEY}" \
    && unzip -q "terraform_${TERRAFORM_VERSION}_linux_${TARGETARCH}.zip" terraform

FROM base AS package
WORKDIR /build
COPY tools/image/constraints.txt dist/*.whl ./
RUN python -m venv /opt/mwaa_tf \
    && /opt/mwaa_tf/bin/python -m pip install --no-cache-dir --no-deps --require-hashes -r constraints.txt \
    && /opt/mwaa_tf/bin/python -m pip install --no-cache-dir --no-deps --no-index ./*.whl \
    && /opt/mwaa_tf/bin/python -m pip uninstall --yes pip

FROM base
LABEL org.opencontainers.image.title="mwaa_tf" \
      org.opencontainers.image.description="Terraform for Amazon MWAA in a VPC shared across AWS accounts" \
      org.opencontainers.image.licenses="Apache-2.0 AND BUSL-1.1"
COPY --from=terraform /download/terraform /usr/local/bin/terraform
COPY --from=package /opt/mwaa_tf /opt/mwaa_tf
# Whatever user it runs as, and with --read-only: all that is written is in /tmp and in the folder that is mounted.
ENV PATH=/opt/mwaa_tf/bin:$PATH \
    HOME=/tmp/home \
    CHECKPOINT_DISABLE=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["mwaa_tf"]
CMD ["--help"]
