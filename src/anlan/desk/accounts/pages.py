"""Signing in and out, one's own password, the second factor, and the page of who is locked out."""

import segno
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as second_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from anlan.desk.frame import DeskRequest, is_here, open_to_all, refusal, say
from anlan.kernel import accounts, directory
from anlan.kernel.people import Role
from anlan.kernel.refusals import Refused

WRONG = "登录名或密码不对，请核对大小写后重试。"


def onward(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is one of our own pages."""
    to = request.POST.get("next") or request.GET.get("next", "")
    return to if url_has_allowed_host_and_scheme(to, {request.get_host()}) else "/"


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: DeskRequest) -> HttpResponse:
    """登录."""
    if request.method == "GET" and request.user.is_authenticated:
        return HttpResponseRedirect(onward(request))
    wrong = ""
    if request.method == "POST":
        found = authenticate(request, login=request.POST.get("login", "").strip(), password=request.POST.get("password", ""))
        if found is not None and getattr(found, "is_sample", False) and not is_here(request):
            return refusal(request, "示例账号只能在安装安澜的这台机器上使用（127.0.0.1），请换用正式账号。", 403)
        if found is not None:
            login(request, found)
            request.session["seen"] = int(request.now.timestamp())
            return HttpResponseRedirect(onward(request))
        wrong = WRONG
    shown = {
        "wrong": wrong,
        "next": onward(request),
        "login": request.POST.get("login", ""),
        "idle": "idle" in request.GET,
        "minutes": settings.IDLE_MINUTES,
    }
    return render(request, "desk/login.html", shown | {"node": directory.this_node()}, status=422 if wrong else 200)


def locked(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None, *args: object, **kwargs: object
) -> HttpResponse:
    """What django-axes answers once an account is locked out (setting AXES_LOCKOUT_CALLABLE)."""
    minutes = round(float(settings.AXES_COOLOFF_TIME) * 60)
    sentence = f"连续 {settings.AXES_FAILURE_LIMIT} 次登录失败，已暂停登录。请 {minutes} 分钟后再试，或请安全管理员解除。"
    return render(request, "desk/locked.html", {"sentence": sentence}, status=429)


@require_POST
def sign_out(request: DeskRequest) -> HttpResponse:
    """退出."""
    logout(request)
    return HttpResponseRedirect("/login")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: DeskRequest) -> HttpResponse:
    """One's own new password."""
    wrong = new_password(request) if request.method == "POST" else ""
    if request.method == "POST" and not wrong:
        say(request, "密码已修改。")
        return HttpResponseRedirect("/")
    return render(request, "desk/password.html", {"wrong": wrong, "must": request.user.must_change}, status=422 if wrong else 200)


def new_password(request: DeskRequest) -> str:
    """Sets it; or the sentence why not."""
    old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
    if not request.user.check_password(old):
        return "现在的密码不对，请重新输入。"
    if new != again:
        return "两次输入的新密码不一样，请重新输入。"
    if new == old:
        return "新密码不能和现在的一样，请换一个。"
    try:
        validate_password(new, request.user)
    except ValidationError as error:
        return "".join(error.messages)
    accounts.set_password(request.user.id, new, at=request.now)
    fresh = get_user_model().objects.get(pk=request.user.pk)
    update_session_auth_hash(request, fresh)
    return ""


@sensitive_post_parameters("token")
@require_http_methods(["GET", "POST"])
def second(request: DeskRequest) -> HttpResponse:
    """两步验证: set up with an authenticator on the phone, or shown a code of it."""
    device = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    fresh = device is None
    if device is None:
        device, _ = TOTPDevice.objects.get_or_create(user=request.user, confirmed=False, defaults={"name": "手机"})
    wrong = ""
    if request.method == "POST":
        token = request.POST.get("token", "").strip()
        if device.verify_is_allowed()[0] and device.verify_token(token):
            if fresh:
                accounts.keep_account(request.user.id, "second_set", request.actor, at=request.now, doing=lambda: confirm(device))
            second_login(request, device)
            say(request, "两步验证已通过。")
            return HttpResponseRedirect(onward(request))
        wrong = "动态码不对，或已被使用。请看手机上的新动态码，稍等几秒再试。"
    shown = {"fresh": fresh, "wrong": wrong, "next": onward(request), "verified": request.user.is_verified()}  # type: ignore[attr-defined]
    if fresh:
        code = segno.make(device.config_url, error="m")
        shown |= {
            "qr": code.png_data_uri(scale=5, border=2),
            "secret": device.config_url.partition("secret=")[2].partition("&")[0],
        }
    return render(request, "desk/second.html", shown, status=422 if wrong else 200)


def confirm(device: TOTPDevice) -> bool:
    device.confirmed = True
    device.save()
    return True


def clear_second(request: DeskRequest, name: str) -> str:
    """Somebody's second factor is set up anew, never one's own; what became of it, in a sentence."""
    devices = TOTPDevice.objects.filter(user__login=name).exclude(user=request.user)
    person = get_user_model().objects.filter(login=name).values_list("id", flat=True).first() or ""
    gone = accounts.keep_account(person, "second_cleared", request.actor, at=request.now, doing=lambda: bool(devices.delete()[0]))
    if gone:
        return f"已清除 {name} 的两步验证，本人下次登录时重新设置。"
    return f"没有清除：{name} 没有设置两步验证；您本人的须由另一名安全管理员清除。"


def unlock(request: DeskRequest, name: str) -> str:
    """Somebody may try to sign in again; a login that is nobody's is freed without a ledger to write into."""
    person = get_user_model().objects.filter(login=name).values_list("id", flat=True).first() or ""
    if not accounts.keep_account(person, "unlocked", request.actor, at=request.now, doing=lambda: bool(reset(username=name))):
        reset(username=name)
    return f"已解除 {name} 的登录限制。"


@require_http_methods(["GET", "POST"])
def lockouts(request: DeskRequest) -> HttpResponse:
    """登录安全 (安全管理员): who is locked out, and whose second factor is to be set up anew."""
    if Role.SECURITY_ADMIN not in request.actor.roles():
        raise Refused("登录安全由安全管理员办理，您没有这项权限。")
    if request.method == "POST":
        name = request.POST.get("login", "").strip()
        say(request, clear_second(request, name) if request.POST.get("what") == "second" else unlock(request, name))
        return HttpResponseRedirect("/lockouts")
    found = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).order_by("-attempt_time")[:100]
    return render(request, "desk/lockouts.html", {"attempts": found})
