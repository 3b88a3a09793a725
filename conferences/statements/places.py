"""Countries as statements write them, with their ISO 3166-1 alpha-2 codes.

An entry of the table is a code, the names and, after "/", the demonyms.
A name that several States share ("Korea", "Congo") is left out: the reader never guesses.
"""

_TABLE = """
AF Afghanistan/Afghan; AL Albania/Albanian; DZ Algeria/Algerian; AD Andorra; AO Angola/Angolan;
AG Antigua and Barbuda; AR Argentina/Argentine; AM Armenia/Armenian; AU Australia/Australian;
AT Austria/Austrian; AZ Azerbaijan/Azerbaijani; BS Bahamas|The Bahamas; BH Bahrain/Bahraini;
BD Bangladesh/Bangladeshi; BB Barbados/Barbadian; BY Belarus/Belarusian; BE Belgium/Belgian;
BZ Belize; BJ Benin; BT Bhutan/Bhutanese; BO Bolivia; BA Bosnia and Herzegovina; BW Botswana;
BF Burkina Faso; BI Burundi; CV Cabo Verde; CF Central African Republic; TD Chad; KM Comoros;
CK Cook Islands; DJ Djibouti; GQ Equatorial Guinea; ER Eritrea; GN Guinea; GW Guinea-Bissau;
LR Liberia; LY Libya; ML Mali; MR Mauritania; NI Nicaragua; NE Niger; NU Niue; SO Somalia;
SS South Sudan; SD Sudan; TG Togo;
BR Brazil/Brazilian; BN Brunei Darussalam|Brunei; BG Bulgaria/Bulgarian; KH Cambodia/Cambodian;
CM Cameroon; CA Canada/Canadian; CL Chile/Chilean; CN China|People's Republic of China/Chinese;
CO Colombia/Colombian; CR Costa Rica; CI Cote d'Ivoire; HR Croatia/Croatian; CU Cuba;
CY Cyprus/Cypriot; CZ Czech Republic|Czechia/Czech; DK Denmark/Danish; DM Dominica;
DO Dominican Republic; EC Ecuador; EG Egypt/Egyptian; SV El Salvador; EE Estonia/Estonian;
SZ Eswatini; ET Ethiopia/Ethiopian; FJ Fiji/Fijian; FI Finland/Finnish; FR France/French;
GA Gabon; GM Gambia|The Gambia; GE Georgia/Georgian; DE Germany/German; GH Ghana/Ghanaian;
GR Greece/Greek; GD Grenada; GT Guatemala; GY Guyana; HT Haiti; VA Holy See; HN Honduras;
HK Hong Kong|Hong Kong SAR; HU Hungary/Hungarian; IS Iceland/Icelandic; IN India/Indian;
ID Indonesia|Republic of Indonesia/Indonesian; IR Iran|Islamic Republic of Iran/Iranian;
IQ Iraq/Iraqi; IE Ireland/Irish; IL Israel/Israeli; IT Italy/Italian; JM Jamaica/Jamaican;
JP Japan/Japanese; JO Jordan/Jordanian; KZ Kazakhstan/Kazakh; KE Kenya/Kenyan; KI Kiribati;
KR Republic of Korea|South Korea|ROK/South Korean;
KP Democratic People's Republic of Korea|DPR Korea|DPRK|North Korea/North Korean;
KW Kuwait/Kuwaiti; KG Kyrgyzstan|Kyrgyz Republic/Kyrgyz;
LA Lao PDR|Laos|Lao People's Democratic Republic/Lao; LV Latvia/Latvian; LB Lebanon/Lebanese;
LS Lesotho; LI Liechtenstein; LT Lithuania/Lithuanian; LU Luxembourg; MG Madagascar; MW Malawi;
MY Malaysia/Malaysian; MV Maldives/Maldivian; MT Malta/Maltese; MH Marshall Islands;
MU Mauritius/Mauritian; MX Mexico/Mexican; FM Federated States of Micronesia;
MD Moldova/Moldovan; MC Monaco; MN Mongolia/Mongolian; ME Montenegro; MA Morocco/Moroccan;
MZ Mozambique; MM Myanmar|Burma; NA Namibia/Namibian; NR Nauru/Nauruan; NP Nepal/Nepalese;
NL Netherlands|The Netherlands/Dutch; NZ New Zealand|Aotearoa New Zealand; NG Nigeria/Nigerian;
MK North Macedonia; NO Norway/Norwegian; OM Oman/Omani; PK Pakistan/Pakistani; PW Palau;
PS Palestine; PA Panama; PG Papua New Guinea|PNG; PY Paraguay; PE Peru/Peruvian;
PH Philippines|The Philippines|Republic of the Philippines/Philippine; PL Poland/Polish;
PT Portugal/Portuguese; QA Qatar/Qatari; RO Romania/Romanian;
RU Russia|Russian Federation|The Russian Federation/Russian; RW Rwanda/Rwandan;
KN Saint Kitts and Nevis|St Kitts and Nevis; LC Saint Lucia|St Lucia;
VC Saint Vincent and the Grenadines; WS Samoa/Samoan; SM San Marino;
SA Saudi Arabia|Kingdom of Saudi Arabia/Saudi; SN Senegal; RS Serbia/Serbian; SC Seychelles;
SL Sierra Leone; SG Singapore/Singaporean; SK Slovakia|Slovak Republic/Slovak;
SI Slovenia/Slovenian; SB Solomon Islands; ZA South Africa/South African; ES Spain/Spanish;
LK Sri Lanka/Sri Lankan; SR Suriname; SE Sweden/Swedish; CH Switzerland/Swiss; SY Syria/Syrian;
TW Chinese Taipei; TJ Tajikistan/Tajik; TZ Tanzania/Tanzanian; TH Thailand/Thai;
TL Timor-Leste|East Timor/Timorese; TO Tonga/Tongan; TT Trinidad and Tobago;
TN Tunisia/Tunisian; TR Turkey|Türkiye/Turkish; TM Turkmenistan/Turkmen; TV Tuvalu;
UG Uganda/Ugandan; UA Ukraine/Ukrainian; AE United Arab Emirates|UAE/Emirati;
GB United Kingdom|UK|Great Britain/British;
US United States|United States of America|USA|US/American; UY Uruguay; UZ Uzbekistan/Uzbek;
VU Vanuatu; VE Venezuela; VN Viet Nam|Vietnam/Vietnamese; YE Yemen/Yemeni; ZM Zambia/Zambian;
ZW Zimbabwe/Zimbabwean
"""

_ENTRIES = [(entry.split()[0], *entry.strip()[3:].partition("/")) for entry in _TABLE.split(";")]


def _codes(column: int) -> dict[str, str]:
    return {
        name.casefold(): entry[0] for entry in _ENTRIES for name in entry[column].split("|") if name
    }


STATES: dict[str, str] = _codes(1)  # names, folded: "viet nam"
DEMONYMS: dict[str, str] = _codes(3)  # "vietnamese"
COUNTRIES: dict[str, str] = STATES | DEMONYMS


def country_of(name: str) -> str | None:
    """The alpha-2 code of the country so written, or None."""
    name = " ".join(name.replace("’", "'").split()).strip(" .,").casefold()
    name = name.removeprefix("the ")
    bare = name.removeprefix("republic of ")
    return COUNTRIES.get(name) or (COUNTRIES.get(bare) if bare != "china" else None)
