"""Accounts in the templates of the desk."""

from django import template

from records import accounts

register = template.Library()
register.filter("account_name", accounts.account_name)
