"""``python -m tuanzi.apps.docs``."""

import sys

from tuanzi.apps.docs.written import ROOT, write
from tuanzi.kernel.config import Config

# The shop as it is without any setting of this machine: the pages describe the product, not an installation.
for changed_file in write(Config(data_dir=ROOT / ".cache" / "docs")):
    sys.stdout.write(f"{changed_file.relative_to(ROOT)}\n")
