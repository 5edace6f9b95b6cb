"""Answers that are rated, and the queue of questions without a good one."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles import LANGUAGES
from knowledge.models import TOPICS, Article
from knowledge.permissions import may_edit_guides
from knowledge.selectors import questions_waiting, search_articles
from knowledge.services import add_wording, begin_from_question, handle_question, rate_answer
from portal.lib.access import posted_from, require
from portal.lib.limits import TooMany, address_of, spend

OFFERED = 3  # guides that a wording may belong to


@require_POST
def chat_feedback(request):
    """Whether an answer helped; by form, or from the script, which asks for JSON."""
    session = request.session.get("chat", "") or request.POST.get("session", "")[:64]
    helped = {"yes": True, "no": False}.get(request.POST.get("helped", ""))
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        spend("chat-feedback", address_of(request), limit=60, seconds=60)
    except TooMany as limit:
        answer = JsonResponse({"words": _("Wait a minute, then try again.")}, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer["Retry-After"] = str(limit.seconds)
        return answer
    known = helped is not None and rate_answer(session, request.POST.get("message_id", "")[:64], helped=helped)
    words = _("Thank you. The editors see it.") if known else _("There is no such answer.")
    if wants_json:
        return JsonResponse({"words": words}, status=HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)
    messages.success(request, words) if known else messages.error(request, words)
    return redirect("knowledge:chat")


@login_required
@require_safe
def question_desk(request):
    """What people asked in vain, most asked first; each with the guides it may belong to."""
    require(may_edit_guides, request.user)
    rows = questions_waiting(timezone.now())[:50]
    for number, row in enumerate(rows, 1):
        row.near = search_articles(row.words, row.language, None, OFFERED).results if row.language in LANGUAGES else []
        row.slug = slugify(row.words)[:40].strip("-") or f"question-{number}"
    return render(request, "knowledge/question_desk.html", {"rows": rows, "topics": TOPICS.items()})


@login_required
@posted_from("knowledge:question-desk")
def question_do(request):
    """Make it a wording of a guide, the beginning of a new one, or put it away."""
    require(may_edit_guides, request.user)
    words, language = request.POST.get("words", "")[:1000], request.POST.get("language", "")
    what, now = request.POST.get("do", ""), timezone.now()
    try:
        if what.startswith("alias:"):
            article = Article.objects.prefetch_related("translations").filter(slug=what.removeprefix("alias:")).first()
            if article is None:
                raise ValidationError(_("There is no such guide."))
            add_wording(article, words, language=language, by=request.user, now=now)
            messages.success(request, _("From now on it is answered from that guide."))
        elif what == "new":
            named = {name: request.POST.get(name, "").strip()[:50] for name in ("slug", "topic")}
            revision = begin_from_question(words, language=language, **named, by=request.user, now=now)
            return redirect("knowledge:revision", pk=revision.pk)
        elif what == "done" and words:
            handle_question(words, what="done", by=request.user, now=now)
            messages.success(request, _("Put away."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("knowledge:question-desk")
