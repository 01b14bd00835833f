"""AWS resources that an interrupted apply created but did not record in state.

Interrupted (SIGINT, or SIGTERM to Terraform alone), Terraform ends in good order and saves the state, but its provider
drops what it waits for: a resource whose creation AWS was about to confirm is lost. Killed, Terraform loses all that is
in progress and, with state in S3, what it created in the last twenty seconds. The next apply would create that again;
importing it first avoids duplicates.

A resource is found by what a plan wants to create: the same name, the same parent, the tags of the plan. Nothing is
changed in AWS or in the state. The result is `import` blocks, so that the next plan shows what an apply would do.
A finder for one more resource type is a function in a file of ``finders``, marked with ``finds``.
"""

from mwaa_tf.lifecycle.orphans.search import Orphan, SearchResult, existing_resources, find_orphans, import_blocks

__all__ = ["Orphan", "SearchResult", "existing_resources", "find_orphans", "import_blocks"]
