"""The words of likelihood, doubt and confidence of each language that has a table; written from standards and grammars.

A form stands for the terms of scales that it may mean; the briefing's scale has one of them, or none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property

from msgspec import Struct

_BEFORE = 80
"""How many characters are looked at before a hedge."""
_CERTAIN = ("almost certain",)
_VERY = ("very likely", "highly likely")
_LIKELY = ("likely",)
_EVEN = ("roughly even chance", "even chance")
_UNLIKELY = ("unlikely",)
_VERY_UNLIKELY = ("very unlikely", "highly unlikely")
_REMOTE = ("almost no chance", "remote chance")
_REALISTIC = ("realistic possibility",)


class Lexicon(Struct, frozen=True):
    """What a language says of likelihood. All patterns are read without case."""

    forms: Mapping[str, tuple[str, ...]]
    """Pattern of a form to the terms that it may stand for."""
    outside: str
    """What, right before a form, makes it a term of no scale: `quite likely`."""
    compared: str
    """What, right before a form, makes it a comparison, which says nothing of how likely."""
    negated: str
    """What, before a form, turns it round."""
    negated_after: str
    """What, right after a form, turns round what it is said of."""
    noun_follows: str
    """What, before an adjective, makes it part of a name for something: `the likely successor`."""
    after_predicate: str
    """What follows an adjective that is said of something, where a noun would follow one that is not."""
    hedges: str
    weak: str
    """Those of the hedges that may say something else: `a possible site`, `appears to`."""
    firm_before: str
    """What, right before a hedge, makes it none: `as soon as possible`."""
    confidence: str
    others_confidence: str
    """What, before or after, makes it the confidence of somebody else."""
    able_before: str = "(?!)"
    """What, before a verb of ability, makes it one: `until then ships could`."""
    able: str = "(?!)"
    """The verbs of ability among the hedges."""
    allowed_before: str = "(?!)"
    """What, before a verb of permission, makes it one: `under the treaty either party may`."""
    allowed: str = "(?!)"
    """The verbs of permission among the hedges."""
    own_confidence: str = "(?!)"
    """What, before, makes it the analysts' own, whatever it is in."""
    inflected: str = "(?!)"
    """What a form ends in that stands before its noun."""
    adverbs: str = "(?!)"
    """What a form ends in that stands before no noun."""
    adjectives: str = "(?!)"
    """What a form ends in that is no adverb, so that a word right after it is its noun."""
    predicate: str = "(?!)"
    """What, before an adjective, makes it one that is said of something, whatever follows: `it seems probable they left`."""


_BE = r"(?:is|are|was|were|be|been|remains?|remained|seems?|appears?|looks?)"
_DEGREE = r"(?:very |quite |fairly |rather |relatively )?(?:strong|slim|slight|small|serious|distinct|high|low|moderate|medium|good|fair|reasonable|significant|substantial|considerable|real|minimal|negligible)"
_JUDGED = r"(?:(?:considered|judged|assessed|estimated|deemed|thought)(?: (?:to be|as))?|to be|likely to be)"
_LEVEL = r"(?:very |fairly |quite )?(?:low|moderate|medium|high|limited|strong)"
_OWN = r"(?:th(?:is|at|e|ese|ose)|our|my|each|such|its) (?:\w+ ){0,2}(?:judge?ments?|assessments?|estimates?|conclusions?|findings?|analys[ie]s|attributions?|figures?|numbers?|data|reporting|information|reports?|sources?|key judge?ments?)"

_ONCE = r"(?:last (?:year|week|month|night|spring|summer|autumn|winter)(?![’'])|(?:days|weeks|months|years|decades) ago|at (?:the|that) time|back then|in those days|until then|until recently|formerly|(?:in|by|until|before|during) (?:the )?(?:(?:early|late|mid)[ -])?(?:1\d{3}s?|war)|before independence)"
"""A time that is over: who could do something then was able to. A year of this century may lie ahead."""
_LAW = r"(?:constitution|laws?|treaty|act|rules?|agreement|terms|mandate|charter|statutes?|procedures?|lease|convention|regulations?|bylaws|decree)"

