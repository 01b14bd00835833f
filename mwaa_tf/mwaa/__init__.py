"""Facts about Amazon MWAA that AWS documents, each once and with its source.

One file per subject. Nothing here imports anything of mwaa_tf, and nothing here decides: the rules of the
configuration, the local AWS, the review and the documents read these facts and keep their own behaviour.
"""
