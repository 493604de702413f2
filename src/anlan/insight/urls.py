"""The addresses of figures, under /insight/."""

from django.urls import path

from anlan.insight import pages

urlpatterns = [path("", pages.figures)]
