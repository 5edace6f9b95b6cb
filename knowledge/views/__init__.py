"""Pages."""

from knowledge.views.checklists import checklist_detail, checklist_list
from knowledge.views.editing import guide, guide_desk, guide_do, guide_new, revision, revision_do
from knowledge.views.finding import article_list
from knowledge.views.guides import article_detail, article_short, chat, chat_turns
from knowledge.views.leaflets import guide_card, kept, kept_guides
from knowledge.views.questions import chat_feedback, question_desk, question_do
from knowledge.views.quizzes import quiz, quiz_list
from knowledge.views.rumours import (
    rumour_again,
    rumour_check,
    rumour_desk,
    rumour_detail,
    rumour_drop,
    rumour_list,
    rumour_merge,
    rumour_put_back,
    rumour_take,
    rumour_verdict,
)
from knowledge.views.talk_desk import (
    talk_desk,
    talk_do,
    talk_duty,
    talk_here,
    talk_list,
    talk_room,
    talk_say,
    talk_take,
    talk_thread,
)
from knowledge.views.talk_hours import talk_hours, talk_hours_do
from knowledge.views.talks import talk, talk_ask, talk_go_on, talk_leave

__all__ = [
    "article_detail",
    "article_list",
    "article_short",
    "chat",
    "chat_feedback",
    "chat_turns",
    "checklist_detail",
    "checklist_list",
    "guide",
    "guide_card",
    "guide_desk",
    "guide_do",
    "guide_new",
    "kept",
    "kept_guides",
    "question_desk",
    "question_do",
    "quiz",
    "quiz_list",
    "revision",
    "revision_do",
    "rumour_again",
    "rumour_check",
    "rumour_desk",
    "rumour_detail",
    "rumour_drop",
    "rumour_list",
    "rumour_merge",
    "rumour_put_back",
    "rumour_take",
    "rumour_verdict",
    "talk",
    "talk_ask",
    "talk_desk",
    "talk_do",
    "talk_duty",
    "talk_go_on",
    "talk_here",
    "talk_hours",
    "talk_hours_do",
    "talk_leave",
    "talk_list",
    "talk_room",
    "talk_say",
    "talk_take",
    "talk_thread",
]
