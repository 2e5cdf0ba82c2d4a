"""Sentences that authorities have worded: they pass as they stand, and not with one letter changed.

FDA: 21 CFR 101.93(c) and the letter of 10 January 2022 on blood pressure. EU: Regulation 432/2012.
"""

FDA_DISCLAIMER = (
    "These statements have not been evaluated by the Food and Drug Administration. "
    "This product is not intended to diagnose, treat, cure, or prevent any disease."
)
FDA_BLOOD_PRESSURE = (
    (
        "Inconsistent and inconclusive scientific evidence suggests that diets with adequate magnesium may reduce the "
        "risk of high blood pressure (hypertension), a condition associated with many factors."
    ),
    (
        "Consuming diets with adequate magnesium may reduce the risk of high blood pressure (hypertension). However, "
        "the FDA has concluded that the evidence is inconsistent and inconclusive."
    ),
    (
        "Some scientific evidence suggests that diets with adequate magnesium may reduce the risk of high blood "
        "pressure (hypertension), a condition associated with many factors. The FDA has concluded that the scientific "
        "evidence supporting this claim is inconsistent and not conclusive."
    ),
)
_CONTRIBUTES = (
    "a reduction of tiredness and fatigue",
    "electrolyte balance",
    "normal energy-yielding metabolism",
    "normal functioning of the nervous system",
    "normal muscle function",
    "normal psychological function",
    "normal protein synthesis",
    "the maintenance of normal bones",
    "the maintenance of normal teeth",
)
EU = (
    *(f"Magnesium contributes to {what}." for what in _CONTRIBUTES),
    "Magnesium has a role in the process of cell division.",
)
SENTENCES = (FDA_DISCLAIMER, *FDA_BLOOD_PRESSURE, *EU)


def locked_spans(text: str) -> tuple[tuple[int, int], ...]:
    """This will find where a locked sentence stands, whole, in a paragraph."""
    return tuple((at, at + len(locked)) for locked in SENTENCES if (at := text.find(locked)) >= 0)
