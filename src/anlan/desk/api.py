"""The API at /api/v1: the same verbs, the same judge, the same sentences as the pages. Each kind's form is its own schema.

A refusal is `{"sentence": …, "wrong": {fact: sentence}}`: 400 for a body that cannot be read, 401 without a token, 404 for what
is not there or not yours, 409 for a step that is refused, 422 for facts that are wrong.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import File, NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model
from pydantic_core import to_json

from anlan.desk import api_offers, tokens
from anlan.kernel import actions, handed, proofs, queries, records
from anlan.kernel.catalogue import UnknownKind, catalogue
from anlan.kernel.facts import BadFacts
from anlan.kernel.ids import is_id
from anlan.kernel.loop import Loop, Proof, Step
from anlan.kernel.people import Actor, Role
from anlan.kernel.refusals import NotThere, Refused
from anlan.kernel.register import Register

A_CODE = r"([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|Z[0-9]{9})"
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Code = Annotated[str, StringConstraints(pattern=f"^{A_CODE}$")]
MaybeCode = Annotated[str, StringConstraints(pattern=f"^{A_CODE}?$")]
After = Annotated[str, StringConstraints(pattern=r"^([0-9]{1,19}\.[0-9a-f]{32})?$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Kind = Annotated[str, StringConstraints(pattern="^(照片|文件|签名)$")]
Zoom = Annotated[int, Field(ge=0, le=22)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-85, le=85)]
BAD = (400, 401, 404, 409, 422)


class Answer(BaseModel):
    """What is answered is read straight from rows: a Schema of ninja would look up each fact of each row in Python."""

    model_config = ConfigDict(from_attributes=True)


class Refusal(Answer):
    """Why not, and what to do."""

    sentence: str
    wrong: dict[str, str] = {}


class MatterRow(Answer):
    """A matter in a list."""

    id: str
    kind: str
    title: str
    state: str
    number: str
    place: str
    unit: str
    due: datetime | None
    opened: datetime
    closed: datetime | None


class OneMatter(MatterRow):
    """A matter with its facts and the steps that this actor may take now, or why not."""

    facts: dict[str, Any]
    steps: dict[str, str]


class RecordRow(Answer):
    """A record."""

    id: str
    kind: str
    key: str
    title: str
    state: str
    place: str
    facts: dict[str, Any]
    seq: int


class MatterPage(Answer):
    rows: list[MatterRow]
    after: str = ""


class RecordPage(Answer):
    rows: list[RecordRow]
    after: str = ""


class Done(Answer):
    """A write's receipt; `late`: kept but not applied, because the state had moved on."""

    id: str
    entry: str
    seq: int
    state: str
    number: str = ""
    late: bool = False


class Put(Answer):
    id: str
    key: str
    seq: int
    changed: bool


class Kept(Answer):
    id: str


class Given(Schema):
    """A piece of evidence: an uploaded proof's id, or kind 记录 with a reference."""

    kind: str = Field(max_length=8)
    ref: str = Field(max_length=200)
    title: str = Field("", max_length=200)


class Json(BaseRenderer):
    """UTF-8 as it is, times with their zone."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


class Token(HttpBearer):
    """A bearer token; the request's actor is its person."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return tokens.actor_of(token, timezone.now())


def _bad(ok: Any) -> dict[int, Any]:
    return {200: ok} | dict.fromkeys(BAD, Refusal)


def _by(request: HttpRequest) -> Actor:
    by = getattr(request, "auth", None)
    assert isinstance(by, Actor)
    return by


def _say(request: HttpRequest, status: int, sentence: str, wrong: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"sentence": sentence, "wrong": wrong or {}}, status=status, json_dumps_params={"ensure_ascii": False})


def _bad_facts(request: HttpRequest, error: BadFacts) -> HttpResponse:
    return _say(request, 422, str(error), error.wrong)


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _say(request, 409, str(error))


def _not_there(request: HttpRequest, error: Exception) -> HttpResponse:
    return _say(request, 404, str(error))


def _no_token(request: HttpRequest, error: Exception) -> HttpResponse:
    return _say(request, 401, "令牌缺失、错误或已过期，请向系统管理员申请。")


