"""Words that Terraform and OpenTofu write into a plan. A word that is not here is reported, and never nothing.

From ``internal/command/jsonplan`` and ``internal/command/jsonchecks`` of Terraform 1.16 and OpenTofu 1.13, and from
``internal/configs/action.go`` of Terraform; docs/plan-fields.md lists them.
"""

from __future__ import annotations

from collections.abc import Mapping

from mwaa_tf.review.model import Action

#: What is done to an object, in the plan's words. ``forget, create`` is OpenTofu's, ``create, forget`` Terraform's.
ACTIONS: Mapping[tuple[str, ...], Action] = {
    ("no-op",): Action.NOTHING,
    ("create",): Action.CREATE,
    ("read",): Action.READ,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("forget",): Action.FORGET,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("create", "forget"): Action.REPLACE_AND_FORGET,
    ("forget", "create"): Action.REPLACE_AND_FORGET,
}

MODES = ("managed", "data", "ephemeral")

#: Why an action was chosen.
ACTION_REASONS: Mapping[str, str] = {
    "replace_because_tainted": "is tainted",
    "replace_because_cannot_update": "cannot be updated in place",
    "replace_by_request": "requested with -replace",
    "replace_by_triggers": "replace_triggered_by",
    "delete_because_no_resource_config": "is no longer in the configuration",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_wrong_repetition": "count or for_each was added or removed",
    "delete_because_count_index": "count is smaller now",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_enabled_false": "enabled is false now",
    "delete_because_no_move_target": "its moved block leads to no resource of the configuration",
    "forgot_because_lifecycle_destroy_in_state": "its state says destroy = false",
    "forgot_because_lifecycle_destroy_in_config": "its configuration says destroy = false",
    "read_because_config_unknown": "its arguments are known after apply",
    "read_because_dependency_pending": "waits for a change",
    "read_because_check_nested": "belongs to a check",
}

#: Why a change or an action is left to a later plan.
DEFERRED_REASONS: Mapping[str, str] = {
    "unknown": "Terraform does not say why",
    "instance_count_unknown": "its count or for_each is known after apply",
    "resource_config_unknown": "its arguments are known after apply",
    "provider_config_unknown": "its provider's configuration is known after apply",
    "deferred_prereq": "something that it depends on is deferred",
    "absent_prereq": "something that it depends on does not exist yet",
}

#: When an action is invoked.
TRIGGER_EVENTS: Mapping[str, str] = {
    "BeforeCreate": "before the creation of",
    "AfterCreate": "after the creation of",
    "BeforeUpdate": "before the update of",
    "AfterUpdate": "after the update of",
    "BeforeDestroy": "before the deletion of",
    "AfterDestroy": "after the deletion of",
    "Invoke": "on the command line",
}

#: What happens where an action fails.
FAILURE_MODES: Mapping[str, str] = {
    "ActionOnFailureHalt": "a failure stops the apply",
    "ActionOnFailureTaint": "a failure taints the resource",
    "ActionOnFailureContinue": "a failure does not stop the apply",
}

CHECK_STATUSES = ("pass", "fail", "error", "unknown")
