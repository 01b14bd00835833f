"""What a Terraform that was killed made in AWS and had no time to write into its state.

Interrupted (SIGINT, or SIGTERM to Terraform alone), it ends in good order and saves the state, but its provider drops
what it waits for: a resource whose creation AWS was just about to confirm is lost. Killed, it loses all that is under
way and, with state in S3, what it made in the last twenty seconds. The next apply would make that once more. Whoever
imports it first makes nothing twice; this finds what to import.

It goes by what a plan wants to create: the same name, the same place, the tags of the plan. Nothing is changed in AWS
or in the state; what is found comes as `import` blocks, so that the next plan shows what an apply would do with it.
A finder for one more type of resource is a function in a file beside this one, marked with ``finds``.
"""

from mwaa_tf.lifecycle.orphans.search import Orphan, SearchResult, find_orphans, import_blocks

__all__ = ["Orphan", "SearchResult", "find_orphans", "import_blocks"]
