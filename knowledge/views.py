"""Pages: the guides and the chat."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.places.selectors import resolve_community
from knowledge import selectors
from knowledge.forms import AskForm
from knowledge.models import Article
from knowledge.services import answer
from knowledge.services.chat import LONGEST, limit_words, turns_of
from knowledge.services.limits import spend_chat
from knowledge.services.wording import label_of, numbers_to_call, starters
from portal.lib.language import language_of_text
from portal.lib.limits import TooMany, address_of, spend

LONGEST_SEARCH = 400


@require_safe
def article_list(request):
    """Topics, or what a search found."""
    language = get_language()
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    context = {"q": text, "topics": None, "found": None, "longest": LONGEST_SEARCH}
    if text:
        try:
            spend("knowledge-search", address_of(request), limit=120, seconds=60)
        except TooMany:
            return render(request, "knowledge/article_list.html", {**context, "too_many": True}, status=429)
        asked_in = language_of_text(text, default=language)
        context["found"] = selectors.search_articles(text, asked_in, resolve_community(), 12)
        context["found_language"] = asked_in
    else:
        context["topics"] = selectors.articles_by_topic(language)
    return render(request, "knowledge/article_list.html", context)


@require_safe
def article_detail(request, slug):
    row = selectors.published_translation(slug, get_language())
    if row is None:
        raise Http404
    community = resolve_community()
    calls = row.article.calls if row.article.danger else []
    context = {
        "row": row,
        "article": row.article,
        "parts": selectors.parts_of(row, community),
        "call": numbers_to_call(community, calls[0], calls) if calls else None,
    }
    return render(request, "knowledge/article_detail.html", context)


@require_safe
def article_short(request, pk):
    """The short address that fits into a text message."""
    article = get_object_or_404(Article, pk=pk, is_published=True)
    return redirect(article)


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


@require_safe
def chat_turns(request):
    """The turns of a session as a fragment; the token comes in a header, never in an address."""
    turns = turns_of(request.headers.get("X-Chat-Session", ""))
    if not turns:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "knowledge/_turns.html", {"turns": turns})


def _talk(request, form) -> dict:
    session = request.session.get("chat", "")
    community = resolve_community()
    return {
        "form": form,
        "turns": turns_of(session),
        "session": session,
        "call": numbers_to_call(community, "fire"),
        "call_label": label_of("fire"),
        "starters": starters(),
        "longest": LONGEST,
        "asked": request.GET.get("q", "")[:LONGEST],
        "lost": _("No connection. Trying again."),
    }
