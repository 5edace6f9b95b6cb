"""Addresses of the pages."""

from django.urls import path

from community.people import views

app_name = "people"
urlpatterns = [
    path("subscribe/", views.subscribe, name="subscribe"),
    path("subscribe/code/", views.subscribe_code, name="subscribe-code"),
    path("subscribe/code/again/", views.subscribe_again, name="subscribe-again"),
    path("subscribe/done/", views.subscribe_done, name="subscribe-done"),
    path("subscribe/places/<int:pk>/remove/", views.subscribe_remove, name="subscribe-remove"),
    # stands before the account library's own, which knows no roles
    path("accounts/signup/", views.sign_up, name="sign-up"),
]
