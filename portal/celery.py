"""The Celery application: background work by name, never imported by services."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("shouwang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

EVERY = {  # seconds
    # the doorbell may be lost; the sweep finds every row that is due
    "messaging.sweep": 5.0,
    "messaging.ring": 5.0,  # whose turn it is to be rung
    "messaging.keep_counts": 1.0,  # so that a board counts little itself
    "messaging.canary": 60.0,  # one text in ten minutes; judged every minute
    "messaging.reconcile": 600.0,  # once a day; asked often
    "messaging.forget": 3600.0,  # what people texted
    "alerts.publish": 5.0,
    "alerts.call_leads": 5.0,
    "alerts.expire": 30.0,
    "drills.watch": 5.0,  # calls for help that nobody has taken
    "alerts.poll_sources": 15.0,  # other authorities' warnings
    "alerts.forget_proposals": 3600.0,
    "drills.remind": 60.0,
    "hazards.escalate": 60.0,  # service levels that were missed
    "hazards.fetch_photos": 15.0,  # of texts; the doorbell rings at once
    "hazards.forget_held": 600.0,  # photos of forms that nobody sent
    "hazards.sweep_files": 86400.0,  # of photos, left by a killed process
    "hazards.weigh": 6 * 3600.0,  # a station came or went near open reports
    "hazards.open_rounds": 900.0,  # of inspections that are repeated
    "hazards.tell_followers": 60.0,  # whose doorbell was lost
    "hazards.forward": 15.0,  # to other Open311 servers, and what they say
    "hazards.forget": 3600.0,  # reporters, 90 days after the end
    "people.forget": 3600.0,
    "knowledge.watch_talks": 15.0,  # volunteers who vanished, queues that nobody serves
    "knowledge.forget_talks": 3600.0,  # words, 30 days after the end
    "knowledge.forget_turns": 3600.0,  # what the chat was asked
}
app.conf.beat_schedule = {task: {"task": task, "schedule": seconds} for task, seconds in EVERY.items()}
