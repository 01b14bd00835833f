"""Updates that change nothing but the tags of a resource."""

from __future__ import annotations

from typing import Any

import msgspec

from mwaa_tf.review.values import decoded_mask
from mwaa_tf.terraform.plan_json import ResourceChangeRepresentation

#: The tags of a resource, and these with the provider's default tags (AWS provider, guides/resource-tagging).
_TAGS = ("tags", "tags_all")


def changes_only_tags(resource: ResourceChangeRepresentation) -> bool:
    """Whether all that happens to ``resource`` is an update of ``tags`` and ``tags_all``, and nothing is unknown."""
    change = resource.change
    is_plain = not (change.importing or change.generated_config or change.replace_paths or resource.previous_address)
    if change.actions != ("update",) or not is_plain or change.before_identity != change.after_identity:
        return False
    if decoded_mask(change.after_unknown) or not _differ_in_tags(change.before_sensitive, change.after_sensitive):
        return False
    return change.before != change.after and _differ_in_tags(change.before, change.after)


def _differ_in_tags(before: msgspec.Raw, after: msgspec.Raw) -> bool:
    """Whether two objects are the same but for their tags, or in full."""
    if before == after:
        return True
    old, new = (_without_tags(msgspec.json.decode(side)) for side in (before, after))
    # As text: true is not 1.
    return isinstance(old, dict) and isinstance(new, dict) and _text(old) == _text(new)


def _without_tags(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: member for name, member in value.items() if name not in _TAGS}


def _text(value: Any) -> bytes:
    return msgspec.json.encode(value, order="deterministic")
