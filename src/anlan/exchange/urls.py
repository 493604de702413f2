"""The addresses of exchange between nodes, under /exchange/."""

from django.urls import path

from anlan.exchange import device_pages, node_pages, pages

urlpatterns = [
    path("", node_pages.known),
    path("exercise", node_pages.exercise),
    path("parcel", node_pages.take_parcel),
    path("readings", device_pages.take_readings),
    path("devices", device_pages.devices),
    path("handed/<str:id>", pages.accept),
    path("below", pages.below),
    path("mirror/<str:id>", pages.mirror),
    path("mirror/<str:id>/proof/<str:proof>", pages.file),
]
