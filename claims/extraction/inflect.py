"""English verb forms from the base form; irregular ones are listed."""

from __future__ import annotations

_IRREGULAR = {
    "say": "said said",
    "tell": "told told",
    "write": "wrote written",
    "think": "thought thought",
    "know": "knew known",
    "see": "saw seen",
    "find": "found found",
    "speak": "spoke spoken",
    "mean": "meant meant",
    "feel": "felt felt",
    "hear": "heard heard",
    "read": "read read",
    "show": "showed shown",
    "swear": "swore sworn",
    "understand": "understood understood",
    "forget": "forgot forgotten",
    "foresee": "foresaw foreseen",
    "withdraw": "withdrew withdrawn",
    "hold": "held held",
    "put": "put put",
    "make": "made made",
    "give": "gave given",
    "take": "took taken",
    "bring": "brought brought",
    "lay": "laid laid",
    "hit": "hit hit",
    "fight": "fought fought",
    "choose": "chose chosen",
    "seek": "sought sought",
    "teach": "taught taught",
    "cast": "cast cast",
    "shoot": "shot shot",
    "bet": "bet bet",
    "go": "went gone",
    "come": "came come",
    "get": "got gotten",
    "draw": "drew drawn",
    "forbid": "forbade forbidden",
    "forgive": "forgave forgiven",
    "run": "ran run",
    "stand": "stood stood",
    "let": "let let",
    "sing": "sang sung",
    "rebut": "rebutted rebutted",
    "spell": "spelled spelled",
    "dream": "dreamed dreamed",
    "learn": "learned learned",
    "beg": "begged begged",
    "plan": "planned planned",
    "brag": "bragged bragged",
    "quip": "quipped quipped",
    "rip": "ripped ripped",
    "slam": "slammed slammed",
    "admit": "admitted admitted",
    "concur": "concurred concurred",
    "snap": "snapped snapped",
    "chat": "chatted chatted",
    "tap": "tapped tapped",
    "pan": "panned panned",
    "dub": "dubbed dubbed",
    "refer": "referred referred",
    "prefer": "preferred preferred",
    "infer": "inferred inferred",
    "submit": "submitted submitted",
    "commit": "committed committed",
    "regret": "regretted regretted",
    "fret": "fretted fretted",
    "quit": "quit quit",
    "rap": "rapped rapped",
    "nod": "nodded nodded",
    "zing": "zinged zinged",
    "misspeak": "misspoke misspoken",
    "retell": "retold retold",
    "foretell": "foretold foretold",
    "overhear": "overheard overheard",
    "backtrack": "backtracked backtracked",
    "shrug": "shrugged shrugged",
    "spin": "spun spun",
    "sob": "sobbed sobbed",
    "uphold": "upheld upheld",
    "keep": "kept kept",
    "stop": "stopped stopped",
    "ban": "banned banned",
    "dig": "dug dug",
    "blog": "blogged blogged",
    "drop": "dropped dropped",
}
_VOWELS = "aeiou"


def forms(verb: str) -> tuple[str, str, str, str, str]:
    """Base, third person, -ing form, past, past participle."""
    if verb.endswith(("s", "x", "z", "ch", "sh")) or verb in ("go", "echo", "veto"):
        third = verb + "es"
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        third = verb[:-1] + "ies"
    else:
        third = verb + "s"
    doubled = verb + verb[-1] if _doubles(verb) else verb
    if verb.endswith("ie"):
        ing = verb[:-2] + "ying"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        ing = verb[:-1] + "ing"
    else:
        ing = doubled + "ing"
    if verb in _IRREGULAR:
        past, participle = _IRREGULAR[verb].split()
    else:
        if verb.endswith("e"):
            past = verb + "d"
        elif verb.endswith("y") and verb[-2] not in _VOWELS:
            past = verb[:-1] + "ied"
        else:
            past = doubled + "ed"
        participle = past
    return verb, third, ing, past, participle


def _doubles(verb: str) -> bool:
    if verb in ("hit", "put", "cast", "let", "get", "run", "bet", "forget", "quit", "forbid", "spin", "dig"):
        return verb != "cast"
    known = _IRREGULAR.get(verb)
    return known is not None and known.endswith(verb[-1] * 2 + "ed")
