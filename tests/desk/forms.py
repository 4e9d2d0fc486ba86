"""Fills in the desk's forms as a browser would: reads the page, changes some values, sends all."""

from html.parser import HTMLParser
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client


class _Form(HTMLParser):
    """The values that a browser would send from the main form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.inside = False
        self.select = self.area = ""
        self.multiple = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form" and (given.get("id") or "").endswith("_form"):
            self.inside = True
        if not self.inside:
            return
        if tag == "input" and name and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                ticked = "on" if given.get("type") in ("checkbox", "radio") else ""
                self.values.setdefault(name, []).append(given.get("value", ticked) or "")
        elif tag == "textarea":
            self.area = name
            self.values[name] = [""]
        elif tag == "select":
            self.select, self.multiple = name, "multiple" in given
            self.first = True
        elif tag == "option" and self.select:
            if "selected" in given:
                self.values.setdefault(self.select, [])
                if self.multiple:
                    self.values[self.select].append(given.get("value") or "")
                else:
                    self.values[self.select] = [given.get("value") or ""]
            elif self.first and not self.multiple:
                self.values.setdefault(self.select, [given.get("value") or ""])
            self.first = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            # A browser drops the one line break that follows the tag.
            self.values[self.area][0] = self.values[self.area][0].removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def read_form(client: Client, address: str) -> dict[str, list[str]]:
    """What the form at ``address`` would send, unchanged."""
    response = client.get(address)
    assert response.status_code == 200
    return read_form_of(response)


def read_form_of(response: Any) -> dict[str, list[str]]:
    """What the form on a page that was answered would send, unchanged."""
    form = _Form()
    form.feed(response.content.decode())
    return {name: value for name, value in form.values.items() if "__prefix__" not in name}


def send(
    client: Client,
    address: str,
    button: str = "_save",
    start: Any = None,
    follow: bool = False,
    **changes: Any,
):
    """Send the form at ``address`` with ``changes`` (``rows__0__x`` is the field ``rows-0-x``).

    With ``follow``, the answer is the page to which saving leads.
    """
    values = dict(start if start is not None else read_form(client, address))
    for name, value in changes.items():
        values[name.replace("__", "-")] = value if isinstance(value, list) else [str(value)]
    return client.post(address, {**values, button: ["1"]}, follow=follow)


def errors(response: Any) -> dict[str, list[str]]:
    """Every error on the page, by the name of its field."""
    found: dict[str, list[str]] = {}
    context = getattr(response, "context_data", None) or {}
    if "adminform" not in context:
        return found
    for field, sentences in context["adminform"].form.errors.items():
        found[field] = [str(sentence) for sentence in sentences]
    for inline in context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        for number, row in enumerate(inline.formset.errors):
            for field, sentences in row.items():
                found[f"{prefix}-{number}-{field}"] = [str(sentence) for sentence in sentences]
        if inline.formset.is_bound and inline.formset.non_form_errors():
            found[prefix] = [str(one) for one in inline.formset.non_form_errors()]
    return found


def notices(response: Any) -> list[str]:
    """The messages at the top of the page, or of the one that the answer leads to."""
    return [str(message) for message in get_messages(response.wsgi_request)]
