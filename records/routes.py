"""Where parts of the site begin, as requests name it: the same as long as the process runs."""

from functools import cache

from django.urls import get_script_prefix, reverse


@cache
def root_of(name: str) -> str:
    """The path of a route, without what a server puts before the site (``SCRIPT_NAME``)."""
    return f"/{reverse(name).removeprefix(get_script_prefix())}"
