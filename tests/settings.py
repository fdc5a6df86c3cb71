"""The product's settings, on a data directory of their own; processes that tests start inherit the environment."""

import os

os.environ.setdefault("DATA_DIR", ".data/test")
os.environ.setdefault("SECRET_KEY", "only for tests: " + "0" * 50)
os.environ.setdefault("INSTANCE_KEY", "only for tests: " + "1" * 50)
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver")
os.environ.setdefault("HTTPS", "false")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config import databases
from config.settings import *  # noqa: F403
from config.settings import SERVICES

DATABASES = {"default": databases.database(SERVICES, as_owner=True)}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
API_RATE_LIMITS = {"anonymous": 1_000_000, "reads": 1_000_000, "writes": 1_000_000}
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"  # noqa: F405

# Tests kill processes, never the machine: what the kernel was told is safe without waiting for the disk.
SERVICES.options |= {"fsync": "off", "full_page_writes": "off"}
