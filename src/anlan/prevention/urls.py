"""The prevention room's own addresses, under /prevention/. What stands before an account is short: it is printed on posters."""

from django.urls import path

from anlan.prevention import judge_pages, permit_pages, report_pages

urlpatterns = [
    path("judge", judge_pages.page),
    path("permits/<str:id>", permit_pages.permit),
    path("report", report_pages.tell),
    path("report/ask", report_pages.ask),
    path("reports", report_pages.reports),
]
