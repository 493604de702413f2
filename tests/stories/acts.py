"""What a person does at a page, for stories: post a form, take a step, pick up what waits. Every act goes through an address."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from anlan.kernel import clock, queries
from anlan.kernel.models import Matter, Record
from anlan.run import node

SignIn = Callable[[str], Client]
PAPER = b"%PDF-1.4 example"


class Now:
    """The clock of a story: pages see it, and what is due is done as it turns."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
        self.at = at
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def run(self) -> int:
        """Lets the clock do all that is due now; returns how many rows it took up."""
        done, total = 1, 0
        while done:
            done = clock.tick(self.at, 200)
            total += done
        return total

    def turn(self, days: int, every: int = 1) -> None:
        """Goes on day by day (or in longer strides), as the real clock meets its rows in the order of their days."""
        until = self.at + timedelta(days=days)
        while self.at < until:
            self.at = min(self.at + timedelta(days=every), until)
            self.run()


def said(client: Client, path: str, **sent: Any) -> Any:
    """Posts, and follows to the page that answers."""
    return client.post(path, sent, follow=True)


def take(client: Client, matter: str, step: str, sent: Mapping[str, Any] | None = None, **more: Any) -> str:
    """Takes a step on its page; returns the state that is reached."""
    answer = client.post(f"/m/{matter}/{step}", {**(sent or {}), **more}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return state(matter)


def refused(client: Client, matter: str, step: str, sent: Mapping[str, Any] | None = None, **more: Any) -> str:
    """Tries a step that must not be taken; returns the page that says why, the state unchanged."""
    before = state(matter)
    page = client.post(f"/m/{matter}/{step}", {**(sent or {}), **more}, follow=True).content.decode()
    assert state(matter) == before
    return page


def state(matter: str) -> str:
    return Matter.objects.get(id=matter).state


def opened(client: Client, kind: str, sent: Mapping[str, Any]) -> str:
    """Opens a matter on its page; returns its id."""
    answer = client.post(f"/new/{kind}", sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"].rpartition("/")[2])


def paper(name: str = "佐证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER)


def unit(short: str) -> str:
    """The id of a unit of the sample by its short name."""
    return Record.objects.get(kind="unit", facts__short=short).id


def unit_of(login: str) -> str:
    """The unit that somebody works for."""
    return next(grant.unit for grant in queries.grants_of(node.person(login)) if grant.unit)
