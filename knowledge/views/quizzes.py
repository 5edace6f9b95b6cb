"""Quizzes: one question after the other as a plain form. Answers travel in the form itself; the site keeps none."""

import re
from http import HTTPStatus

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from community.places.selectors import resolve_community
from knowledge import selectors
from knowledge.forms import QuizForm

_ELSEWHERE = re.compile(r"[0-9a-f]{12}:\d(?:,\d)*")


@require_safe
def quiz_list(request):
    return render(
        request, "knowledge/quiz_list.html", {"topics": selectors.quizzes(get_language(), resolve_community())}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request, slug):
    found = selectors.quiz_for(slug, get_language() or "en", resolve_community())
    if found is None:
        raise Http404
    row, revision, questions = found
    state, answers, changed, unanswered = _state(request.POST, row.language), [], False, False
    if request.method == "POST" and state["revision"]:
        form = QuizForm(state, questions=questions, is_answer=not state["switched"])
        is_valid = form.is_valid()
        changed = form.cleaned_data.get("revision") != revision
        answers = [] if changed else form.cleaned_data.get("known", [])
        unanswered = not changed and not is_valid
    given = ",".join(map(str, answers))
    context = {
        "row": row,
        "article": row.article,
        "revision": revision,
        "answers": given,
        "elsewhere": state["elsewhere"],
        "left_there": state["elsewhere"].count(",") + 1 if state["switched"] and state["elsewhere"] else 0,
        "changed": changed,
        "unanswered": unanswered,
        "given": [_given(question, chosen) for question, chosen in zip(questions, answers, strict=False)],
        "at": len(answers) + 1,
        "of": len(questions),
        "question": questions[len(answers)] if len(answers) < len(questions) else None,
        "next_path": f"{request.path}#answered",
    }
    if given or state["elsewhere"]:  # the switch of the language takes them along
        context["carried"] = {
            "of": row.language, "revision": revision, "answers": given, "elsewhere": state["elsewhere"]
        }  # fmt: skip
    context["score"] = sum(one["is_right"] for one in context["given"])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unanswered else HTTPStatus.OK
    return render(request, "knowledge/quiz.html", context, status=status)


def _state(sent, language: str) -> dict:
    """What a form holds, in the language that is shown now.

    `elsewhere`: "<revision>:<answers>" in the other language, whose questions are others. `of` comes with the switch.
    """
    state = {name: sent.get(name, "") for name in ("revision", "answers", "choice", "elsewhere")}
    if not _ELSEWHERE.fullmatch(state["elsewhere"]):
        state["elsewhere"] = ""
    if sent.get("of", language) != language:
        there = f"{state['revision']}:{state['answers']}"
        revision, _colon, answers = state["elsewhere"].partition(":")
        state = {"revision": revision, "answers": answers, "choice": "", "elsewhere": there}
        if not _ELSEWHERE.fullmatch(there):
            state["elsewhere"] = ""
    return {**state, "switched": "of" in sent}


def _given(question, chosen: int) -> dict:
    return {
        "question": question,
        "chosen": question.choices[chosen],
        "right": question.choices[question.right],
        "is_right": chosen == question.right,
    }
