from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.packs import overview, school

urlpatterns = [
    path("", overview.packs, name="packs"),
    path(_("make/"), overview.make, name="packs_make"),
    path("<str:number>/", school.packs, name="school_packs"),
    path("<str:number>/<slug:year>/<int:version>/<slug:edition>/", school.download, name="school_pack"),
]
