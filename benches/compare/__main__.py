"""`python benches/compare CASE.toml --output DIR`: the harness, without installing anything."""

import sys

from headtohead.cli import main

sys.exit(main())
