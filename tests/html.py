"""Pages as tests compare them: how a template is laid out in lines says nothing to a reader."""

import re
from html import unescape
from typing import Any


def squeezed(html: str) -> str:
    """``html`` with each stretch of white space as one space, and none at the end of a tag."""
    return re.sub(r"(<[a-z][^<>]*?) >", r"\1>", re.sub(r"\s+", " ", html))


def main_text(response: Any) -> str:
    """What a reader reads in the main part of a page, without its notes' markup."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", f"<main{main}").split()))
