"""Published E-values."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from impact.estimate.confounding import e_value, nearer_limit

PRINTED = 0.07
"""With one decimal, some rounded and some cut off (7.26 is printed as 7.2)."""

PRINTED_BY_R = 1e-5
"""Seven digits."""

PUBLISHED = [
    # VanderWeele & Ding (2017), Annals of Internal Medicine 167:268–274: formula feeding and deaths of infants from
    # respiratory infection, after Victora et al. (1987).
    ((3.9, 1.8, 8.7), 7.2, 3.0, PRINTED),
    # Vignette "unmeasured-confounding" of the R package EValue: smoking and lung cancer, Hammond & Horn (1958).
    ((10.73, 8.02, 14.36), 20.94777, 15.52336, PRINTED_BY_R),
]


@pytest.mark.parametrize(("ratio", "of_the_estimate", "of_the_limit", "tolerance"), PUBLISHED)
def test_published_e_values(
    ratio: tuple[float, float, float], of_the_estimate: float, of_the_limit: float, tolerance: float
) -> None:
    assert_allclose(e_value(ratio[0]), of_the_estimate, atol=tolerance)
    assert_allclose(e_value(nearer_limit(*ratio)), of_the_limit, atol=tolerance)
