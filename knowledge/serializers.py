"""The shape of the JSON."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from knowledge.articles import HAZARDS
from knowledge.articles.facets import PEOPLE, PHASES
from knowledge.models import Article
from knowledge.search import is_blank
from knowledge.selectors import address_of, parts_of, place_in_queue
from knowledge.selectors.facets import NAMES, offered
from knowledge.services.chat import LONGEST
from portal.lib.language import known_language

_NEEDED = "A person's own words; needed where nothing is chosen by hazard, phase or who"


class LanguageField(serializers.CharField):
    """A language tag; "" and tags of languages that we have pass, others are an error."""

    def __init__(self, **kwargs):
        super().__init__(required=False, allow_blank=True, max_length=35, **kwargs)

    def to_internal_value(self, data):
        tag = super().to_internal_value(data)
        if not tag:
            return ""
        found = known_language(tag)
        if found is None:
            names = ", ".join(code for code, _name in settings.LANGUAGES)
            raise serializers.ValidationError(_("This language is not spoken here. Choose one of: %s.") % names)
        return found


class QuestionField(serializers.CharField):
    """A question: what holds nothing that anybody sees is none."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        if is_blank(text):
            self.fail("blank")
        return text


class QuestionSerializer(serializers.Serializer):
    text = QuestionField(
        max_length=LONGEST,
        error_messages={
            "blank": _("Write your question first."),
            "required": _("Write your question first."),
            "max_length": _("Keep it under 1,000 characters."),
        },
    )
    session = serializers.CharField(required=False, allow_blank=True, max_length=64)
    language = LanguageField()
    message_id = serializers.CharField(required=False, allow_blank=True, max_length=64)
    latitude = serializers.FloatField(required=False, min_value=-90, max_value=90)
    longitude = serializers.FloatField(required=False, min_value=-180, max_value=180)
    community = serializers.SlugField(required=False, allow_blank=True)


class NumberSerializer(serializers.Serializer):
    kind = serializers.CharField()
    number = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class EmergencySerializer(serializers.Serializer):
    number = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    others = NumberSerializer(many=True)


class CitationSerializer(serializers.Serializer):
    title = serializers.CharField()
    section = serializers.CharField()
    url = serializers.CharField()


class ActionSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    url = serializers.CharField()


class ReplySerializer(serializers.Serializer):
    session = serializers.CharField()
    message_id = serializers.CharField()
    language = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=[
            "emergency", "crisis", "answer", "live", "rumour", "clarify", "decline", "smalltalk", "handoff"
        ]
    )  # fmt: skip
    text = serializers.CharField()
    emergency = EmergencySerializer(allow_null=True)
    citations = CitationSerializer(many=True)
    actions = ActionSerializer(many=True)
    suggestions = serializers.ListField(child=serializers.CharField())
    confidence = serializers.FloatField()
    talk = serializers.ChoiceField(
        choices=["waiting", "taken", "paused"], required=False, help_text="only while a talk with a volunteer is open"
    )

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        if not shown["talk"]:
            del shown["talk"]
        return shown


class FeedbackSerializer(serializers.Serializer):
    session = serializers.CharField(max_length=64)
    message_id = serializers.CharField(max_length=64)
    helped = serializers.BooleanField()


class TalkAskSerializer(serializers.Serializer):
    session = serializers.CharField(max_length=64)
    shares = serializers.BooleanField(
        default=False, help_text="the person agreed that a volunteer reads what was asked in this session before"
    )
    language = LanguageField()
    community = serializers.SlugField(required=False, allow_blank=True)


class TalkLineSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    message_id = serializers.SerializerMethodField()
    who = serializers.SerializerMethodField()
    text = serializers.CharField()
    url = serializers.SerializerMethodField()
    at = serializers.DateTimeField()

    def get_message_id(self, line) -> str:
        return line.client_id if line.is_resident else ""

    def get_who(self, line) -> str:
        return "resident" if line.is_resident else "volunteer"

    def get_url(self, line) -> str:
        return line.link.get("url", "")


