"""Addresses under /accounts/ that stand before the account library's own."""

from django.urls import path, re_path

from community.accounts import views

app_name = "accounts"
urlpatterns = [
    path("password/reset/", views.password_help, name="password-help"),
    re_path(r"^(?:email|confirm-email|password/reset)/", views.no_mail),
]
