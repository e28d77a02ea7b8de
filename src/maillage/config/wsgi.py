"""The application that a server calls."""

import os

from django.core.wsgi import get_wsgi_application

from maillage.config.parent import end_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
if served_by := os.environ.get("MAILLAGE_SERVED"):
    # Ctrl-C reaches every process of the terminal's group. The worker that also hears it may wait
    # for ever for the one that was told to stop it: only `maillage serve` itself must hear.
    os.setpgrp()
    end_with(int(served_by))
application = get_wsgi_application()
