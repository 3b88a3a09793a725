"""The staff side: Django's own admin, for people who enter conferences from agreed texts."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.views.generic import RedirectView

from . import conference, log, named, review, sign_in, users  # noqa: F401  (they register themselves)

admin.site.site_header = "Bali Process record"
admin.site.site_title = "Bali Process record, staff"
admin.site.index_title = "The record"

admin.site.has_permission = sign_in.may_enter
admin.site.login = sign_in.login
admin.site.logout = RedirectView.as_view(pattern_name="account_logout")
admin.site.password_change = RedirectView.as_view(pattern_name="account_change_password")
# Accounts have no addresses of mail to confirm, and nobody looks at a second factor's secret.
admin.site.unregister([EmailAddress, Authenticator])
