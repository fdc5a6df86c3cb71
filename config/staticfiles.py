"""Static files in production: each is named by its content, and what no page asks for is left out."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Leaves out 30 MB of source maps, other readers of the API, and versions of libraries that we do not load."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*.map",
        "redoc",
        "rest_framework",
        "leaflet-src*",
        "swagger-ui-es-bundle*",
        "django_htmx/ext/*",
        "django_htmx/htmax-*",
        "django_htmx/htmx-4*",
    ]


class Storage(CompressedManifestStaticFilesStorage):
    """Names files by their content, and follows no comment that leads to a source map: we leave those out."""

    patterns = tuple(
        (kind, tuple(pattern for pattern in patterns if "sourceMappingURL" not in str(pattern)))
        for kind, patterns in CompressedManifestStaticFilesStorage.patterns
    )
