"""Where learners read what stands in Wagtail's page tree."""

from django.urls import reverse
from wagtail.models import Page


def address_of(page: Page) -> str | None:
    """Where learners read a page of a course, from the catalogue's address on down; None if the page is no part of any course."""
    specific = page.specific
    match specific._meta.model_name:
        case "courseindexpage":
            return reverse("learning:catalogue")
        case "coursepage":
            return reverse("learning:course", args=[page.slug])
        case "modulepage" if specific.fills_id:
            slot = specific.fills
            return reverse("learning:step", args=[slot.get_parent().slug, slot.slug])
        case "modulepage" if specific.hangs_on_id:
            return reverse("learning:step", args=[specific.hangs_on.slug, page.slug])
        case "modulepage" | "slotpage" | "quizpage":
            return reverse("learning:step", args=[page.get_parent().slug, page.slug])
        case "translation":
            return address_of(page.get_parent())
    return None


def step_address(course_url: str, slug: str) -> str:
    """A step's address, from its course's: the same as asking for `learning:step`, for those who list many."""
    return f"{course_url}{slug}/"
