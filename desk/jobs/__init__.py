"""What takes long on the desk runs as a job (``records.jobs``): asked for, watched, and done."""
