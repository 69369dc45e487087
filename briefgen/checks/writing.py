"""BG7xx, writing: the pages of what writers could not honour, and of packets that could not be put in their place."""

from briefgen.checks.rule import Rule
from briefgen.diagnostics import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

RULES = (
    Rule(
        "BG750",
        "Packet that cannot be written",
        ERROR,
        "The system does not let the packet's folder or one of its files be written.",
        "The files appear together or not at all: the last good packet is left as it is.",
        "briefgen --out /etc/packets inputs/",
        "briefgen --out outputs inputs/",
    ),
    Rule(
        "BG751",
        "No room for the packet",
        ERROR,
        "The disk is full, the quota is used up, or a file would be larger than the system allows.",
        "A file that is half written would look like a packet. The last good one is left as it is.",
        "",
        "the same command, once there is room",
    ),
)
