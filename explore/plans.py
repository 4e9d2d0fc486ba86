"""The word beside what is said of no more than a plan, on every page."""

from records.models import Record
from records.plans import plan_behind


def word_of_plan(record: Record | None) -> str:
    """The status of the plan of which ``record`` is said, or which it is: “announced”, “proposed”.

    ``""`` where it is said of what came about.
    """
    plan = plan_behind(record) if record is not None else None
    if plan is None:
        return ""
    field = next(name for name, values in plan.PLANNED.items() if getattr(plan, name) in values)
    return str(getattr(plan, f"get_{field}_display")())
