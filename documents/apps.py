from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from documents.models import SUBJECTS, Citation
        from mechanisms.models import Membership, Office
        from meetings.models import Delegate, Outcome, Participation
        from records import workflow
        from records.history import changes

        from . import duplicates, files, tables, waiting_copies
        from .evidence import every_value_is_cited, nothing_loses_its_last_citation

        # This is the highest floor with records, so it sees all that are parts of others.
        workflow.PARTS += [
            workflow.Part(Office, "person"),
            workflow.Part(Membership, "mechanism"),
            workflow.Part(Participation, "meeting"),
            workflow.Part(Delegate, "meeting"),
            workflow.Part(Outcome, "meeting"),
            workflow.Part(Outcome, "mechanism", unless="meeting"),
            *(workflow.Part(Citation, name) for name in SUBJECTS),
        ]
        workflow.GATES.append(every_value_is_cited)
        workflow.OWN.append(waiting_copies.own_copies)
        workflow.LEAVING.append(nothing_loses_its_last_citation)
        changes.REMOVING.append(files.let_go)
        duplicates.register()
        tables.register()
