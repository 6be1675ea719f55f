"""Who logs in, as allauth knows it, and as the person behind the login."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .models import Person, User


class LoginBackend(AuthenticationBackend):
    """Finds a login together with its person, since nearly every page asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        """The login with this number if it may still be used, else None. 1 query."""
        user = next(iter(User.objects.raw(_LOGIN, [user_id])), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        found = [getattr(user, f"person_{name}") for name in _OF_PERSON]
        # As `select_related` leaves them: each knows the other, and a login without a person knows that too.
        person = Person.from_db(user._state.db, ["user_id", *_OF_PERSON], [found[0], user.pk, *found[1:]]) if found[0] else None
        Person.user.field.remote_field.set_cached_value(user, person)
        if person:
            Person.user.field.set_cached_value(person, user)
        return user


# Written out, since every page asks it, and building the joined statement costs six times what reading it does.
_OF_PERSON = ("id", "given_name", "family_name", "email", "phone", "language")  # in the model's order, the login after the id
_LOGIN = f"""
SELECT login.*, {", ".join(f"person.{name} AS person_{name}" for name in _OF_PERSON)}
FROM people_user login LEFT JOIN people_person person ON person.user_id = login.id
WHERE login.id = %s
"""  # noqa: S608 -- our own names
