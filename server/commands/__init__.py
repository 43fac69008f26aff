"""The commands of ``nara``, one file each; every one says by ``--help`` what it does, with an example."""
