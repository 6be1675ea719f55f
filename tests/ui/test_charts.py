"""Charts: lengths add up, and the numbers stand there as text."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.ui import charts, heat_maps
from lms.ui.heat_maps import HeatCell, HeatColumn, HeatRow
from lms.ui.matrices import MatrixCell, MatrixColumn, MatrixRow, prepare
from tests.ui.test_components import render
from tests.ui.test_preparations import soup

counts = st.lists(st.integers(0, 10_000), min_size=1, max_size=8)


@given(counts)
def test_bars_never_leave_the_chart(values):
    made = charts.bars({"rows": [{"label": "x", "value": value} for value in values], "maximum": None})["bars"]

    assert all(0 <= bar["width"] <= 100 for bar in made)
    assert sum(values) == 0 or max(bar["width"] for bar in made) == 100


@given(counts)
def test_stacked_parts_fill_the_row_without_gap(values):
    series = [{"label": str(index), "tone": "good"} for index in range(len(values))]
    row = charts.stacked({"rows": [{"label": "x", "values": values}], "series": series})["bars"][0]

    assert row["total"] == sum(values)
    assert abs(sum(part["width"] for part in row["parts"]) - (100 if sum(values) else 0)) < 0.1


@given(counts)
def test_donut_goes_round_once(values):
    parts = charts.donut({"segments": [{"label": "x", "value": value, "tone": "good"} for value in values]})["parts"]

    assert abs(sum(part["length"] for part in parts) - (100 if sum(values) else 0)) < 0.1


def test_charts_draw_decimals_with_a_point_in_norwegian():
    rows = [{"label": "Bergen", "value": 1}, {"label": "Horten", "value": 3}, {"label": "Oslo", "value": 9}]

    html = soup("{% bar_chart title='Klar' rows=rows %}", rows=rows)

    assert [bar["width"] for bar in html.select(".chart__fill")] == ["11.11%", "33.33%", "100.0%"]
    assert [value.text for value in html.select(".chart__value")] == ["1", "3", "9"]


def test_matrix_cells_speak_and_are_escaped():
    drawn = (MatrixCell("expiring", 'Ana, "Førstehjelp": til 3. mars', "3. <mars>"), MatrixCell("done", linked=False))
    rows = [MatrixRow("Ana <b>", drawn, "/p/1/?a=1&b=2"), MatrixRow("Bo", drawn)]
    columns = [MatrixColumn("Førstehjelp", anchor='#"f"'), MatrixColumn("Taushetsplikt", anchor="#t")]

    html = soup("{% matrix caption='Krav' columns=columns rows=rows %}", columns=columns, rows=rows)

    cells = html.select("tbody td")
    assert html.select_one("tbody th").get_text(strip=True) == "Ana <b>"
    assert cells[0].select_one(".ds-sr-only").text == 'Ana, "Førstehjelp": til 3. mars'
    assert cells[0].select_one("a")["href"] == '/p/1/?a=1&b=2#"f"'
    assert cells[0].get_text().endswith("3. <mars>")
    assert cells[1].select_one(".ds-sr-only").text == "Ferdig"
    assert [bool(cell.select_one("a")) for cell in cells] == [True, False, False, False]
    assert len(html.select(".matrix__legend li")) == 2


def test_matrix_keeps_no_words_of_another_language():
    columns, rows = [MatrixColumn("Førstehjelp")], [MatrixRow("Ana", (MatrixCell("done"),))]
    said = {}
    for language in ("nb", "en", "nb"):
        with override(language):
            said[language] = soup("{% matrix caption='Krav' columns=columns rows=rows %}", columns=columns, rows=rows).select_one("td").text
    assert said == {"nb": "Ferdig", "en": "Done"}


def test_empty_matrix_has_heads_and_no_legend():
    html = soup("{% matrix caption='Krav' columns=columns rows=rows %}", columns=[MatrixColumn("Førstehjelp")], rows=[])

    assert len(html.select("thead th")) == 2
    assert not html.select(".matrix__legend")


def test_matrix_row_needs_a_cell_for_each_column():
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        prepare(
            {
                "columns": [MatrixColumn("A"), MatrixColumn("B")],
                "rows": [MatrixRow("Ana", (MatrixCell("done"),))],
                "corner": "",
                "legend": False,
            }
        )


def test_matrix_row_shows_the_status_as_the_component_does():
    rows = [MatrixRow("Ana", (), state="lacking", state_label="Mangler to krav")]

    html = render("{% matrix caption='Krav' columns=columns rows=rows %}", columns=[], rows=rows)

    assert render("{% status 'lacking' label='Mangler to krav' quiet=True %}").strip() in html


def test_heat_map_says_in_words_what_its_washes_say():
    rows = [HeatRow("Bergen <b>", [HeatCell("full", "92 %", "46 av <50>"), HeatCell("lacking", "Mangler")], "/b/?a=1&b=2", "Steg & co")]
    columns = [HeatColumn("Slik gjør vi <det>", "TAU"), HeatColumn("Rollen")]
    legend = [(HeatCell("lacking", "Mangler"), "må <skrives>")]

    html = soup("{% heat_map caption='Dekning' columns=columns rows=rows legend=legend %}", columns=columns, rows=rows, legend=legend)

    assert html.select_one("tbody th a")["href"] == "/b/?a=1&b=2"
    assert html.select_one("tbody th").get_text(" ", strip=True) == "Bergen <b> Steg & co"
    assert [cell.get_text(" ", strip=True) for cell in html.select("tbody td")] == ["92 % 46 av <50>", "Mangler"]
    assert [head.get_text(" ", strip=True) for head in html.select("thead th")] == ["Navn", "TAU : Slik gjør vi <det>", "Rollen"]
    assert html.select_one(".matrix__legend li").get_text(" ", strip=True) == "Mangler må <skrives>"


@pytest.mark.parametrize(
    ("cells", "complaint"), [([], "0 cells for 1 columns"), ([HeatCell("hot", "x")], "no heat hot")], ids=["too few", "unknown"]
)
def test_heat_map_refuses_what_it_cannot_draw(cells, complaint):
    with pytest.raises(ValueError, match=complaint):
        heat_maps.prepare({"columns": [HeatColumn("A")], "rows": [HeatRow("Bergen", cells)], "legend": (), "corner": ""})
