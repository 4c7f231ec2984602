"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gwella.config.settings")
application = get_wsgi_application()
# Every page's code is loaded before a server forks its workers, not by each worker's first visitor.
get_resolver().url_patterns  # noqa: B018
