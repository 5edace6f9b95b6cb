"""The shape of the JSON."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from knowledge.models import Article
from knowledge.selectors import address_of, parts_of
from knowledge.services.chat import LONGEST
from portal.lib.language import known_language


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


class QuestionSerializer(serializers.Serializer):
    text = serializers.CharField(
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


class SearchSerializer(serializers.Serializer):
    q = serializers.CharField(max_length=100_000, trim_whitespace=True)
    language = LanguageField()
    limit = serializers.IntegerField(required=False, min_value=1, max_value=50, default=10)
    community = serializers.SlugField(required=False, allow_blank=True)


class ResultSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    section = serializers.CharField()
    snippet = serializers.CharField(help_text="HTML: escaped text, only <mark> inside")
    url = serializers.CharField()
    score = serializers.FloatField()


class ResultsSerializer(serializers.Serializer):
    results = ResultSerializer(many=True)
    corrected = serializers.CharField(allow_blank=True)
    took_ms = serializers.FloatField()


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
