"""Actors by the names that statements give them.

A name is compared folded: case, accents, punctuation and a leading “the” do not matter. What two
actors could be called is nobody's name: “Korea” and “Congo” match nothing.
"""

import re
import unicodedata
from collections import defaultdict
from itertools import chain

from django.utils.text import slugify

from .countries import COUNTRIES
from .models import Actor
from .statements.places import STATES
from .text import clean

# Official and former names, and short forms, beyond COUNTRIES and the reader's own.
_COUNTRY_NAMES = """
AF Islamic Republic of Afghanistan|Islamic Emirate of Afghanistan; AL Republic of Albania;
DZ People's Democratic Republic of Algeria; AD Principality of Andorra; AO Republic of Angola;
AR Argentine Republic; AM Republic of Armenia; AU Commonwealth of Australia;
AT Republic of Austria; AZ Republic of Azerbaijan; BS Commonwealth of The Bahamas;
BH Kingdom of Bahrain; BD People's Republic of Bangladesh|East Pakistan; BY Republic of Belarus;
BE Kingdom of Belgium; BJ Republic of Benin|Dahomey; BT Kingdom of Bhutan;
BO Plurinational State of Bolivia|Bolivia (Plurinational State of); BW Republic of Botswana;
BR Federative Republic of Brazil; BN Brunei|Nation of Brunei|Negara Brunei Darussalam;
BG Republic of Bulgaria; BF Upper Volta; BI Republic of Burundi;
CV Republic of Cabo Verde|Cape Verde; KH Kingdom of Cambodia|Kampuchea|Khmer Republic;
CM Republic of Cameroon; TD Republic of Chad; CL Republic of Chile;
CN People's Republic of China|P.R. China|PR China|PRC; CO Republic of Colombia;
KM Union of the Comoros; CG Republic of the Congo|Congo (Brazzaville);
CD Congo (Kinshasa)|DR Congo|DRC|Zaire|Congo (Democratic Republic of the);
CR Republic of Costa Rica; CI Republic of Cote d'Ivoire|Ivory Coast; HR Republic of Croatia;
CU Republic of Cuba; CY Republic of Cyprus; CZ Czech Republic; DK Kingdom of Denmark;
DJ Republic of Djibouti; DM Commonwealth of Dominica; EC Republic of Ecuador;
EG Arab Republic of Egypt; SV Republic of El Salvador; GQ Republic of Equatorial Guinea;
ER State of Eritrea; EE Republic of Estonia; SZ Kingdom of Eswatini|Swaziland;
ET Federal Democratic Republic of Ethiopia; FJ Republic of Fiji|Fiji Islands;
FI Republic of Finland; FR French Republic; GA Gabonese Republic; GM Republic of The Gambia;
DE Federal Republic of Germany; GH Republic of Ghana; GR Hellenic Republic;
GT Republic of Guatemala; GN Republic of Guinea; GW Republic of Guinea-Bissau;
GY Co-operative Republic of Guyana; HT Republic of Haiti; VA Vatican|Vatican City State;
HN Republic of Honduras; HK Hong Kong|Hong Kong SAR|Hong Kong, China|Hong Kong SAR, China;
IS Republic of Iceland; IN Republic of India; ID Republic of Indonesia;
IR Iran|Islamic Republic of Iran|I.R. Iran|Persia; IQ Republic of Iraq; IL State of Israel;
IT Italian Republic; JO Hashemite Kingdom of Jordan; KZ Republic of Kazakhstan;
KE Republic of Kenya; KI Republic of Kiribati|Gilbert Islands; KW State of Kuwait;
KG Kyrgyz Republic; LA Lao PDR|Lao P.D.R.|Laos; LV Republic of Latvia; LB Lebanese Republic;
LS Kingdom of Lesotho|Basutoland; LR Republic of Liberia; LY State of Libya|Libyan Arab Jamahiriya;
LI Principality of Liechtenstein; LT Republic of Lithuania; LU Grand Duchy of Luxembourg;
MO Macao|Macau|Macau SAR|Macao SAR|Macau (SAR of China)|Macao, China|Macau, China;
MG Republic of Madagascar; MW Republic of Malawi|Nyasaland; MY Malaya|Federation of Malaysia;
MV Republic of Maldives; ML Republic of Mali; MT Republic of Malta;
MH Republic of the Marshall Islands; MR Islamic Republic of Mauritania; MU Republic of Mauritius;
MX United Mexican States; FM Micronesia|Federated States of Micronesia|FSM;
MC Principality of Monaco; ME Republic of Montenegro; MA Kingdom of Morocco;
MZ Republic of Mozambique; MM Republic of the Union of Myanmar|Union of Myanmar|Burma;
NA Republic of Namibia; NR Republic of Nauru; NP Kingdom of Nepal
|Federal Democratic Republic of Nepal;
NL Kingdom of the Netherlands|Holland; NC New Caledonia (France); NZ Aotearoa;
NI Republic of Nicaragua; NE Republic of the Niger; NG Federal Republic of Nigeria;
MK Republic of North Macedonia|The former Yugoslav Republic of Macedonia|FYROM|Macedonia;
NO Kingdom of Norway; OM Sultanate of Oman; PK Islamic Republic of Pakistan;
PW Republic of Palau; PS State of Palestine; PA Republic of Panama;
PG Independent State of Papua New Guinea|PNG; PY Republic of Paraguay; PE Republic of Peru;
PH Republic of the Philippines; PL Republic of Poland; PT Portuguese Republic;
QA State of Qatar; KR South Korea|ROK|R.O.K.|Korea (Republic of)|Korea, Republic of|Rep. of Korea;
KP North Korea|DPR Korea|DPRK|D.P.R.K.|D.P.R. Korea|DPR of Korea
|Korea (Democratic People's Republic of)|Korea, Democratic People's Republic of;
MD Moldova|Moldova (Republic of); RU Russia; RW Republic of Rwanda;
KN Federation of Saint Kitts and Nevis|St. Kitts and Nevis; LC St. Lucia;
VC St. Vincent and the Grenadines; WS Independent State of Samoa|Western Samoa;
SM Republic of San Marino; ST Democratic Republic of Sao Tome and Principe;
SA Kingdom of Saudi Arabia; SN Republic of Senegal; RS Republic of Serbia;
SC Republic of Seychelles; SL Republic of Sierra Leone; SG Republic of Singapore;
SK Slovak Republic; SI Republic of Slovenia; SO Federal Republic of Somalia;
ZA Republic of South Africa; SS Republic of South Sudan; ES Kingdom of Spain;
LK Democratic Socialist Republic of Sri Lanka|Ceylon; SD Republic of the Sudan;
SR Republic of Suriname; SE Kingdom of Sweden; CH Swiss Confederation; SY Syria;
TJ Republic of Tajikistan; TH Kingdom of Thailand|Siam;
TL Democratic Republic of Timor-Leste|East Timor; TG Togolese Republic; TO Kingdom of Tonga;
TT Republic of Trinidad and Tobago; TN Republic of Tunisia; TR Turkey|Republic of Turkiye
|Republic of Turkey; TV Ellice Islands; UG Republic of Uganda; AE UAE|U.A.E.;
GB UK|U.K.|Britain|Great Britain|United Kingdom of Great Britain and Northern Ireland;
TZ Tanzania|Tanganyika; US USA|U.S.A.|U.S.|United States; UY Eastern Republic of Uruguay;
UZ Republic of Uzbekistan; VU Republic of Vanuatu|New Hebrides;
VE Venezuela|Bolivarian Republic of Venezuela|Venezuela (Bolivarian Republic of);
VN Vietnam|Socialist Republic of Viet Nam|Socialist Republic of Vietnam; YE Republic of Yemen;
ZM Republic of Zambia|Northern Rhodesia; ZW Republic of Zimbabwe|Southern Rhodesia
"""

