from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from records import workflow
        from records.history import batches, changes
        from records.looked_up import what_is_looked_up_is_there

        from . import duplicates, files, tables, waiting_copies
        from .another_occurrence import no_meeting_became_another
        from .evidence import every_value_is_cited, nothing_loses_its_last_citation
        from .resting_on_names import no_value_rests_on_a_lost_name

        workflow.GATES += [
            every_value_is_cited,
            no_value_rests_on_a_lost_name,
            no_meeting_became_another,
            what_is_looked_up_is_there,
        ]
        batches.CLOSING += [no_value_rests_on_a_lost_name, no_meeting_became_another]
        workflow.OWN.append(waiting_copies.refuse_own_copies)
        workflow.LEAVING.append(nothing_loses_its_last_citation)
        changes.REMOVING.append(files.let_go)
        duplicates.register()
        tables.register()
