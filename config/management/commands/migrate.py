"""Django's migrate, which then says what the running product's role may do with the tables."""

from django.core.management.commands import migrate

from config import grants


class Command(migrate.Command):
    def handle(self, *args, **options):
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            grants.grant(using=options["database"])