_ORGANISATION_NAMES = """
International Organization for Migration|IOM|UN Migration
Office of the United Nations High Commissioner for Refugees|UNHCR|UN Refugee Agency
|United Nations High Commissioner for Refugees|UN High Commissioner for Refugees
United Nations Office on Drugs and Crime|UNODC|UN Office on Drugs and Crime
United Nations Office of Drug Control and Crime Prevention|UNODCCP|ODCCP
International Labour Organization|ILO|International Labor Organization|International Labour Office
United Nations Development Programme|UNDP|UN Development Programme
International Committee of the Red Cross|ICRC
International Federation of Red Cross and Red Crescent Societies|IFRC
International Criminal Police Organization|INTERPOL|ICPO-INTERPOL
European Union|EU|European Communities|European Community
Association of Southeast Asian Nations|ASEAN|Association of South East Asian Nations
ASEAN Secretariat|Secretariat of ASEAN
Asian Development Bank|ADB
World Bank|World Bank Group|International Bank for Reconstruction and Development
Pacific Islands Forum Secretariat|PIFS|South Pacific Forum Secretariat
IGC|Intergovernmental Consultations on Migration, Asylum and Refugees
United Nations Children's Fund|UNICEF
Regional Support Office of the Bali Process|RSO|Regional Support Office
|Bali Process Regional Support Office
"""

