"""The event stream: what the one asynchronous process serves."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings.embedded")
application = get_asgi_application()
