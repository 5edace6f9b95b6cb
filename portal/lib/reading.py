"""Bodies of the JSON API."""

import json

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class JSONReader(JSONParser):
    """DRF's parser, which a body of a hundred thousand brackets would break."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError(_("This JSON is nested too deeply.")) from None
        except UnicodeEncodeError:  # half a character ("\\ud83d"): no answer could repeat it, no row hold it
            raise ParseError(_("This JSON is not valid text.")) from None
        return data
