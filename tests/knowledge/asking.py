"""What stories of the chat and of the guides share."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowledge.services import answer, load_articles
from tests.factories import NOON
from tests.factories.knowledge import write_article


def ask(*turns, session="a-session-of-somebody"):
    """The reply to the last of some messages of one talk."""
    for text in turns:
        reply = answer(text=text, session_token=session, now=NOON)
    return reply


def cited(reply):
    """Slugs of the guides that a reply names."""
    return [cite["url"].split("/")[2] for cite in reply.citations]


def costs_for_one_and_three(client, path, folder):
    """Questions to the database for a page, with one guide and with three."""
    costs = []
    for count in (1, 3):
        for number in range(count):
            write_article(folder / str(count), f"small-{number}", title=f"Small fire {number}")
        load_articles(folder / str(count), now=NOON)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        costs.append(len(queries))
    return costs
