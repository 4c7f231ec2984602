from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.letters import approving, mine, one, overview

urlpatterns = [
    path("", overview.letters, name="letters"),
    path(_("export/"), overview.export, name="letters_export"),
    path(_("prepare/"), overview.prepare, name="letters_prepare"),
    path(_("approve/"), approving.approve_all, name="letters_approve"),
    path(_("send/"), overview.send, name="letters_send"),
    path(_("mine/<slug:reference>/"), mine.my_letter, name="my_letter"),
    path(_("mine/<slug:reference>/pdf/"), mine.my_pdf, name="my_letter_pdf"),
    path(_("mine/<slug:reference>/read/"), mine.acknowledge, name="my_letter_read"),
    path("<slug:reference>/", one.letter, name="letter"),
    path("<slug:reference>/pdf/", one.pdf, name="letter_pdf"),
    path(_("<slug:reference>/approve/"), approving.approve_one, name="letter_approve"),
    path(_("<slug:reference>/posted/"), one.posted, name="letter_posted"),
]
