"""The one place that knows which raw codes mean that a value is missing: unknown to us, or declined by the person asked."""

from __future__ import annotations

import unicodedata

from evenground.model.strata import DECLINED, UNKNOWN

# "None" is not here: in clinical data it may mean "not done". Nor are "Other", "Not applicable" (an answer) and a bare "U"
# (a unit, a union, a university): a plan says so with ``missing_codes`` where they do mean missing.
UNKNOWN_CODES = frozenset(
    """
    |?|??|???|.|..|-|--|---|_|na|n.a.|n/a|#n/a|#na|nan|<na>|null|<null>|(null)|\\n
    |unknown|unk|unkn|unknown/unspecified|unknown or not reported|unknown/not reported|unknown / not reported|unknown/not stated
    |unknown/missing|missing/unknown|unknown race|unknown ethnicity|unknown sex|unknown gender|unknown/declined
    |missing|blank|(blank)|<blank>|empty|no data|no information|no info|no response|non-response|nonresponse|no answer
    |not recorded|not available|not reported|not documented|not stated|not known|not specified|not provided|not given|not entered
    |not collected|not obtained|not asked|not disclosed|undisclosed|unreported|unrecorded|unavailable|unspecified|undetermined
    |data not available|data missing|unable to obtain|unable to determine|unable to answer|unable to provide
    |don't know|dont know|do not know|does not know|doesn't know|patient does not know
    |nask|asku|nav|nullflavor unk|asked but unknown|asked unknown|asked-unknown|temporarily unavailable
    |desconocido|desconocida|se desconoce|no conocido|no sabe|no se sabe|no lo sabe|sin dato|sin datos|sin informacion
    |no disponible|no registrado|no registrada|no informado|no informada|no reportado|no reportada|no especificado|no especificada
    |no consta|no contesta|sin respuesta|ns/nc|falta|faltante|no preguntado|no preguntada|en blanco
    """.replace("\n    ", "")
    .strip("\n ")
    .split("|")
)

DECLINED_CODES = frozenset(
    """
    declined|decline|declines|declined to answer|decline to answer|declined to state|decline to state|declined to specify
    |declined to respond|declined to provide|declined to disclose|declines to answer|patient declined|patient declined to answer
    |client declined|participant declined|asked-declined|asked declined|asked but declined|declined/refused|declined or refused
    |refused|refuse|refusal|refused to answer|refused to report|refused to state|patient refused|refused/declined|client refused
    |prefer not to say|prefer not to answer|prefer not to disclose|prefer not to state|prefer not to respond|prefers not to say
    |prefers not to answer|preferred not to say|preferred not to answer|i prefer not to say|i prefer not to answer
    |choose not to disclose|chose not to disclose|chooses not to disclose|choose not to say|choose not to answer
    |chose not to answer|chose not to say|do not wish to answer|does not wish to answer|do not wish to say
    |rather not say|i'd rather not say|unwilling to answer
    |se nego|se nego a contestar|se nego a responder|se niega|se niega a contestar|se niega a responder
    |prefiere no decir|prefiere no decirlo|prefiere no responder|prefiere no contestar|prefiero no decir|prefiero no decirlo
    |prefiero no responder|prefiero no contestar|no desea responder|no desea contestar|no desea decir|no quiso responder
    |no quiso contestar|no quiere responder|no quiere contestar|rehuso|rehusa|rehusado|declino|declinado
    """.replace("\n    ", "")
    .strip("\n ")
    .split("|")
)

LONGEST_CODE = max(map(len, UNKNOWN_CODES | DECLINED_CODES)) + 8


def missing_group(raw: str | None) -> str | None:
    """``UNKNOWN`` or ``DECLINED`` if ``raw`` is a code for a missing value, else None. Case, accents and spaces do not matter.

    Numbers such as 999 are not here: only the values beside them can tell, see ``evenground.sources.number_codes``.
    """
    if raw is None:
        return UNKNOWN
    if len(raw) > 2 * LONGEST_CODE:
        return None
    plain = normalise(raw)
    if plain in UNKNOWN_CODES:
        return UNKNOWN
    return DECLINED if plain in DECLINED_CODES else None


def normalise(raw: str) -> str:
    """``raw`` in lower case, without accents, with single spaces and straight apostrophes: how codes and labels are compared."""
    folded = unicodedata.normalize("NFKD", raw.replace("\u2019", "'").casefold())
    return " ".join("".join(char for char in folded if not unicodedata.combining(char)).split())
