"""The order of words."""

from lms.ui.rules import alphabetical


def test_the_norwegian_letters_come_last_and_kin_stands_together():
    names = ["Åse", "Ærlig", "Østby", "Zoë", "Émile", "anna", "Erik", "Ødegård", "Bjørn"]
    assert sorted(names, key=alphabetical) == ["anna", "Bjørn", "Émile", "Erik", "Zoë", "Ærlig", "Ødegård", "Østby", "Åse"]
