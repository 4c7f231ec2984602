from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.evidence_in import agreements, data_sets, making, open_data, profiles, transfers

urlpatterns = [
    path("", data_sets.data_sets, name="data_sets"),
    path("<int:pk>/", data_sets.data_set, name="data_set"),
    path(_("<int:pk>/changes/"), data_sets.changes, name="data_set_changes"),
    path(_("held-back/"), data_sets.held_back, name="held_back"),
    path(_("agreements/"), agreements.agreements, name="agreements"),
    path(_("agreements/record/"), agreements.record, name="agreement_record"),
    path(_("agreements/open-licence/record/"), agreements.licence, name="open_licence_record"),
    path(_("agreements/<slug:code>/"), agreements.agreement, name="agreement"),
    path(_("agreements/<slug:code>/end/"), agreements.end, name="agreement_end"),
    path(_("open-data/"), open_data.open_data, name="open_data"),
    path(_("open-data/make/"), open_data.make, name="open_data_make"),
    path(_("open-data/<slug:year>/<str:name>"), open_data.download, name="open_data_file"),
    path(_("transfers/<int:pk>/census/"), transfers.pupils, name="transfer_pupils"),
    path(_("profiles/"), profiles.profiles, name="profiles"),
    path(_("profiles/bring-in/"), profiles.share, name="profile_share"),
    path(_("profiles/example/"), making.example, name="profile_example"),
    path(_("profiles/make/"), making.make, name="profile_make"),
    path(_("profiles/put-away/"), making.put_away, name="profile_put_away"),
    path(_("profiles/<slug:code>/"), profiles.profile, name="profile"),
    path(_("profiles/<slug:code>/file/"), profiles.profile_file, name="profile_file"),
]
