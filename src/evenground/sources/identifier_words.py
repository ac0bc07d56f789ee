"""The words in column names that point to a person, and those that point to a place, a group or a count instead."""

from __future__ import annotations

import re

from evenground.model.columns import ColumnType
from evenground.plans.missing import normalise

_TEXT = (ColumnType.TEXT,)
_NUMBERS = (ColumnType.NUMBER, ColumnType.TEXT)
_ANY = (ColumnType.TEXT, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE, ColumnType.TIMESTAMP)
_CODES = (ColumnType.TEXT, ColumnType.INTEGER)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PEOPLE = (
    "patients?|pat|pt|persons?|people|peoples?|subjects?|members?|clients?|participants?|child(rens?)?|kids?|mothers?|moms?|mums?|fathers?|dads?|parents?|"
    "guardians?|caregivers?|infants?|baby|babies|newborns?|students?|enrollees?|beneficiary|individuals?|respondents?|contacts?|"
    "kin|spouses?|relatives?|providers?|physicians?|doctors?|dr|nurses?|clinicians?|pcp|attending|users?|employees?|staff|"
    "subscribers?|policyholders?|guarantors?|paciente|persona|madre|padre|medico|youth|resident"
)


def words_of(name: str) -> str:
    """The words of a column's name, lower case, a space before and after each: ``"FirstName"`` gives ``" first name "``."""
    parted = _CAMEL.sub(" ", name)
    return f" {' '.join(re.findall(r'[a-z]+|[0-9]+', normalise(parted)))} "


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf" (?:{pattern}) ")


NOT_A_PERSON = _words(
    "address type|address status|address count|name type|id type|phone type|email consent|has (?:phone|email|address)|(?:phone|email|address) flag|"
    "n|num|count|counts|birth ?weight|birth ?place|birth country|birth state|birth order|birth rate|type|types|concept|category|class"
)
"""Such a word makes the column a count, a kind or a class of things rather than the thing itself."""

NAME_RULES: tuple[tuple[str, re.Pattern[str], tuple[ColumnType, ...]], ...] = (
    ("an e-mail address", _words("e ?mail|e ?mails|email ?addr|email ?address|correo|correo electronico"), _TEXT),
    ("an internet address", _words("ip|ip ?addr(?:ess)?|url|uri|web ?site|web ?page|mac ?addr(?:ess)?"), _TEXT),
    (
        "a birth date",
        _words(
            "dob|d o b|birth ?dates?|birth ?dt|birth ?day|brth ?dt|brthdtc|bdate|birth ?(?:date)? ?time|birth ?datetime|dates? of birth|"
            "date birth|fecha (?:de )?nacimiento|nacimiento|born(?: on)?"
        ),
        _ANY,
    ),
    (
        "a person's name",
        _words(
            "(?:first|last|given|family|middle|maiden|full|preferred|legal|sur|fore|nick|fake first|fake last) ?names?|"
            "names? (?:first|last|given|family|middle|full)|surnames?|forenames?|lname|fname|mname|lastname|firstname|apellidos?|"
            f"primer nombre|nombre (?:completo|del? paciente)|(?:{_PEOPLE})s? (?:[a-z]+ )?(?:full |legal )?names?|next of kin|alias|"
            "patientname|patname|ptname|first nm|last nm"
        ),
        _TEXT,
    ),
    (
        "a Social Security number",
        _words("ssn|ssns|social security(?: (?:number|num|no|nbr))?|soc sec(?: num)?|ssn ?4"),
        _ANY,
    ),
    (
        "a phone number",
        _words(
            "phones?|telephones?|tel|mobile ?(?:phone|number|no)|cell ?phone|cell (?:number|no|num)|fax|phone ?(?:number|no|num|nbr)|telefono|celular"
        ),
        _CODES,
    ),
    (
        "a street address",
        _words(
            "address|addresses|addr|addr ?[0-9]|address ?[0-9]|address ?line ?[0-9]*|street|street ?(?:name|number|no|address)|house (?:number|no)|home addr(?:ess)?|"
            "apt|apartment (?:number|no)|po ?box|p o box|residence address|direccion|domicilio|calle"
        ),
        _CODES,
    ),
    (
        "an exact location",
        _words("lat|latitude|lon|lng|longitude|latlon|lat lon|geo ?point|coordinates|gps|x ?coord|y ?coord"),
        _NUMBERS,
    ),
    (
        "an account number",
        _words(
            "(?:account|acct|policy|certificate|insurance|card|licen[sc]e|health plan) ?(?:number|num|no|nbr|id)|acct|account"
        ),
        _CODES,
    ),
    (
        "a device number",
        _words(
            "device ?(?:id|number|serial|no)|serial ?(?:number|no|num)|imei|udi|vin|vehicle id|(?:license|licence) plate"
        ),
        _CODES,
    ),
    (
        "a photograph or a body's mark",
        _words("photo|photograph|portrait|face image|finger ?prints?|voice ?print|iris scan|retina scan"),
        _TEXT,
    ),
)

_NUMBER_WORD = "(?:id|ids|nbr|num|no|number|numbers|key|identifier|uid|guid|uuid|code|sk|source value)"
_OWNED = (
    "encounters?|visits?|admissions?|hospitalizations?|cases?|claims?|orders?|accessions?|specimens?|samples?|charts?|records?|medical records?|"
    "registrations?|episodes?|referrals?|appointments?|study|medicaid|medicare|nhs|chi|hospital|unique|household|birth certificate|caso|expediente|tests?|result"
)
RECORD_OWNERS = _words(
    f"mrns?|medical record|empi|mpi|csn|mbi|hicn?|nhs ?number|npi|seqn|patid|ptid|pid|subjid|usubjid|enrolid|bene ?id|"
    f"(?:{_PEOPLE}|{_OWNED}) {_NUMBER_WORD}|(?:{_PEOPLE}|{_OWNED})(?:id|nbr|no|num)|(?:{_PEOPLE}) [a-z]+ (?:id|nbr|identifier)|id (?:{_PEOPLE})"
)
"""Numbers that by their name belong to a person or to one event in a person's care."""

OF_A_GROUP = _words(
    "county|counties|cnty|city|town|township|state|country|zip|zipcode|zcta[0-9]*|modzcta|tract|tracts|fips|geoid|geo|census|block|area|region|district|neighborhood|"
    "neighbourhood|borough|place|ward|clinic|clinics|hospital|hospitals|center|centre|site|facility|practice|department|dept|unit|organization|"
    "organisation|org|school|university|college|health|medical|care|service|services|network|system|program|village|parish|province|"
    "drug|medication|product|procedure|diagnosis|condition|language|park|north|south|east|west|new|saint|st|san|los|el|lake|fort|hill|hills|mount|heights|beach|island|"
    "race|group|herop|cress|shape|parcel type|snomed|icd|cpt|loinc|or|and|not|non|american|african|asian|white|black|hispanic|latino"
)
"""Words of places, organisations and groups, in the names of columns and in values such as "New Hanover County"."""

RECORD_WORDS = re.compile(
    r"^(?!.* (?:county|cnty|city|state|zip|zcta|tract|fips|geoid|census|area|region|site|org|herop|cress|care|clinic|facility|state|neighborhood) ).* (?:id|ids|nbr|identifier|uid|uuid|guid|key|number|no) $"
)
"""Names that end as a number of a record does, and name no place."""
