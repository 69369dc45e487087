"""BG79x, mail: the pages of what `briefgen deliver` does not write a draft for."""

from briefgen.checks.rule import ERROR, Rule

RULES = (
    Rule(
        "BG790",
        "Packet above a distribution list",
        ERROR,
        "An edition bears a marking that the list's own `marking` does not cover, one of another scheme, or none. No draft is written, and one of an earlier run that nobody has changed is taken away.",
        "A mail that has gone out to people who may not read it cannot be called back.",
        'edition = "TLP:AMBER"\nmarking = "TLP:GREEN"',
        'edition = "TLP:GREEN"\nmarking = "TLP:GREEN"      # built by briefgen --release TLP:GREEN',
    ),
    Rule(
        "BG791",
        "Packet that is not delivered",
        ERROR,
        "A packet is not there, is stale, was changed since it was built, does not say what its input gives, is not signed with the key that --key names, or lacks a format that the list gets.",
        "What staff get is what the analyst last wrote, verified, and nothing that somebody else put in the output folder.",
        "briefgen deliver inputs/2025-03-30.yaml      # edited since its packet was built",
        "briefgen inputs/2025-03-30.yaml && briefgen deliver inputs/2025-03-30.yaml",
    ),
    Rule(
        "BG792",
        "Mail template without a subject",
        ERROR,
        "The first block of a mail's template is no paragraph in the role `title`, or an empty one.",
        "The title is the subject of the mail, and all below it the body.",
        "{{ briefing.title }}",
        "{.title}\n{{ briefing.title }}",
    ),
)
