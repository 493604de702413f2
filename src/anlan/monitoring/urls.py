"""The monitoring room's own addresses, under /monitoring/."""

from django.urls import path, re_path

from anlan.monitoring import board_pages, pages, trial_pages, wall_pages

urlpatterns = [
    path("", pages.alarms),
    path("answer/<str:id>", pages.answer),
    path("answer", pages.answer_all),
    path("mute", pages.mute),
    path("statistics", pages.figures),
    path("access", board_pages.online),
    path("fire", board_pages.fires),
    re_path("^doubts/(?P<id>[0-9a-f]{32})$", board_pages.one_doubt),
    path("roads", board_pages.roads),
    path("sites/<str:unit>", pages.one_site),
    path("wall/", wall_pages.wall),
    path("wall/points", wall_pages.points),
    path("wall/near", wall_pages.near),
    path("wall/changes", wall_pages.changes),
    path("backtest", trial_pages.trial),
    path("backtests/<str:id>", trial_pages.many),
    path("backtests/<str:id>/go", trial_pages.go),
    path("sensors/<str:id>", pages.one_sensor),
]
