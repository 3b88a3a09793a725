"""The accounts of the staff, and the way back in for who has lost theirs."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.response import TemplateResponse

from ..accounts import reset_sign_in, with_factor
from .bounds import BoundedAdmin

admin.site.unregister([User, Group])

DONE = "Gave a new password, and took away the second factors."


@admin.register(Group)
class BoundedGroupAdmin(BoundedAdmin, GroupAdmin):
    """Django's own, behind the same bounds."""


@admin.register(User)
class AccountAdmin(BoundedAdmin, UserAdmin):
    """Django's own, behind the same bounds, with a way to let someone in again."""

    actions = ["reset"]
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active", "is_protected"]

    def get_queryset(self, request):
        return with_factor(super().get_queryset(request))

    @admin.display(description="second factor", boolean=True)
    def is_protected(self, user):
        return user.has_factor

    def get_actions(self, request):
        actions = super().get_actions(request)
        if not request.user.is_superuser:
            actions.pop("reset", None)
        return actions

    @admin.action(description="Reset sign-in: a new password, and no second factor")
    def reset(self, request, queryset):
        """Show each new password, this once."""
        if not request.user.is_superuser:
            raise PermissionDenied
        with transaction.atomic():
            made = [(user, reset_sign_in(user)) for user in queryset]
            for user, _ in made:
                self.log_change(request, user, DONE)
        context = self.admin_site.each_context(request) | {"title": "New passwords", "made": made}
        return TemplateResponse(request, "admin/auth/user/reset.html", context)
