"""Which languages and countries there are, as far as two letters name them: ISO 639-1 and ISO 3166-1.

Serves `kinds.shared`. Three letters and more are let be: there are eight thousand of them.
"""

from __future__ import annotations

_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es"
    " et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki"
    " kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no"
    " nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta"
    " te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
_COUNTRIES = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD"
    " CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE"
    " GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI"
    " KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX"
    " MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD"
    " SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ"
    " VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split()
)
#: What people write for another: countries by the letters of their cars, and languages by those of their countries.
_MEANT = {"uk": "GB", "en": "GB", "eng": "GB", "sco": "GB", "wls": "GB", "cym": "GB"}
_MEANT_LANGUAGES = {
    "gb": "en-GB",
    "us": "en-US",
    "dk": "da",
    "jp": "ja",
    "cn": "zh",
    "gr": "el",
    "cz": "cs",
    "ua": "uk",
}


def unknown_in(language: str) -> str | None:
    """What to write for a language's name whose shape is right and that names none; None if it may be one."""
    first, *others = language.split("-")
    if len(first) == 2 and first.lower() not in _LANGUAGES:
        better = _MEANT_LANGUAGES.get(first.lower())
        return f"write {better}" if better else "write it as en-GB, cy or fr"
    for part in others:
        if len(part) == 2 and part.isalpha() and part.upper() not in _COUNTRIES:
            country = _MEANT.get(part.lower())
            return (
                f"write {first.lower()}-{country}"
                if country
                else f"write {first.lower()}, or with a country en-GB"
            )
    return None
