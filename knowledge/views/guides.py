"""Pages: a guide, and the chat."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.places.selectors import resolve_community
from knowledge import selectors
from knowledge.articles import CALLS
from knowledge.forms import AskForm
from knowledge.models import Article
from knowledge.services import answer
from knowledge.services.cards import guide_cards
from knowledge.services.chat import LONGEST, limit_words, turns_of
from knowledge.services.limits import spend_chat
from knowledge.services.wording import label_of, numbers_to_call, starters
from knowledge.views.talks import window_of
from portal.lib.limits import TooMany, address_of
from portal.lib.qr import qr


@require_safe
def article_detail(request, slug):
    row = selectors.published_translation(slug, get_language())
    if row is None:
        raise Http404
    community = resolve_community()
    calls = row.article.calls or list(CALLS)
    parts = selectors.parts_of(row, community)
    short = selectors.short_address(row.article)
    context = {
        "row": row,
        "article": row.article,
        "parts": parts,
        "call": row.article.danger and row.article.calls,
        "numbers": numbers_to_call(community, calls[0], calls),
        "revision": selectors.revision_of(row, community),
        "has_list": selectors.has_checklist(row, parts),
        "has_quiz": selectors.quiz_of(row, community)[1] != [],
        "cards": range(1, len(guide_cards(row, community)) + 1),
        "short": short,
        "qr": qr(short),
        "now": timezone.now(),
    }
    return render(request, "knowledge/article_detail.html", context)


@require_safe
def article_short(request, pk):
    """The short address that fits into a text message."""
    article = get_object_or_404(Article, pk=pk, is_published=True)
    return redirect(article)


@never_cache  # a talk is for its own reader's eyes: no cache between keeps it
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request):
    """The talk as a plain form; the same page grows a socket where scripts run."""
    form, status = AskForm(), HTTPStatus.OK
    if request.method == "POST":
        form, status = AskForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
        session = request.session.get("chat", "") or request.POST.get("session", "")
        if form.is_valid():
            try:
                spend_chat(session, address_of(request))
            except TooMany:
                form.add_error("text", limit_words(resolve_community()))
                status = HTTPStatus.TOO_MANY_REQUESTS
            else:
                reply = answer(
                    text=form.cleaned_data["text"],
                    session_token=session,
                    message_id=form.cleaned_data["message_id"],
                    user=request.user,
                    caller=address_of(request),
                    now=timezone.now(),
                )
                request.session["chat"] = reply.session
                return redirect(f"{request.path}#newest")
    return render(request, "knowledge/chat.html", _talk(request, form), status=status)


@never_cache
@require_safe
def chat_turns(request):
    """The turns of a session as a fragment; the token comes in a header, never in an address."""
    session = request.headers.get("X-Chat-Session", "")
    parts = selectors.window_parts(session, turns_of(session), timezone.now())
    if not parts:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "knowledge/_turns.html", {"parts": parts})


def _talk(request, form) -> dict:
    session, now = request.session.get("chat", ""), timezone.now()
    community, turns = resolve_community(), turns_of(session)
    return {
        "next_path": f"{request.path}#newest",  # where the switch of the language leads back to
        "form": form,
        "last": turns[-1] if turns else None,
        "parts": selectors.window_parts(session, turns, now),
        "window": window_of(session, now),
        "session": session,
        "call": numbers_to_call(community, "fire"),
        "call_label": label_of("fire"),
        "starters": starters(),
        "longest": LONGEST,
        "asked": request.GET.get("q", "")[:LONGEST],
        "lost": _("No connection. Trying again."),
    }