class TalkSerializer(serializers.Serializer):
    """A talk with a volunteer, as the resident sees it."""

    session = serializers.CharField(source="session.token")
    status = serializers.CharField()
    place = serializers.SerializerMethodField(help_text="in the queue, from 1; 0 where nobody waits")
    lines = TalkLineSerializer(many=True)

    def get_place(self, talk) -> int:
        return place_in_queue(talk) if talk.status == talk.Status.WAITING else 0


class SearchSerializer(serializers.Serializer):
    """What is looked for, and what it is narrowed to: any of the values of one name, and each of the names."""

    q = serializers.CharField(required=False, max_length=100_000, trim_whitespace=True, help_text=_NEEDED)
    language = LanguageField()
    limit = serializers.IntegerField(required=False, min_value=1, max_value=50, default=10)
    community = serializers.SlugField(required=False, allow_blank=True)
    hazard = serializers.MultipleChoiceField(
        required=False, choices=sorted(HAZARDS), help_text="Guides for any of these dangers; may stand several times"
    )
    phase = serializers.MultipleChoiceField(
        required=False, choices=PHASES, help_text="Guides with a part for that time; `section` is that part"
    )
    who = serializers.MultipleChoiceField(
        required=False, choices=PEOPLE, help_text="Guides with a line for these people; `snippet` is that line"
    )
    exact = serializers.BooleanField(required=False, default=False, help_text="Words as typed, no slip mended")

    def validate(self, attrs):
        if not any(attrs.get(name) for name in ("q", "hazard", "phase", "who")):
            raise serializers.ValidationError({"q": self.fields["q"].error_messages["required"]})
        return attrs


class BeginningSerializer(serializers.Serializer):
    q = serializers.CharField(max_length=400, trim_whitespace=True, help_text="What is typed so far")
    language = LanguageField()


class SuggestionSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    url = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer):
    language = serializers.CharField()
    suggestions = SuggestionSerializer(many=True, help_text="At most 8, the nearest first")


class ResultSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    marked_title = serializers.CharField(help_text="HTML: escaped text, only <mark> inside")
    section = serializers.CharField()
    snippet = serializers.CharField(help_text="HTML: escaped text, only <mark> inside")
    url = serializers.CharField()
    score = serializers.FloatField()


class ChoiceSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="What `hazard`, `phase` or `who` is given")
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField(help_text="Guides that would be left, with all else as it is chosen")
    chosen = serializers.BooleanField()


class FacetsSerializer(serializers.Serializer):
    """Only codes that would leave something, and those that are chosen."""

    hazard = ChoiceSerializer(many=True)
    phase = ChoiceSerializer(many=True)
    who = ChoiceSerializer(many=True)


class NearSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, guide) -> str:
        return reverse("knowledge:article-detail", args=[guide.slug])


class ResultsSerializer(serializers.Serializer):
    results = ResultSerializer(many=True)
    found = serializers.IntegerField(help_text="How many guides were found, of which `results` holds the first")
    facets = serializers.SerializerMethodField()
    near = NearSerializer(many=True, help_text="Guides with a like title, where little was found: did they mean these?")
    corrected = serializers.CharField(allow_blank=True)
    took_ms = serializers.FloatField()

    @extend_schema_field(FacetsSerializer)
    def get_facets(self, results) -> dict:
        chosen = self.context["chosen"]
        return {
            facet: [
                {"code": code, "label": label, "count": count, "chosen": code in getattr(chosen, facet)}
                for code, label, count in offered(facet, results.counts, getattr(chosen, facet))
            ]
            for facet in NAMES
        }


class ArticleSerializer(serializers.ModelSerializer):
    """An article in every language that it has, in the words for one community."""

    url = serializers.SerializerMethodField()
    translations = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = ["slug", "url", "topic", "hazards", "calls", "danger", "reviewed", "translations"]

    def get_url(self, article) -> str:
        return address_of(article)

    def get_translations(self, article) -> dict[str, dict]:
        return {row.language: self._translation(row) for row in article.translations.all()}

    def _translation(self, row) -> dict:
        return {"title": row.title, "summary": row.summary}


class WholeArticleSerializer(ArticleSerializer):
    def _translation(self, row) -> dict:
        parts = parts_of(row, self.context.get("community"))
        return {
            **super()._translation(row),
            "act_first": row.act_first,
            "sections": [{"id": part.id, "title": part.title, "text": part.text} for part in parts],
            "sources": row.sources,
        }
