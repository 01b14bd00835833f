"""``constructs_app.py CONFIG FOLDER``: CDKTF app of the deployment in CONFIG, synthesized into FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from cdktf import App

from mwaa_tf import load
from mwaa_tf.constructs import MwaaDeployment


def main(config: Path, folder: Path) -> None:
    """Load, make the constructs, synthesize."""
    app = App(outdir=str(folder), skip_validation=True)
    MwaaDeployment(app, "deployment", load(config), config_folder=config.parent)
    app.synth()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
