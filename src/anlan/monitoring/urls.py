"""The monitoring room's own addresses, under /monitoring/."""

from django.urls import path

from anlan.monitoring import pages

urlpatterns = [
    path("", pages.alarms),
    path("answer/<str:id>", pages.answer),
    path("mute", pages.mute),
    path("statistics", pages.figures),
    path("sites/<str:unit>", pages.one_site),
    path("sensors/<str:id>", pages.one_sensor),
]
