"""A theme to the parts of an empty Word package: all of it written here, nothing of any library's defaults."""

from __future__ import annotations

import io
import zipfile

from briefgen.theme import FontFamily, TextStyle, Theme
from briefgen.writers.word import looks
from briefgen.writers.word.wml import DECLARATION, attribute, part

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'

_PARTS = {
    "/word/document.xml": f"{_WORD}.document.main+xml",
    "/word/styles.xml": f"{_WORD}.styles+xml",
    "/word/settings.xml": f"{_WORD}.settings+xml",
    "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}


def package(theme: Theme, language: str) -> bytes:
    """A Word file without a body's content, without a style but the four that every file has."""
    contents = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": package_relations(),
        "word/document.xml": part("document", "<w:body><w:sectPr/></w:body>"),
        "word/_rels/document.xml.rels": document_relations(),
        "word/styles.xml": part("styles", styles(theme, language)),
        "word/settings.xml": part("settings", settings(theme, language)),
        "word/fontTable.xml": part("fonts", font_table(theme)),
        "word/theme/theme1.xml": colour_theme(theme),
        "docProps/core.xml": core_properties(),
        "docProps/app.xml": application_properties(),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in contents.items():
            archive.writestr(zipfile.ZipInfo(name), xml)
    return stream.getvalue()


def content_types() -> str:
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in _PARTS.items())
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def package_relations() -> str:
    return _relations(
        ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
    )


def document_relations() -> str:
    return _relations(
        ("rId1", f"{_OFFICE}/relationships/styles", "styles.xml"),
        ("rId2", f"{_OFFICE}/relationships/settings", "settings.xml"),
        ("rId3", f"{_OFFICE}/relationships/fontTable", "fontTable.xml"),
        ("rId4", f"{_OFFICE}/relationships/theme", "theme/theme1.xml"),
    )


def _relations(*entries: tuple[str, str, str]) -> str:
    written = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in entries)
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'


def styles(theme: Theme, language: str) -> str:
    """Document defaults, and the default style of each kind."""
    body = theme.styles["body"]
    code = attribute(language)
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{looks.fonts(theme.fonts.text.name)}"
        f"{_colour(theme, body)}{looks.size(body.size)}"
        f'<w:lang w:val="{code}" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
        f"{_default('paragraph', 'Normal', 'Normal', f'<w:qFormat/><w:pPr>{_normal(body)}</w:pPr>')}"
        f"{_default('character', 'DefaultParagraphFont', 'Default Paragraph Font', _quiet(1))}"
        f"{_default('table', 'TableNormal', 'Normal Table', _quiet(99) + _PLAIN_TABLE)}"
        f"{_default('numbering', 'NoList', 'No List', _quiet(99))}"
    )


_PLAIN_TABLE = (
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)


def _colour(theme: Theme, style: TextStyle) -> str:
    return f'<w:color w:val="{theme.colour(style.colour)}"/>'


def _normal(body: TextStyle) -> str:
    return looks.spacing(0, 0, body.leading.twips)


def _default(kind: str, identifier: str, name: str, rest: str) -> str:
    return f'<w:style w:type="{kind}" w:default="1" w:styleId="{identifier}"><w:name w:val="{name}"/>{rest}</w:style>'


def _quiet(priority: int) -> str:
    return f'<w:uiPriority w:val="{priority}"/><w:semiHidden/><w:unhideWhenUsed/>'


def settings(theme: Theme, language: str) -> str:
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
        f'<w:themeFontLang w:val="{attribute(language)}"/><w:clrSchemeMapping{mapping}/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )


def font_table(theme: Theme) -> str:
    """Each family of the theme with what stands in for it where it is not installed."""
    return "".join(_family(theme, font) for font in (theme.fonts.text, *theme.fonts.fallback))


def _family(theme: Theme, font: FontFamily) -> str:
    entries = _font(font.name, font.alternative)
    if font.semibold:
        instead = f"{font.alternative} Semibold" if font is theme.fonts.text and font.alternative else font.alternative
        entries += _font(looks.family(theme, "semibold", font), instead)
    return entries


def _font(name: str, alternative: str) -> str:
    other = f'<w:altName w:val="{attribute(alternative)}"/>' if alternative else ""
    return (
        f'<w:font w:name="{attribute(name)}">{other}<w:charset w:val="00"/><w:family w:val="swiss"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )


def colour_theme(theme: Theme) -> str:
    """DrawingML's own theme, so that Word's colour and font menus offer the house's."""
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


def core_properties() -> str:
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
    )


def application_properties() -> str:
    return f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>briefgen</Application></Properties>'
