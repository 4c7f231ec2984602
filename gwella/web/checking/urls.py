from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.checking import disputes, school, targets

urlpatterns = [
    path(_("schools/<str:number>/check/"), school.check, name="school_check"),
    path(_("schools/<str:number>/check/<int:pk>/"), school.check_set, name="school_check_set"),
    path(_("schools/<str:number>/check/<int:pk>/right/"), school.accept, name="school_check_accept"),
    path(_("schools/<str:number>/check/<int:pk>/<slug:measure>/<slug:group>/"), school.dispute, name="school_dispute"),
    path(_("schools/<str:number>/targets/"), targets.targets, name="school_targets"),
    path(_("schools/<str:number>/targets/record/"), targets.record, name="school_target_record"),
    path(_("service/disputes/"), disputes.disputes, name="disputes"),
    path(_("service/disputes/<int:pk>/"), disputes.dispute, name="dispute"),
]
