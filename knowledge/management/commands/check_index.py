"""Hold this machine's search index against the database."""

from django.core.management.base import BaseCommand, CommandError

from knowledge.articles import LANGUAGES
from knowledge.selectors import index_state


class Command(BaseCommand):
    help = (
        "Say whether this machine's search index says what the database says, guide by guide. The exit code is 1 where "
        "it does not; what is missing or damaged is built anew by the next question, or by rebuild_index."
    )

    def handle(self, **options):
        bad = []
        for language in LANGUAGES:
            state = index_state(language)
            if state.differences:
                words = f"differs in {len(state.differences)} guides: {state.guides}"
            else:
                words = state.fault or "as the database says"
            self.stdout.write(f"{language}  edition {state.edition}  {words}")
            if state.differences or state.fault:
                bad.append(language)
        if bad:
            raise CommandError(f"Not in order: {', '.join(bad)}. Mend: manage.py rebuild_index")