LEAVE_OUT = "leave out"
NEW_STATE = "new state"
NEW = (NEW_STATE, "new organisation", "new group")
_SHARED = {"korea", "congo"}


def folded(name):
    """The name as names are compared."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    plain = re.sub(r"['’.]", "", plain).replace("organisation", "organization")
    return " ".join(re.findall(r"\w+", plain)).removeprefix("the ")


def country_names():
    """(name, ISO code) of every name that a country is known by."""
    yield from ((name, code) for code, name in COUNTRIES.items())
    yield from ((name, code) for name, code in STATES.items() if code in COUNTRIES)
    for entry in _COUNTRY_NAMES.split(";"):
        code, _, names = " ".join(entry.split()).partition(" ")
        yield from ((name.strip(), code) for name in names.split("|"))


def organisation_names():
    """(name, its full name) of every name that an organisation is known by."""
    for entry in _ORGANISATION_NAMES.replace("\n|", "|").strip().splitlines():
        names = entry.split("|")
        yield from ((name, names[0]) for name in names)


_COUNTRY_OF = {folded(name): code for name, code in country_names() if folded(name) not in _SHARED}
_ORGANISATION_OF = {folded(name): key for name, key in organisation_names()}


def country_of(name):
    """The ISO code of the country so named, else an empty string."""
    return _COUNTRY_OF.get(folded(name), "")


class KnownActors:
    """The actors of the record, read once and found by any of their names."""

    def __init__(self):
        self.rows = {str(actor.pk): actor for actor in Actor.objects.all()}
        self._named, self._by_key = defaultdict(set), defaultdict(set)
        for key, actor in self.rows.items():
            for name in filter(None, (actor.name, actor.short_name)):
                self._named[folded(name)].add(key)
                self._by_key[_key_of(name)].add(key)
            if actor.kind in (Actor.Kind.STATE, Actor.Kind.TERRITORY) and actor.country:
                self._by_key[actor.country].add(key)

    def find(self, name):
        """The one actor so named, else None: also when two could be meant."""
        key = _key_of(name)
        found = self._named.get(folded(name)) or (self._by_key.get(key) if key else None) or ()
        return self.rows[next(iter(found))] if len(found) == 1 else None

    def decided(self, name, decision):
        """The actor that staff decided on for a name that is not found.

        A new one is not saved yet; None when it is left out. KeyError while nothing is decided.
        """
        if decision == LEAVE_OUT:
            return None
        if decision in NEW and (decision != NEW_STATE or country_of(name)):
            return self._new(name, decision.removeprefix("new "))
        return self.rows[decision]

    def _new(self, name, kind):
        country = country_of(name) if kind == Actor.Kind.STATE else ""
        full_name = COUNTRIES.get(country, clean(name))
        slug = self._free_slug(slugify(full_name)[:90] or kind)
        return Actor(name=full_name, slug=slug, kind=kind, country=country)

    def _free_slug(self, slug):
        taken = {actor.slug for actor in self.rows.values()}
        numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
        return next(each for each in chain([slug], numbered) if each not in taken)

    def add(self, actor):
        """Save a new actor and know it from now on."""
        actor.save()
        self.rows[str(actor.pk)] = actor
        self._named[folded(actor.name)].add(str(actor.pk))
        return actor


def _key_of(name):
    return country_of(name) or _ORGANISATION_OF.get(folded(name), "")
