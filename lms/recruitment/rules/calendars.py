"""An interview as a calendar entry (iCalendar, RFC 5545), at the time of Europe/Oslo.

`UID` is the same for an interview as long as it lives, and `SEQUENCE` rises each time it is changed, so that a calendar puts the new entry in the old
one's place. Entries are published, not requested: nobody's address stands in another's calendar, and who comes is agreed elsewhere.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

OSLO = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True)
class Meeting:
    """What stands in the calendar. `starts_at` knows its time zone; `link` may be empty, and so may `place`."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    title: str
    text: str
    place: str
    link: str
    organiser: str
    organiser_address: str


def entry(meeting: Meeting, *, now: datetime, is_off: bool = False) -> str:
    """The whole file. `is_off` takes the entry out of the calendar again."""
    starts = meeting.starts_at.astimezone(OSLO)
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", starts)
    event.add("dtend", (meeting.starts_at + timedelta(minutes=meeting.minutes)).astimezone(OSLO))
    event.add("summary", meeting.title)
    event.add("description", meeting.text)
    if place := meeting.place or meeting.link:
        event.add("location", place)
    if meeting.link:
        event.add("url", meeting.link)
    organiser = vCalAddress(f"mailto:{meeting.organiser_address}")
    organiser.params["cn"] = meeting.organiser
    event.add("organizer", organiser)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Tidgiver//Samtaler//NB")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(starts.year - 1, 1, 1), last_date=date(starts.year + 2, 1, 1))
    return str(calendar.to_ical().decode())
