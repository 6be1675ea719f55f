"""The demo, with Django's error pages and reloading."""

from .demo import *

DEBUG = True
WHITENOISE_AUTOREFRESH = True
