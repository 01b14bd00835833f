"""Updates that change nothing but the tags of a resource."""

from __future__ import annotations

import msgspec

from mwaa_tf.review.values import decoded_mask
from mwaa_tf.terraform.duplicate_keys import MEMBERS
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
    try:
        old, new = MEMBERS.decode(before), MEMBERS.decode(after)
    except msgspec.ValidationError:  # no objects
        return False
    names = old.keys() | new.keys()
    differing = [name for name in names if name not in _TAGS and old.get(name) != new.get(name)]
    return all(name in old and name in new and _are_same(old[name], new[name]) for name in differing)


def _are_same(old: msgspec.Raw, new: msgspec.Raw) -> bool:
    """Whether two values that are written in different ways are the same, as text: true is not 1."""
    return _text(old) == _text(new)


def _text(value: msgspec.Raw) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(value), order="deterministic")
