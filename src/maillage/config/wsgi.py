"""The application that a server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
if os.environ.get("MAILLAGE_SERVED"):
    # Ctrl-C reaches every process of the terminal's group. The worker that also hears it may wait
    # for ever for the one that was told to stop it: only `maillage serve` itself must hear.
    os.setpgrp()
application = get_wsgi_application()
