"""Pages about accounts that are ours: there is no e-mail in any flow."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def password_help(request):
    """In place of the account library's reset by e-mail."""
    return render(request, "account/password_help.html")


def no_mail(request):
    """The account library's pages about e-mail addresses: nobody has one here."""
    raise Http404
