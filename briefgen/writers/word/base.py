"""A theme to the document of its own look that a packet starts from: no words, and nothing of any library's defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import PartFactory
from docx.package import Package

from briefgen.theme import TextStyle, Theme
from briefgen.writers.word import languages, looks
from briefgen.writers.word.wml import DECLARATION, attribute, part

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'

_DEFAULTS = {
    "paragraph": ("Normal", "Normal"),
    "character": ("DefaultParagraphFont", "Default Paragraph Font"),
    "table": ("TableNormal", "Normal Table"),
    "numbering": ("NoList", "No List"),
}
"""Kind of style to the id and the name of its default."""


def own_document(theme: Theme, language: str) -> WordDocument:
    """A document without words; its pages are for the theme to say."""
    package = Package()
    main = _part("document", CONTENT_TYPE.WML_DOCUMENT_MAIN, part("document", "<w:body/>"), package)
    for name, kind, relation, xml in (
        ("styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, part("styles", _defaults(theme, language))),
        (
            "settings",
            CONTENT_TYPE.WML_SETTINGS,
            RELATIONSHIP_TYPE.SETTINGS,
            part("settings", _choices(theme, language)),
        ),
        ("fontTable", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, part("fonts", "")),
        ("theme/theme1", CONTENT_TYPE.OFC_THEME, RELATIONSHIP_TYPE.THEME, _colour_theme(theme)),
    ):
        main.relate_to(_part(name, kind, xml, package), relation)
    document: WordDocument = main.document
    return document


def _part(name: str, kind: str, xml: str, package: Package) -> Any:
    """A part as python-docx has it when it opens a file: read, where it knows the kind."""
    return PartFactory(PackURI(f"/word/{name}.xml"), kind, "", xml.encode(), package)


def _defaults(theme: Theme, language: str) -> str:
    """Document defaults, and the default style of each kind."""
    body = theme.styles["body"]
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{looks.fonts(theme.fonts.text.name)}"
        f"{_colour(theme, body)}{_KERNED}{looks.size(body.size)}"
        f"<w:lang{languages.said(language)}/></w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>{_LATENT}"
        f"{_default('paragraph', f'{_LAST}<w:pPr>{_normal(body)}</w:pPr><w:rPr>{looks.fonts(theme.fonts.text.name)}</w:rPr>')}"
        f"{_default('character', _quiet(1))}"
        f"{_default('table', _quiet(99) + _PLAIN_TABLE)}"
        f"{_default('numbering', _quiet(99))}"
    )


_KERNED = '<w:kern w:val="2"/>'
"""From the least size on, as the PDF's words are: others are up to a hundredth longer, and lines end elsewhere."""
_PLAIN_TABLE = (
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)
"""Word's own margins, for the tables that people add; those of a packet have a style that says theirs."""

_LAST = '<w:uiPriority w:val="99"/>'
_LATENT = (
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" '
    'w:defQFormat="0" w:count="376"/>'
)
"""Of the styles that Word has built in, its gallery shows those alone that the file defines."""


def _colour(theme: Theme, style: TextStyle) -> str:
    return f'<w:color w:val="{theme.colour(style.colour)}"/>'


def _normal(body: TextStyle) -> str:
    return looks.spacing(0, 0, body.leading.twips, "atLeast")


def _default(kind: str, rest: str) -> str:
    identifier, name = _DEFAULTS[kind]
    return f'<w:style w:type="{kind}" w:default="1" w:styleId="{identifier}"><w:name w:val="{name}"/>{rest}</w:style>'


def _quiet(priority: int) -> str:
    return f'<w:uiPriority w:val="{priority}"/><w:semiHidden/><w:unhideWhenUsed/>'


def _choices(theme: Theme, language: str) -> str:
    """The settings: as of today, with nothing that makes Word ask questions."""
    embed = "<w:embedTrueTypeFonts/>" if theme.fonts.embed_in_docx else ""
    uri = "http://schemas.microsoft.com/office/word"
    compatible = {
        "compatibilityMode": "15",
        "overrideTableStyleFontSizeAndJustification": "1",
        "enableOpenTypeFeatures": "1",
        "doNotFlipMirrorIndents": "1",
        "differentiateMultirowTableHeaders": "1",
    }
    switches = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>' for name, value in compatible.items()
    )
    names = ("bg1", "t1", "bg2", "t2"), ("light1", "dark1", "light2", "dark2")
    mapping = "".join(f' w:{key}="{value}"' for key, value in zip(*names, strict=True))
    mapping += "".join(f' w:accent{n}="accent{n}"' for n in range(1, 7))
    mapping += ' w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"'
    return (
        f'<w:zoom w:percent="100"/>{embed}<w:defaultTabStop w:val="720"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{switches}</w:compat>'
        f"<w:themeFontLang{languages.said(language)}/><w:clrSchemeMapping{mapping}/>"
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )


def _colour_theme(theme: Theme) -> str:
    """DrawingML's own theme, so that Word's colour and font menus offer the theme's."""
    ink, accent = theme.colour(theme.styles["body"].colour), theme.colour(theme.inlines["link"].colour or "ink")
    kinds = [theme.colour(kind.colour) for kind in theme.kinds.values()]
    colours = {"dk1": ink, "lt1": "FFFFFF", "dk2": accent, "lt2": "F1F4F8"}
    colours |= {f"accent{n}": colour for n, colour in enumerate((accent, *kinds)[:6], 1)}
    colours |= {"hlink": accent, "folHlink": accent}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours.items())
    face = f'<a:latin typeface="{attribute(theme.fonts.text.name)}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    name = attribute(theme.name)
    return (
        f'{DECLARATION}<a:theme {_A} name="{name}"><a:themeElements><a:clrScheme name="{name}">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="{name}"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="{name}"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def application_properties() -> str:
    return f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>briefgen</Application></Properties>'
