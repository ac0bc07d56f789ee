"""The words of an expression: only these may stand in one; any other word must be a column of the source.

This is the first of two fences (the second is `building`). It runs before any parser sees the text, so that a refusal
can point at the very word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from evenground.model.columns import Column
from evenground.model.faults import Faults
from evenground.plans.expressions.positions import Text
from evenground.plans.spelling import did_you_mean

LONGEST = 10_000
MOST_WORDS = 3_000
DEEPEST = 40

GRAMMAR = frozenset("AND OR NOT IN BETWEEN LIKE ILIKE IS NULL TRUE FALSE CASE WHEN THEN ELSE END AS".split())  # noqa: SIM905
FUNCTIONS = frozenset(
    [
        "ABS",
        "CAST",
        "COALESCE",
        "DATE_DIFF",
        "DATEDIFF",
        "DAY",
        "GREATEST",
        "LEAST",
        "LEFT",
        "LENGTH",
        "LOWER",
        "MONTH",
        "NULLIF",
        "ROUND",
        "SUBSTR",
        "SUBSTRING",
        "TRIM",
        "UPPER",
        "YEAR",
    ]
)
TYPES = frozenset(
    "BIGINT BOOL BOOLEAN DATE DOUBLE FLOAT INT INTEGER NUMERIC DECIMAL REAL STRING TEXT TIMESTAMP VARCHAR".split()  # noqa: SIM905
)
_MARKS = frozenset(
    {
        TokenType.L_PAREN,
        TokenType.R_PAREN,
        TokenType.COMMA,
        TokenType.EQ,
        TokenType.NEQ,
        TokenType.LT,
        TokenType.LTE,
        TokenType.GT,
        TokenType.GTE,
        TokenType.PLUS,
        TokenType.DASH,
        TokenType.STAR,
        TokenType.SLASH,
        TokenType.DCOLON,
    }
)
ALLOWED = (
    "Allowed are: column names, 'text', numbers, = <> < <= > >= + - * /, AND, OR, NOT, IN (…), BETWEEN … AND …, LIKE, ILIKE, "
    "IS NULL, CASE WHEN … THEN … ELSE … END, CAST(… AS …), and the functions ABS, COALESCE, DATE_DIFF, DAY, GREATEST, LEAST, "
    "LEFT, LENGTH, LOWER, MONTH, NULLIF, ROUND, SUBSTRING, TRIM, UPPER, YEAR."
)


def words(source: Text, columns: Sequence[Column]) -> list[Token]:
    """The tokens of an expression, column names already resolved to the source's spelling and quoted; Faults otherwise."""
    _refuse_odd_text(source)
    tokens = _cut(source)
    _refuse_comments(source, tokens)
    _refuse_depth(source, tokens)
    return list(_known(source, tokens, columns))


