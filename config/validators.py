"""An answer that did not change is not made again: public pages and the API can be asked so.

The version of the register, with what else an answer depends on, is its validator (``ETag``). A
client that has the answer of that version is told so before anything else is looked at; one that
has not is given the same answer again where it is kept.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request

from records.models import RegisterVersion
from records.routes import root_of
from records.unavailable import why_unavailable

from .kept_answers import keep, kept

API_VARIES = ("Accept", "Accept-Language")
VARIES = (*API_VARIES, "Cookie")
ADDRESSED = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "PATH_INFO", "QUERY_STRING")
"""What an address is made of, as it was sent: written out as a text, two may look the same."""
NOT_CODE = ("bench", "docs", "tests", "tools", "var")
"""The folders on whose files no answer depends; nor on those that are hidden, such as ``.venv``."""


class RegisterValidator:
    """Answers 304 to who has what is asked for; else says of which version the answer is.

    Not for accounts: their pages say more. What is not found, or refused, has no validator.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_for_anyone(request):
            return self.get_response(request)
        try:
            tag = validator_of(request)
        except Error as error:
            if why_unavailable(error):
                raise  # who asks has waited long enough
            return self.get_response(request)  # which may do without, and says so if it cannot
        if request.headers.get("If-None-Match", "*").strip() != "*":
            known = get_conditional_response(request, etag=tag)
            if isinstance(known, HttpResponseNotModified):
                return _with_headers(request, known, tag)
        # A version that the open transaction goes on changing has no answer yet.
        may_be_kept = request.method == "GET" and request.register_version  # type: ignore[attr-defined]
        if may_be_kept and (before := kept(tag)) is not None:
            return before
        response = self.get_response(request)
        if response.status_code == 200 and not response.cookies:
            _with_headers(request, response, tag)
            if may_be_kept:
                keep(tag, response)
        return response


def _with_headers(request: HttpRequest, response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["ETag"] = tag
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, API_VARIES if _is_api(request) else VARIES)
    return response


def _is_for_anyone(request: HttpRequest) -> bool:
    """Whether the answer is the same for everybody who asks for it like this."""
    if request.method not in ("GET", "HEAD"):
        return False
    path = request.path_info
    if _is_api(request):
        return True
    if path in (root_of("healthz"), root_of("readyz")) or path.startswith(root_of("admin:index")):
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and "messages" not in request.COOKIES


def _is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(root_of("api:root"))


def validator_of(request: HttpRequest) -> str:
    """Of which version an answer would be: weak, for it is compressed on its way.

    It depends on the address, the register, the code, the day (what is true today), the language
    and the representation that are asked for. The number itself is nobody's business. The request
    keeps the version, unless the open transaction changes the register.
    """
    version, settled = RegisterVersion.stamp()
    request.register_version = version if settled else ""  # type: ignore[attr-defined]
    parts = (
        settings.SECRET_KEY,
        str(request.scheme),
        *(request.META.get(name, "") for name in ADDRESSED),
        str(settings.DEBUG),
        version,
        code_version(),
        datetime.now(UTC).date().isoformat(),
        get_language_from_request(request),
        request.headers.get("Accept", ""),
    )
    digest = blake2b(ascii(parts).encode(), digest_size=12)
    return f'W/"{digest.hexdigest()}"'


@cache
def code_version() -> str:
    """What the files of the project are: another version of them may answer otherwise."""
    digest = blake2b(digest_size=12)
    root = Path(settings.BASE_DIR)
    folders = [one for one in root.iterdir() if one.is_dir() and one.name not in NOT_CODE]
    code = (one for folder in folders if folder.name[0] != "." for one in folder.rglob("*"))
    for path in sorted([root / "requirements.txt", *code]):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
