"""Repairs: what a small parser often gets wrong in news, set right where grammar leaves no other reading.

Each repair changes tags or heads of a parse in place; `children` are computed again at the end. They mend: a dateline
that takes the subject's place; a main verb taken for a noun ("The ministry calls upon Kabul to act"); a reported
clause taken for a relative one ("told the briefing that Kabul had agreed"); a verb in the tense of reported speech
that is coordinated with the reporting verb ("said that it stood by Kabul and would lift the duty"), or one in the
past that is coordinated with a verb of a clause in another tense ("countered that the duty stands and rebutted the
charge"); "as baseless" after an object taken for a clause; a verb's particle taken for a preposition ("switched off
the network"); a clause before a semicolon taken for what the verb after it reports; whom something is blamed on taken
for its goal ("pinned the raid on Kabul"); verbs of headlines taken for nouns, or for what a later verb reports.
"""

from __future__ import annotations

from dataclasses import replace

from torkham.annotator.datelines import IN_CAPITALS
from torkham.annotator.lexicon import Lexicon
from torkham.annotator.parse import Parse, places_of
from torkham.annotator.syntax import governor, is_quoted

_REPORTED = frozenset({"would", "could", "might", "should", "must", "had"})
"""Auxiliaries of a reported clause after a reporting verb in the past."""
_PARTICLES = frozenset({"off", "up", "out", "down", "away", "back"})
"""Particles that seldom are prepositions right after a verb that takes them."""
_PARTING = frozenset({";"})
_CLAUSES = frozenset({"ccomp", "parataxis"})


def repair(parse: Parse, lexicon: Lexicon) -> Parse:
    """Repair a parse in place and return it, another one over the same lists where it has other lemmas now."""
    lemmas = list(parse.lemmas)
    if _dateline(parse):
        _attach(parse)
    if _headline_verbs(parse, lexicon) | _headline_conjuncts(parse, lexicon):
        _attach(parse)
    changed = _main_verbs(parse) | _reported_clauses(parse, lexicon) | _predicates(parse)
    changed = changed | _particles(parse, lexicon) | _separate_clauses(parse) | _blamed_on(parse, lexicon)
    if changed:
        _attach(parse)
    if _reported_conjuncts(parse, lexicon) | _past_conjuncts(parse):
        _attach(parse)
    if parse.lemmas == lemmas:
        return parse
    places = places_of(parse.lemmas, parse.lowers)
    return replace(parse, places=places, forms=frozenset(places))


def _blamed_on(parse: Parse, lexicon: Lexicon) -> bool:
    """Hang from a verb of blaming the "on" that seems to tell the goal of its object: "pinned the raid on Kabul"."""
    changed = False
    for verb in parse.among(lexicon.sets["pinning"]):
        if parse.pos[verb] != "VERB" or any(parse.lowers[each] in ("on", "to") for each in parse.children[verb]):
            continue
        below = [each for noun in parse.children[verb] if parse.deps[noun] == "dobj" for each in parse.subtree(noun)]
        last = max(
            (each for each in below if parse.deps[each] == "prep" and parse.lowers[each] in ("on", "to")), default=-1
        )
        if last >= 0:
            parse.heads[last], changed = verb, True
    return changed


def _attach(parse: Parse) -> None:
    for own in parse.children:
        own.clear()
    for token, head in enumerate(parse.heads):
        if head != token:
            parse.children[head].append(token)


def _dateline(parse: Parse) -> bool:
    """Let nothing in a sentence hang from the dateline before it, which is nobody's subject."""
    found = IN_CAPITALS.match(parse.text)
    if found is None:
        return False
    cut = next((token for token, start in enumerate(parse.starts) if start >= found.end()), len(parse))
    top = next((token for token in range(cut) if parse.heads[token] >= cut or parse.heads[token] == token), None)
    hanging = [token for token in range(cut, len(parse)) if parse.heads[token] < cut]
    if top is None or cut == len(parse):
        return False
    for token in hanging:
        if token == hanging[0]:
            root = parse.heads[top] == top
            parse.heads[token], parse.deps[token] = (token, "ROOT") if root else (parse.heads[top], parse.deps[top])
        else:
            parse.heads[token] = hanging[0]
    for token in range(cut):
        if parse.heads[token] >= cut or parse.heads[token] == token:
            parse.deps[token], parse.heads[token] = "dep", hanging[0] if hanging else cut
    return True


def _main_verbs(parse: Parse) -> bool:
    """Take a plural noun that is the root of a sentence and has a subject for the verb of the sentence."""
    changed = False
    for token, dep in enumerate(parse.deps) if "NNS" in parse.tags else ():
        if dep != "ROOT" or parse.tags[token] != "NNS" or not parse.lowers[token].endswith("s"):
            continue
        own = [parse.deps[child] for child in parse.children[token] if child < token]
        if "nsubj" in own and not {"det", "poss", "cop"} & set(own):
            parse.tags[token], parse.pos[token] = "VBZ", "VERB"
            changed = True
    return changed


