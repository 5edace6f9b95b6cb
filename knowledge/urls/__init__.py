"""Addresses of the pages."""

from django.urls import path

from knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("knowledge/", views.article_list, name="article-list"),
    path("knowledge/<slug:slug>/", views.article_detail, name="article-detail"),
    path("g/<int:pk>/", views.article_short, name="article-short"),
    path("chat/", views.chat, name="chat"),
    path("chat/turns/", views.chat_turns, name="chat-turns"),
]
