import pytest
from django.core.exceptions import ValidationError

from lms.people.actions import change_details, open_login, register_person

pytestmark = pytest.mark.django_db
ANA = {"given_name": "Ana", "family_name": "Lie"}


def test_change_details_renames_the_login_too():
    person = register_person(**ANA, email="ana@havna.example")
    open_login(person=person)
    change_details(person=person, given_name=" Anna ", family_name="Lie", phone="900", language="nn")
    person.refresh_from_db()
    assert (person.name, person.phone, person.language, person.email) == ("Anna Lie", "900", "nn", "ana@havna.example")
    assert person.user
    assert person.user.get_full_name() == "Anna Lie"


@pytest.mark.parametrize("wrong", [{"given_name": "A" * 81}, {"family_name": " "}, {"phone": "1" * 21}])
def test_change_details_refuses_what_does_not_fit(wrong):
    person = register_person(**ANA)
    with pytest.raises(ValidationError) as caught:
        change_details(**{"person": person, "phone": "", "language": "nb"} | ANA | wrong)
    assert list(caught.value.message_dict) == list(wrong)
