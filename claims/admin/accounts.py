"""Colleagues and their roles."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin as DjangoModelAdmin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

admin.site.unregister(User)
admin.site.unregister(Group)

OWN_DOOR = "This is your own account: it would shut you out. Another administrator can do it."


class TickedAdmin(DjangoModelAdmin):
    """Roles and permissions are ticked, not moved between two boxes."""

    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        if db_field.name == "permissions":
            ours = Permission.objects.filter(content_type__app_label__in=("auth", "claims", "sources"))
            kwargs["queryset"] = ours.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class AccountForm(UserChangeForm):
    """An account; whoever looks after accounts cannot shut the door behind themselves."""

    editor: User

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk != self.editor.pk:
            return data
        for field in ("is_active", "is_staff"):
            if data.get(field) is False:
                self.add_error(field, OWN_DOOR)
        roles = data.get("groups")
        looks_after = {"content_type__app_label": "auth", "codename": "change_user"}
        if (
            roles is not None
            and not self.editor.is_superuser
            and not self.instance.user_permissions.filter(**looks_after).exists()
            and not Permission.objects.filter(group__in=roles, **looks_after).exists()
        ):
            self.add_error("groups", OWN_DOOR)
        return data


@admin.register(User)
class UserAdmin(TickedAdmin, DjangoUserAdmin, ModelAdmin):
    """Accounts. They are deactivated, never deleted: the history names them."""

    form = AccountForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "role", "last_login", "is_active")
    list_filter = ("groups", "is_active", "is_staff")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        ("Role", {"fields": ("is_active", "is_staff", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "password1", "password2")}),
        ("Role", {"fields": ("is_staff", "groups")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Role")
    def role(self, user: User) -> str:
        if not user.is_staff:
            return "Not admitted to the desk"
        return ", ".join(group.name for group in user.groups.all()) or "None"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.editor = request.user
        if "is_staff" in form.base_fields:
            form.base_fields["is_staff"].label = "Admitted to the desk"
            form.base_fields["is_staff"].help_text = "Whether they may enter the desk at all."
            form.base_fields["groups"].label = "Role"
            form.base_fields["groups"].help_text = "A role holds everything that the role before it holds."
            # Whoever gets an account is to get in.
            form.base_fields["is_staff"].initial = True
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever may edit accounts must not take over one that no rule of Django's binds.
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Group)
class GroupAdmin(TickedAdmin, DjangoGroupAdmin, ModelAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
