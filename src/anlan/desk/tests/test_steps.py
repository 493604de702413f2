"""What goes wrong on the way in: nothing typed is lost, nothing is half written, every answer is a sentence in Chinese."""

from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.desk.tests.browserish import sent_by
from anlan.kernel import proofs
from anlan.kernel.asked_later import asked_later
from anlan.kernel.catalogue import catalogue


def test_a_bad_upload_costs_no_typed_word(county, sign_in, monkeypatch):
    town, id = sign_in("town"), county["letter0"]
    answer = town.post(f"/m/{id}/report", {"reason": "写了很久。", "proof.file": SimpleUploadedFile("空.txt", b"")})
    assert answer.status_code == 422
    assert "是空的，请重新选择" in answer.content.decode()
    assert "写了很久。" in answer.content.decode()
    monkeypatch.setattr(proofs, "LARGEST", 10)
    answer = town.post(f"/m/{id}/report", {"reason": "写了很久。", "proof.file": SimpleUploadedFile("大.txt", b"0" * 11)})
    assert (answer.status_code, "写了很久。" in answer.content.decode()) == (422, True)


def test_a_stale_page_says_so(county, sign_in):
    clerk, second = sign_in("clerk"), sign_in("second")
    clerk.post(f"/m/{county['letter3']}/submit", {})
    answer = clerk.post(f"/m/{county['letter3']}/submit", {})
    assert "本事项现为“审核中”，不能“送审”，请刷新后再看。" in answer.content.decode()
    assert second.post(f"/m/{county['letter3']}/review", {}).status_code == 302


def test_who_sent_it_for_review_does_not_review_it(county, sign_in):
    clerk = sign_in("clerk")
    clerk.post(f"/m/{county['letter3']}/submit", {})
    assert "须由送审人以外的人办理。" in clerk.post(f"/m/{county['letter3']}/review", {}).content.decode()


def test_what_no_database_keeps_is_refused_at_the_door(county, sign_in):
    clerk = sign_in("clerk")
    assert [clerk.get(path).status_code for path in ("/r/test_mine?after=%00", "/m/%00")] == [400, 400]
    answer = clerk.post("/new/test_letter", {"title": "a\x00b"})
    assert answer.status_code == 400
    assert "不能识别的字符" in answer.content.decode()


def test_a_form_of_opening_asks_only_what_belongs_to_it(county, sign_in):
    clerk = sign_in("clerk")
    asked = [loop.kind for loop in catalogue().loops() if clerk.get(f"/new/{loop.kind}").status_code == 200]
    assert len(asked) > 20
    for kind in asked:
        names = {name.split(".")[0] for name in sent_by(clerk.get(f"/new/{kind}").content.decode())}
        assert not names & asked_later(catalogue().loop(kind)), kind
    answer = clerk.post("/new/problem", {"title": "没有写完"})
    assert (answer.status_code, 'name="answer"' in answer.content.decode()) == (422, False)
    assert 'name="answer"' in clerk.get("/new/problem?answer=县里修").content.decode()
