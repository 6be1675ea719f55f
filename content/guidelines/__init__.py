"""The handbook's central guidelines as files, beside the courses' and in the same format: docs/curriculum-format.md, «The handbook»."""
