"""Serve the product on this machine: web, worker and beat, until Ctrl-C."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import opening, supervisor
from config.plumbing import health

DEFAULT_PORT = 8000


class Command(BaseCommand):
    help = "Serve web, Celery worker and beat together until Ctrl-C; logs go to the terminal and to DATA_DIR/log."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, help=f"default: {DEFAULT_PORT}, or the next free one")
        parser.add_argument("--quiet", action="store_true", help="write log lines to DATA_DIR/log only")
        parser.add_argument("--reload", action="store_true", help="restart the web server when code changes")

    def handle(self, *, host, port, reload, quiet, **options):
        if (state := health.migrations()) != "ok":
            raise CommandError(f"Migrations: {state}.")
        try:
            port = supervisor.free_port(host, port or DEFAULT_PORT, strict=port is not None)
            supervisor.serve(
                host=host,
                port=port,
                reload=reload,
                echo=not quiet,
                log_dir=settings.DATA_DIR / "log",
                ready=self._ready,
            )
        except supervisor.SupervisorError as problem:
            raise CommandError(problem) from None

    def _ready(self, address: str) -> None:
        self.stdout.write(self.style.SUCCESS(f"Serving at {address}  (Ctrl-C stops everything)"))
        if not opening.is_open():
            self.stdout.write(f"No operator yet. Become the first: {opening.address(address)}")
