"""What every installation has in common."""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.recruitment.rules import retention

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))  # everything that is made while running: database, uploads, collected files

DEBUG = False
DEMO = False  # a page that lets one step in as each demo person; never in production

# --- Apps -------------------------------------------------------------------------------------------------------------------------------------

ROOMS = [
    "lms.tracking",
    "lms.home",
    "lms.privacy",
    "lms.onboarding",
    "lms.recruitment",
    "lms.requirements",
    "lms.learning",
    "lms.handbook",
    "lms.courses",
    "lms.quizzes",
    "lms.certificates",
    "lms.qualifications",
    "lms.roles",
    "lms.people",
    "lms.units",
    "lms.mail",
    "lms.operations",
    "lms.blocks",
    "lms.ui",
]

INSTALLED_APPS = [
    "content",
    *ROOMS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "lms.people.apps.UsersConfig",  # wagtail.users with our screens
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "lms.operations.middleware.AdminContentSecurityPolicy",
    "allauth.account.middleware.AccountMiddleware",
    "lms.roles.middleware.DeskGuard",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["lms.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.navigation.navigation",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
SESSION_ENGINE = "lms.people.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"

# --- People and login -------------------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["lms.people.backends.LoginBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = "people:desk"
LOGIN_REDIRECT_URL = "home:desk"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lms.people.adapter.AccountAdapter"
MFA_ADAPTER = "lms.people.adapter.LocksAdapter"
MFA_FORMS = {"add_webauthn": "lms.people.forms.PasskeyForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# Fifteen minutes: a slow mailbox, another device and reading glasses. Eight letters, five tries.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True  # one address each
# By address of the network, a whole course evening behind one router must get in; by mailbox, nobody should be flooded.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login": "60/m/ip",
    "request_login_code": "60/m/ip,3/m/key,12/h/key",
    "reset_password": "20/m/ip,3/m/key,12/h/key",
    "apply": "30/h/ip",  # an application; a stand at a fair sends many from one network
    # ours: letters that an applicant can ask for, counted the same way
    "application_link": "20/m/ip,3/h/key",
    "application_address": "20/m/ip,5/d/key",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # we frame ourselves: Wagtail previews a page beside its form

# --- Mail and background work -----------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Tidgiver <ikke-svar@tidgiver.example>")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
# A function that delivers text messages (see `lms.mail.gateways`); empty: none are sent.
SMS_GATEWAY = env.text("SMS_GATEWAY", "")
SMS_FOLDER = VAR_DIR / "sms"  # where the gateway for trying things out leaves them
# Hours in which nobody gets a reminder, another letter that can wait, or a text message: from–to, the last hour not included.
QUIET_HOURS = env.hours("QUIET_HOURS", "20-8")
# name: (cron expression in local time, dotted path of a task that takes no argument). Run by `manage.py serve` or `manage.py tick`.
SCHEDULE = {
    "send-letters": ("*/5 * * * *", "lms.mail.tasks.send_waiting_letters"),
    "publish-scheduled": ("*/10 * * * *", "lms.operations.tasks.publish_scheduled_pages"),
    "sync-access": ("5 0 * * *", "lms.roles.tasks.sync_access"),
    "end-breaks": ("10 0 * * *", "lms.roles.tasks.end_breaks_that_are_over"),
    "remind-leaders": ("20 7 * * *", "lms.tracking.tasks.remind_leaders_of_places"),
    "remind-people": ("30 6 * * *", "lms.tracking.tasks.remind_everybody"),
    "keep-sums": ("15 0 * * *", "lms.tracking.tasks.keep_sums"),
    "tell-of-wishes": ("*/10 * * * *", "lms.tracking.tasks.tell_of_wishes"),
    "prune-task-results": ("40 3 * * *", "lms.operations.tasks.prune_task_results"),
    "chase-references": ("10 7,12 * * *", "lms.recruitment.tasks.chase_references"),
    "forget-letters": ("55 3 * * *", "lms.mail.tasks.forget_old_letters"),
    "go-on-with-imports": ("*/2 * * * *", "lms.onboarding.tasks.go_on_with_imports"),
    "forget-imports": ("35 4 * * *", "lms.onboarding.tasks.forget_imports"),
    "forget-recruitment": ("15 4 * * *", "lms.recruitment.tasks.forget_recruitment"),
    "forget-talks": ("35 4 * * *", "lms.roles.tasks.forget_old_talks"),
    "forget-certificates": ("20 4 * * *", "lms.qualifications.tasks.forget_certificates"),
    "forget-progress": ("5 4 * * *", "lms.learning.tasks.forget_progress"),
    "forget-attempts": ("10 4 * * *", "lms.learning.tasks.forget_attempts"),
    "forget-those-who-left": ("30 4 * * *", "lms.privacy.tasks.forget_those_who_left"),
    "forget-snapshots": ("25 4 * * *", "lms.learning.tasks.forget_snapshots"),
    "clear-sessions": ("50 3 * * *", "lms.operations.tasks.clear_sessions"),
}
# name: dotted path of a question (keyword `now`) that /helse/klar asks and tells, besides its own.
READY = {"letters": "lms.mail.selectors.is_flowing"}

# --- The register -----------------------------------------------------------------------------------------------------------------------------

# The days of the year (month, day) on which units begin to go through their register.
REVIEW_DAYS = env.days_of_year("REVIEW_DAYS", "1.2, 1.9")

# --- Courses ----------------------------------------------------------------------------------------------------------------------------------

# Which empty local places leaders are reminded of once a month: those that must be written, those that should be as well, or none.
PLACE_LETTERS = env.choice("PLACE_LETTERS", "expected", among=("required", "expected", "none"))

# --- Evidence ---------------------------------------------------------------------------------------------------------------------------------

# What people take away is signed with this key, and checked by it and by those that were used before. Without a key nothing is signed.
EVIDENCE_KEY = env.key("EVIDENCE_KEY")
EVIDENCE_OLD_KEYS = env.keys("EVIDENCE_OLD_KEYS")
# How large a file of a certificate from elsewhere may be, and how many days it is kept once somebody has looked at it (0: not at all).
CERTIFICATE_MAX_MB = env.number("CERTIFICATE_MAX_MB", 10, least=1, most=50)
CERTIFICATE_KEPT_DAYS = env.number("CERTIFICATE_KEPT_DAYS", 0, most=365)

# --- Recruitment ------------------------------------------------------------------------------------------------------------------------------

# Part of a case: days until it is forgotten when declined or withdrawn, and when admitted.
RECRUITMENT_KEPT_DAYS = env.kept_days(
    "RECRUITMENT_KEPT_DAYS", {str(part): (clock.declined, clock.admitted) for part, clock in retention.STANDARD.items()}
)
# The time in which a ruling can be undone: so long its letter waits in the outbox.
RECRUITMENT_LETTER_DELAY_MINUTES = env.number("RECRUITMENT_LETTER_DELAY_MINUTES", 60, most=7 * 24 * 60)

# --- Language and time ------------------------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", _("Norwegian bokmål")), ("nn", _("Norwegian nynorsk")), ("en", _("English"))]
COURSE_LANGUAGES = LANGUAGES  # which ones editors may translate courses into; bokmål is what they are written in
LANGUAGE_COOKIE_NAME = "sprak"
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "cms"]  # ours, then what Wagtail's Norwegian lacks
USE_I18N = True
FORMAT_MODULE_PATH = ["lms.ui.formats"]
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

# --- Wagtail ----------------------------------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Tidgiver"
WAGTAILADMIN_BASE_URL = env.web_address("SITE_URL", "http://127.0.0.1:8000")
WAGTAILIMAGES_IMAGE_MODEL = "content.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "content.picture_forms.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "content.CustomDocument"
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "odt",
    "pdf",
    "pptx",
    "txt",
    "vtt",
    "xlsx",
    "mp3",
    "m4a",
    "mp4",
    "webm",
]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False  # one chooses one's own, at /konto/password/set/, or none
# The admin would otherwise tell three outside addresses who works here.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/login/"
WAGTAIL_CONTENT_LANGUAGES = [("nb", "Norsk bokmål")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "norwegian"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nb", "Norsk bokmål"), ("en", "English")]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a page of many blocks has many fields
CURRICULUM_DIR = BASE_DIR / "content" / "curriculum"

# --- Files and headers ------------------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview shows our pages in a frame
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    # Django writes the whole address of what failed or was refused, and some addresses are secret links.
    "formatters": {"line": {"class": "lms.operations.logs.DiscreetFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "failures": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Each PDF would otherwise write forty lines about its typefaces.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        # `db_worker` lets its loggers tell of each task's start and end, whatever level they are given here; a handler's level it leaves alone.
        "django_tasks": {"handlers": ["failures"], "propagate": False},
        "django_tasks_db": {"handlers": ["failures"], "propagate": False},
        # What was asked for is the proxy's to tell, and an address that is not here is nobody's fault.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["failures"], "propagate": False},
    },
}
