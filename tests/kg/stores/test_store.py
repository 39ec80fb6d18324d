"""Which store the settings choose, and that the embedded one keeps the contract of all stores."""

import pytest
from kgtag.kg.errors import GraphError, SettingsError
from kgtag.kg.settings import Settings
from kgtag.kg.stores.ladybug_store import LadybugStore
from kgtag.kg.stores.store import graph_name, open_store
from store_contract import SMALL, WORKSPACE, StoreContract, put


@pytest.fixture
def store(tmp_path):
    """Open a store that nothing was written to."""
    opened = open_store(Settings(workspace=tmp_path / WORKSPACE))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Open a store that holds the small graph: for tests that only read."""
    opened = open_store(Settings(workspace=tmp_path_factory.mktemp("embedded") / WORKSPACE))
    put(opened, SMALL)
    yield opened
    opened.close()


class TestEmbeddedStore(StoreContract):
    def test_asking_before_a_graph_is_built_names_the_command_that_builds_it(self, store):
        with pytest.raises(GraphError, match="kgtag build"):
            store.query("RETURN 1", {}, 1)


class TestChoice:
    @pytest.fixture(autouse=True)
    def no_server(self, monkeypatch):
        for name in ("URI", "USERNAME", "USER", "PASSWORD", "DATABASE"):
            monkeypatch.delenv(f"NEO4J_{name}", raising=False)

    def test_without_a_server_the_graph_is_embedded(self, tmp_path):
        assert isinstance(open_store(Settings(workspace=tmp_path)), LadybugStore)

    def test_the_environment_names_a_server_as_neo4js_own_tools_do(self, tmp_path, monkeypatch):
        for name, value in {"URI": "neo4j://shop:7687", "USER": "ann", "DATABASE": "shoes"}.items():
            monkeypatch.setenv(f"NEO4J_{name}", value)
        monkeypatch.setenv("NEO4J_PASSWORD", "a secret")
        opened = open_store(Settings(workspace=tmp_path))
        assert str(opened.address) == "neo4j://shop:7687 (database shoes, user ann)"
        assert "a secret" not in repr(opened.address)

    def test_the_setting_goes_before_the_environment(self, tmp_path, monkeypatch):
        monkeypatch.setenv("NEO4J_URI", "neo4j://shop:7687")
        assert isinstance(open_store(Settings(workspace=tmp_path, graph="embedded")), LadybugStore)
        elsewhere = open_store(Settings(workspace=tmp_path, graph="bolt://elsewhere:7688"))
        assert elsewhere.address.uri == "bolt://elsewhere:7688"

    @pytest.mark.parametrize(
        "address", ["http://shop:7474", "shop:7687", "neo4j://", "embeded", "neo4j:shop", "bolt://shop:99999"]
    )
    def test_what_is_no_address_is_an_error_with_an_example(self, tmp_path, address):
        with pytest.raises(SettingsError, match=r"reads like neo4j://localhost:7687"):
            open_store(Settings(workspace=tmp_path, graph=address))

    def test_a_password_in_the_address_is_refused_and_not_repeated(self, tmp_path):
        with pytest.raises(SettingsError, match="NEO4J_PASSWORD") as raised:
            open_store(Settings(workspace=tmp_path, graph="neo4j://ann:hunter2@shop:7687"))
        assert "hunter2" not in str(raised.value)

    def test_a_graph_is_called_like_its_workspaces_folder_unless_the_settings_say_otherwise(self, tmp_path):
        assert graph_name(Settings(workspace=tmp_path / "shoes")) == "shoes"
        assert graph_name(Settings(workspace=tmp_path / "shoes", graph_name="spring")) == "spring"
