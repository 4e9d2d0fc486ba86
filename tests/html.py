"""Pages as tests compare them: how a template is laid out in lines says nothing to a reader."""

import re


def squeezed(html: str) -> str:
    """``html`` with each stretch of white space as one space, and none at the end of a tag."""
    return re.sub(r"(<[a-z][^<>]*?) >", r"\1>", re.sub(r"\s+", " ", html))
