"""`manage.py token USERNAME`: prints an API token."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from community.accounts.models import User
from community.accounts.services import token_for


class Command(BaseCommand):
    help = "Print the API token of an account; makes one where there is none."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no open account of that name."))
        self.stdout.write(token_for(user))
