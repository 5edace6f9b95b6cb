"""knowledge/ and chat/ under /api/v1/."""

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from community.places.selectors import resolve_community
from knowledge import selectors
from knowledge.serializers import (
    ArticleSerializer,
    QuestionSerializer,
    ReplySerializer,
    ResultsSerializer,
    SearchSerializer,
    WholeArticleSerializer,
)
from knowledge.services import answer
from knowledge.services.limits import spend_chat
from portal.lib.language import language_of_text
from portal.lib.limits import address_of, spend


class KnowledgeSearch(APIView):
    """Articles for a person's own words, with the section that answers."""

    @extend_schema(parameters=[SearchSerializer], responses=ResultsSerializer)
    def get(self, request):
        form = SearchSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        spend("knowledge-search", address_of(request), limit=600, seconds=60)
        asked = form.validated_data
        language = asked.get("language") or language_of_text(asked["q"], default=get_language() or "en")
        community = resolve_community(asked.get("community", ""))
        return Response(
            ResultsSerializer(selectors.search_articles(asked["q"], language, community, asked["limit"])).data
        )


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
