from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from gwella.web.schools import corrections, listing, overview, record

urlpatterns = [
    path("", listing.schools, name="schools"),
    path(_("export/"), listing.export, name="schools_export"),
    path(_("category-and-days/"), overview.fold, name="schools_fold"),
    path("", include("gwella.web.evidence.urls")),
    path("<str:number>/", overview.overview, name="school"),
    path(_("<str:number>/record/"), record.record, name="school_record"),
    path(_("<str:number>/correct/"), corrections.corrections, name="school_corrections"),
    path(_("<str:number>/correct/<str:field>/"), corrections.correct, name="school_correct"),
]
