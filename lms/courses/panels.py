"""What stands beside the fields in the editors' desk; below the models, since a page model names its panels."""

from typing import Any

from wagtail.admin.panels import Panel


class GuidancePanel(Panel):
    """The guidance of the slot that a unit's own module fills, and who approves it where that is not the leader; nothing for other modules."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one module."""

        template_name = "courses/panels/guidance.html"

        def is_shown(self) -> bool:
            """Only where there is a slot to be guided in, or somebody else to approve it."""
            return super().is_shown() and (bool(self.instance.fills_id) or self.instance.needs_topic_approval)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """With the slot, and whether a subject owner approves."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"slot": self.instance.fills, "is_guarded": self.instance.needs_topic_approval}
