"""The walk down an article, sentence by sentence: which words are said, and who is speaking at the time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import cues
from .names import first_name
from .phrases import Phrase, left
from .rolewords import is_agent
from .segment import Document, Sentence
from .spans import Region
from .speakers import Answer, Resolver
from .transcripts import Turn
from .types import SpeakerKind
from .words import F

WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: What these put in quote marks is printed on them; nobody says it.
_BALLOT = frozenset("ballot ballots question questionnaire".split())
#: A quotation of nobody who is named goes on with the last speaker no further down than this.
_NEAR_PARAGRAPHS = 2
#: "And not his brother Ivo,": so many words.
_DENIED = 6
#: A subhead in single marks is shorter than this many words.
_SUBHEAD = 8
#: Quotations of fewer words need a sign that somebody says them.
_LONG = 8
_GAP = 400
#: A sentence that only brings somebody in has no more words than this.
_SHORT = 14
#: One that says how somebody takes it may be longer, where it opens its paragraph.
_REACTING = 24
#: What leads up to words of one's own: "smiled", "was blunt", "shook her head".
_REACTIONS = frozenset(
    "hesitate hesitated hesitating blink blinked flinch flinched isn wasn unmoved unfazed "
    "smiled smiles nodded nods laughed laughs agreed agrees disagreed disagrees shrugged shrugs interrupted interrupts "
    "sighed sighs grinned grins frowned shook shakes demurred objected protested cut chimed jumped paused hesitated "
    "chuckled winced relented concurred differed dissented was is".split()
)
_REPLIES = frozenset("answer reply response reaction verdict message explanation".split())
_QUESTIONING = frozenset("whether if how why what who when where about".split())
_FRONTING = frozenset("when after as once".split())
#: Shapes in which somebody is heard: what stands right after goes on with them.
_HEARD = ("tag", "continued", "loose", "colon")


def _reacts(s: Sentence, subject: Phrase) -> bool:
    """As in "Ana Ruiz (, who lived next door,) was blunt": what the sentence says of its subject leads up to words."""
    k = subject.last + 1
    if s.word[k : k + 1] == [","] and "," in s.word[k + 1 :]:
        k = s.word.index(",", k + 1) + 1
        if s.word[k : k + 1] in (["a"], ["an"], ["the"]) and "," in s.word[k:]:
            k = s.word.index(",", k) + 1  # "Ana Ruiz, 62, a cook who lived next door, was unmoved."
    return not _REACTIONS.isdisjoint(s.word[k : k + 3])


def _speaks_of(inner: str, answer: Answer | None) -> bool:
    """Whether somebody is spoken of by his own name in these words, which nobody does of himself."""
    entity = answer.entity if answer is not None else None
    if entity is None or entity.kind != "person" or "I" in inner.split():
        return False
    if len(entity.words) > 1 and not first_name(entity.words[0]):
        return False  # "McCain Challenger Kelli Ward": the name begins further on
    named = inner.replace("\u2019", "'").replace("'s", " ")
    return not {entity.words[0], entity.words[-1]}.isdisjoint(_NAME.findall(named))


@dataclass(slots=True)
class Draft:
    """A statement before its words are cut out; `sentence` is where its day and way are told."""

    start: int
    end: int
    answer: Answer | None
    cue: tuple[int, int] | None
    shape: str
    belief: bool
    sentence: int
    paragraph: int
    chain: int
    hit: cues.Hit | None = None


class Walk:
    """What is known while walking down the article, and the drafts found so far."""

    def __init__(self, document: Document, resolver: Resolver, turns: dict[int, Turn]) -> None:
        self.document = document
        self.resolver = resolver
        self.turns = turns
        self.drafts: list[Draft] = []
        self.history: list[Answer] = []
        self._taken = bytearray(len(document.regions))
        self._chains = 0
        self._by_region: dict[int, Draft] = {}
        for number, sentence in enumerate(document.sentences):
            resolver.scene.before = document.sentences[number - 1] if number else None
            turn = turns.get(sentence.paragraph)
            if turn is not None and not self._in_marks(turn):
                self._turn(number, sentence, turn)
            else:
                self._sentence(number, sentence)
        self._link_back()
        self._asked_between()

    # -- with a cue ------------------------------------------------------------------------------

    def _sentence(self, number: int, s: Sentence) -> None:
        hits = cues.find(s, headline=number == 0)
        for hit in hits:
            if hit.nobody:
                self._take(s, hit, None)
                continue
            answer = self._answer(s, hit.subject)
            if answer is None and hit.inherits and hit.cue_first == 0:
                answer = self._spoken_near(s)  # "Adding, ..."
            if answer is not None and answer.entity is not None:
                self.resolver.scene.takes_stage(answer)
            self._chains += 1
            cue = (s.start[hit.cue_first], s.end[hit.cue_last])
            for first, last in hit.content:
                draft = Draft(
                    s.start[first],
                    s.end[last],
                    answer,
                    cue,
                    hit.shape,
                    hit.belief,
                    number,
                    s.paragraph,
                    self._chains,
                    hit,
                )
                self.drafts.append(draft)
                self._take(s, hit, draft, first, last)
            asks = hit.verb == "ask" and answer is not None and (answer.entity is None or hit.shape == "passive")
            if answer is not None and not hit.belief and not asks:  # "When a reporter asked ..., she said"
                self.history.append(answer)
            if answer is not None and not hit.belief:
                self.resolver.scene.heard(s, hit, answer)
        self._uncued(number, s, hits)

    def _take(self, s: Sentence, hit: cues.Hit, draft: Draft | None, first: int = 0, last: int = -1) -> None:
        """Notes that the quotations in these words have found their speaker, or have none."""
        ranges = [(first, last)] if draft is not None else hit.content
        for begin, end in ranges:
            for item, region in s.quoted.items():
                if begin <= item <= end:
                    self._taken[region] = 1
                    if draft is not None:
                        self._by_region[region] = draft

    def _answer(self, s: Sentence, subject: Phrase | None) -> Answer | None:
        if subject is None:
            return None
        if s.word[subject.first] not in ("who", "which", "that") or subject.first != subject.last:
            return self.resolver.phrase(s, subject, self.history)
        at = subject.first - 1
        if at >= 0 and s.word[at] == ",":
            at -= 1
        if at > 1 and s.flags[at] & F.NUMBER and s.word[at - 1] == ",":
            at -= 2  # "Ana Ruiz, 34, who said"
        if at > 3 and s.word[at + 1] == "," and "not" in s.word[at - _DENIED : at]:
            not_he = at - s.word[at::-1].index("not")
            comma = not_he - 1 - (s.word[not_he - 1] == "and")
            at = comma - 1 if s.word[comma] == "," else at  # "It was Ana Ruiz, and not her brother Ivo, who said"
        if s.word[at - 1 : at + 1] == ["of", "course"] and at > 3:
            at -= 3  # "It was Wray, of course, who said"
        before = left(s, at, 0) if at >= 0 else None
        start, end = s.start[subject.first], s.end[subject.first]
        if before is None:
            return Answer(None, None, None, "", start, end, 0.3, "No one is named here.")
        if s.word[before.first] in ("that", "those") and s.word[before.first + 1 : before.first + 2] == ["of"]:
            before = Phrase(before.first + 2, before.last, before.last)  # "that of the leadership, who said"
        if s.flags[before.head] & F.SPEECH_NOUN and "by" in s.word[before.head : before.last]:
            first = s.word.index("by", before.head) + 1
            before = Phrase(first, before.last, before.last)  # "a promise by Ana Ruiz, who has said"
        if s.word[subject.first] == "which":
            before = cues.last_name(s, before)  # "an economist at the Holm Institute, which says"
        else:
            before = cues.issued_by(s, before) or cues.being(s, before) or cues.bearer(s, before)
        aimed = s.word[before.first] in ("aim", "issue", "part", "swipe", "shot", "exception")
        if aimed or not cues.can_speak(s, before):
            before = cues.last_name(s, before)  # "took aim at Ana Ruiz, who tweeted"
        found = self.resolver.phrase(s, before, self.history)
        found.start, found.end = start, end
        return found

    # -- turns of a transcript -------------------------------------------------------------------

    def _in_marks(self, turn: Turn) -> bool:
        """The turn is printed as a quotation, label and all."""
        start = self.document.paragraphs[turn.paragraph][0]
        return any(self.document.copy[at : at + 1] in '"\u201c' for at in (start, turn.start))

    def _turn(self, number: int, s: Sentence, turn: Turn) -> None:
        """The words of a turn are its speaker's own, whatever they say; a mere question states nothing."""
        for region in s.quoted.values():
            self._taken[region] = 1
        first = number == 0 or self.document.sentences[number - 1].paragraph != s.paragraph
        if not first or turn.idle:
            return
        if turn.opens or not self._chains:
            self._chains += 1
        start, end = turn.label
        doubt = "" if turn.name else "The transcript does not name this speaker."
        kind: SpeakerKind | None = "person" if turn.entity is not None else None
        answer = Answer(turn.name, turn.entity, kind, "", start, end, 0.85 if turn.name else 0.3, doubt)
        draft = Draft(turn.start, turn.end, answer, None, "turn", False, number, s.paragraph, self._chains)
        self.drafts.append(draft)
        if turn.name:
            self.history.append(answer)

    # -- quotations that no cue of their sentence claims -----------------------------------------

    def _uncued(self, number: int, s: Sentence, hits: list[cues.Hit]) -> None:
        items = [
            item for item, region in s.quoted.items() if not self._taken[region] and not s.flags[item] & F.TITLE_MARKED
        ]
        if not items:
            return
        last = self._last_spoken()
        if not hits and last is not None and self._goes_on_mixed(s, number, last, items):
            stop = len(s) - 1
            while s.flags[stop] & F.PUNCTUATION and stop > 0:
                stop -= 1
            draft = Draft(
                s.start[0], s.end[stop], last.answer, last.cue, "continued", False, number, s.paragraph, last.chain
            )
            self._keep(draft, *(s.quoted[i] for i in items))
            return
        for item in items:
            draft_or_none = self._quotation(number, s, item, last)
            if draft_or_none is not None:
                if not draft_or_none.chain:
                    self._chains += 1
                    draft_or_none.chain = self._chains
                self._keep(draft_or_none, s.quoted[item])
                last = draft_or_none

    def _keep(self, draft: Draft, *regions: int) -> None:
        self.drafts.append(draft)
        if draft.shape == "alone" and draft.answer is not None and draft.answer.name:
            self.history.append(draft.answer)
        for region in regions:
            self._taken[region] = 1
            self._by_region[region] = draft

    def _quotation(self, number: int, s: Sentence, item: int, last: Draft | None) -> Draft | None:
        """One quotation without a cue: a turn, led up to, going on, beside a verb that no list holds, or alone."""
        copy = self.document.copy
        region = self.document.regions[s.quoted[item]]
        inner = copy[region.inner_start : region.inner_end]
        words = len(WORD.findall(inner))
        if not words:
            return None
        alone = all(i == item or s.flags[i] & F.PUNCTUATION for i in range(len(s)))
        if alone and words < _SUBHEAD and copy[region.start] in "'\u2018" and self._fills_paragraph(s, region):
            return None

        def draft(answer: Answer | None, shape: str, cue: int | None = None, sentence: int = number) -> Draft:
            at = self.document.sentences[sentence]
            span = None if cue is None else (at.start[cue], at.end[cue])
            return Draft(region.start, region.end, answer, span, shape, False, sentence, s.paragraph, 0)

        if alone:
            turn = self.turns.get(s.paragraph)
            if turn is not None:
                named = Answer(turn.name, turn.entity, "person", "", *turn.label, 0.85)
                return draft(named if turn.name else None, "colon")
            if self._is_led_in(number, s, region):
                lead = self.document.sentences[number - 1]
                subject, cue = cues.lead_in(lead)
                return draft(self._speaker(lead, subject), "colon", cue, number - 1)
        if alone and (new := self._newcomer(number, s, last)) is not None:
            return draft(new, "alone")
        signed = cues.signature(s, item)
        by = self._answer(s, signed)
        if by is not None and by.entity is not None and not by.entity.place and inner[-1:] in ".!?\u2026":
            return draft(by, "colon")
        credit = None if alone else cues.credited(s, item)
        if credit is not None:
            return draft(self._answer(s, credit), "loose", item + 1)
        if (
            alone
            and last is not None
            and (s.paragraph > last.paragraph and self._answers(last) or self._puts(last, number))
        ):
            return draft(self._asked(last), "alone")
        if alone and last is not None and s.paragraph > last.paragraph and _speaks_of(inner, last.answer):
            return draft(None, "alone")  # "Dev exaggerates" are not Dev's words
        if last is not None and (
            (region.follows is not None and self._taken[region.follows])
            or (alone and self._speaks_on(s, number, last, region.start))
        ):
            return Draft(
                region.start, region.end, last.answer, last.cue, "continued", False, number, s.paragraph, last.chain
            )
        if cues.is_put_to(s, item):
            return None
        if item and s.word[item - 1] == ":":
            subject = cues.before_colon(s, item - 1) or cues.announced(s, item) or cues.first_name(s, item)
            if any(w in _BALLOT for w in s.word[:item]) or cues.unsaid(s, subject):
                return None
            return draft(self._speaker(s, subject), "colon", item - 1)
        if not alone and (words > 3 or inner[-1:] in ",?!") and (verb := cues.unlisted_verb(s, item)) is not None:
            return None if cues.unsaid(s, *verb) else draft(self._speaker(s, verb[0]), "loose", verb[1])
        opens = all(i in s.quoted or s.flags[i] & F.PUNCTUATION for i in range(item))
        if alone and words > 3 or opens and inner[-1:] in ".!?\u2026":
            near = last is not None and s.paragraph - last.paragraph <= _NEAR_PARAGRAPHS
            if near and last is not None and (unsure := self._told_of_another(number, s, last)) is not None:
                return draft(unsure, "alone")
            return draft(last.answer if last is not None and near else None, "alone")
        if words >= _LONG:
            subject = cues.first_subject(s, item)
            return None if cues.unsaid(s, subject) else draft(self._speaker(s, subject), "loose")
        return None

    def _answers(self, last: Draft) -> bool:
        """The quotation before was a question that somebody asked, so this one is not his."""
        if last.hit is None or last.hit.verb != "ask" or last.hit.shape not in _HEARD:
            return False
        return "?" in self.document.copy[last.end - 3 : last.end + 1]

    def _puts(self, last: Draft, number: int) -> bool:
        """As in "Ivo Lam asked whether it was late. ...": right after a question that is told of, its answer."""
        hit, told = last.hit, self.document.sentences[last.sentence]
        if hit is None or hit.verb != "ask" or number - last.sentence > 1 or told.has_quotation(*hit.content[0]):
            return False
        return told.word[hit.cue_last] == "about" or told.word[hit.content[0][0]] in _QUESTIONING

    def _asked(self, last: Draft) -> Answer | None:
        """Whom the last speaker asked, where a name says so."""
        if last.hit is None:
            return None
        s = self.document.sentences[last.sentence]
        if last.hit.listener is not None:
            first, stop = last.hit.listener
            asked = self._answer(s, Phrase(first, stop, stop))
        elif s.word[0] in _FRONTING and (subject := cues.first_subject(s, len(s))) is not None:
            asked = self._answer(s, subject)  # "When Ivo Lam asked about it, Ana Ruiz smiled."
        else:
            return None
        return asked if asked is not None and asked.entity is not None else None

    def _told_of_another(self, number: int, s: Sentence, last: Draft) -> Answer | None:
        """As in "..., Ivo Lam said.¶ Ana Ruiz had saved for years.¶ "I miss it."": it may be hers as well as his."""
        if s.paragraph - last.paragraph != _NEAR_PARAGRAPHS or last.answer is None or last.answer.entity is None:
            return None
        at = number - 1
        while at and self.document.sentences[at - 1].paragraph == s.paragraph - 1:
            at -= 1
        opening = self.document.sentences[at]
        if opening.paragraph != s.paragraph - 1 or opening.quoted or not opening.flags[0] & F.CAPITAL:
            return None
        subject = cues.first_subject(opening, len(opening))
        about = self._answer(opening, subject) if subject is not None and subject.first == 0 else None
        if about is None or about.entity is None or about.kind != "person" or about.entity is last.answer.entity:
            return None
        doubt = "Whoever spoke last and whoever the paragraph before is about may both have said it."
        names = tuple(who.name for who in (about, last.answer) if who.name)
        return Answer(None, None, "person", "", about.start, about.end, 0.4, doubt, names)

    def _newcomer(self, number: int, s: Sentence, last: Draft | None) -> Answer | None:
        """As in "Carlos Vega smiled. ...": somebody else is the subject of the short sentence before a quotation."""
        before = self.document.sentences[number - 1] if number else None
        if before is None or before.paragraph < s.paragraph - 1 or before.quoted:
            return None
        # "Asked about it, Ana Ruiz did not hesitate.¶ ..."
        if before.paragraph != s.paragraph and (before.word[0] != "asked" or len(before) > _REACTING):
            return None
        if (replied := cues.reply(before)) is not None:
            return self._answer(before, replied)
        if last is not None and number - last.sentence < 2 and last.answer is not None:
            return None
        if (issued := cues.issuer(before)) is not None:
            return self._answer(before, issued)
        opens = number < 2 or self.document.sentences[number - 2].paragraph != s.paragraph
        subject = cues.first_subject(before, len(before)) if opens or len(before) <= _SHORT else None
        if subject is not None and before.word[subject.first] == "who" and subject.first > 1:
            explained = before.word[subject.first - 1] != ","  # "Ana Ruiz, 62, a cook who lived next door,"
            subject = left(before, subject.first - 2 + explained, 0)
            subject = subject and cues.bearer(before, subject)
        if subject is None:
            return None
        head = before.word[subject.head]
        reacts = _reacts(before, subject)
        if before.word[subject.first] in ("a", "an", "one", "another") and is_agent(head) and reacts and opens:
            return self._answer(before, subject)  # "A backbencher, who asked not to be named, was blunter."
        if not before.flags[subject.head] & F.CAPITAL and head not in _REPLIES and head not in ("he", "she"):
            return None
        answer = self._answer(before, subject)
        spoke = last.answer if last is not None else None
        if answer is None or answer.entity is None or answer.entity.place:
            return None
        new = opens and answer.entity.spans[0][0] >= before.start[0]
        if len(before) > (_REACTING if reacts and opens else _SHORT) and not new:
            return None
        if answer.kind != "person" and not (answer.kind is None and reacts):
            return None
        if spoke is not None and spoke.name == answer.name:
            return None
        if head in _REPLIES or reacts or new:
            return answer
        if spoke is None or spoke.name is None or last is None or s.paragraph - last.paragraph > _NEAR_PARAGRAPHS:
            return answer
        doubt = "Whoever spoke last and whoever the sentence before is about may both have said it."
        names = tuple(who.name for who in (answer, spoke) if who.name)
        return Answer(None, None, "person", "", answer.start, answer.end, 0.4, doubt, names)

    def _speaker(self, s: Sentence, subject: Phrase | None) -> Answer | None:
        """Who a quotation without a verb of saying is of: its sentence's subject, or whoever spoke just before."""
        if subject is not None and cues.can_speak(s, subject):
            return self._answer(s, subject)
        return self._spoken_near(s)

    def _spoken_near(self, s: Sentence) -> Answer | None:
        """Whoever spoke last, in this paragraph or the one before."""
        last = self._last_spoken()
        return last.answer if last is not None and s.paragraph - last.paragraph <= 1 else None

    def _last_spoken(self) -> Draft | None:
        recent = [draft for draft in self.drafts[-8:] if not draft.belief or self._quotes(draft)]
        if not recent:
            return None
        same = [draft for draft in recent if draft.sentence == recent[-1].sentence]
        for draft in reversed(same):
            if draft.shape in _HEARD:
                return draft
        return recent[-1]

    def _quotes(self, draft: Draft) -> bool:
        """As in "thinks they are "playing possum"": a belief in somebody's own words."""
        s = self.document.sentences[draft.sentence]
        hit = draft.hit
        return hit is not None and any(s.has_quotation(first, last) for first, last in hit.content)

    def _is_led_in(self, number: int, s: Sentence, region: Region) -> bool:
        """The quotation begins its paragraph, after a line that leads up to it: "Ana Ruiz wrote on Friday:"."""
        if not number or self.document.copy[self.document.paragraphs[s.paragraph][0] : region.start].strip():
            return False
        lead = self.document.sentences[number - 1]
        return lead.paragraph == s.paragraph - 1 and lead.word[-1] == ":"

    def _fills_paragraph(self, s: Sentence, region: Region) -> bool:
        start, end = self.document.paragraphs[s.paragraph]
        return not WORD.search(self.document.copy[start : region.start] + self.document.copy[region.end : end])

    def _goes_on_mixed(self, s: Sentence, number: int, last: Draft, items: list[int]) -> bool:
        """A sentence woven of quotation and bridge words, right after a tagged one: it goes on."""
        if s.paragraph != last.paragraph or number - last.sentence != 1 or last.shape not in ("tag", "continued"):
            return False
        other = cues.unlisted_verb(s, items[0])
        if other is not None and s.flags[other[0].head] & F.CAPITAL and cues.can_speak(s, other[0]):
            return False  # "...," Marla Teague hit back
        if other is not None and s.word[other[1] : other[1] + 2] in (["went", "on"], ["goes", "on"]):
            return False  # "...," he went on
        outside = [i for i in range(len(s)) if i not in s.quoted and not s.flags[i] & F.PUNCTUATION]
        if not outside:
            return False
        inside = sum(len(WORD.findall(self.document.copy, s.start[i], s.end[i])) for i in items)
        return inside >= 6 and inside >= 1.5 * len(outside)

    def _speaks_on(self, s: Sentence, number: int, last: Draft, start: int) -> bool:
        """A quotation without a cue goes on with the speaker of the one right before it."""
        if s.paragraph == last.paragraph:
            return number - last.sentence <= 2
        return s.paragraph == last.paragraph + 1 and start - last.end < _GAP

    # -- named only at the end -------------------------------------------------------------------

    def _asked_between(self) -> None:
        """A question alone, between two answers of one person, is not his: nothing says whose it is."""
        drafts = sorted(self.drafts, key=lambda draft: draft.start)
        for before, asked, after in zip(drafts, drafts[1:], drafts[2:], strict=False):
            if asked.hit is not None or asked.cue is not None and asked.shape != "continued" or asked.answer is None:
                continue
            copy = self.document.copy
            is_question = copy[asked.end - 2 : asked.end - 1] == "?" and copy[before.end - 2 : before.end - 1] != "?"
            if not is_question or not before.paragraph < asked.paragraph < after.paragraph or after.hit is None:
                continue
            names = {draft.answer.name if draft.answer is not None else None for draft in (before, asked, after)}
            if len(names) == 1 and copy[before.end - 1] in '"\u201d':
                asked.answer, asked.cue, asked.shape = None, None, "alone"
                self._chains += 1
                asked.chain = self._chains

    def _link_back(self) -> None:
        """A quotation left open over paragraphs is whose its last paragraph says: "...¶ "...," Ana Ruiz said."""
        paragraph = self.document.region_paragraph
        first = {draft.chain: draft.shape for draft in reversed(self.drafts)}
        for number in range(len(self.document.regions) - 1, -1, -1):
            before = self.document.regions[number].follows
            if before is None or before and paragraph[before - 1] == paragraph[before]:
                continue
            named, unnamed = self._by_region.get(number), self._by_region.get(before)
            if named is None or unnamed is None or named.answer is None or unnamed.hit is not None:
                continue
            if unnamed.shape not in ("alone", "continued") or unnamed.chain == named.chain:
                continue
            if first[unnamed.chain] == "colon":
                continue  # led up to: what is said in the last paragraph is said within the citation
            if named.hit is not None or named.shape == "continued":
                unnamed.answer, unnamed.cue, unnamed.shape = named.answer, named.cue, "continued"
                unnamed.chain, unnamed.sentence = named.chain, named.sentence