_ENGLISH = Lexicon(
    {
        "more likely than not|as likely as not|in all (?:likelihood|probability)": (),
        rf"{_DEGREE} (?:possibility|likelihood|probability|chances?|prospects?)": (),
        rf"(?:likelihood|probability|chances?|odds|prospects?)\b(?: (?:of|that|for)\b[^.,;]{{0,80}}?)? (?:{_BE} (?:currently |now |still |also )?(?:{_JUDGED} )?|(?:to be|as) ){_DEGREE}": (),
        "(?:virtually|practically|all but|as good as) certain(?:ly)?": (),
        "almost certain(?:ly)?": ("almost certain",),
        "nearly certain(?:ly)?": ("nearly certain",),
        "almost no chance": ("almost no chance",),
        "roughly even chance": ("roughly even chance",),
        "roughly even odds": ("roughly even odds",),
        "even chance": ("even chance",),
        "realistic possibility": ("realistic possibility",),
        "remote (?:chance|possibility|likelihood|probability|prospect)": ("remote", "remote chance"),
        "remote": ("remote", "remote chance"),
        "very likely": ("very likely",),
        "highly likely": ("highly likely",),
        "very unlikely": ("very unlikely",),
        "highly unlikely": ("highly unlikely",),
        "highly probabl[ey]": ("highly probable",),
        "highly improbabl[ey]": ("highly improbable",),
        "likely": ("likely",),
        "probabl[ey]": ("probable", "likely"),
        "unlikely": ("unlikely",),
        "improbabl[ey]": ("improbable", "unlikely"),
    },
    outside=r"very|highly|quite|fairly|rather|pretty|extremely|exceedingly|exceptionally|overwhelmingly|reasonably|relatively|somewhat|moderately|particularly|vanishingly|slightly|virtually|entirely",
    compared=r"more|less|most|least|as|so|too|how|equally|increasingly|ever more|far more|much more|no more|no less|however|whether|or",
    negated=r"(?:\bnot|n[’']t|\bno longer|\bhardly|\bscarcely|\bbarely|\bnever|\bneither|\bnor(?: (?:is|are|was|were) (?:\w+))?|\bby no means|\bfar from|\banything but|\bwithout (?:a|any))(?: (?:at all|yet|necessarily|very|so|that|especially|particularly|considered|deemed|judged|thought|a|an|any|even))*",
    negated_after=r"(?: (?:will|would|does|do|did|is|are|has|have))? (?:not|never|no longer)\b",
    noun_follows=r"(?:\bthe|\ba|\ban|\bits|\bhis|\bher|\btheir|\bour|\bthis|\bthese|\bthose|\bany|\bsome|\bother|\bseveral|\bmany|\bof|\bfor|\bas|\bagainst|\bwith|\binto|\bon|[’']s|s[’']|\btwo|\bthree|\bfour|\bone)(?: (?:most|more|less|least|very|highly|quite|other|next|only|first))*",
    after_predicate=r"(?:to|that|as|than|not|be|been|is|are|was|were|has|have|had|will|would|in|by|within|before|after|because|if|when|unless|and|or|but|over|under|at|on|of|for)\b",
    hedges=r"(?-i:\bmay\b|\bMAY\b)(?= [a-z]|, (?:however|therefore|indeed|though|in turn|of course|at times|for now|in time|eventually|too), [a-z])"
    r"(?! (?:not |only )?(?:contact|apply|request|submit|file|inspect|appeal|petition|register|enrol|consult|download|lodge|enter)\b)"
    r"(?! (?:well )?be (?:expected|said|noted|recalled|assumed|supposed|argued|objected|seen as|regarded as|described as|thought of)\b)"
    r"(?![^.;]* (?:under|pursuant to|in accordance with) (?:article|section|(?:the|its) (?:constitution|law|treaty|act|rules|agreement|terms|mandate|charter|statute|procedure))\b)"
    r"|\bmight\b(?= (?:(?:not|also|still|even|yet|well|soon|now|then|\w+ly) )*(?!of\b|and\b|in\b|to\b|is\b|was\b|has\b|against\b|over\b|on\b|for\b)[a-z])"
    r"|\bcould not be (?:ruled out|excluded|discounted|dismissed)\b"
    rf"|\bcould\b(?! (?:not|no longer|never|neither|hardly|barely|only|see|hear|feel|smell|afford)\b)(?! \w+ no \w)(?![^.;]{{0,80}} {_ONCE}\b)"
    r"|\b(?:cannot|can not|can[’']t) (?:be )?(?:yet |entirely |fully |wholly |completely )?(?:ruled? out|excluded?|discount(?:ed)?|dismiss(?:ed)?)\b"
    r"|\bpossibly\b|\bperhaps\b(?! (?:most|more|even more|best|the most|the best)\b)|\bmaybe\b|\bconceivabl[ey]\b|\bpotentially\b|\bplausibl[ey]\b|\bappears? to\b|\bseems? to\b"
    r"|\b(?:is|are|remains?|would be) (?!not\b|no\b|never\b|only\b|hardly\b|an?\b|the\b|one\b|two\b|other\b)(?:\w+ )?possible\b(?! exception| to\b| for\b| only\b)"
    r"|\bpossible\b(?! exception| to\b| for\b| only\b)|\bthere (?:is|remains|exists) (?:a|some) possibility\b|\b(?:is|remains?) (?:still )?a possibility\b",
    weak=r"possible\b(?! that\b)|potentially|plausibl[ey]|(?:appear|seem)s? to",
    firm_before=r"\b(?:as|if|where|when|wherever|whenever|whatever|whichever|all|every|any|no|not|best|worst|earliest|latest|only|made|makes?|made it|makes? it|making it|technically|physically)|\b(?:all|everything|whatever|what|as \w+ as) (?:\w+ ){0,2}\w+"
    r"|\bhow (?:far|much|many|long|fast|well|quickly|often) (?:\w+ ){0,2}\w+|\bany(?:one|body| person| party| member| citizen| resident| state| body| applicant| interested \w+)(?: \w+)?"
    r"|\b(?:no|nobody|no one|nothing|neither)(?: (?!that\b|doubt\b|longer\b|matter\b)[\w-]+){0,2}"
    r"|\b(?:so that|in order that|ensur(?:e|es|ed|ing)(?: that)?|make sure(?: that)?)(?: (?!that\b)[\w-]+){1,4}"
    r"|(?:\bnot|n[’']t|\bnever) (?:think|believe|expect|judge|assess|consider|see)(?: that)?(?: (?!that\b|and\b|but\b)[\w’'-]+){1,6}",
    confidence=rf"\b{_LEVEL}(?:[- ]to[- ]{_LEVEL})?(?:[ -]| (?:level|degree)s? of )(?:analytic(?:al)? )?confidence\b"
    rf"|\bconfidence(?: levels?)?(?: in (?:{_OWN}|this|that|it|these|them))?(?: (?:is|are|remains?|stays?|was)|:) (?:now |only |still |assessed as |at )?(?:an? )?{_LEVEL}\b"
    r"|\b(?:we|I|analysts|assessors)\b(?: \w+){0,3} confident\b|\bmoderately confident\b|(?:^|[.;] )(?:highly|fairly|reasonably|very) confident\b",
    able=r"could\b",
    able_before=rf"\b{_ONCE},?(?: [\w’'-]+){{1,8}}|\bused to\b[^.;]*",
    allowed=r"may\b",
    allowed_before=rf"\b(?:under|pursuant to|in accordance with) (?:(?:article|section) \w+|(?:the|its|this|that|a) (?:\w+ ){{0,2}}{_LAW}),?(?: [\w’'-]+){{1,6}}"
    rf"|\b{_LAW} (?:says?|provides?|states?|holds?|lays? down|stipulates?)(?: that)?(?: [\w’'-]+){{1,6}}",
    adverbs=r"(?:ab|in)ly",
    adjectives=r"probable",
    predicate=rf"(?:\b{_BE}|\b{_JUDGED}|\b(?:it|this|that|them|and|or|but|as|not)|[,;:(])(?: (?:now|also|still|even|very|highly|\w+ly))*",
    own_confidence=r"\b(?:we|I|analysts|assessors|agencies|the IC|the (?:intelligence )?community)(?: \w+){0,2} (?:have|has|had|hold|retain|place) (?:\w+ )?$",
    others_confidence=r"(?:public|consumer|investors?|business|popular|voters?|market|national|mutual|domestic|political|parliamentary|economic|industry|customer|staff|troop|citizens?[’']?) $|^ (?:among|amongst|within) (?!(?:the |our |most |some |all )?(?:analysts|agencies|assessors|services)\b)|^ in (?!"
    + _OWN
    + r"|the (?:\w+ ){0,2}(?:data|reporting|sources?|evidence|information|figures?|estimates?|assessments?|judge?ments?)\b)",
)

