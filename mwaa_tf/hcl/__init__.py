"""HCL: write values as `terraform fmt` formats them, and read files with python-hcl2."""

from mwaa_tf.hcl.write import Expression, attributes, quote, value

__all__ = ["Expression", "attributes", "quote", "value"]
