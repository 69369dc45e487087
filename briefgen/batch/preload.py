"""Imports what every worker needs, once, in the process that workers are forked from."""

import briefgen.batch.worker
import briefgen.checks
import briefgen.compose
import briefgen.fill
import briefgen.readers.yaml_reader
import briefgen.verify
import briefgen.writers.pdf
import briefgen.writers.word  # noqa: F401