_FRENCH = Lexicon(
    {
        r"selon toute (?:vraisemblance|probabilité)|à coup sûr": (),
        r"(?:de |des |les )?(?:fortes|grandes|bonnes|faibles|maigres) chances|(?:forte|faible|grande) (?:probabilité|possibilité)|peu de chances|probabilité (?:très )?(?:forte|faible|élevée)": (),
        r"(?:quasi(?:ment)?|presque)[ -]certain(?:e?s?|ement)": _CERTAIN,
        r"(?:très|hautement|extrêmement) (?:probable|vraisemblable)(?:s|ment)?": _VERY,
        r"(?:très peu (?:probable|vraisemblable)|(?:très|hautement|extrêmement) improbable)s?": _VERY_UNLIKELY,
        r"peu (?:probable|vraisemblable)s?": _UNLIKELY,
        r"(?:improbable|invraisemblable)s?": _UNLIKELY,
        r"(?:probable|vraisemblable)(?:s|ment)?": _LIKELY,
        r"(?:chances (?:à peu près |presque )?égales|une chance sur deux|autant de chances)": _EVEN,
        r"(?:presque aucune chance|chances? (?:quasi(?:ment)? |presque )?nulles?)": _REMOTE,
        r"(?:quasi(?:ment)?[ -]exclue?s?|presque impossibles?|possibilités? infimes?|infimes? possibilités?)": _REMOTE,
        r"possibilités? réalistes?": _REALISTIC,
    },
    outside=r"assez|plutôt|relativement|fort|bien|peu ou prou|extraordinairement|particulièrement|modérément|moyennement",
    compared=r"plus|moins|aussi|autant|si|tellement|de plus en plus|le plus|la plus|les plus|également|ou",
    negated=r"(?:\bpas|\bguère|\bjamais|\bnullement|\bn(?:e |[’'])\w+ plus|\bni|\bloin d[’']être|\bsans)(?: (?:du tout|encore|très|si|vraiment|particulièrement|jugée?|considérée?))*",
    negated_after=r" (?:ne|n[’']|pas)\b",
    noun_follows=r"(?:\bles?|\bla|\bl[’']|\bune?|\bdes|\bcet?|\bcette|\bces|\bson|\bsa|\bleurs?|\bses)(?: \w+)?",
    after_predicate=r"(?:que|qu[’']|de|d[’']|à|en|dans|avant|après|et|ou|mais|si|pour|par|au|aux|sur)(?:\b|(?<=[’']))",
    hedges=r"\bpeut-être\b|\bpourrai(?:t|ent)\b|\b(?:est|sont|serait|seraient|reste(?:nt)?|demeure(?:nt)?|paraît|paraissent|semble(?:nt)?) (?:aussi |également |encore |toujours )?possibles?\b(?! de\b| d[’'])|\bn[’']est pas (?:à )?(?:exclue?|exclure|impossible)\b|\bpossiblement\b|\béventuellement\b|\bpotentiellement\b|\bil se p(?:ou)?(?:eut|rrait)\b|\bne (?:peut|peuvent|saurait) (?:pas |être |pas être )*(?:exclue?s?|exclure|écartée?s?|écarter)\b|\bsemble(?:nt)?\b|\bplausibles?\b|\bsusceptibles? (?:de |d[’'])",
    weak=r"éventuellement|potentiellement|semble(?:nt)?(?! possibles?)|plausibles?|susceptibles?",
    firm_before=r"\b(?:que|si|pas|aussi|tout|toute|tous|toutes|plus|rendu|rend)",
    confidence=r"\bconfiance (?:est |reste |demeure )?(?:élevée|moyenne|modérée|faible|forte|limitée)\b|\b(?:haute|forte|faible|grande) confiance\b|\b(?:haut|faible|fort|bon) (?:niveau|degré) de confiance\b|\b(?:niveau|degré) de confiance (?:est |reste )?(?:élevé|moyen|modéré|faible)\b",
    adverbs=r"ment",
    others_confidence=r"^ (?:du public|des (?:consommateurs|ménages|investisseurs|électeurs|marchés))",
)

