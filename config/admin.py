"""The outbox, for operators: whether a letter left, and what the mail server said. Never its words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from config.models import Mail
from config.plumbing.looked import Looked, asked

admin.site.enable_nav_sidebar = False  # forty lists on each page: the start page has them
admin.site.index_title = _("Operators")
admin.site.site_header = admin.site.site_title = "Allocation"


@admin.register(Mail)
class MailAdmin(Looked):
    list_display = ("recipient", "subject", "written_at", "sent_at", "tries", "given_up_at", "problem")
    list_filter = (
        asked(
            "now",
            _("now"),
            {
                "waiting": (_("to be sent"), lambda rows: rows.filter(sent_at=None, given_up_at=None)),
                "given_up": (_("could not be sent"), lambda rows: rows.exclude(given_up_at=None)),
            },
        ),
    )
    search_fields = ("recipient__iexact",)
    search_help_text = _("A whole address")
    ordering = ("-pk",)
    fields = ("recipient", "subject", "written_at", "due_at", "sent_at", "tries", "given_up_at", "problem")
    readonly_fields = fields
