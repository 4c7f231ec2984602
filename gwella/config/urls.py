"""Every address, in both languages. Areas keep their own; the words of an address are translated."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from gwella.web.home.views import front, health

urlpatterns = [
    path("", front, name="front"),
    path("health", health, name="health"),
    *i18n_patterns(
        path("", include("gwella.web.home.urls")),
        path("", include("gwella.web.checking.urls")),
        path(_("boards/"), include("gwella.web.boards.urls")),
        path(_("search/"), include("gwella.web.search.urls")),
        path(_("schools/"), include("gwella.web.schools.urls")),
        path(_("service/"), include("gwella.web.work.urls")),
        path(_("service/imports/"), include("gwella.web.imports.urls")),
        path(_("service/data/"), include("gwella.web.evidence_in.urls")),
        path(_("service/people/"), include("gwella.web.people.urls")),
        path(_("service/allocation/"), include("gwella.web.allocation.urls")),
        path(_("service/letters/"), include("gwella.web.letters.urls")),
        path(_("service/frameworks/"), include("gwella.web.frameworks.urls")),
        path(_("packs/"), include("gwella.web.packs.urls")),
        path(_("components/"), include("gwella.web.gallery.urls")),
        path(_("account/"), include("gwella.web.accounts.urls")),
    ),
]

handler404 = "gwella.web.home.views.not_found"
handler500 = "gwella.web.home.views.fault"