def _headline_verbs(parse: Parse, lexicon: Lexicon) -> bool:
    """Take for the verb of a clause without any what seems to modify its last noun: "Ministry rebuts report".

    It has the number of the noun before it, for a noun that modifies another is no plural.
    """
    roots = [token for token, dep in enumerate(parse.deps) if dep == "ROOT"]
    if len(roots) != 1 or parse.pos[roots[0]] not in ("NOUN", "PROPN"):
        return False
    noun = roots[0]
    before = [each for each in parse.children[noun] if 0 < each < noun and parse.deps[each] in ("compound", "amod")]
    verb = next((each for each in before if _is_verb_form(parse, each, lexicon)), None)
    if verb is None or any(parse.deps[each] in ("cop", "nsubj") for each in parse.children[noun]):
        return False
    subject = verb - 1
    parse.tags[verb], parse.pos[verb] = ("VBZ" if parse.lowers[verb].endswith("s") else "VBP"), "VERB"
    parse.lemmas[verb] = _stem(parse.lowers[verb], lexicon)
    parse.deps[verb], parse.heads[verb] = "ROOT", verb
    for child in list(parse.children[noun]):
        if child < verb and child != subject:
            parse.heads[child] = subject
        elif child > noun:
            parse.heads[child] = verb
    parse.deps[subject], parse.heads[subject] = "nsubj", verb
    parse.deps[noun], parse.heads[noun] = "dobj", verb
    return True


def _is_verb_form(parse: Parse, token: int, lexicon: Lexicon) -> bool:
    """Return whether a word between two nouns is a verb in the number of the first."""
    if parse.words[token] != parse.lowers[token] or parse.pos[token - 1] not in ("NOUN", "PROPN"):
        return False
    verbs = lexicon.triggers.get(_stem(parse.lowers[token], lexicon), ())
    two = token > 2 and parse.lowers[token - 2] in (",", "and", "&")
    plural = two or parse.tags[token - 1] in ("NNS", "NNPS")
    return any(entry.pos == "verb" for entry in verbs) and parse.lowers[token].endswith("s") != plural


def _stem(word: str, lexicon: Lexicon) -> str:
    stems = (word.removesuffix("s"), word.removesuffix("es"), word)
    return next((stem for stem in stems if stem in lexicon.triggers), word)


def _headline_conjuncts(parse: Parse, lexicon: Lexicon) -> bool:
    """Coordinate the verbs of "Kabul slams Delhi over the dam, urges talks", whose second has no subject."""
    for verb, dep in enumerate(parse.deps) if "," in parse.forms else ():
        if dep != "ROOT" or verb < 2 or parse.words[verb - 1] != "," or parse.tags[verb] != "VBZ":
            continue
        own = parse.children[verb]
        first = [each for each in own if parse.deps[each] == "ccomp" and each < verb and parse.tags[each] == "VBZ"]
        told = [each for each in own if each > verb and parse.pos[each] in ("PROPN", "PRON")]
        speaks = parse.lemmas[verb] in lexicon.speech and (told or parse.lemmas[verb] == "say")
        if first and not speaks and not any(parse.deps[each] == "nsubj" for each in own):
            parse.deps[first[0]], parse.heads[first[0]] = "ROOT", first[0]
            parse.deps[verb], parse.heads[verb] = "conj", first[0]
            return True
    return False


def _predicates(parse: Parse) -> bool:
    """Give the adjective of "dismissed the report as baseless" to its preposition, if it seems a clause of its own."""
    changed = False
    for token, dep in enumerate(parse.deps) if "as" in parse.forms else ():
        if dep != "advcl" or parse.pos[token] != "ADJ" or token == 0 or parse.lowers[token - 1] != "as":
            continue
        verb = parse.heads[token]
        own = [child for child in parse.children[token] if child != token - 1]
        if parse.heads[token - 1] != token or any(parse.deps[child] in ("nsubj", "prep", "advcl") for child in own):
            continue
        if any(parse.deps[child] in ("dobj", "nsubjpass") for child in parse.children[verb]):
            parse.deps[token - 1], parse.pos[token - 1], parse.heads[token - 1] = "prep", "ADP", verb
            parse.deps[token], parse.heads[token] = "amod", token - 1
            changed = True
    return changed


