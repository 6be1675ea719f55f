"""The editors' desk speaks Norwegian, and of us."""

from tests.cast import Cast, login


def test_the_desk_speaks_norwegian_and_of_us(cast: Cast):
    html = login(cast.lea).get("/admin/").content.decode()
    assert "Tidgiver" in html.partition("</title>")[0]
    assert "Søk i alle sider" in html
    assert "Gå til innholdet" in html
    assert [english for english in ("Search all pages", "Skip to main content", "whats-new", "Editor Guide") if english in html] == []
