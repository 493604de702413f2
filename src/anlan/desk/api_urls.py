"""The API's addresses; imported at the first request for one, since drawing every kind's schema takes seconds."""

from anlan.desk.api import api

urlpatterns = api.urls[0]
