"""A trigger whose SQL is written for the columns of its table."""

from collections.abc import Callable
from typing import Any

import pgtrigger
from django.db import models


class RowTrigger(pgtrigger.Trigger):
    """Made from ``sql``, which takes the model of the table."""

    def __init__(self, *, sql: Callable[[type[models.Model]], str], **kwargs: Any) -> None:
        self.sql = sql
        super().__init__(**kwargs)

    def get_func(self, model: type[models.Model]) -> str:
        return self.sql(model)
