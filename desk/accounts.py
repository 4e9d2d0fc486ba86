"""Accounts on the editors' desk: one role each, never deleted once they have worked here.

Only administrators open these pages, and only a superuser changes a superuser's account. Each
change is kept in Django's log of the desk, which ``desk.house_rules`` shows.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import Context

from records import policy
from records.policy import Role
from records.search_text import clean

from .base import RolePermissions

IN_LOG = {"first_name": "name", "is_active": "active"}

# Who is an administrator


def is_last_administrator(user: User) -> bool:
    """Whether nobody could manage accounts without ``user``; held until the transaction ends."""
    list(Group.objects.select_for_update().filter(name=Role.ADMINISTRATOR.value))
    found = set(policy.administrators().values_list("pk", flat=True))
    return found == {user.pk}


def has_worked(user: User) -> bool:
    """Whether anything in the register, its history or the log of the desk names the account."""
    relations: list[Any] = user._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not relation.one_to_many:
            continue
        meta = relation.related_model._meta
        if meta.auto_created or meta.app_label == "pghistory":  # groups; no tables of their own
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: user.pk})
        if rows.exists():
            return True
    return Context.objects.filter(Q(metadata__user=user.pk) | Q(metadata__author=user.pk)).exists()


# Forms


class _AccountFields(forms.ModelForm):
    """What the two forms of an account share: the name in one box, the role by its sentence."""

    name = forms.CharField(
        label=gettext_lazy("name"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("As the desk shows it beside what they write."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("role"), choices=Role.choices, widget=forms.RadioSelect
    )

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"])

    def clean_username(self) -> str:
        """No two accounts differ by capital letters alone."""
        username = self.cleaned_data["username"]
        same = User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("There is an account of this name: choose another one."))
        return username


class AccountForm(_AccountFields):
    """An account that is there. A superuser's has no role: it is an administrator in any case."""

    class Meta:
        model = User
        fields = ("username", "email", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = self.instance.get_full_name()
        held = policy.role_held(self.instance)
        self.fields["role"].initial = held.value if held else None
        if "is_active" in self.fields:
            self.fields["is_active"].help_text = _(
                "Without this tick they cannot sign in. What they wrote stays theirs."
            )
        if self.instance.is_superuser:
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        stays = given.get("role", Role.ADMINISTRATOR) == Role.ADMINISTRATOR
        if (stays and given.get("is_active")) or not is_last_administrator(self.instance):
            return given
        sentence = _("Nobody else could manage accounts: make another administrator first.")
        self.add_error("is_active" if stays else "role", sentence)
        return given


class NewAccountForm(_AccountFields, UserCreationForm):
    """A new account, with its first password."""

    class Meta:
        model = User
        fields = ("username", "email")


class PasswordForm(AdminPasswordChangeForm):
    """A new password: an account without one could not sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for field in self.fields.values():
            field.required = True


# The pages of accounts


class RoleFilter(admin.SimpleListFilter):
    """Accounts of one role."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.value, role.title) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class AccountAdmin(RolePermissions, UserAdmin):
    """Who may sign in, and what each may do."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    change_password_form = PasswordForm
    list_display = ("username", "shown_name", "email", "shown_role", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_help_text = gettext_lazy("Part of a user name, name or e-mail address.")
    filter_horizontal = ()
    readonly_fields = ("new_password", "shown_role", "last_login", "date_joined")
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "role")}),
        (gettext_lazy("First password"), {"fields": ("password1", "password2")}),
    )

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        role = "shown_role" if obj.is_superuser else "role"
        signing_in = ("new_password", "is_active", "last_login", "date_joined")
        return (
            (None, {"fields": ("username", "name", "email", role)}),
            (gettext_lazy("Signing in"), {"fields": signing_in}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("name"), ordering="first_name")
    def shown_name(self, user: User) -> str:
        return user.get_full_name() or "–"

    @admin.display(description=gettext_lazy("role"))
    def shown_role(self, user: User) -> str:
        if user.is_superuser:
            return _("superuser: an administrator in any case")
        role = policy.role_held(user)
        return role.title if role else _("none: sees nothing")

    @admin.display(description=gettext_lazy("password"))
    def new_password(self, user: User) -> str:
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, _("Set a new password"))

    # Saving

    def save_model(self, request, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change or "name" in form.changed_data:
            obj.first_name, obj.last_name = form.cleaned_data["name"], ""
        before = policy.role_held(obj) if change else None
        super().save_model(request, obj, form, change)
        role = form.cleaned_data.get("role")
        if role and role != before:
            policy.give_role(obj, Role(role))

    def construct_change_message(self, request, form, formsets, add=False) -> str:
        """What the log says: each value that changed, before and after; never a password."""
        with translation.override(settings.LANGUAGE_CODE):
            if isinstance(form, PasswordForm):
                return "new password"
            if add:
                return f"role: {form.cleaned_data['role']}"
            changes = [
                f"{IN_LOG.get(name, name)}: {form[name].initial} → {form.cleaned_data[name]}"
                for name in form.changed_data
            ]
            return "; ".join(changes)

    # Views

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": _("Accounts"), **(extra_context or {})})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if "_saveasnew" in request.POST:
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"title": _("New account"), "subtitle": None}
        if obj is not None:
            context |= {"title": str(obj), "subtitle": _("Account")}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_view(self, request, object_id, extra_context=None):
        user = self.get_object(request, unquote(object_id))
        if user is not None and self.has_delete_permission(request, user):
            sentence = self.why_it_stays(request, user)
            if sentence:
                messages.error(request, sentence % {"name": user})
                return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
        return super().delete_view(request, object_id, extra_context)

    def why_it_stays(self, request: HttpRequest, user: User) -> str:
        """Why an account cannot be deleted, or ``""``."""
        if user == request.user:
            return _("“%(name)s” is your own account: another administrator may delete it.")
        if has_worked(user):
            return _(
                "“%(name)s” has worked here, and what they wrote names them: the account cannot "
                "be deleted. Take away its tick “active” instead: they can no longer sign in."
            )
        return ""


def take_over(site: admin.AdminSite) -> None:
    """Put these pages in the place of Django's own; a role is no group that anyone edits.

    Of jobs the desk has pages of its own (``desk.jobs``).
    """
    site.unregister([get_user_model(), Group])
    site.unregister([one for one in site._registry if one._meta.app_label == "procrastinate"])
    site.register(get_user_model(), AccountAdmin)
