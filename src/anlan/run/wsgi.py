"""Pages and API: what the web workers serve. Addresses are loaded at the start: the first visitor does not wait for them."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings.embedded")
application = get_wsgi_application()
get_resolver().check()
