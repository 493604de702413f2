"""The manual: every job has its page, every picture is there, used and small, every link leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "docs" / "manual"
PAGES = sorted(MANUAL.glob("*.md"))
LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "README.zh.md"], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    here = [link for link in LINK.findall(page.read_text("utf-8")) if not link.startswith("http")]
    assert [link for link in here if not (page.parent / link).exists()] == []


def test_every_job_is_in_the_index():
    index = (MANUAL / "README.md").read_text("utf-8")
    assert [page.name for page in PAGES if page.name != "README.md" and f"({page.name})" not in index] == []
    assert len(PAGES) >= 10


def test_pictures_are_used_and_small():
    pictures = sorted((MANUAL / "img").glob("*.png"))
    used = {link for page in PAGES for link in LINK.findall(page.read_text("utf-8"))}
    assert [one.name for one in pictures if f"img/{one.name}" not in used] == []
    assert max(one.stat().st_size for one in pictures) <= 120_000
    assert sum(one.stat().st_size for one in pictures) <= 2_500_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_two_screens_at_most(page):
    assert len(page.read_text("utf-8").splitlines()) <= 45
