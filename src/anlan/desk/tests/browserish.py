"""What a browser without scripts would send for a page's form: enough of HTML's rules to close the circle in a test."""

from html.parser import HTMLParser

from django.http import QueryDict

BUTTONS = {"submit", "button", "file", "reset", "image"}


class FormReader(HTMLParser):
    """Collects the successful controls, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.select = self.option = self.text = None
        self.chosen: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        have = dict(attrs)
        self.tags.append((tag, have))
        if tag == "input":
            self._input(have)
        elif tag == "textarea":
            self.text = (have["name"], [])
        elif tag == "select":
            self.select, self.chosen, self.first = have["name"], [], None
        elif tag == "option":
            self._close_option()
            self.option = (have, [])

    def _input(self, have):
        kind = have.get("type") or "text"
        if kind in BUTTONS or "name" not in have or (kind in ("radio", "checkbox") and "checked" not in have):
            return
        self.sent.append((have["name"], have.get("value") or ""))

    def handle_data(self, data):
        if self.text:
            self.text[1].append(data)
        elif self.option:
            self.option[1].append(data)

    def handle_endtag(self, tag):
        if tag == "textarea":
            name, parts = self.text
            self.sent.append((name, "".join(parts).removeprefix("\n")))
            self.text = None
        elif tag == "select":
            self._close_option()
            self.sent.append((self.select, self.chosen[-1] if self.chosen else self.first))
        elif tag in ("option", "optgroup"):
            self._close_option()

    def _close_option(self):
        if self.option:
            have, text = self.option
            value = have.get("value")
            value = "".join(text) if value is None else value
            self.first = value if self.first is None else self.first
            if "selected" in have:
                self.chosen.append(value)
            self.option = None


def sent_by(html: str) -> QueryDict:
    reader = FormReader()
    reader.feed(html)
    query = QueryDict(mutable=True)
    for name, value in reader.sent:
        query.appendlist(name, value)
    return query