def _bad_body(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = {".".join(map(str, e["loc"][1:])): "格式不对，请对照接口说明。" for e in error.errors}
    return _say(request, 422, "提交的内容格式不对，请对照接口说明修改后重试。", wrong)


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _say(request, error.status_code, "提交的内容无法读取，请用 UTF-8 编码的 JSON。")


# reading ---------------------------------------------------------------------------------------------------------------


def inbox(request: HttpRequest, after: After = "") -> Any:
    listed = queries.inbox(_by(request), after=after)
    return {"rows": listed.rows, "after": listed.after}


def matters(
    request: HttpRequest, kind: str = "", place: MaybeCode = "", state: str = "", open: bool = False, after: After = ""
) -> Any:
    kinds, states = tuple(filter(None, [kind])), tuple(filter(None, [state]))
    listed = queries.newest(queries.matters(_by(request), kinds=kinds, states=states, place=place, open_only=open), after)
    return {"rows": listed.rows, "after": listed.after}


def matter(request: HttpRequest, id: Id) -> Any:
    found = queries.matter(id, _by(request))
    steps = {choice.step.name: choice.why_not for choice in queries.choices(found, _by(request), timezone.now()) if choice.mine}
    return OneMatter(**MatterRow.model_validate(found).model_dump(), facts=found.facts, steps=steps)


def story(request: HttpRequest, id: Id) -> Any:
    queries.matter(id, _by(request))
    told = queries.story(id)
    return [
        {"seq": e["seq"], "verb": e["verb"], "by": e["name"], "recorded": e["recorded"], "hash": e["hash"], "body": e["body"]}
        for e in told
    ]


def search(request: HttpRequest, q: Words) -> Any:
    return {"rows": queries.searched(q, _by(request))[0]}


def totals(request: HttpRequest, place: Code) -> Any:
    counted = queries.totals(_by(request), place)
    return [{"kind": kind, "state": state, "n": n} for (kind, state), n in sorted(counted.items())]


def cells(
    request: HttpRequest, county: Code, zoom: Zoom = 8, west: Lon = 73, south: Lat = 3, east: Lon = 136, north: Lat = 54
) -> Any:
    return queries.cells(_by(request), county, zoom, (west, south, east, north))


# writing ---------------------------------------------------------------------------------------------------------------


def upload(request: HttpRequest, file: File[UploadedFile], kind: Kind = "文件") -> Any:
    return Kept(id=proofs.keep(file.read(), file.name or "附件", kind, _by(request), timezone.now()))


def offer(request: HttpRequest, id: Id) -> Any:
    return api_offers.sent(id, _by(request))


def accept(request: HttpRequest, id: Id, data: api_offers.Accepts) -> Any:
    return handed.accept(id, data.facts, _by(request), at=timezone.now())


WRITES: dict[str, Any] = {"id": (str, ""), "happened_at": (datetime | None, None), "evidence": (list[Given], [])}


def _checked(id: str) -> str:
    if id and not is_id(id):
        raise Refused("编号须为 32 位小写十六进制数，或留空由系统生成。")
    return id


def _named(data: Any) -> dict[str, Any]:
    given = tuple(Proof(one.kind, one.ref, one.title) for one in data.evidence)
    return {"id": _checked(data.id), "happened_at": data.happened_at, "evidence": given}


def _opens(loop: Loop[Any]) -> Callable[..., Any]:
    fields: dict[str, Any] = WRITES | {"facts": (loop.facts, ...)}
    body = create_model(f"Open_{loop.kind}", __base__=Schema, **fields)

    def opens(request: HttpRequest, data: Any) -> Any:
        given = tuple(Proof(one.kind, one.ref, one.title) for one in data.evidence)
        at = timezone.now()
        return actions.open_matter(
            loop.kind, data.facts.dump(), _by(request), at=at, id=_checked(data.id), happened_at=data.happened_at, evidence=given
        )

    opens.__annotations__["data"] = body
    return opens


def _takes(loop: Loop[Any], step: Step) -> Callable[..., Any]:
    asks: Any = (step.asks, ...) if step.asks.model_fields else (dict[str, Any], {})
    fields: dict[str, Any] = WRITES | {"asked": asks}
    body = create_model(f"Take_{loop.kind}_{step.name}", __base__=Schema, **fields)

    def takes(request: HttpRequest, data: Any, id: Id) -> Any:
        found = queries.matter(id, _by(request))
        if found.kind != loop.kind:
            raise NotThere(queries.NOT_YOURS)
        asked = data.asked if isinstance(data.asked, dict) else data.asked.dump()
        given = tuple(Proof(one.kind, one.ref, one.title) for one in data.evidence)
        at = timezone.now()
        return actions.take_step(
            id, step.name, _by(request), at=at, id=_checked(data.id), asked=asked, evidence=given, happened_at=data.happened_at
        )

    takes.__annotations__["data"] = body
    return takes


def _puts(register: Register[Any]) -> Callable[..., Any]:
    body = create_model(
        f"Put_{register.kind}",
        __base__=Schema,
        id=(str, ""),
        record=(str, ""),
        seen=(int | None, None),
        facts=(register.facts, ...),
    )

    def puts(request: HttpRequest, data: Any) -> Any:
        facts, at = data.facts.dump(), timezone.now()
        return records.put_record(
            register.kind, facts, _by(request), at=at, id=_checked(data.id), record=_checked(data.record), seen=data.seen
        )

    puts.__annotations__["data"] = body
    return puts


def _lists(register: Register[Any]) -> Callable[..., Any]:
    def lists(request: HttpRequest, place: MaybeCode = "", after: str = "") -> Any:
        found = queries.records(register.kind, _by(request), place=place)
        rows = list((found.filter(key__gt=after) if after else found)[: queries.PAGE + 1])
        more = rows[queries.PAGE - 1].key if len(rows) > queries.PAGE else ""
        return RecordPage(rows=[RecordRow.model_validate(row) for row in rows[: queries.PAGE]], after=more)

    return lists


SAYS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    BadFacts: _bad_facts,
    Refused: _refused,
    NotThere: _not_there,
    UnknownKind: _not_there,
    AuthenticationError: _no_token,
    ValidationError: _bad_body,
    HttpError: _unreadable,
}
READS: tuple[tuple[str, str, Any, Callable[..., Any], str], ...] = (
    ("GET", "/inbox", MatterPage, inbox, "我的待办"),
    ("GET", "/matters", MatterPage, matters, "事项"),
    ("GET", "/matters/{id}", OneMatter, matter, "一个事项"),
    ("GET", "/matters/{id}/story", list[dict[str, Any]], story, "一个事项的经过"),
    ("GET", "/search", MatterPage, search, "搜索事项"),
    ("GET", "/totals/{place}", list[dict[str, Any]], totals, "一地的事项数"),
    ("GET", "/cells/{county}", list[dict[str, Any]], cells, "一图：格网内的事项数"),
    ("POST", "/proofs", Kept, upload, "上传佐证"),
    ("GET", "/offers/{id}", api_offers.Sent, offer, "上级交办的内容"),
    ("POST", "/offers/{id}/accept", Done, accept, "接收上级交办，登记为本级事项"),
)


