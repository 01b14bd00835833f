"""Access to what runs in an environment: people's way into Airflow, and the files that Airflow reads."""
