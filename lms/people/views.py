"""The editors' desk has the same door as everything else; and passkeys."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from .forms import PasskeyForm


@never_cache
def desk(request: HttpRequest) -> HttpResponseBase:
    """Where Wagtail sends whoever may not enter its admin: strangers to log in, editors on to their page, everybody else to a page that says so.

    The ordinary log-in page would send somebody who is logged in, but may not, back to where they came from, and round again.
    """
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        wanted = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(wanted, settings.LOGIN_URL)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        list(get_messages(request))  # Wagtail has left one that says the same in fewer words
        return render(request, "people/no_desk.html", {"messages": ()}, status=403)
    return redirect(wanted)


class AddPasskeyView(AddWebAuthnView):
    """allauth's, without the emergency codes that it makes beside the first key: they stand in for the app, and nothing asks for them without it."""

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        """Keep the key, and go back to where one sees it."""
        super().form_valid(form)
        if not is_mfa_enabled(self.request.user, [Authenticator.Type.TOTP]):
            Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.RECOVERY_CODES).delete()
        return redirect("mfa_index")
