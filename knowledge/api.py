"""knowledge/ and chat/ under /api/v1/."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from community.places.selectors import resolve_community
from knowledge import selectors
from knowledge.selectors import latest_talk, reach_of
from knowledge.serializers import (
    ArticleSerializer,
    BeginningSerializer,
    FeedbackSerializer,
    QuestionSerializer,
    ReplySerializer,
    ResultsSerializer,
    SearchSerializer,
    SuggestionsSerializer,
    TalkAskSerializer,
    TalkSerializer,
    WholeArticleSerializer,
)
from knowledge.services import NobodyThere, answer, ask_for_person, leave_talk, rate_answer
from knowledge.services.chat import session_of
from knowledge.services.handing import unreachable
from knowledge.services.limits import spend_chat
from portal.lib.language import language_of_text
from portal.lib.limits import address_of, spend
from portal.lib.problems import Conflict
from portal.lib.unchanged import unless_known

SESSION = OpenApiParameter("X-Chat-Session", str, OpenApiParameter.HEADER, required=True)
SUGGESTED_FOR = 60  # seconds that a browser may keep a suggestion: a guide that was withdrawn is offered no longer


class KnowledgeSearch(APIView):
    """Articles for a person's own words, with the section that answers."""

    @extend_schema(parameters=[SearchSerializer], responses=ResultsSerializer)
    def get(self, request):
        form = SearchSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        spend("knowledge-search", address_of(request), limit=600, seconds=60)
        asked = form.validated_data
        text, reads = asked.get("q", ""), get_language() or "en"
        language = asked.get("language") or language_of_text(text, default=reads)
        community = resolve_community(asked.get("community", ""))
        chosen = selectors.Chosen(**{facet: tuple(sorted(asked.get(facet, ()))) for facet in selectors.FACETS})
        found = selectors.search_articles(text, language, community, asked["limit"], chosen, exact=asked["exact"])
        return Response(ResultsSerializer(found, context={"chosen": chosen}).data)


class KnowledgeSuggest(APIView):
    """Guides while somebody types: the beginnings of words of their titles and of people's own phrasings."""

    @extend_schema(parameters=[BeginningSerializer], responses=SuggestionsSerializer)
    def get(self, request):
        form = BeginningSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        spend("knowledge-suggest", address_of(request), limit=1_200, seconds=60)
        text, reads = form.validated_data["q"], form.validated_data.get("language") or get_language() or "en"
        language = "zh-hans" if language_of_text(text, default=reads) == "zh-hans" else reads
        found = selectors.suggested_guides(text, language)
        opens_in = language if language != reads else ""
        rows = [
            {
                "slug": row.article.slug,
                "title": row.title,
                "summary": row.summary,
                "url": selectors.address_of(row.article, language=opens_in),
            }
            for row in found
        ]
        response = Response({"language": language, "suggestions": rows})
        response["Cache-Control"] = f"max-age={SUGGESTED_FOR}"
        version = f"{selectors.edition()} {reads} {text}"
        return unless_known(request, response, version=version)


class ArticleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Published articles in both languages."""

    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]+"
    filterset_fields = ["topic", "danger"]

    def get_queryset(self):
        return selectors.published_articles()

    def get_serializer_class(self):
        return WholeArticleSerializer if self.action == "retrieve" else ArticleSerializer

    def get_serializer_context(self):
        context = super().get_serializer_context()
        if self.action == "retrieve":
            context["community"] = resolve_community(self.request.query_params.get("community", ""))
        return context


class Chat(APIView):
    """One question, one reply: complete in plain text, the emergency number first where life is in danger."""

    @extend_schema(request=QuestionSerializer, responses=ReplySerializer)
    def post(self, request):
        form = QuestionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        spend_chat(asked.get("session", ""), address_of(request))
        latitude, longitude = asked.get("latitude"), asked.get("longitude")
        reply = answer(
            text=asked["text"],
            session_token=asked.get("session", ""),
            language=asked.get("language", ""),
            message_id=asked.get("message_id", ""),
            user=request.user,
            caller=address_of(request),
            now=timezone.now(),
            community=resolve_community(asked.get("community", ""), latitude, longitude),
            latitude=latitude,
            longitude=longitude,
        )
        return Response(ReplySerializer(reply).data)


class ChatFeedback(APIView):
    """Whether an answer helped: kept for the editors."""

    @extend_schema(request=FeedbackSerializer, responses={204: None})
    def post(self, request):
        form = FeedbackSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        spend("chat-feedback", address_of(request), limit=60, seconds=60)
        said = form.validated_data
        if not rate_answer(said["session"], said["message_id"], helped=said["helped"]):
            raise NotFound
        return Response(status=204)


class ChatTalk(APIView):
    """A talk with a volunteer: what stands in it, asked for, ended. What is said in it goes through POST chat/."""

    @extend_schema(parameters=[SESSION], responses=TalkSerializer)
    def get(self, request):
        spend("talk-look", address_of(request), limit=240, seconds=60)
        return Response(TalkSerializer(_talk_of(request)).data)

    @extend_schema(request=TalkAskSerializer, responses={201: TalkSerializer})
    def post(self, request):
        form = TalkAskSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked, now = form.validated_data, timezone.now()
        spend("talk-ask", address_of(request), limit=6, seconds=3600)
        community = resolve_community(asked.get("community", ""))
        language = asked.get("language") or get_language() or "en"
        try:
            if community is None:
                raise NobodyThere
            talk = ask_for_person(
                session_of(asked["session"]), community, shares=asked["shares"], language=language, now=now
            )
        except NobodyThere:
            reach = reach_of(community, now)
            why = unreachable(reach, language, now) if reach else [_("No volunteers answer in this chat.")]
            raise Conflict("\n".join(why)) from None
        return Response(TalkSerializer(talk).data, status=201)

    @extend_schema(parameters=[SESSION], responses={204: None})
    def delete(self, request):
        leave_talk(_talk_of(request), now=timezone.now())
        return Response(status=204)


def _talk_of(request):
    talk = latest_talk(request.headers.get("X-Chat-Session", "")[:64])
    if talk is None:
        raise NotFound
    return talk
