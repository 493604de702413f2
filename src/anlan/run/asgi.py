"""The event stream: what the one asynchronous process serves."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.settings.embedded")
application = get_asgi_application()
if os.environ.get("ANLAN_EVENTS_PORT"):
    from anlan.run.events import for_pages_of_this_host

    application = for_pages_of_this_host(application)  # type: ignore[arg-type, assignment]
