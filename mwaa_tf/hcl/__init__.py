"""Terraform's language: values written so that `terraform fmt` changes nothing, and files read with python-hcl2."""

from mwaa_tf.hcl.write import Expression, attributes, quote, value

__all__ = ["Expression", "attributes", "quote", "value"]
