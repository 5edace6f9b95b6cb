"""The shape of the house, held by the suite."""

from pathlib import Path

from django.apps import apps
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ["accounts", "places", "messaging", "people", "stations", "hazards", "alerts", "drills", "knowledge", "portal"]
TOP = {layer: rank for rank, layer in enumerate(LAYERS)} | {"knowledge": LAYERS.index("drills")}


def test_imports_point_the_way_the_house_says():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_every_folder_with_python_is_a_package():
    folders = {
        path.parent for house in ("portal", "community", "drills", "knowledge") for path in (ROOT / house).rglob("*.py")
    }
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_foreign_key_points_to_the_same_layer_or_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and model._meta.app_label in TOP
        and field.related_model._meta.app_label in TOP
        and TOP[field.related_model._meta.app_label] > TOP[model._meta.app_label]
    ]
    assert upward == []


def test_drills_and_knowledge_keep_no_keys_to_each_other():
    crossing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.related_model is not None
        and {model._meta.app_label, field.related_model._meta.app_label} == {"drills", "knowledge"}
    ]
    assert crossing == []
