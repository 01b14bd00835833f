"""Access to what runs in an environment: people's logins to Airflow, and the files that Airflow reads."""
