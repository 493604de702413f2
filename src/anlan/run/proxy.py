"""At the door: who really asks, behind the proxy of this machine; and addresses that no database can hold."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse

LOOPBACK = ("127.0.0.1", "::1", "")
WRONG = "网址不对，请检查后重试。"
Answer = Callable[[HttpRequest], HttpResponse]


def real_address(get_response: Answer) -> Answer:
    """REMOTE_ADDR from the last X-Forwarded-For, which the proxy wrote, if the connection comes from this machine."""

    def called(request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if told and request.META.get("REMOTE_ADDR", "") in LOOPBACK:
            request.META["REMOTE_ADDR"] = told
        return get_response(request)

    return called


def no_nul(get_response: Answer) -> Answer:
    """An address with a NUL in it is refused: PostgreSQL holds none, and nobody types one."""

    def called(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.META.get("QUERY_STRING", ""):
            if request.path.startswith("/api/"):
                return JsonResponse({"sentence": WRONG, "wrong": {}}, status=400)
            return HttpResponseBadRequest(f"{WRONG}\n", content_type="text/plain; charset=utf-8")
        return get_response(request)

    return called
