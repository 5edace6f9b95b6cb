"""GET drills/, drills/<id>/; POST drills/<id>/signups/, drills/<id>/checks/."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from community.accounts.models import User
from community.places.selectors import resolve_community
from drills.models import CheckEvent, Drill
from drills.permissions import OF_ONESELF, may_check_others
from drills.selectors import signup_of
from drills.serializers import CheckInput, CheckSerializer, DrillQuery, DrillSerializer, SignUpSerializer
from drills.services import NonceTaken, NotNow, call_for_help, cancel_sign_up, record_check, sign_up
from portal.lib.access import require
from portal.lib.language import known_language
from portal.lib.paging import NewestFirst
from portal.lib.problems import Conflict
from portal.lib.words import said


class SoonestFirst(NewestFirst):
    ordering = ("starts", "pk")  # type: ignore[assignment]


class DrillViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    serializer_class = DrillSerializer
    pagination_class = SoonestFirst
    queryset = Drill.objects.public().with_taken().select_related("community", "station")
    lookup_value_regex = r"\d{1,18}"
    filter_backends = []

    @extend_schema(parameters=[DrillQuery])
    def list(self, request, *args, **kwargs):
        """Drills that were announced, in the order in which they start."""
        return super().list(request, *args, **kwargs)

    def filter_queryset(self, queryset):
        if self.action != "list":
            return queryset
        query = DrillQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        slug = asked.get("community", "")
        community = resolve_community(slug)
        if slug and community is None:
            raise ValidationError({"community": [_("There is no community of this short name.")]})
        if community is not None:
            queryset = queryset.filter(community=community)
        if asked.get("status"):
            queryset = queryset.filter(status=asked["status"])
        if asked.get("upcoming"):
            queryset = queryset.filter(ends__gt=timezone.now(), status__in=Drill.LIVE)
        return queryset

    @extend_schema(request=None, responses={201: SignUpSerializer, 200: SignUpSerializer, 204: None})
    @action(detail=True, methods=["post", "delete"], permission_classes=[IsAuthenticated])
    def signups(self, request, *args, **kwargs):
        """Sign up (again is once; an offered place is taken). DELETE withdraws."""
        drill, now = self.get_object(), timezone.now()
        before = signup_of(request.user, drill)
        if request.method == "DELETE":
            if before is not None:
                cancel_sign_up(before, by=request.user, now=now)
            return Response(status=204)
        try:
            signup = sign_up(drill, by=request.user, now=now)
        except NotNow:
            raise Conflict(_("This drill takes no sign-ups now.")) from None
        is_new = before is None or before.status != signup.status
        return Response(SignUpSerializer(signup).data, status=201 if is_new else 200)

    @extend_schema(request=CheckInput, responses={201: CheckSerializer, 200: CheckSerializer})
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def checks(self, request, *args, **kwargs):
        """Say who came, who is well, who needs help. The same nonce again answers 200 and changes nothing."""
        drill = self.get_object()
        check = CheckInput(data=request.data, context={"drill": drill})
        check.is_valid(raise_exception=True)
        fields = dict(check.validated_data)
        name = fields.pop("person", None)
        of_oneself = "household" not in fields and (name is None or name == request.user.get_username())
        if not of_oneself or fields["kind"] not in OF_ONESELF:
            require(may_check_others, request.user, drill)
        if "household" not in fields:
            fields["person"] = request.user if of_oneself else self._person(name)
        try:
            if fields["kind"] == CheckEvent.Kind.NEED_HELP:
                row = self._called_for_help(drill, fields)
            else:
                row = record_check(drill, by=request.user, now=timezone.now(), **fields)
        except NotNow:
            raise Conflict(_("This drill takes no checks now.")) from None
        except NonceTaken:
            raise Conflict(_("This nonce belongs to another check.")) from None
        return Response(CheckSerializer(row).data, status=200 if row.is_replay else 201)

    def _called_for_help(self, drill, check):
        check = {name: value for name, value in check.items() if name != "kind"}
        row, _report = call_for_help(
            drill,
            community=drill.community,
            words=_("Needs help. Said at the drill “%(title)s”.") % {"title": said(drill.title)},
            language=known_language(get_language()) or "en",
            channel="api",
            by=self.request.user,
            now=timezone.now(),
            is_there="household" in check,
            **check,
        )
        return row

    def _person(self, name):
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise ValidationError({"person": [_("Nobody has this user name.")]})
        return person
