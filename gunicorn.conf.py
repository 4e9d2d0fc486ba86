"""What gunicorn is told wherever it serves the site; the command line wins over it."""

worker_class = "config.slow_clients.Worker"
threads = 4
keepalive = 5  # seconds that an idle connection is kept
graceful_timeout = 10
