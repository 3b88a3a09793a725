"""The shape of the house: what a reader of the code may rely on without reading all of it."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

APP = settings.BASE_DIR / "conferences"
TEMPLATES = settings.BASE_DIR / "templates"
MODULES = [p for p in APP.rglob("*.py") if "migrations" not in p.parts]

# From the doors down to the ground: a module imports only from layers below its own. A name
# stands for its whole family: `admin` for a package, `extracting` for its `extracting_*`.
LAYERS = [
    ["urls", "apps", "front"],
    ["views", "downloads", "admin", "management", "checks"],
    ["accounts"],
    ["metadata"],
    ["citations", "exports", "feeds", "history", "sitemaps", "templatetags"],
    ["publishing", "previews", "importing", "filters"],
    ["verifying", "readiness", "backups", "moving"],
    ["gate", "loading", "snapshot", "standing"],
    ["record", "differences", "matching", "search", "references"],
    ["query"],
    ["models"],
    ["editions", "named", "memory"],
    ["managers", "fields", "guards", "roles", "edge", "version", "desk", "databases"],
    ["logs"],
    ["text", "statements", "countries", "extracting", "words", "stems"],
]
PUBLIC = [
    *["views", "downloads", "exports", "feeds", "citations", "metadata", "sitemaps"],
    *["templatetags", "filters", "snapshot", "standing", "record", "search"],
]
LONGEST = {"models.py": 600}
ESCAPES = {"mark_safe", "SafeString", "SafeText"}
UNSAFE = [
    r"<style\b",
    r"\sstyle=",
    # A block of data is not run, so a policy has nothing to say of it.
    r'<script(?![^>]*\ssrc=)(?! type="application/ld\+json">)',
    r"\son[a-z]+\s*=",
    r"javascript:",
    r"\|\s*safe\b",
    r"autoescape\s+off",
]


def tree_of(path):
    return ast.parse(path.read_text())


def name_of(path):
    """A module's name below the app: «record», «statements.text»."""
    return ".".join(path.relative_to(APP).with_suffix("").parts).removesuffix(".__init__")


def family_of(name):
    """The entry of LAYERS that a module belongs to."""
    first = name.partition(".")[0]
    return next(
        (
            each
            for layer in LAYERS
            for each in layer
            if first == each or first.startswith(f"{each}_")
        ),
        None,
    )


def layer_of(family):
    return next(number for number, layer in enumerate(LAYERS) if family in layer)


def imports_of(path):
    """The app's own modules that a module imports, wherever in it."""
    package = ["conferences", *path.relative_to(APP).parent.parts]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = _absolute(node, package)
        else:
            continue
        yield from (n.removeprefix("conferences.") for n in names if n.startswith("conferences."))


def _absolute(node, package):
    base = package[: len(package) - node.level + 1] if node.level else []
    whole = ".".join([*base, *([node.module] if node.module else [])])
    is_package = (settings.BASE_DIR / whole.replace(".", "/")).is_dir()
    return [f"{whole}.{alias.name}" for alias in node.names] if is_package else [whole]


def of_public_code():
    return [path for path in MODULES if family_of(name_of(path)) in PUBLIC]


def relative(path):
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p) != "__init__"], ids=relative)
def test_imports_point_down(path):
    family = family_of(name_of(path))
    assert family, f"Give {name_of(path)} its place in LAYERS."
    for imported in imports_of(path):
        below = family_of(imported)
        assert below, f"Give {imported} its place in LAYERS."
        assert below == family or layer_of(below) > layer_of(family), (
            f"{name_of(path)} imports {imported}"
        )


def test_the_reading_of_statements_knows_nothing_of_django():
    for path in (APP / "statements").rglob("*.py"):
        for node in ast.walk(tree_of(path)):
            names = [alias.name for alias in getattr(node, "names", []) if alias.name]
            module = getattr(node, "module", None) or ""
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert not any(n.split(".")[0] == "django" for n in [module, *names]), path


def test_public_code_reads_only_what_is_public():
    read = Counter()
    for path in of_public_code():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("objects", "_default_manager", "_base_manager"), path
                read[node.attr] += 1
    assert read["public"] >= 10


def test_no_migration_is_pending(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_modules_and_functions_are_short(path):
    assert len(path.read_text().splitlines()) <= LONGEST.get(path.name, 400)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{node.name} in {path.name}"


def test_templates_are_short():
    for path in TEMPLATES.rglob("*.html"):
        assert len(path.read_text().splitlines()) <= 120, path


@pytest.mark.parametrize("pattern", UNSAFE)
def test_no_template_needs_a_hole_in_a_strict_policy(pattern):
    for path in [*TEMPLATES.rglob("*.html"), *APP.rglob("*.html")]:
        assert not re.search(pattern, path.read_text(), re.IGNORECASE), path


def test_no_code_declares_text_safe():
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            names = {getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")}
            assert not names & ESCAPES, path


def templates_of(name):
    return (TEMPLATES / name).rglob("*.html")


def test_partials_get_their_values_by_name():
    for path in [
        *(TEMPLATES / "conferences").glob("*.html"),
        *(TEMPLATES / "account").glob("*.html"),
    ]:
        for include in re.findall(r"{% include .*?%}", path.read_text()):
            assert include.endswith(" only %}"), f"{include} in {path.name}"


def test_colours_stand_in_one_place():
    for path in (APP / "static").rglob("*.css"):
        if path.name != "tokens.css":
            text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
            assert not re.search(r"#[0-9a-f]{3,8}\b[^{]*;|\b(rgb|hsl|oklch)a?\(", text), path


def test_there_is_no_drawer_for_odd_things():
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert not names & {"utils", "helpers", "services", "mixins", "common", "misc"}


def test_no_two_test_files_share_a_name():
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
