"""Where devices that speak HTTP bring their readings."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from anlan.desk.frame import open_to_all
from anlan.exchange.doors import devices_http


@csrf_exempt
@open_to_all
@require_POST
def take_readings(request: HttpRequest) -> HttpResponse:
    """202 when stored; 401 for a stranger, 413 and 400 for a body that cannot be stored, 503 when the bus does not answer."""
    gateway = devices_http.gateway_of(request.headers.get("Authorization", ""))
    if not gateway:
        return _said(401, "网关编号或密钥不对，请用 anlan gateways 核对。", {"WWW-Authenticate": 'Basic realm="anlan"'})
    if why := devices_http.wrong_with(request.body):
        return _said(413 if request.body else 400, why)
    try:
        devices_http.line().store(gateway, request.body, request.headers.get("Idempotency-Key", "")[:100])
    except OSError:
        return _said(503, "消息总线没有应答，数据没有收下，请稍后重发。", {"Retry-After": "5"})
    return _said(202, "")


def _said(status: int, sentence: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"sentence": sentence} if sentence else {}, status=status, headers=headers)
