"""The address of a page in, that page's address without what only says how a reader came there out.

Scheme, `www.`, mobile forms, tracking and fragments go; an archive, a cache, a translation or a redirection gives the
address that it wraps. `Talks` and `talks` are one page, and names that look like keys keep their capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

_DEPTH = 4
"""How many wrappers are taken off: an archived redirection is two."""

_TRACKING = re.compile(
    r"(?:utm_|mc_|at_|ns_|guce|guccounter|hsa_|pk_|mtm_|matomo_|piwik_|_hs|wt_|ga_|s_c?id|vero_|oly_)\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|li_fat_id|igshid|igsh|mibextid|_ga|_gl|mkt_tok"
    r"|ref|ref_src|ref_url|referrer|referer|cmp|cmpid|ocid|icid|ito|ncid|sr_share|smid|smtyp|share|shared|sh|si|spm|trk"
    r"|xtor|taid|rss|feature|partner|campaign|campaign_id|campaignid|outputtype|output|amp|usqp|amp_js_v|_amp",
    re.IGNORECASE,
)
_ONE_HOST: Mapping[str, str] = {
    "twitter.com": "x.com",
    "mobile.twitter.com": "x.com",
    "mobile.x.com": "x.com",
    "nitter.net": "x.com",
    "old.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "telegram.me": "t.me",
    "mbasic.facebook.com": "facebook.com",
    "touch.facebook.com": "facebook.com",
}
"""Hosts that show the pages of another."""
_KEEPS_CAPITALS = frozenset(
    ("bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "archive.ph", "archive.today")
)
_KEY = re.compile(r"[a-z0-9]+[A-Z]|[A-Z]{2,}[a-z]")
"""Capitals within a word, as keys have them and titles do not."""
_INSIDE = re.compile(r"https?:/{1,2}.+", re.IGNORECASE)


def address(url: str) -> str:
    """What is compared of an address; the address itself where it cannot be read."""
    try:
        parts = _unwrapped(url.strip())
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    host = _host(parts)
    path, query = _page(host, parts)
    kept = sorted(pair for pair in parse_qsl(query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0]))
    return f"{host}{port}{path}{'?' if kept else ''}{urlencode(kept)}"


# --- wrappers ----------------------------------------------------------------------------------


def _unwrapped(url: str) -> SplitResult:
    parts = urlsplit(url)
    for _ in range(_DEPTH):
        inner = _inner(parts)
        if inner is None:
            break
        parts = urlsplit(inner if "://" in inner[:9] else f"https://{inner}")
    if parts.hostname == "youtu.be":
        return urlsplit(f"https://youtube.com/watch?v={parts.path.strip('/')}")
    return parts


def _inner(parts: SplitResult) -> str | None:
    """The address that a wrapper holds."""
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith((".cdn.ampproject.org", "cdn.ampproject.org")):
        return re.sub(r"^/[a-z]/(?:s/)?", "", parts.path) or None
    if host.endswith(".translate.goog"):
        return _of_translation(host, parts)
    for domain, read in _WRAPPERS.items():
        if host == domain or host.endswith(f".{domain}"):
            return read(parts)
    return None


def _of_translation(host: str, parts: SplitResult) -> str:
    """`www-example-org.translate.goog`: a hyphen of the name is doubled."""
    name = host.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".").replace("\0", "-")
    kept = [pair for pair in parse_qsl(parts.query) if not pair[0].startswith("_x_tr_")]
    return f"https://{name}{parts.path}?{urlencode(kept)}"


def _in_path(parts: SplitResult) -> str | None:
    """The address that stands in the path, slashes of its scheme lost or not."""
    rest = unquote(parts.path) if "%3a" in parts.path.lower() else parts.path
    found = _INSIDE.search(rest)
    if found is None:
        return None
    inner = re.sub(r"^(https?:)/{1,2}", r"\1//", found[0], flags=re.IGNORECASE)
    return f"{inner}?{parts.query}" if parts.query else inner


def _in_query(*names: str) -> Callable[[SplitResult], str | None]:
    def read(parts: SplitResult) -> str | None:
        values = dict(parse_qsl(parts.query))
        value = next((values[name] for name in names if name in values), "")
        return value.removeprefix("cache:") if re.match(r"(?:cache:)?(?:https?://|[\w-]+\.[\w.-]+/)", value) else None

    return read


def _of_google(parts: SplitResult) -> str | None:
    if parts.path.startswith("/amp/"):
        return parts.path.removeprefix("/amp/").removeprefix("s/")
    return _in_query("url", "q", "u")(parts) if parts.path in ("/url", "/translate", "/search") else None


def _of_urldefense(parts: SplitResult) -> str | None:
    found = re.search(r"__(https?:/{1,2}.+?)__", parts.path)
    return re.sub(r"^(https?:)/{1,2}", r"\1//", found[1]) if found else None


_WRAPPERS: Mapping[str, Callable[[SplitResult], str | None]] = {
    **dict.fromkeys(("archive.org", "archive.ph", "archive.today", "archive.is", "archive.li"), _in_path),
    **dict.fromkeys(("arquivo.pt", "webarchive.nationalarchives.gov.uk", "perma.cc", "ghostarchive.org"), _in_path),
    **dict.fromkeys(("12ft.io", "r.jina.ai", "removepaywall.com", "txtify.it"), _in_path),
    "webcache.googleusercontent.com": _in_query("q"),
    "google.com": _of_google,
    "l.facebook.com": _in_query("u"),
    "lm.facebook.com": _in_query("u"),
    "l.instagram.com": _in_query("u"),
    "out.reddit.com": _in_query("url"),
    "safelinks.protection.outlook.com": _in_query("url"),
    "urldefense.com": _of_urldefense,
    "youtube.com": lambda parts: _in_query("q")(parts) if parts.path == "/redirect" else None,
}


# --- one page ------------------------------------------------------------------------------------


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removeprefix("www.")
    host = host.removeprefix("m.").removeprefix("mobile.").removeprefix("amp.") if host not in _ONE_HOST else host
    host = host.replace(".m.wikipedia.org", ".wikipedia.org")
    return _ONE_HOST.get(host, host)


def _page(host: str, parts: SplitResult) -> tuple[str, str]:
    """Path and query of the page itself."""
    if host == "x.com":
        return parts.path.rstrip("/").casefold(), ""
    path = re.sub(
        r"/(?:amp|index\.html?|default\.aspx)$", "", re.sub(r"\.amp(?=\.html?$|$)", "", parts.path.rstrip("/"))
    )
    path = re.sub(r"/amp(?=/)", "", path)
    if host in _KEEPS_CAPITALS:
        return path, parts.query
    return "/".join(map(_folded_name, path.split("/"))), parts.query


def _folded_name(name: str) -> str:
    return name if _KEY.search(name) else name.casefold()
