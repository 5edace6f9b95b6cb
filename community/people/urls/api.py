"""Addresses under /api/v1/."""

from django.urls import path

from community.people import api

urlpatterns = [
    path("subscriptions/", api.Subscriptions.as_view(), name="api-subscriptions"),
    path("subscriptions/mine/", api.Mine.as_view(), name="api-subscriptions-mine"),
    path("subscriptions/mine/email/", api.MineEmail.as_view(), name="api-subscriptions-email"),
    path("subscriptions/mine/email/verify/", api.MineEmailVerify.as_view(), name="api-subscriptions-email-verify"),
    path("subscriptions/mine/devices/", api.MineDevices.as_view(), name="api-subscriptions-devices"),
    path("subscriptions/mine/devices/<row:pk>/", api.MineDevice.as_view(), name="api-subscriptions-device"),
    path("subscriptions/verify/", api.SubscriptionsVerify.as_view(), name="api-subscriptions-verify"),
]
