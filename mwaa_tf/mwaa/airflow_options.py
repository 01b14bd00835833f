"""Airflow configuration options that Airflow 3 calls otherwise, no longer has, or has another default of.

Read in ``CONFIGS_CHANGES`` of Airflow's command ``airflow config lint`` (apache/airflow,
airflow-core/src/airflow/cli/commands/config_command.py) as released with 3.0.6, 3.1.0, 3.2.1 and 3.3.1, without those
that only the Kubernetes executor has; and in what airflow/config_templates/config.yml of these has no longer. Options
are written ``section.option``, as MWAA takes them. tests/mwaa/airflow_options.txt is the extract that tests compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mwaa_tf.mwaa.airflow_versions import numbers

SOURCE = "https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html"
"""The page of Airflow that sends to the command."""

_SAME_NAME: Mapping[tuple[str, str], str] = {
    ("webserver", "api"): "base_url enable_swagger_ui expose_config secret_key workers access_logfile",
    ("webserver", "fab"): """access_denied_message auth_rate_limit auth_rate_limited config_file enable_proxy_fix
        expose_hostname navbar_color navbar_hover_color navbar_text_color navbar_text_hover_color proxy_fix_x_for
        proxy_fix_x_host proxy_fix_x_port proxy_fix_x_prefix proxy_fix_x_proto session_backend session_lifetime_minutes
        update_fab_perms""",
    ("scheduler", "dag_processor"): """file_parsing_sort_mode max_callbacks_per_loop min_file_process_interval
        parsing_pre_import_modules parsing_processes print_stats_interval stale_dag_threshold""",
    ("scheduler", "metrics"): """stat_name_handler statsd_custom_client_path statsd_datadog_enabled
        statsd_datadog_metrics_tags statsd_datadog_tags statsd_host statsd_on statsd_port statsd_prefix""",
    ("core", "database"): """max_db_retries sql_alchemy_conn sql_alchemy_connect_args sql_alchemy_max_overflow
        sql_alchemy_pool_enabled sql_alchemy_pool_pre_ping sql_alchemy_pool_recycle sql_alchemy_pool_size
        sql_alchemy_schema sql_engine_collation_for_ids sql_engine_encoding""",
    ("core", "celery"): "worker_precheck",
    ("core", "dag_processor"): "dag_file_processor_timeout",
    ("api", "fab"): "auth_backends",
    ("celery", "operators"): "default_queue",
}
"""Options that only move to another section, by the section before and after."""

_RENAMED_IN_3: Mapping[str, str] = {
    **{f"{old}.{name}": f"{new}.{name}" for (old, new), names in _SAME_NAME.items() for name in names.split()},
    "admin.hide_sensitive_variable_fields": "core.hide_sensitive_var_conn_fields",
    "admin.sensitive_variable_fields": "core.sensitive_var_conn_names",
    "api.access_control_allow_origin": "api.access_control_allow_origins",
    "api.auth_backend": "fab.auth_backends",
    "celery.stalled_task_timeout": "scheduler.task_queued_timeout",
    "celery.task_adoption_timeout": "scheduler.task_queued_timeout",
    "core.dag_concurrency": "core.max_active_tasks_per_dag",
    "core.dataset_manager_class": "core.asset_manager_class",
    "core.dataset_manager_kwargs": "core.asset_manager_kwargs",
    "core.non_pooled_task_slot_count": "core.default_pool_task_slot_count",
    "metrics.statsd_allow_list": "metrics.metrics_allow_list",
    "metrics.statsd_block_list": "metrics.metrics_block_list",
    "scheduler.child_process_log_directory": "logging.dag_processor_child_process_log_directory",
    "scheduler.dag_dir_list_interval": "dag_processor.refresh_interval",
    "scheduler.deactivate_stale_dags_interval": "scheduler.parsing_cleanup_interval",
    "scheduler.local_task_job_heartbeat_sec": "scheduler.task_instance_heartbeat_sec",
    "scheduler.max_threads": "dag_processor.parsing_processes",
    "scheduler.processor_poll_interval": "scheduler.scheduler_idle_sleep_time",
    "scheduler.scheduler_zombie_task_threshold": "scheduler.task_instance_heartbeat_timeout",
    "scheduler.statsd_allow_list": "metrics.metrics_allow_list",
    "scheduler.zombie_detection_interval": "scheduler.task_instance_heartbeat_timeout_detection_interval",
    "triggerer.default_capacity": "triggerer.capacity",
    "webserver.force_log_out_after": "fab.session_lifetime_minutes",
    "webserver.session_lifetime_days": "fab.session_lifetime_minutes",
    "webserver.web_server_host": "api.host",
    "webserver.web_server_port": "api.port",
    "webserver.web_server_ssl_cert": "api.ssl_cert",
    "webserver.web_server_ssl_key": "api.ssl_key",
    "webserver.web_server_worker_timeout": "api.worker_timeout",
}
"""Options by their name in Airflow 2, and their name in 3.0."""

_RENAMED_LATER: Mapping[tuple[int, int], Mapping[str, str]] = {
    (3, 1): {
        **dict.fromkeys(("webserver.cookie_samesite", "webserver.cookie_secure"), "fab."),
        **{
            f"webserver.{name}": "api."
            for name in (
                "auto_refresh_interval",
                "default_wrap",
                "grid_view_sorting_order",
                "hide_paused_dags_by_default",
                "instance_name",
                "log_fetch_timeout_sec",
                "page_size",
                "require_confirmation_dag_change",
            )
        },
    },
    (3, 2): {
        "api.page_size": "api.fallback_page_limit",
        "core.max_num_rendered_ti_fields_per_task": "core.num_dag_runs_to_retain_rendered_fields",
    },
}
"""Those of later releases; a name that ends with a dot is that of a section, to which the option moves."""

OTHER_UNIT = frozenset({"webserver.session_lifetime_days", "webserver.force_log_out_after"})
"""Of the renamed ones, those whose value changes, too."""

_REMOVED: Mapping[tuple[int, int], Mapping[str, str]] = {
    (3, 0): {
        "api": "enable_experimental_api google_key_path google_oauth2_audience",
        "cli": "api_client endpoint_url",
        "core": """check_slas dag_default_view dag_orientation dag_processor_manager_log_location enable_xcom_pickling
            load_default_connections log_processor_filename_template strict_dataset_uri_validation task_runner""",
        "database": "load_default_connections",
        "debug": "fail_fast",
        "logging": """dag_processor_manager_log_location dag_processor_manager_log_stdout enable_task_context_logger
            log_processor_filename_template use_historical_filename_templates""",
        "metrics": "metrics_use_pattern_match timer_unit_consistency",
        "operators": "allow_illegal_arguments",
        "scheduler": """allow_trigger_in_future dependency_detector schedule_after_task_execution
            standalone_dag_processor""",
        "smtp": "smtp_password smtp_user",
        "traces": "otel_task_log_event",
        "webserver": """access_logformat allow_raw_html_descriptions allowed_payload_size analytics_id analytics_tool
            analytics_url caching_hash_method cookie_samesite cookie_secure dag_default_view dag_orientation
            default_dag_run_display_number default_ui_timezone error_logfile expose_stacktrace log_animation_speed
            log_auto_tailing_offset log_fetch_delay_sec max_form_memory_size max_form_parts navbar_logo_text_color
            num_recent_configurations_for_trigger reload_on_plugin_change run_internal_api
            show_recent_stats_for_completed_runs show_trigger_form_if_no_params web_server_master_timeout worker_class
            worker_refresh_batch_size worker_refresh_interval x_frame_enabled""",
    },
    (3, 1): {
        "api": "enable_xcom_deserialize_support",
        "core": "database_access_isolation donot_pickle internal_api_secret_key internal_api_url",
        "logging": "colored_formatter_class colored_log_format",
        "scheduler": "dag_stale_not_seen_duration",
        "webserver": """audit_view_excluded_events audit_view_included_events instance_name_has_markup
            warn_deployment_exposure""",
    },
    (3, 2): {"core": "min_serialized_dag_fetch_interval", "lineage": "backend"},
}
"""Options that have no successor, by the release that no longer has them and their section."""


@dataclass(frozen=True, slots=True)
class OptionChange:
    """What becomes of an option."""

    name: str
    since: tuple[int, int]
    """The first release of Airflow with the change, or with the last one of its name: ``(3, 1)``."""
    successor: str = ""
    """The name that it has then; empty where the release has it no longer."""

    @property
    def release(self) -> str:
        """``3``, or ``3.1`` where 3.0 still has the option."""
        return "3" if self.since == (3, 0) else ".".join(map(str, self.since))


_RENAMED = (
    *(OptionChange(old, (3, 0), new) for old, new in _RENAMED_IN_3.items()),
    *(
        OptionChange(old, since, f"{new}{old.partition('.')[2]}" if new.endswith(".") else new)
        for since, names in _RENAMED_LATER.items()
        for old, new in names.items()
    ),
)

_GONE = tuple(
    OptionChange(f"{section}.{name}", since)
    for since, sections in _REMOVED.items()
    for section, names in sections.items()
    for name in names.split()
)


def renamed_options(current: str, requested: str) -> Mapping[str, OptionChange]:
    """The options that ``current`` reads and a later version ``requested`` calls otherwise, by name.

    Of one that was renamed twice on the way, the last name. Raises :class:`ValueError` for text that is no version.
    """
    found: dict[str, OptionChange] = {}
    for change in _between(_RENAMED, current, requested):
        for name, earlier in found.items():
            if earlier.successor == change.name:
                found[name] = OptionChange(name, change.since, change.successor)
        found[change.name] = change
    return found


def removed_options(current: str, requested: str) -> Mapping[str, OptionChange]:
    """The options that a later version ``requested`` no longer has, by name. Raises as :func:`renamed_options`."""
    renamed = renamed_options(current, requested)
    return {change.name: change for change in _between(_GONE, current, requested) if change.name not in renamed}


def earlier_names(current: str, requested: str) -> Mapping[str, str]:
    """The options that ``current`` reads under a name that an earlier version ``requested`` does not, and its own.

    Those that moved to the sections of Airflow 3. Raises as :func:`renamed_options`.
    """
    names: dict[str, str] = {}
    for change in _between(_RENAMED, requested, current):
        sections = change.name.partition(".")[0], change.successor.partition(".")[0]
        if sections[0] in ("webserver", "scheduler") and sections[1] in ("api", "dag_processor"):
            names.setdefault(change.successor, change.name)
    return names


def _between(changes: tuple[OptionChange, ...], current: str, requested: str) -> list[OptionChange]:
    before, after = numbers(current), numbers(requested)
    return [change for change in changes if before < change.since <= after]


XCOM_PICKLING = "core.enable_xcom_pickling"
SMTP_OPTIONS = frozenset({"smtp.smtp_user", "smtp.smtp_password"})
"""Airflow 3 takes them from the connection ``smtp_default``."""

PARALLELISM = "core.parallelism"
"""0 meant no limit; Airflow 3 refuses it."""

DEFAULT_FALSE_IN_3 = (
    "scheduler.catchup_by_default",
    "scheduler.create_cron_data_intervals",
    "scheduler.create_delta_data_intervals",
)
"""Options that were True by default in Airflow 2 and are False in Airflow 3."""
