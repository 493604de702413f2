"""What two nodes say to each other, as JSON between them: an offer, its withdrawal, an answer. Pure.

A letter is read tolerantly, because the other node may run another version: what we do not know is left out, what is too long
is cut, a kind of letter we do not know is no error (`read` answers None and the letter is kept and shown).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from anlan.kernel.ids import is_id
from anlan.kernel.places import PlaceError, level_of


def _cut(longest: int) -> BeforeValidator:
    return BeforeValidator(lambda value: str(value or "").replace("\0", "")[:longest])


def _id(value: Any) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise ValueError("not an id")
    return value


def _place(value: Any) -> str:
    """A place code, "" for what is none: the reader puts its own place there."""
    try:
        level_of(str(value))
    except PlaceError:
        return ""
    return str(value)


def _line(value: Any) -> tuple[str, str]:
    title, text = value
    return str(title)[:80], str(text)[:4000]


MOST_FILES = 50
FILES = ("照片", "文件")
"""Kinds of evidence that may travel, as they are written in the ledger."""


def _files(value: Any) -> list[Any]:
    """Those of the files named that can be read; the others are as if they had not been named."""
    found = []
    for one in value[:MOST_FILES] if isinstance(value, list) else ():
        try:
            found.append(File.model_validate(one))
        except ValidationError:
            continue
    return found


Id = Annotated[str, BeforeValidator(_id)]
PlaceCode = Annotated[str, BeforeValidator(_place)]
Kind = Annotated[str, _cut(40)]
State = Annotated[str, _cut(20)]
Title = Annotated[str, _cut(200)]
Text = Annotated[str, _cut(2000)]
Shown = Annotated[tuple[str, str], BeforeValidator(_line)]


class File(BaseModel):
    """A file that belongs to a letter: its bytes come by themselves (kernel.freight)."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: Id
    title: Title
    kind: Literal["照片", "文件"]
    size: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


Files = Annotated[list[File], BeforeValidator(_files)]


class Letter(BaseModel):
    """What every letter about a matter holds: which (`id` is the offer's, made by the upper node) and how it stands."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: Id
    upper: Id
    kind: Kind
    kind_title: Annotated[str, _cut(40)] = ""
    version: int = 1
    title: Title
    place: PlaceCode = ""
    due: AwareDatetime | None = None
    files: Files = []


class Offer(Letter):
    """The upper node asks the lower one to open a matter. `facts` as far as they travel, `shown` the same as text for people,
    `units` the names of the units that facts name; `again` counts how often it was offered."""

    type: Literal["offer"] = "offer"
    upper_title: Title = ""
    upper_number: Annotated[str, _cut(60)] = ""
    unit: Annotated[str, _cut(80)] = ""
    secrecy: State = "内部"
    again: int = 0
    why: Text = ""
    facts: dict[str, Any] = {}
    units: dict[str, list[str]] = {}
    shown: list[Shown] = []


class Withdraw(BaseModel):
    """The upper node takes an offer back."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    type: Literal["withdraw"] = "withdraw"
    id: Id
    why: Text = ""


class Answer(Letter):
    """The lower node tells how the matter stands: not answered yet (`pending`), refused (why), or its own matter's row."""

    type: Literal["answer"] = "answer"
    matter: Id
    state: State
    holder: Title = ""
    number: Annotated[str, _cut(60)] = ""
    closed: AwareDatetime | None = None
    pending: bool = False
    refused: Text = ""
    last: Annotated[str, _cut(40)] = ""
    last_at: AwareDatetime | None = None


KNOWN: dict[str, type[Offer] | type[Withdraw] | type[Answer]] = {"offer": Offer, "withdraw": Withdraw, "answer": Answer}


def read(body: Mapping[str, Any]) -> Offer | Withdraw | Answer | None:
    """The letter; None if it is of a kind that this version does not know. ValueError if it is broken."""
    model = KNOWN.get(str(body.get("type")))
    if model is None:
        return None
    try:
        return model.model_validate(body)
    except ValidationError as wrong:
        fault = wrong.errors()[0]
        raise ValueError(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None


def moment(micros: datetime | None) -> str | None:
    return micros.isoformat() if micros else None
