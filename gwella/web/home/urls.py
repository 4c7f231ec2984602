from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.home import views

urlpatterns = [
    path(_("today/"), views.today, name="today"),
    path(_("service/"), views.service, name="service"),
    path(_("using-gwella/"), views.using, name="using"),
    path(_("accessibility/"), views.accessibility, name="accessibility"),
    path(_("privacy/"), views.privacy, name="privacy"),
    path(_("how-decisions-are-made/"), views.decisions, name="decisions"),
]
