"""Airflow configuration options that Airflow 3 calls otherwise, no longer has, or has another default of.

Read in ``CONFIGS_CHANGES`` of Airflow's command ``airflow config lint`` (apache/airflow,
airflow-core/src/airflow/cli/commands/config_command.py), without those that only the Kubernetes executor has. Options
are written ``section.option``, as MWAA takes them.
"""

from __future__ import annotations

from collections.abc import Mapping

SOURCE = "https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html"
"""The page of Airflow that sends to the command."""

_SAME_NAME: Mapping[tuple[str, str], str] = {
    ("webserver", "api"): "base_url enable_swagger_ui expose_config secret_key workers access_logfile",
    ("webserver", "fab"): """access_denied_message auth_rate_limit auth_rate_limited config_file enable_proxy_fix
        expose_hostname navbar_color navbar_hover_color navbar_text_color navbar_text_hover_color proxy_fix_x_for
        proxy_fix_x_host proxy_fix_x_port proxy_fix_x_prefix proxy_fix_x_proto session_backend session_lifetime_minutes
        update_fab_perms""",
    ("scheduler", "dag_processor"): """file_parsing_sort_mode max_callbacks_per_loop min_file_process_interval
        parsing_processes print_stats_interval stale_dag_threshold""",
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

RENAMED_IN_3: Mapping[str, str] = {
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
"""Options by their name in Airflow 2, and their name in Airflow 3."""

OTHER_UNIT = frozenset({"webserver.session_lifetime_days", "webserver.force_log_out_after"})
"""Of the renamed ones, those whose value changes, too."""

_REMOVED: Mapping[str, str] = {
    "core": """check_slas dag_default_view dag_orientation dag_processor_manager_log_location enable_xcom_pickling
        log_processor_filename_template strict_dataset_uri_validation task_runner""",
    "logging": """dag_processor_manager_log_location dag_processor_manager_log_stdout enable_task_context_logger
        log_processor_filename_template""",
    "metrics": "metrics_use_pattern_match timer_unit_consistency",
    "operators": "allow_illegal_arguments",
    "scheduler": "allow_trigger_in_future dependency_detector",
    "smtp": "smtp_password smtp_user",
    "traces": "otel_task_log_event",
    "webserver": """access_logformat allow_raw_html_descriptions allowed_payload_size analytics_id analytics_tool
        analytics_url caching_hash_method cookie_samesite cookie_secure default_dag_run_display_number
        default_ui_timezone error_logfile expose_stacktrace log_animation_speed log_auto_tailing_offset
        log_fetch_delay_sec max_form_memory_size max_form_parts navbar_logo_text_color
        num_recent_configurations_for_trigger reload_on_plugin_change run_internal_api
        show_recent_stats_for_completed_runs show_trigger_form_if_no_params web_server_master_timeout worker_class
        worker_refresh_batch_size worker_refresh_interval x_frame_enabled""",
}

REMOVED_IN_3 = frozenset(f"{section}.{name}" for section, names in _REMOVED.items() for name in names.split())
"""Options that have no successor."""

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

NAMES_IN_2: Mapping[str, str] = {
    new: old
    for old, new in reversed(tuple(RENAMED_IN_3.items()))
    if old.partition(".")[0] in ("webserver", "scheduler") and new.partition(".")[0] in ("api", "dag_processor")
}
"""Options of sections that Airflow 3 moved there, by their name in Airflow 3, and the name in Airflow 2."""