_GERMAN = Lexicon(
    {
        r"vermutlich|mutmaßlich|aller (?:wahrscheinlichkeit|voraussicht) nach|mit (?:sehr |sehr hoher |großer |größter |hoher |geringer |einiger )?wahrscheinlichkeit": (),
        r"(?:hohe|geringe|große|kleine|mittlere)[rsnm]? (?:wahrscheinlichkeit|chancen?)|(?:gute|schlechte) chancen": (),
        r"wahrscheinlichkeit\b[^.,;]{0,80} (?:sehr |eher |ziemlich )?(?:gering|hoch|groß|klein|niedrig)": (),
        r"dürften?": _LIKELY,
        r"(?:fast|beinahe|nahezu|so gut wie) (?:sicher|gewiss)": _CERTAIN,
        r"mit an sicherheit grenzender wahrscheinlichkeit": _CERTAIN,
        r"(?:sehr |höchst |äußerst |höchst|hoch)wahrscheinlich(?:e[rsnm]?)?": _VERY,
        r"(?:sehr|höchst|äußerst) unwahrscheinlich(?:e[rsnm]?)?": _VERY_UNLIKELY,
        r"wenig wahrscheinlich(?:e[rsnm]?)?": _UNLIKELY,
        r"unwahrscheinlich(?:e[rsnm]?)?": _UNLIKELY,
        r"(?:etwa|ungefähr) gleich wahrscheinlich": _EVEN,
        r"(?:überwiegend )?wahrscheinlich(?:e[rsnm]?)?": _LIKELY,
        r"(?:etwa|ungefähr) (?:gleich große|ausgewogene) chancen": _EVEN,
        r"(?:fast|so gut wie|nahezu) (?:ausgeschlossen|keine chance)": _REMOTE,
        r"(?:äußerst|verschwindend) geringe[rn]? (?:möglichkeit|chance)": _REMOTE,
        r"realistische[rn]? möglichkeit": _REALISTIC,
    },
    outside=r"ziemlich|eher|recht|relativ|einigermaßen|überaus|besonders|durchaus|halbwegs",
    compared=r"gleich|ähnlich|so|ebenso|genauso|umso|immer|wie|noch|oder|weniger|mehr",
    negated=r"(?:\bnicht|\bkaum|\bkeineswegs|\bnie|\bnicht mehr|\bweder|\bnoch)(?: (?:mehr|sehr|so|besonders|unbedingt|gerade))*",
    negated_after=r" (?:nicht|nie|kein\w*)\b",
    noun_follows=r"(?:\bder|\bdie|\bdas|\bdem|\bden|\bdes|\beine?[rsnm]?|\bihre?[rsnm]?|\bseine?[rsnm]?|\bdiese[rsnm]?)",
    after_predicate=r"(?-i:[a-zäöü])",
    hedges=r"\bkönnte(?:n|st|t)?\b|\bmöglicherweise\b|\bvielleicht\b|\beventuell\b|\bunter umständen\b|(?:ist|sind|wäre|wären|erscheint|erscheinen|bleibt|bleiben) (?:[\w-]+ ){0,4}(?<!nicht )(?<!kaum )möglich\b(?=[,.;]| dass| und\b| aber\b|$)|\bdenkbar\b|\bnicht (?:völlig |ganz )?(?:auszuschließen|ausgeschlossen)\b|\bpotenziell\b|\bschein(?:t|en)\b",
    weak=r"eventuell|denkbar|potenziell|schein(?:t|en)",
    firm_before=r"\b(?:wie|nicht|falls|wenn|wo|alles|so)",
    confidence=r"\b(?:hohe|mittlere|mäßige|geringe|niedrige)[rsnm]? (?:zuversicht|konfidenz|gewissheit)\b|\b(?:konfidenz|zuversicht)(?:niveau|grad)?(?: ist| bleibt|:) (?:hoch|mittel|mäßig|gering|niedrig)\b",
    others_confidence=r"(?!)",
    adverbs=r"dürften?|vermutlich",
    inflected=r"lich(?:e[rsnm]?|ere[rsnm]?)",
)

