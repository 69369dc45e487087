"""BG3xx, filling: the pages of what merging the annotations into fields finds."""

from briefgen.checks.rule import NOTE, WARNING, Rule

RULES = (
    Rule(
        "BG301",
        "Two values for one field",
        WARNING,
        "Two annotations of one entry give a field different values. The first is used.",
        "Only one can be printed, and which one is the analyst's to say.",
        "- {kind: actor, quote: Hegseth, name: Pete Hegseth, role: U.S. Defense Secretary}\n"
        "- {kind: actor, quote: Mr Hegseth, name: Pete Hegseth, role: Secretary of Defense}",
        "key_actors:\n  - name: Pete Hegseth\n    role: U.S. Defense Secretary      # settles it",
    ),
    Rule(
        "BG302",
        "Two entities taken for one",
        WARNING,
        "Two entries with different names share an alias, and so become one.",
        "An alias such as JSDF or the minister may belong to two. Two actors in one row would exchange their deeds.",
        "- {kind: actor, quote: ..., name: Pete Hegseth, aliases: [the minister]}\n"
        "- {kind: actor, quote: ..., name: Gen Nakatani, aliases: [the minister]}",
        "- {kind: actor, quote: ..., name: Pete Hegseth}\n- {kind: actor, quote: ..., name: Gen Nakatani}",
    ),
    Rule(
        "BG303",
        "Unknown country",
        WARNING,
        "A country is neither a code nor a name that is known in English or the briefing's language. It is printed as written.",
        "Countries are never guessed: Guinea and Guyana differ by a few letters.",
        "country: Japn",
        "country: Japan",
    ),
    Rule(
        "BG304",
        "Unknown region",
        NOTE,
        "A region is none of those that are known by name, in English or the briefing's language. It is printed as written.",
        "Implications are grouped by region. One that is spelt in two ways makes two groups.",
        "regions: [East-Asia]",
        "regions: [East Asia]",
    ),
)
