"""Bring an environment to another version of Airflow in place: the path, what stands in its way, and each step."""
