"""What the server of the browser tests runs with: the tests' settings, as the product, on the database it is told."""

import os

from config import databases
from tests.settings import *  # noqa: F403
from tests.settings import SERVICES

DATABASES = {"default": databases.database(SERVICES, as_owner=False) | {"NAME": os.environ["WORLD_DATABASE"]}}
CACHES["default"]["KEY_PREFIX"] = os.environ["WORLD_DATABASE"]  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["WORLD_MAIL"]

# As a machine that runs on its own files: found where they are, without collecting them first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