_SPANISH = Lexicon(
    {
        r"(?:casi|prácticamente) (?:segur[oa]s?|ciert[oa]s?|seguramente|con (?:toda )?certeza)": _CERTAIN,
        r"con toda (?:probabilidad|seguridad)": (),
        r"(?:alta|altas|elevada|gran|grandes|baja|bajas|escasa|escasas|muchas|pocas) (?:probabilidad|posibilidad)(?:es)?|probabilidad(?:es)? (?:muy )?(?:altas?|bajas?|elevadas?|escasas?)": (),
        r"(?:muy|altamente|sumamente) probable(?:s|mente)?": _VERY,
        r"(?:muy poco probables?|(?:muy|altamente|sumamente) improbables?)": _VERY_UNLIKELY,
        r"poco probables?": _UNLIKELY,
        r"improbable(?:s|mente)?": _UNLIKELY,
        r"(?:razonablemente )?probable(?:s|mente)?": _LIKELY,
        r"(?:las mismas probabilidades|(?:probabilidades|posibilidades) (?:casi |más o menos )?iguales)": _EVEN,
        r"posibilidad(?:es)? realistas?": _REALISTIC,
        r"(?:casi ninguna posibilidad|posibilidad(?:es)? remotas?|remotas? posibilidad(?:es)?)": _REMOTE,
    },
    outside=r"bastante|relativamente|nada|algo|extremadamente|particularmente|sobradamente",
    compared=r"más|menos|tan|igual de|igualmente|cada vez más|lo más|o",
    negated=r"(?:\bno|\bni|\bnunca|\btampoco|\bya no)(?: (?:es|sea|son|será|serán|sería|fue|parece|resulta|se considera|se ve|considera|muy|tan|siquiera|nada))*",
    negated_after=r" no\b",
    noun_follows=r"(?:\bel|\bla|\blos|\blas|\bun|\buna|\bunos|\bunas|\beste|\besta|\bsu|\bsus|\bdel|\bal)(?: \w+)?",
    after_predicate=r"(?:que|de|en|a|antes|después|y|o|pero|si|para|por|al|con)\b",
    hedges=r"\bquizás?\b|\btal vez\b|\bposiblemente\b|\bpodría(?:n|s)?\b|(?<!no )\b(?:es|son|sería|serían|resulta|resultan|parece|parecen|siguen? siendo) (?:también )?posibles?\b(?! \w+[aei]r(?:se)?\b)|\bpotencialmente\b|\ba lo mejor\b|\bno (?:se (?:puede|podría|debe)|cabe|cabría|es posible) (?:descartar|excluir)\b|\bno (?:puede|podría) (?:descartarse|excluirse)\b|\bno se descartan?\b|\bpuede que\b|\bparecen?\b|\bplausibles?\b",
    weak=r"potencialmente|parecen?|plausibles?",
    firm_before=r"\b(?:más|como|si|todo lo|antes|no)",
    confidence=r"\b(?:alta|moderada|baja|escasa|gran|mediana) confianza\b|\bconfianza (?:es |sigue siendo )?(?:alta|moderada|media|baja|elevada)\b|\b(?:alto|bajo|moderado) (?:nivel|grado) de confianza\b|\b(?:nivel|grado) de confianza (?:es )?(?:alto|medio|moderado|bajo)\b",
    adverbs=r"mente|certeza|toda (?:probabilidad|seguridad)",
    others_confidence=r"^ (?:del público|de los (?:consumidores|inversores|mercados|votantes))",
)

