"""The addresses of exchange between nodes, under /exchange/."""

from django.urls import path

from anlan.exchange import node_pages, pages

urlpatterns = [
    path("", node_pages.known),
    path("parcel", node_pages.take_parcel),
    path("handed/<str:id>", pages.accept),
    path("mirror/<str:id>", pages.mirror),
]
