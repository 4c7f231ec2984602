from django.urls import path
from django.utils.translation import gettext_lazy as _

from gwella.web.evidence import choosing, files, plain, school, sheet, similar, steps

urlpatterns = [
    path(_("<str:number>/evidence/"), school.evidence, name="school_evidence"),
    path(_("<str:number>/evidence/in-plain-words/"), plain.plain, name="school_evidence_plain"),
    path(_("<str:number>/evidence/for-a-meeting/"), sheet.sheet, name="school_evidence_sheet"),
    path(_("<str:number>/evidence/file/"), files.export, name="school_evidence_export"),
    path(_("<str:number>/evidence/similar-schools/"), similar.similar, name="school_similar"),
    path(_("<str:number>/evidence/standards-groups/"), steps.steps, name="school_steps"),
    path(_("<str:number>/evidence/choose-schools/"), choosing.choose, name="school_comparison_new"),
    path(_("<str:number>/evidence/choice/<int:pk>/end/"), choosing.end, name="school_comparison_end"),
]
