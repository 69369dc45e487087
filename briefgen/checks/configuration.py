"""BG8xx, configuration and ignores: the pages of what is found in a configuration and in comments that ignore."""

from briefgen.checks.rule import ERROR, NOTE, WARNING, Rule

RULES = (
    Rule(
        "BG801",
        "Configuration that cannot be read",
        ERROR,
        "The file briefgen.toml, pyproject.toml or the one that --config names is not there, no UTF-8, or breaks the grammar of TOML.",
        "A run with half its settings would build packets that nobody asked for. Nothing is built; the exit status is 2.",
        "scale = phia",
        'scale = "phia"',
    ),
    Rule(
        "BG802",
        "Wrong key or value in a configuration",
        ERROR,
        "A configuration has a key that there is not, a value that does not fit, or names a rule that there is not.",
        "A misspelt key would change nothing, and its writer would look for the reason in vain.",
        'stric = true\nselect = ["BG42"]',
        'strict = true\nselect = ["BG4"]',
    ),
    Rule(
        "BG803",
        "Configuration of another user",
        ERROR,
        "The nearest configuration file, in the working folder or above it, belongs to another user.",
        "It would choose the template, the theme and the output folder of this run. Nothing is built; the exit status is 2.",
        "briefgen inputs/      # below a folder in which somebody else has put a briefgen.toml",
        "briefgen --config briefgen.toml inputs/, or BRIEFGEN_CONFIG=/srv/desk/briefgen.toml, if it is meant",
    ),
    Rule(
        "BG804",
        "SOURCE_DATE_EPOCH that is no number",
        ERROR,
        "The environment variable SOURCE_DATE_EPOCH is not the number of seconds since 1970 in digits, or is later than any date.",
        "It dates the packets. Dated otherwise they would not be those that were asked for. Nothing is built; the exit status is 2.",
        "SOURCE_DATE_EPOCH=yesterday briefgen inputs/",
        "SOURCE_DATE_EPOCH=1743292800 briefgen inputs/",
    ),
    Rule(
        "BG810",
        "Ignore without a reason",
        WARNING,
        "A comment asks for a finding to be left out, but does not say why. The finding is kept.",
        "Whoever reads the input next year must be able to distinguish a decision from a convenience.",
        "statement: Talks may resume.      # briefgen: ignore BG403",
        "statement: Talks may resume.      # briefgen: ignore BG403 -- the minister's own word",
    ),
    Rule(
        "BG811",
        "Ignore comment that cannot be used",
        WARNING,
        "A comment that begins with “briefgen:” asks for nothing that is known, names a rule that there is not, or one that finds errors.",
        "A comment that is misread would silently do nothing. Errors cannot be ignored, for they keep the packet from being right.",
        "# briefgen: ingore BG403 -- the minister's own word",
        "# briefgen: ignore BG403 -- the minister's own word",
    ),
    Rule(
        "BG812",
        "Ignore comment without a finding",
        NOTE,
        "A comment asks for a finding to be left out, and there is none on its line.",
        "It would hide the next such finding that somebody makes there.",
        "# briefgen: ignore BG403 -- the minister's own word\nstatement: Talks are likely to resume.",
        "statement: Talks are likely to resume.",
    ),
)
