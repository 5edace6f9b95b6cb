"""The desk of those who write the guides."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.places.selectors import resolve_community
from knowledge.forms import GuideForm
from knowledge.models import TOPICS, Article, Revision, Translation
from knowledge.permissions import may_edit_guides
from knowledge.selectors import (
    articles_by_topic,
    differences,
    guides_to_read_again,
    is_behind,
    parts_of,
    read_revision,
    revisions_waiting,
    told,
)
from knowledge.services import (
    begin_article,
    begin_revision,
    bring_up,
    confirm_reading,
    drop_revision,
    keep_revision,
    publish_article,
    publish_revision,
    return_revision,
    submit_revision,
    withdraw_article,
)
from portal.lib.access import posted_from, require
from portal.lib.moves import IllegalMove, LostRace


@login_required
@require_safe
def guide_desk(request):
    """What waits: texts in the making, guides to be read again; and every guide."""
    require(may_edit_guides, request.user)
    context = {
        "waiting": revisions_waiting()[:100],
        "again": list(guides_to_read_again(timezone.now().date())[:200]),
        "topics": articles_by_topic(get_language()),
        "withdrawn": Article.objects.filter(is_published=False).order_by("slug"),
        "choices": TOPICS.items(),
    }
    return render(request, "knowledge/guide_desk.html", context)


@login_required
@posted_from("knowledge:guide-desk")
def guide_new(request):
    require(may_edit_guides, request.user)
    asked = {name: request.POST.get(name, "").strip()[:300] for name in ("slug", "topic", "asked", "language")}
    try:
        revision = begin_article(**asked, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("knowledge:guide-desk")
    return redirect("knowledge:revision", pk=revision.pk)


@login_required
@require_safe
def guide(request, slug):
    """One guide for its editors: its texts so far, and what may be done with it."""
    require(may_edit_guides, request.user)
    article = get_object_or_404(Article.objects.prefetch_related("translations"), slug=slug)
    context = {
        "article": article,
        "rows": article.translations.order_by("language"),
        "revisions": article.revisions.select_related("author", "reader").order_by("-changed", "-pk")[:50],
        "events": article.events.select_related("by").order_by("-at", "-pk")[:50],
    }
    return render(request, "knowledge/guide.html", context)


@login_required
@posted_from("knowledge:guide", "slug")
def guide_do(request, slug):
    """Begin a text, say that it was read again, withdraw it, show it again."""
    require(may_edit_guides, request.user)
    article = get_object_or_404(Article, slug=slug)
    what, now, note = request.POST.get("do", ""), timezone.now(), request.POST.get("note", "").strip()[:1000]
    if what == "edit":
        return redirect("knowledge:revision", pk=begin_revision(article, by=request.user, now=now).pk)
    if what == "read":
        confirm_reading(article, by=request.user, now=now)
        messages.success(request, _("Noted: read again today."))
    elif what == "withdraw" and not note:
        messages.error(request, _("Say why it is withdrawn."))
    elif what == "withdraw":
        withdraw_article(article, by=request.user, now=now, note=note)
        messages.success(request, _("Withdrawn from pages, search and chat."))
    elif what == "show":
        publish_article(article, by=request.user, now=now, note=note)
        messages.success(request, _("Shown again."))
    return redirect("knowledge:guide", slug=slug)


def _revision(request, pk):
    require(may_edit_guides, request.user)
    return get_object_or_404(Revision.objects.select_related("article", "author", "reader"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revision(request, pk):
    """Write on it; whatever is typed is kept, right or not yet, and what is wrong stands beside it."""
    row = _revision(request, pk)
    if request.method != "POST":
        return _writing(request, row)
    form = GuideForm(request.POST)
    if not form.is_valid():
        return _writing(request, row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        keep_revision(row, **form.kept(), by=request.user, now=timezone.now())
    except (IllegalMove, LostRace):
        messages.error(request, _("Somebody else has written on it meanwhile. Your words stand below, not kept yet."))
        return _writing(request, row, form, HTTPStatus.CONFLICT)
    then = request.POST.get("then", "")
    if then in ("submit", "publish"):
        return _decided(request, row, then)
    messages.success(request, _("Kept."))
    return redirect("knowledge:revision", pk=pk)


def _writing(request, row, form=None, status=HTTPStatus.OK):
    row = Revision.objects.select_related("article", "author", "reader").get(pk=row.pk)
    files, problems = read_revision(row)
    language = get_language()
    shown = next((one for one in files if one.language == language), None)
    context = {
        "revision": row,
        "form": form or GuideForm(initial=GuideForm.initial_of(row)),
        "problems": told(problems),
        "behind": row.status in Revision.WAITING and is_behind(row),
        "differences": differences(row),
        "preview": shown,
        "parts": parts_of(Translation(sections=[vars(part) for part in shown.sections]), resolve_community())
        if shown
        else [],
        "is_open": row.status in Revision.OPEN,
        "is_author": row.author_id == request.user.pk,
        "has_written": row.was_written_by(request.user),
        "seen": row.changed.isoformat(),
    }
    return render(request, "knowledge/revision.html", context, status=status)


@login_required
@posted_from("knowledge:revision", "pk")
def revision_do(request, pk):
    """Submit, publish, return, bring up to date, drop."""
    return _decided(request, _revision(request, pk), request.POST.get("do", ""), request.POST.get("seen", ""))


def _decided(request, row, what, seen=""):
    now, by = timezone.now(), request.user
    try:
        if what == "submit":
            submit_revision(row, by=by, now=now)
            messages.success(request, _("A second person is asked to read it."))
        elif what == "publish":
            article = publish_revision(row, seen=seen, by=by, now=now)
            messages.success(request, _("Published: on pages, in search and in the chat."))
            return redirect("knowledge:guide", slug=article.slug)
        elif what == "return":
            return_revision(row, comment=request.POST.get("comment", "")[:2000], by=by, now=now)
            messages.success(request, _("Returned with your comment."))
        elif what == "bring_up":
            bring_up(row, by=by, now=now)
            messages.success(request, _("Compared with what is published now."))
        elif what == "drop":
            drop_revision(row, by=by, now=now)
            messages.success(request, _("Dropped."))
            return redirect("knowledge:guide-desk")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (IllegalMove, LostRace):
        messages.error(
            request, _("It has moved on meanwhile, or another text was published. Read it again, then decide.")
        )
    return redirect("knowledge:revision", pk=row.pk)
