"""`/setup/`: what `manage.py doctor` finds, for operators; and the first operator of a fresh installation."""

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login, password_validation
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from commons.errors import BadInput
from config import doctor, opening

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class OpeningForm(forms.Form):
    """Who the first operator is."""

    name = forms.CharField(label=_("Your name"), max_length=200, help_text=_("As others will see it on the record."))
    email = forms.EmailField(label=_("E-mail address"), help_text=_("You log in with it."))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if get_user_model().objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody logs in with that address already. Give another."))
        return str(email)

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])

    def clean(self) -> None:
        given = self.cleaned_data
        if "password" in given and given["password"] != given.get("again"):
            self.add_error("again", _("The two passwords differ. Type the same one twice."))


@never_cache
@sensitive_post_parameters("password", "again", "token")
def setup(request: HttpRequest) -> HttpResponse:
    """How every part is, and what to do where it is not well."""
    if not opening.is_open():
        return _open(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not (request.user.is_staff and request.user.is_active):
        raise PermissionDenied
    return render(request, "setup.html", _told())


def _open(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("token") or request.GET.get("token", "")
    if not opening.may_open(request, given):
        return render(request, "setup_closed.html", {"token_was_wrong": bool(given)}, status=403)
    form = OpeningForm(request.POST or None, initial={"token": given})
    if request.method == "POST" and form.is_valid() and (user := _become(form)):
        login(request, user, backend=BACKEND)
        return redirect("setup")
    context = {"form": form, "has_errors": bool(form.errors), **_told()}
    return render(request, "setup.html", context, status=400 if form.errors else 200)


def _become(form: OpeningForm):
    given = form.cleaned_data
    try:
        return opening.become(email=given["email"], password=given["password"], name=given["name"])
    except BadInput as refusal:
        form.add_error("name", str(refusal))
    except opening.AlreadyOpen:
        form.add_error(None, _("Somebody else became the first operator. Ask them to let you in."))
    return None


def _told() -> dict[str, object]:
    findings = doctor.examine()
    ailing = [finding for finding in findings if not finding.well]
    return {
        "findings": sorted(findings, key=lambda finding: (finding.well, not finding.grave)),
        "ailing": len(ailing),
        "grave": any(finding.grave for finding in ailing),
        "local": settings.LOCAL,
    }
