"""What a unit's page says of a unit of its kind until somebody there has written about it, by the keys of the kinds that are shipped."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ABOUT_KINDS: dict[str, tuple[Promise, ...]] = {
    "gatenaer": (
        _(
            "The door is open here. Guests come for food, warmth and a person to talk to. Some want a chat, and some want to be left in peace."
        ),
        _(
            "A tidgiver cooks, serves, welcomes people at the door, drives goods or comes along on trips. You need not know very much. "
            "Coming when you have said that you will come is a great deal."
        ),
    ),
    "steg-for-steg": (
        _("Here participants build an everyday life after a time with drugs or alcohol. They choose their own goals, one step at a time."),
        _(
            "A tidgiver usually meets one participant. You do ordinary things together: a coffee, a walk, a film, or a meeting that is hard "
            "to go to alone. You walk beside, and do not take over."
        ),
    ),
}
