"""Reference data under a key of its own: looked up, never cited, and no part of the record."""

from rest_framework import serializers


class NameSerializer(serializers.Serializer):
    """A name in reference data, by which the state is found; it is not recorded."""

    text = serializers.CharField(help_text="The name.")
    language = serializers.CharField(help_text="Language tag (BCP 47).")
    since = serializers.IntegerField(allow_null=True, help_text="In use since this year.")
    until = serializers.IntegerField(allow_null=True, help_text="In use until this year.")
    source = serializers.CharField(help_text="Where it is looked up.")

    class Meta:
        ref_name = "ReferenceName"


class CodeSerializer(serializers.Serializer):
    """What a scheme of codes calls a state."""

    scheme = serializers.CharField(help_text="iso-3166-1-alpha-3, cow, gw, m49 …")
    value = serializers.CharField(help_text="The code.")
    since = serializers.IntegerField(allow_null=True, help_text="The state's since this year.")
    until = serializers.IntegerField(allow_null=True, help_text="The state's until this year.")
    source = serializers.CharField(help_text="Where it is looked up.")

    class Meta:
        ref_name = "ReferenceCode"


class StateSerializer(serializers.Serializer):
    """What reference data knows of a state."""

    codes = CodeSerializer(many=True, help_text="Its codes.")
    names = NameSerializer(many=True, help_text="Its names, in the order of use.")

    class Meta:
        ref_name = "ReferenceState"


class PlaceSerializer(serializers.Serializer):
    """What reference data knows of a place."""

    country = serializers.CharField(help_text="ISO 3166 code of the country, three letters.")
    latitude = serializers.FloatField(help_text="Degrees north, WGS 84.")
    longitude = serializers.FloatField(help_text="Degrees east, WGS 84.")
    source = serializers.CharField(help_text="The gazetteer and its number.")

    class Meta:
        ref_name = "ReferencePlace"
