"""The editors' desk speaks Norwegian, and of us."""

from tests.cast import Cast, login


def test_the_desk_speaks_norwegian_and_of_us(cast: Cast):
    html = login(cast.lea).get("/admin/").content.decode()
    assert "Tidgiver" in html.partition("</title>")[0]
    assert "Søk i alle sider" in html
    assert "Gå til innholdet" in html
    assert [english for english in ("Search all pages", "Skip to main content", "whats-new", "Editor Guide") if english in html] == []


def test_what_its_scripts_say_is_norwegian_too_and_stays_wagtails_where_that_has_it(cast: Cast):
    page = login(cast.lea).get("/admin/").content.decode()
    assert 'src="/admin/jsi18n/"' in page
    words = login(cast.lea).get("/admin/jsi18n/").content.decode()
    assert '"Collapse all": "Lukk alle"' in words
    assert '"Broken link": "Brutt lenke"' in words