def made(name: str, loops: Iterable[Loop[Any]], registers: Iterable[Register[Any]]) -> NinjaAPI:
    """An API over these kinds, drawn from them."""
    api = NinjaAPI(title="安澜接口", version="1", auth=Token(), renderer=Json(), urls_namespace=name, docs_url=None)
    for error, says in SAYS.items():
        api.add_exception_handler(error, says)
    router = Router()
    for method, path, answer, view, summary in READS:
        router.add_api_operation(path, [method], view, response=_bad(answer), summary=summary, tags=["通用"])
    for loop in loops:
        _add_loop(router, loop)
    for register in registers:
        _add_register(router, register)
    api.add_router("", router)
    return api


def _add_loop(router: Router, loop: Loop[Any]) -> None:
    named: dict[str, Any] = {"response": _bad(Done), "tags": [loop.title]}
    opens = f"open_{loop.kind}"
    router.add_api_operation(
        f"/open/{loop.kind}", ["POST"], _opens(loop), operation_id=opens, summary=f"新建：{loop.title}", **named
    )
    for step in (one for one in loop.steps if one.may != Role.CLOCK):
        path, op = f"/matters/{{id}}/{loop.kind}/{step.name}", f"take_{loop.kind}_{step.name}"
        router.add_api_operation(
            path, ["POST"], _takes(loop, step), operation_id=op, summary=f"{loop.title}：{step.title}", **named
        )


def _add_register(router: Router, register: Register[Any]) -> None:
    path, title, tags = f"/records/{register.kind}", register.title, [register.title]
    lists, puts = f"list_{register.kind}", f"put_{register.kind}"
    router.add_api_operation(
        path, ["GET"], _lists(register), operation_id=lists, response=_bad(RecordPage), tags=tags, summary=title
    )
    router.add_api_operation(
        path, ["PUT"], _puts(register), operation_id=puts, response=_bad(Put), tags=tags, summary=f"登记：{title}"
    )


api = made("api", catalogue().loops(), catalogue().registers())
