"""Our own Markdown, of ``docs/editors-guide.md`` alone, as HTML for the desk.

It reads what that page uses: headings, paragraphs, lists, tables, code, bold and links.
"""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def as_html(text: str) -> SafeString:
    """``text`` as HTML; everything in it is escaped first."""
    return mark_safe("\n".join(_blocks(text)))


def _blocks(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if heading := re.match(r"(#+) (.*)", lines[0]):
            level = len(heading[1])
            if level > 1:  # the page has its own first heading
                yield f"<h{level}>{_inline(heading[2])}</h{level}>"
            lines = lines[1:]
        if not lines:
            continue
        if lines[0].startswith("|"):
            yield _table(lines)
        elif re.match(r"[-*] ", lines[0]):
            yield f"<ul>{_items(lines, r'[-*] ')}</ul>"
        elif re.match(r"\d+\. ", lines[0]):
            yield f"<ol>{_items(lines, r'[0-9]+[.] ')}</ol>"
        else:
            yield f"<p>{_inline(' '.join(lines))}</p>"


def _items(lines: list[str], mark: str) -> str:
    items: list[str] = []
    for line in lines:
        if re.match(mark, line):
            items.append(re.sub(f"^{mark}", "", line))
        else:
            items[-1] += f" {line.strip()}"
    return "".join(f"<li>{_inline(item)}</li>" for item in items)


def _table(lines: list[str]) -> str:
    rows = [[_inline(cell.strip()) for cell in line.strip("| ").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[2:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inline(text: str) -> str:
    html = str(escape(text))
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", html)
    html = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", html)
    return re.sub(r"\[([^\]]+)\]\(((?:https?:/)?/[^\s)]+)\)", r'<a href="\2">\1</a>', html)