def find_column(name: str, columns: Sequence[Column]) -> Column | None:
    """The column of this name: spelled exactly so, or else the only one that differs just in upper and lower case."""
    for column in columns:
        if column.name == name:
            return column
    alike = [column for column in columns if column.name.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def _refuse_odd_text(source: Text) -> None:
    text = source.text
    if not text.strip():
        raise source.fault(
            "The expression is empty.", "Write a column name or a comparison, such as readmitted = 'yes'."
        )
    if len(text) > LONGEST:
        raise source.fault(
            f"The expression has {len(text):,} characters; at most {LONGEST:,} are read.",
            "Prepare a column in the source, or use IN (…) for long lists.",
        )
    for at, character in enumerate(text):
        if (ord(character) < 32 and character not in "\n\r\t") or 0x7F <= ord(character) < 0xA0 or _is_half(character):
            raise source.fault("There is an invisible control character here.", "Delete it and type it again.", at)


def _is_half(character: str) -> bool:
    return 0xD800 <= ord(character) <= 0xDFFF


def _cut(source: Text) -> list[Token]:
    try:
        return list(DuckDB().tokenize(source.text))
    except TokenError:
        raise source.fault(
            "A quote or a comment is opened here and not closed.",
            "Close it: text stands in 'single quotes', a quote inside text is written twice ('don''t').",
        ) from None


def _refuse_comments(source: Text, tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.comments:
            raise source.fault(
                "There is a comment in the expression.",
                "Leave it out; in a plan, say it in `why` instead.",
                token.start,
            )
    if not tokens:
        raise source.fault("There is only a comment here.", "Write a column name or a comparison.")
    if len(tokens) > MOST_WORDS:
        raise source.fault(f"The expression has more than {MOST_WORDS:,} words.", "Prepare a column in the source.")


def _refuse_depth(source: Text, tokens: Sequence[Token]) -> None:
    """Deep nesting would exhaust the parser's stack; no honest expression needs it."""
    depth = row = 0
    for token in tokens:
        opens = token.token_type in (TokenType.L_PAREN, TokenType.CASE)
        closes = token.token_type in (TokenType.R_PAREN, TokenType.END)
        depth += opens - closes
        row = row + 1 if token.token_type in (TokenType.NOT, TokenType.DASH, TokenType.PLUS) else 0
        if depth > DEEPEST or row > DEEPEST:
            raise source.fault(
                f"The expression is nested more than {DEEPEST} deep here.",
                "Prepare a column in the source.",
                token.start,
            )


def _known(source: Text, tokens: Sequence[Token], columns: Sequence[Column]) -> Iterator[Token]:
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.token_type is TokenType.IDENTIFIER:
            yield _as_column(source, token, columns, quoted=True)
        elif token.token_type in (TokenType.STRING, TokenType.NUMBER) or token.token_type in _MARKS:
            yield token
        elif not _is_word(source, token):
            raise _not_allowed(source, token)
        elif _has_meaning(token, before, after):
            yield token
        else:
            yield _word_as_column(source, token, after, columns)


def _has_meaning(token: Token, before: Token | None, after: Token | None) -> bool:
    """Whether the word is grammar, an allowed function's name before its bracket, or a type where a type may stand."""
    word = token.text.upper()
    if before is not None and before.token_type in (TokenType.ALIAS, TokenType.DCOLON):
        return word in TYPES or word == "DOUBLE PRECISION"
    if word in GRAMMAR:
        return True
    if after is None:
        return False
    if after.token_type is TokenType.L_PAREN:
        return word in FUNCTIONS
    return word in ("DATE", "TIMESTAMP") and after.token_type is TokenType.STRING


def _word_as_column(source: Text, token: Token, after: Token | None, columns: Sequence[Column]) -> Token:
    if after is not None and after.token_type is TokenType.L_PAREN:
        raise source.fault(f"The function {token.text} is not allowed.", ALLOWED, token.start)
    return _as_column(source, token, columns, quoted=False)


def _as_column(source: Text, token: Token, columns: Sequence[Column], *, quoted: bool) -> Token:
    column = find_column(token.text, columns)
    if column is None:
        if not quoted and token.token_type is not TokenType.VAR:
            raise _not_allowed(source, token)
        raise _no_such_column(source, token, columns, quoted=quoted)
    return Token(
        TokenType.IDENTIFIER, column.name, line=token.line, col=token.col, start=token.start, end=token.end, comments=[]
    )


def _no_such_column(source: Text, token: Token, columns: Sequence[Column], *, quoted: bool) -> Faults:
    name = token.text
    alike = [column.name for column in columns if column.name.casefold() == name.casefold()]
    if len(alike) > 1:
        fix = f"Write one of them exactly, in double quotes: {', '.join(alike)}."
        return source.fault(
            f"{name} could be any of {len(alike)} columns that differ only in capitals.", fix, token.start
        )
    fix = did_you_mean(name, [column.name for column in columns], of="columns")
    if quoted:
        fix = f"If you mean the text, put it in single quotes: '{name}'. {fix}"
    return source.fault(f"The source has no column {name}.", fix, token.start)


def _not_allowed(source: Text, token: Token) -> Faults:
    shown = source.text[token.start : token.end + 1] or token.text
    return source.fault(f"{shown[:40]} is not allowed in an expression.", ALLOWED, token.start)


def _is_word(source: Text, token: Token) -> bool:
    """Whether the token is a bare word, as typed (no $$text$$, no x'41')."""
    as_typed = source.text[token.start : token.end + 1]
    return as_typed == token.text and (as_typed[:1].isalpha() or as_typed[:1] == "_")
