"""The prevention room's own addresses, under /prevention/. What stands before an account is short: it is printed on posters."""

from django.urls import path, re_path

from anlan.prevention import home_pages, judge_pages, permit_pages, report_pages

urlpatterns = [
    path("", home_pages.home),
    path("judge", judge_pages.page),
    re_path("^permits/(?P<id>[0-9a-f]{32})$", permit_pages.permit),
    path("report", report_pages.tell),
    path("report/ask", report_pages.ask),
    path("reports", report_pages.reports),
]
