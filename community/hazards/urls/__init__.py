"""Addresses of the pages."""

from django.urls import path, register_converter

from community.hazards import feeds, views


class FormConverter:
    """How an Open311 document is written."""

    regex = "xml|json"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(FormConverter, "form")
app_name = "hazards"
urlpatterns = [
    path("hazards/", views.report_list, name="report-list"),
    path("hazards.geojson", feeds.hazards_geojson, name="geojson"),
    path("hazards.csv", feeds.hazards_csv, name="csv"),
    path("hazards.atom", feeds.hazards_atom, name="atom"),
    path("hazards/statistics/", views.report_statistics, name="report-statistics"),
    path("hazards/report/", views.report_new, name="report-new"),
    path("hazards/card/<str:token>/", views.report_card, name="report-card"),
    path("hazards/report/kept/", views.report_kept, name="report-kept"),
    path("hazards/report/preview/", views.report_preview, name="report-preview"),
    path("hazards/report/photos/<str:name>/", views.held_photo, name="held-photo"),
    path("hazards/similar/", views.report_similar, name="report-similar"),
    path("hazards/follow/", views.follow, name="follow"),
    path("hazards/follow/code/", views.follow_code, name="follow-code"),
    path("hazards/follow/push/", views.follow_push, name="follow-push"),
    path("hazards/follow/end/<str:token>/", views.follow_stop, name="follow-stop"),
    path("hazards/appeal/<str:token>/", views.block_appeal, name="block-appeal"),
    path("hazards/<str:reference>/", views.report_detail, name="report-detail"),
    path("hazards/<str:reference>/change/", views.report_change, name="report-change"),
    path("hazards/<str:reference>/withdraw/", views.report_withdraw, name="report-withdraw"),
    path("hazards/<str:reference>/news/", views.report_news, name="report-news"),
    path("hazards/<str:reference>/seen/", views.report_seen, name="report-seen"),
    path("hazards/<str:reference>/reopen/", views.report_reopen, name="report-reopen"),
    path("hazards/<str:reference>/follow/", views.follow, name="follow-report"),
    path("hazards/<str:reference>/follow/push/", views.follow_push, name="follow-report-push"),
    path("hazards/<str:reference>/feed.atom", feeds.report_atom, name="report-atom"),
    path("hazards/<str:reference>/same/", views.report_same, name="report-same"),
    path("hazards/<str:reference>/photos/<int:number>/<str:size>/", views.report_photo, name="report-photo"),
    path(
        "hazards/<str:reference>/photos/<int:number>/<str:version>/<str:size>/", views.report_photo, name="report-photo"
    ),
    path("open311/discovery.<form:form>", views.open311.discovery, name="open311-discovery"),
    path("open311/v2/services.<form:form>", views.open311.services, name="open311-services"),
    path("open311/v2/services/<str:code>.<form:form>", views.open311.service, name="open311-service"),
    path("open311/v2/requests.<form:form>", views.open311.requests, name="open311-requests"),
    path("open311/v2/requests/<str:reference>.<form:form>", views.open311.one_request, name="open311-request"),
    path(
        "open311/v2/requests/<str:reference>/comments.<form:form>",
        views.open311.comments,
        name="open311-comments",
    ),
    path("open311/v2/tokens/<str:token>.<form:form>", views.open311.token, name="open311-token"),
    path("inspections/", views.inspections.visit_list, name="visit-list"),
    path("inspections/<int:pk>/", views.inspections.visit, name="visit"),
    path("inspections/<int:pk>/kept/", views.visit_kept, name="visit-kept"),
    path("desk/rounds/", views.inspections.round_list, name="round-list"),
    path("desk/rounds/new/", views.inspections.round_new, name="round-new"),
    path("desk/rounds/<int:pk>/", views.inspections.round_detail, name="round-detail"),
    path("desk/rounds/<int:pk>/stop/", views.inspections.round_stop, name="round-stop"),
    path("desk/checklists/", views.checklists.checklist_list, name="checklist-list"),
    path("desk/checklists/new/", views.checklists.checklist_new, name="checklist-new"),
    path("desk/checklists/<int:pk>/", views.checklists.checklist_detail, name="checklist-detail"),
    path("desk/checklists/<int:pk>/change/", views.checklists.checklist_change, name="checklist-change"),
    path("desk/checklists/<int:pk>/copy/", views.checklists.checklist_copy, name="checklist-copy"),
    path("desk/checklists/<int:pk>/offer/", views.checklists.checklist_offer, name="checklist-offer"),
    path("desk/register/", views.register.register_list, name="register-list"),
    path("desk/register.csv", views.register.register_csv, name="register-csv"),
    path("desk/register/<int:pk>/", views.register.register_place, name="register-place"),
    path("desk/hazards/", views.triage, name="triage"),
    path("desk/hazards/fragment/", views.triage_fragment, name="triage-fragment"),
    path("desk/hazards/map.geojson", views.triage_map, name="triage-map"),
    path("desk/handovers/", views.handover_list, name="handover-list"),
    path("desk/forwards/<int:pk>/again/", views.forward_again, name="forward-again"),
    path("desk/forwards/<int:pk>/number/", views.forward_name, name="forward-name"),
    path("desk/forwards/<int:pk>/phone/", views.forward_phone, name="forward-phone"),
    path("desk/handovers/<int:pk>/", views.handover_amend, name="handover-amend"),
    path("desk/hazards/move/", views.triage_many, name="triage-many"),
    path("desk/moderation/", views.moderation_queue, name="moderation"),
    path("desk/moderation/decide/", views.moderation_decide, name="moderation-decide"),
    path("desk/blocks/", views.block_list, name="block-list"),
    path("desk/blocks/<int:pk>/", views.block_detail, name="block-detail"),
    path("desk/blocks/<int:pk>/lift/", views.block_lift, name="block-lift"),
    path("desk/blocks/<int:pk>/keep/", views.block_keep, name="block-keep"),
    path("desk/hazards/<str:reference>/block/", views.block_new, name="block-new"),
    path("desk/hazards/<str:reference>/public/", views.report_public, name="report-public"),
    path("desk/hazards/<str:reference>/hide/", views.report_hide, name="report-hide"),
    path("desk/hazards/<str:reference>/unhide/", views.report_unhide, name="report-unhide"),
    path("desk/hazards/<str:reference>/photos/<int:number>/", views.photo_cover, name="photo-cover"),
    path("desk/hazards/<str:reference>/photos/<int:number>/<str:size>/", views.photo_original, name="photo-original"),
    path("desk/hazards/<str:reference>/move/", views.triage_move, name="triage-move"),
    path("desk/hazards/<str:reference>/message/", views.triage_message, name="triage-message"),
    path("desk/hazards/<str:reference>/plan/", views.triage_plan, name="triage-plan"),
    path("desk/hazards/<str:reference>/note/", views.triage_note, name="triage-note"),
]
