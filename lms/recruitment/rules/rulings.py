"""What a sentence to an applicant may look like, and what it should be read again for."""

import re

LEAST, MOST = 10, 400  # characters

# Words about health, rus and faith in bokmål, nynorsk and English. Short words that mean something else as often («tror», «god», «ill») are left out:
# a warning that is mostly wrong is soon not read.
_SENSITIVE = re.compile(
    r"""\b(?:
    # «health»: whole words, then beginnings of words
    helsa | syk | sjuk | syke | sjuke | friske? | adhd | innlagt | legen? | sick | sickness | diagnosis
    | (?: helse | sykdom | sjukdom | diagnos | psykisk | psykiatri | psykolog | depre | angst | bipolar | autis | terapi | terapeut | rehab | medisin
        | legemid | traum | utbren[td] | sykemeld | sjukmeld | ufør | funksjonsned | health | illness | disease | mental | psychiatr | psycholog
        | anxiet | therap | medication | doctor | disab | disorder )\w*
    # «rus»
    | rus | rusen | rusa | ruset | drikking | dopa? | edru | tilbakefall | pille | pillar | piller | drugs? | drinking | sobriety
    | (?: rusmid | rusproblem | rusbruk | rusfri | avhengig | misbruk | alkohol | narko | nykter | addict | alcohol | sober | relapse | substance )\w*
    # «faith»
    | tro | troen | trua | troende | truande | kristne | guds? | bønn | bøn
    | (?: livssyn | kristen | religiøs | religion | menighet | kyrkjelyd | kirke | kyrkje | muslim | islam | ateis | faith | religious
        | beliefs | believer | christian | church | atheis | pray )\w*
    )\b""",
    re.VERBOSE,
)


def sensitive_words(text: str) -> tuple[str, ...]:
    """The words of a text that may say something of health, rus or faith, each once, in the order they come. A hint, not a judgement."""
    return tuple(dict.fromkeys(_SENSITIVE.findall(text.lower())))


def tidy(sentence: str) -> str:
    """A sentence on one line, without space around it."""
    return " ".join(sentence.split())


def fits(sentence: str) -> bool:
    """Whether a tidy sentence has a length that can say something and still be one sentence."""
    return LEAST <= len(sentence) <= MOST
