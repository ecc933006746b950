"""Personal data in running text: what must not enter a history that never forgets."""

from __future__ import annotations

import re
from datetime import date

PERSONAL_NUMBER = re.compile(
    r"(?<![\d-])(?P<century>(?:18|19|20)?)(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"[-+ ]?(?P<serial>\d{4})(?![\d-])"
)
COORDINATION_DAYS = 60
LONGEST_NUMBER = 16
"""Letters of a personal number at most, with those beside it that tell whether it is one."""
E_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
PHONE = re.compile(
    r"(?<![\w/.:=-])(?:\+46[ -]?(?:\(0\)[ -]?)?|0046[ -]?|0)"
    r"(?:7[02369]|[1-9]\d{0,2})[ -/]?\d(?:[ -]?\d){4,7}(?![\w-])"
)
FEWEST_DIGITS, MOST_DIGITS = 8, 10
"""A Swedish number with its area code and leading zero. Source: PTS, the numbering plan."""


def personal_numbers(text: str) -> list[str]:
    """Every personnummer or samordningsnummer in the text, as it is written.

    A date that exists (the day plus 60 for a samordningsnummer) and a right check digit, so that a
    budget, a phone number or a case number is seldom taken for one.
    Source: folkbokföringslagen (1991:481) 18 § and 18 a §; the check digit is Luhn's.
    """
    return [match[0] for match in PERSONAL_NUMBER.finditer(text) if _is_personal_number(match)]


def e_mail_addresses(text: str) -> list[str]:
    """Every e-mail address in the text."""
    return [match[0] for match in E_MAIL.finditer(text)] if "@" in text else []


def phone_numbers(text: str) -> list[str]:
    """Every number in the text that is written as a Swedish phone number."""
    found = []
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        national = re.sub(r"^(?:00)?46", "0", digits)
        if FEWEST_DIGITS <= len(national) <= MOST_DIGITS and not personal_numbers(match[0]):
            found.append(match[0])
    return found


def concealed(text: str) -> str:
    """The text, letter for letter, with every personal number made of dots.

    What the program says lands in logs and comments that are as public as the file itself.
    """
    for number in personal_numbers(text):
        text = text.replace(number, "•" * len(number))
    return text


def luhn(digits: str) -> bool:
    """Whether the last digit is the right check digit for those before it."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_personal_number(match: re.Match[str]) -> bool:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    if day > COORDINATION_DAYS:
        day -= COORDINATION_DAYS
    centuries = [match["century"]] if match["century"] else ["19", "20"]
    ten = match["year"] + match["month"] + match["day"] + match["serial"]
    return luhn(ten) and any(_is_date(int(century + year), month, day) for century in centuries)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
