"""Text of others in documents: without credentials and invisible characters, and escaped for where it goes."""
