"""How allauth behaves here: nobody signs themselves up; people are brought in and then set a password."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up, and names instead of user names."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the service's own people and contacts, never from a stranger."""
        return False
