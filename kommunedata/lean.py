"""Imported before what uses jsonschema, which builds a grammar of international addresses when it finds one.

That takes a second and no notebook needs it; jsonschema takes it for absent as long as this stands.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as if it were not installed
