"""Several programmes on one page: a sheet each, the claims over all, and what cannot be compared."""

from impact.present.portfolio.around import (
    about,
    how_to_read,
    not_comparable,
    notice,
    portfolio_privacy,
    portfolio_versions,
    register,
)
from impact.present.portfolio.contents import portfolio_contents
from impact.present.portfolio.member import Member
from impact.present.portfolio.pages import programme_pages

__all__ = [
    "Member", "about", "how_to_read", "not_comparable", "notice", "portfolio_contents", "portfolio_privacy",
    "portfolio_versions", "programme_pages", "register",
]  # fmt: skip