def _particles(parse: Parse, lexicon: Lexicon) -> bool:
    """Give what seems to hang from a preposition to the verb before it whose particle that is."""
    changed = False
    for token in parse.among(_PARTICLES):
        verb = parse.heads[token]
        if parse.deps[token] != "prep" or verb != token - 1 or parse.pos[verb] != "VERB":
            continue
        if parse.lowers[token] not in _PARTICLES:
            continue
        if any(parse.deps[child] == "dobj" for child in parse.children[verb]) or not any(
            entry.words[1:] == (parse.lowers[token],) for entry in lexicon.triggers.get(parse.lemmas[verb], ())
        ):
            continue
        parse.deps[token], parse.tags[token] = "prt", "RP"
        for child in parse.children[token]:
            if parse.deps[child] == "pobj":
                parse.deps[child], parse.heads[child] = "dobj", verb
        changed = True
    return changed


def _separate_clauses(parse: Parse) -> bool:
    """Let no verb take for its complement a clause that a semicolon parts from it: "Kabul agreed; Delhi denied it"."""
    changed = False
    for mark in parse.among(_PARTING):
        for token, head in enumerate(parse.heads[:mark]):
            if parse.deps[token] == "ccomp" and head > mark and not is_quoted(parse, mark):
                parse.deps[token], changed = "parataxis", True
    return changed


def _reported_clauses(parse: Parse, lexicon: Lexicon) -> bool:
    """Give a clause with "that" and a subject of its own to the reporting verb whose addressee it seems to describe."""
    changed = False
    for token, dep in enumerate(parse.deps) if "that" in parse.forms else ():
        if dep != "relcl":
            continue
        noun = parse.heads[token]
        verb = parse.heads[noun]
        if parse.deps[noun] not in ("dobj", "dative") or parse.pos[verb] != "VERB":
            continue
        entry = lexicon.speech.get(parse.lemmas[verb])
        own = {parse.deps[child]: child for child in parse.children[token]}
        marks = [child for child in parse.children[token] if parse.lowers[child] == "that" and child > noun]
        if entry is None or not marks:
            continue
        # In a passive clause, or one with an object of its own, "that" cannot stand for the noun.
        whole = "nsubjpass" in own or ("nsubj" in own and parse.deps[marks[0]] == "mark")
        if not whole and ("nsubj" not in own or parse.lemmas[noun] not in lexicon.sets["addressees"]):
            continue
        parse.heads[token], parse.deps[token] = verb, "ccomp"
        parse.deps[marks[0]] = "mark"
        changed = True
    return changed


def _is_shared(parse: Parse, verb: int, token: int) -> bool:
    """Return whether two participles share an auxiliary and an object: "had seized and beaten them"."""
    return token - verb == 2 and parse.lowers[verb + 1] in ("and", "or") and parse.tags[verb] == "VBN"


def _reported_conjuncts(parse: Parse, lexicon: Lexicon) -> bool:
    """Give a verb with "would" or "had" that seems coordinated with a reporting verb to what this reports."""
    changed = False
    for token, dep in enumerate(parse.deps) if "ccomp" in parse.deps else ():
        if dep != "conj" or parse.pos[token] != "VERB":
            continue
        verb = parse.heads[token]
        if parse.pos[verb] != "VERB":
            continue
        entry = lexicon.speech.get(parse.lemmas[verb])
        clauses = [child for child in parse.children[verb] if parse.deps[child] == "ccomp" and verb < child < token]
        own = [child for child in parse.children[token] if parse.deps[child] in ("aux", "nsubj", "nsubjpass")]
        if entry is not None and clauses and not own and _is_shared(parse, clauses[-1], token):
            parse.heads[token], parse.tags[token], changed = clauses[-1], "VBN", True
            continue
        shared = own and all(parse.deps[child] == "aux" for child in own)
        if entry is None or not clauses or not shared or parse.lowers[own[0]] not in _REPORTED:
            continue
        if any(parse.deps[child] == "aux" for child in parse.children[verb]):
            continue
        parse.heads[token] = clauses[-1]
        changed = True
    return changed


def _past_conjuncts(parse: Parse) -> bool:
    """Give a verb in the past that seems coordinated with a clause in another tense to the verb that governs this."""
    changed = False
    for token, dep in enumerate(parse.deps) if "VBD" in parse.tags else ():
        if dep != "conj" or parse.tags[token] != "VBD":
            continue
        verb = parse.heads[token]
        if _is_shared(parse, verb, token):
            continue
        if any(parse.deps[child] in ("aux", "auxpass", "nsubj", "nsubjpass") for child in parse.children[token]):
            continue
        above: int | None = verb
        while above is not None and parse.deps[above] in ("ccomp", "relcl") and _is_not_past(parse, above):
            above = governor(parse, above)
            if above is not None and parse.tags[above] == "VBD":
                parse.heads[token], changed = above, True
                break
    return changed


def _is_not_past(parse: Parse, verb: int) -> bool:
    """Return whether a verb stands in the present, or in a tense with an auxiliary."""
    tensed = any(parse.deps[child] == "aux" for child in parse.children[verb])
    return parse.tags[verb] in ("VBZ", "VBP") or (parse.tags[verb] in ("VBN", "VBG", "VB") and tensed)
