"""The look of every screen: component tags, icons, charts and the style guide.

Knows no other room. A component is a template under ``templates/components`` and a declaration in
``library``; ``{% load ui %}`` makes a tag of each. How to use them: ``docs/ui.md``.
"""
