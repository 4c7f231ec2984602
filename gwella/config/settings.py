"""Settings, each from the environment with a default that runs. `docs/settings.md` lists them."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gwella.config.issuers import read_issuers

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gwella"
HOME = Path(os.environ.get("GWELLA_HOME", "var")).resolve()
BUILD = Path(os.environ.get("GWELLA_BUILD", ROOT / "build"))

DEMONSTRATION = os.environ.get("GWELLA_DEMO") == "1"
DEBUG = os.environ.get("GWELLA_DEBUG") == "1"

HOME.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, else one made once and kept in the home, readable by its owner alone."""
    if key := os.environ.get("GWELLA_SECRET_KEY"):
        return key
    kept = HOME / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("GWELLA_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("GWELLA_ORIGINS", "").split(",") if origin]
# Behind https (everywhere but the demonstration and development) cookies are host-bound and secure.
SECURE = os.environ.get("GWELLA_INSECURE", "1" if DEMONSTRATION or DEBUG else "0") != "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "gwella.core",
    "gwella.domain",
    "gwella.jobs",
    "gwella.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "gwella.web.accounts.sessions.keep_time",
    "gwella.web.accounts.second_factor.require_second_factor",
]

ROOT_URLCONF = "gwella.config.urls"
WSGI_APPLICATION = "gwella.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gwella.web.frame.frame",
            ],
            "builtins": ["gwella.web.templatetags.gwella", "django.templatetags.i18n"],
        },
    },
]
FORM_RENDERER = "gwella.web.components.forms.GovukRenderer"

# ---- database: SQLite in the home, or PostgreSQL by DATABASE_URL with no other change

SQLITE_OPTIONS = {
    # Measured: with Django's defaults half of concurrent writes are lost; with these none of 4,000.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{HOME / 'gwella.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# What must be counted across all web workers (wrong passwords) lies in a folder they share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# ---- people signing in

AUTH_USER_MODEL = "domain.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "gwella.web.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Gwella: "
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
# Nobody is remembered for weeks: the session ends with the browser or when it has been idle.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "gwella.web.accounts.forms.SignInForm",
    "change_password": "gwella.web.accounts.forms.ChangePasswordForm",
    "set_password": "gwella.web.accounts.forms.SetPasswordForm",
    "reset_password": "gwella.web.accounts.forms.AskForLinkForm",
    "reset_password_from_key": "gwella.web.accounts.forms.PasswordByLinkForm",
    "reauthenticate": "gwella.web.accounts.forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "gwella.web.accounts.forms.SecondStepForm",
    "authenticate_webauthn": "gwella.web.accounts.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "gwella.web.accounts.forms.ConfirmPasskeyForm",
    "reauthenticate": "gwella.web.accounts.forms.ConfirmCodeForm",
    "activate_totp": "gwella.web.accounts.forms.FirstCodeForm",
    "add_webauthn": "gwella.web.accounts.forms.PasskeyForm",
    "edit_webauthn": "gwella.web.accounts.forms.PasskeyNameForm",
}
MFA_ADAPTER = "gwella.web.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A demonstration on one machine has no https; the browser itself still refuses passkeys anywhere but on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Gwella"
# An address is proven by the link that set the password; allauth's own record of it says nothing.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Directories of councils and schools, several at once. They make nobody: see web.accounts.issuers.
ISSUERS, ISSUER_ORIGINS = read_issuers(os.environ.get("GWELLA_OIDC", ""), secure=SECURE)
SOCIALACCOUNT_ADAPTER = "gwella.web.accounts.issuers.IssuersAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": ISSUERS, "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# Staff without a second factor are sent to set one up before anything else.
REQUIRE_SECOND_FACTOR = os.environ.get("GWELLA_REQUIRE_SECOND_FACTOR", "0" if DEMONSTRATION else "1") == "1"

SESSION_COOKIE_NAME = "__Host-gwella" if SECURE else "gwella"
# A session ends after so long without a request that a person made, and after so long in any case.
SESSION_COOKIE_AGE = int(float(os.environ.get("GWELLA_IDLE_MINUTES", "30")) * 60)
SESSION_LONGEST = int(float(os.environ.get("GWELLA_SESSION_HOURS", "12")) * 3600)
# The page warns this many seconds before either end.
SESSION_WARNING = 120
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# The privacy page promises two cookies that end with the session: messages travel in the session, not in a third.
CSRF_COOKIE_AGE = None
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "gwella.web.home.views.forged"
CSRF_COOKIE_NAME = "__Host-gwella-csrf" if SECURE else "gwella-csrf"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_SSL_REDIRECT = SECURE
# How many proxies stand before us: wrong passwords are then counted by the reader's address, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("GWELLA_PROXIES", "0"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        # The browser follows the sign-in form to the directory.
        "form-action": [SELF, *ISSUER_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ---- languages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# ---- files

STATIC_URL = "/static/"
STATICFILES_DIRS = [BUILD / "static"] if (BUILD / "static").is_dir() else []
STATIC_ROOT = BUILD / "collected"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# ---- mail: to a folder in the demonstration or where a folder is set, by SMTP elsewhere; else letters are refused

EMAIL_HOST = os.environ.get("GWELLA_SMTP_HOST", "")
MAIL_FOLDER = Path(os.environ.get("GWELLA_MAIL_FOLDER") or HOME / "mail")
if DEMONSTRATION:
    MAIL = "folder"
elif EMAIL_HOST:
    MAIL = "server"
else:
    MAIL = "folder" if os.environ.get("GWELLA_MAIL_FOLDER") else "none"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if MAIL == "server"
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = MAIL_FOLDER
EMAIL_PORT = int(os.environ.get("GWELLA_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("GWELLA_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GWELLA_SMTP_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
DEFAULT_FROM_EMAIL = os.environ.get("GWELLA_MAIL_FROM", "gwella@example.invalid")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GWELLA_LOG", "WARNING")},
}