_LEXICONS: Mapping[str, Lexicon] = {"en": _ENGLISH, "fr": _FRENCH, "de": _GERMAN, "es": _SPANISH}


def lexicon_of(language: str) -> Lexicon | None:
    """That of a language tag; None where there is no table."""
    return _LEXICONS.get(language.split("-")[0].lower())


class Reader:
    """A lexicon's patterns, each compiled when a text first needs it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    @cached_property
    def forms(self) -> re.Pattern[str]:
        """Each form in a group of its own; see `terms_of`."""
        return _compiled(rf"(?<![\w-])(?:({')|('.join(self.lexicon.forms)}))(?![\w-])")

    def terms_of(self, form: re.Match[str]) -> tuple[str, ...]:
        """The terms that a form may stand for, of those that `forms` finds."""
        return self._terms[(form.lastindex or 1) - 1]

    @cached_property
    def _terms(self) -> tuple[tuple[str, ...], ...]:
        return tuple(self.lexicon.forms.values())

    @cached_property
    def outside(self) -> re.Pattern[str]:
        return _compiled(rf"(?:^|[\s(“\"])(?P<words>{self.lexicon.outside})\s+[“\"]?$")

    @cached_property
    def compared(self) -> re.Pattern[str]:
        return _compiled(rf"(?:^|[\s(])(?:{self.lexicon.compared})\s+$")

    @cached_property
    def negated(self) -> re.Pattern[str]:
        return _compiled(rf"(?:{self.lexicon.negated})\s+[“\"]?$")

    @cached_property
    def negated_after(self) -> re.Pattern[str]:
        return _compiled(self.lexicon.negated_after)

    @cached_property
    def noun_follows(self) -> re.Pattern[str]:
        return _compiled(rf"(?:{self.lexicon.noun_follows})\s*$")

    @cached_property
    def after_predicate(self) -> re.Pattern[str]:
        return _compiled(self.lexicon.after_predicate)

    @cached_property
    def hedges(self) -> re.Pattern[str]:
        return _compiled(self.lexicon.hedges)

    def is_firm(self, plain: str, hedge: re.Match[str]) -> bool:
        """Whether what stands before a hedge makes it none."""
        start = max(hedge.start() - _BEFORE, 0)
        return any(
            words.match(plain, hedge.start()) and before.search(plain, start, hedge.start())
            for words, before in self._firm
        )

    @cached_property
    def _firm(self) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
        """Words, and what, right before them, makes them no hedge."""
        lexicon = self.lexicon
        pairs = (
            ("", lexicon.firm_before),
            (lexicon.able, lexicon.able_before),
            (lexicon.allowed, lexicon.allowed_before),
        )
        return tuple((_compiled(words), _compiled(rf"(?:{before})\s+$")) for words, before in pairs)

    @cached_property
    def weak(self) -> re.Pattern[str]:
        return _compiled(self.lexicon.weak)

    @cached_property
    def confidence(self) -> re.Pattern[str]:
        return _compiled(self.lexicon.confidence)

    @cached_property
    def own_confidence(self) -> re.Pattern[str]:
        return _compiled(self.lexicon.own_confidence)

    @cached_property
    def inflected(self) -> re.Pattern[str]:
        return _compiled(rf"(?:{self.lexicon.inflected})$")

    @cached_property
    def adverbs(self) -> re.Pattern[str]:
        return _compiled(rf"(?:{self.lexicon.adverbs})$")

    @cached_property
    def adjectives(self) -> re.Pattern[str]:
        return _compiled(rf"(?:{self.lexicon.adjectives})$")

    @cached_property
    def predicate(self) -> re.Pattern[str]:
        return _compiled(rf"(?:{self.lexicon.predicate})\s*$")

    @cached_property
    def others_confidence(self) -> re.Pattern[str]:
        return _compiled(self.lexicon.others_confidence)


@cache
def reader_of(language: str) -> Reader | None:
    """What reads a language; None where there is no table."""
    lexicon = lexicon_of(language)
    return None if lexicon is None else Reader(lexicon)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
