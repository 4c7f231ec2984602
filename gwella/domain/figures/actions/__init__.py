"""Every change to figures and what belongs to them."""

from gwella.domain.figures.actions.checks import (
    accept_figures,
    answer_dispute,
    dispute_figure,
    end_comparison_set,
    make_comparison_set,
    record_target,
)
from gwella.domain.figures.actions.papers import PackFacts, issue_packs, note_pupils_taken, open_pack, record_open_data
from gwella.domain.figures.actions.sources import (
    AgreementFacts,
    DataSetFacts,
    HeldBackFacts,
    end_agreement,
    record_agreement,
    record_data_set,
    record_profile,
)
from gwella.domain.figures.actions.values import (
    FigureFacts,
    hide_figures,
    publish_figures,
    replace_comparisons,
    replace_signs,
    replace_steps,
)

__all__ = [
    "AgreementFacts",
    "DataSetFacts",
    "FigureFacts",
    "HeldBackFacts",
    "PackFacts",
    "accept_figures",
    "answer_dispute",
    "dispute_figure",
    "end_agreement",
    "end_comparison_set",
    "hide_figures",
    "issue_packs",
    "make_comparison_set",
    "note_pupils_taken",
    "open_pack",
    "publish_figures",
    "record_agreement",
    "record_data_set",
    "record_open_data",
    "record_profile",
    "record_target",
    "replace_comparisons",
    "replace_signs",
    "replace_steps",
]
