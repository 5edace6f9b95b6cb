"""Addresses under /api/v1/."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from knowledge import api

router = SimpleRouter()
router.register("knowledge/articles", api.ArticleViewSet, basename="api-article")
urlpatterns = [
    path("knowledge/search/", api.KnowledgeSearch.as_view(), name="api-knowledge-search"),
    path("knowledge/suggest/", api.KnowledgeSuggest.as_view(), name="api-knowledge-suggest"),
    path("chat/feedback/", api.ChatFeedback.as_view(), name="api-chat-feedback"),
    path("chat/talk/", api.ChatTalk.as_view(), name="api-chat-talk"),
    path("chat/", api.Chat.as_view(), name="api-chat"),
    path("", include(router.urls)),
]
