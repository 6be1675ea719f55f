"""The icons in use: our names for those in the vendored sprite ``static/vendor/aksel-icons/sprite.svg``.

To add one: name it here and run ``python scripts/vendor_icons.py`` (see ``docs/ui.md``).
"""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "vendor/aksel-icons/sprite.svg"

# our name → file name in the icon set
ICONS = {
    "arrow-down": "ArrowDown",
    "arrow-left": "ArrowLeft",
    "arrow-right": "ArrowRight",
    "arrow-up": "ArrowUp",
    "bell": "Bell",
    "book": "Book",
    "bookmark": "Bookmark",
    "calendar": "Calendar",
    "captions": "Captions",
    "certificate": "Seal",
    "chart": "BarChart",
    "chat": "Chat",
    "check": "Checkmark",
    "check-circle": "CheckmarkCircleFill",
    "chevron-down": "ChevronDown",
    "chevron-left": "ChevronLeft",
    "chevron-right": "ChevronRight",
    "circle": "Circle",
    "clipboard": "ClipboardCheckmark",
    "clock": "Clock",
    "coffee": "Coffee",
    "cog": "Cog",
    "cross": "XMark",
    "cross-circle": "XMarkOctagonFill",
    "dilemma": "Branching",
    "document": "FileText",
    "door": "DoorOpen",
    "download": "Download",
    "edit": "Pencil",
    "envelope": "EnvelopeClosed",
    "external": "ExternalLink",
    "eye": "Eye",
    "filter": "Funnel",
    "first-aid": "FirstAidKit",
    "flag": "FlagCross",
    "globe": "Globe",
    "half": "MenuElipsisHorizontalCircle",
    "handshake": "Handshake",
    "heart": "HandHeart",
    "home": "House",
    "hourglass": "Hourglass",
    "info": "InformationSquareFill",
    "key": "KeyVertical",
    "language": "Language",
    "leave": "Leave",
    "lightbulb": "LightBulb",
    "list": "BulletList",
    "local": "HouseHeart",
    "lock": "PadlockLocked",
    "menu": "MenuHamburger",
    "minus": "Minus",
    "minus-circle": "MinusCircle",
    "mobile": "Mobile",
    "note": "NotePencil",
    "path": "HikingTrailSign",
    "pause": "Pause",
    "people": "PersonGroup",
    "person": "Person",
    "person-circle": "PersonCircle",
    "phone": "Phone",
    "pin": "LocationPin",
    "play": "Play",
    "plus": "Plus",
    "printer": "PrinterSmall",
    "question": "QuestionmarkDiamond",
    "quiz": "Tasklist",
    "quote": "ChatElipsis",
    "refresh": "ArrowsCirclepath",
    "school": "HatSchool",
    "search": "MagnifyingGlass",
    "shield": "ShieldLock",
    "sound": "SpeakerSoundWave2",
    "star": "Star",
    "sun": "Sun",
    "trash": "Trash",
    "upload": "Upload",
    "video": "Video",
    "warning": "ExclamationmarkTriangleFill",
}
NAMES = frozenset(ICONS)


@lru_cache(maxsize=1000, typed=True)
def icon_html(name: str, label: str = "", size: str = "") -> SafeString:
    """An ``<svg>`` that uses one symbol of the sprite; ``label`` makes it speak, else it is hidden.

    Raises ``KeyError`` for a name that is not in ``ICONS``.
    """
    if name not in NAMES:
        raise KeyError(name)
    classes, href = f"icon icon--{size}" if size else "icon", f"{static(SPRITE)}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, href)
