"""Addresses under /api/v1/."""

from django.urls import path

from community.people import api

urlpatterns = [
    path("subscriptions/", api.Subscriptions.as_view(), name="api-subscriptions"),
    path("subscriptions/verify/", api.SubscriptionsVerify.as_view(), name="api-subscriptions-verify"),
]
