from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.boards import measures, signs, timely, vulnerable

urlpatterns = [
    path("", measures.boards, name="boards"),
    path(_("export/"), measures.export, name="boards_export"),
    path(_("early-signs/"), signs.signs, name="signs"),
    path(_("timely/"), timely.timely, name="timely"),
    path(_("most-vulnerable/"), vulnerable.vulnerable, name="vulnerable"),
    path(_("most-vulnerable/export/"), vulnerable.export, name="vulnerable_export"),
]
