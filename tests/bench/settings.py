"""The product's settings on a data directory of its own, with every promise of durability kept."""

import os

os.environ.setdefault("DATA_DIR", ".data/bench")
os.environ.setdefault("SECRET_KEY", "only to measure: " + "0" * 50)
os.environ.setdefault("INSTANCE_KEY", "only to measure: " + "1" * 50)
os.environ.setdefault("LOG_LEVEL", "ERROR")

from config import databases
from config.settings import *  # noqa: F403
from config.settings import SERVICES

DATABASES = {"default": databases.database(SERVICES, as_owner=True)}
DEBUG = False
