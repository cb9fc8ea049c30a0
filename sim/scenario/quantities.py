"""What a quantity may be: a value with its unit, or a distribution of such values.

The human side: units with their ranges, and a pydantic model for each kind of distribution. What
they mean as laws is said in `sim.scenario.laws`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Literal, Self

from pydantic import ConfigDict, Discriminator, Field, Tag, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema

from sim.core import clock, distributions
from sim.scenario.document import Path
from sim.scenario.evidence import Evidence
from sim.scenario.model import Model, Plain, UnfitError, said


@dataclass(frozen=True)
class Unit:
    """How a value is read, and the range in which it may lie.

    Parameters
    ----------
    read : callable
        Text or number to seconds, a probability or a rate per day.
    lowest, highest : float
        The range; `above` and `below` leave its ends out.
    endless : bool
        Whether a value may be ``never``, which is `clock.NEVER`.
    """

    read: Callable[[str | float], float]
    lowest: float
    highest: float
    range: str
    above: bool = False
    below: bool = False
    endless: bool = False

    def value(self, stated: str | float, at: Path = (), *, endless: bool = False) -> float:
        """Return the value, or raise `UnfitError`; ``never`` where both the unit and it may be."""
        if isinstance(stated, str) and stated.strip().lower() == NEVER:
            if endless and self.endless:
                return float(clock.NEVER)
            raise UnfitError(NEVER_ALLOWED, at)
        try:
            value = self.read(stated)
        except (ValueError, OverflowError) as error:
            raise UnfitError(str(error), at) from None
        low = value > self.lowest if self.above else value >= self.lowest
        high = value < self.highest if self.below else value <= self.highest
        if not (low and high):
            raise UnfitError(f"{said(stated)} is out of range: {self.range}", at)
        return value


def _number(stated: str | float, cure: str = "write a probability such as 0.014") -> float:
    if isinstance(stated, str):
        raise ValueError(f"{said(stated)} is not a number: {cure}")
    return float(stated)


def _amount(stated: str | float) -> float:
    return _number(stated, "an amount is in the unit of its stock, such as 250")


def _share(stated: str | float) -> float:
    return _number(stated, "write a share such as 0.6")


NEVER = "never"
NEVER_ALLOWED = (
    "'never' is allowed as the repair of a pad: alone, as a value of a mixture, or among values"
)
_LONGEST = 1000.0 * clock.YEAR
DURATION = Unit(clock.parse_duration, 0.0, _LONGEST, "a duration from 0 to 1000 years")
REPAIR = replace(DURATION, endless=True)
POSITIVE = Unit(clock.parse_duration, 0.0, _LONGEST, "a duration above 0", above=True)
SHIFT = Unit(clock.parse_duration, -_LONGEST, _LONGEST, "a duration, negative for earlier")
PROBABILITY = Unit(_number, 0.0, 1.0, "a probability from 0 to 1")
CERTAIN_NEVER = Unit(_number, 0.0, 1.0, "a probability from 0 to below 1", below=True)
SHARE = Unit(_share, 0.0, 1.0, "a share from 0 to 1")
UP_TO_ONE = (PROBABILITY, CERTAIN_NEVER, SHARE)
AMOUNT = Unit(_amount, 0.0, 1e12, "an amount of at least 0")
RATE = Unit(clock.parse_rate, 0.0, 1e6, "a rate such as '3.2 per year', at least 0")


KINDS = (
    *("fixed", "uniform", "triangular", "pert", "exponential", "lognormal"),
    *("weibull", "gamma", "beta", "normal", "empirical", "quantiles", "mixture"),
    "statement",
)
"""Kinds with keys of their own; the name of any other of scipy.stats is a kind too."""


class Distribution(Model):
    """What all kinds share.

    ``measured`` names the keys whose values have the unit of the quantity, ``anywhere`` those of
    them that need not lie in its range, ``bare`` the pure numbers; both go to the constructor in
    `sim.core.distributions` that the kind names.
    """

    measured: ClassVar[tuple[str, ...]] = ()
    bare: ClassVar[tuple[str, ...]] = ()
    anywhere: ClassVar[tuple[str, ...]] = ()
    kind: str
    weight: float | None = Field(default=None, gt=0, description="only as a part of a mixture")
    lower: Plain | None = Field(default=None, description="truncates: nothing at or below it")
    upper: Plain | None = Field(default=None, description="truncates: nothing above it")
    evidence: Evidence | None = Field(
        default=None, description="the rows of the record it rests on; no part of the question"
    )

    @model_validator(mode="after")
    def _fitted_as_its_kind(self) -> Self:
        if self.evidence is not None:
            self.evidence.check_kind(self.kind)
        return self


class Fixed(Distribution):
    """One value."""

    measured = ("value",)
    kind: Literal["fixed"] = "fixed"
    value: Plain = Field(description="the value")


class Uniform(Distribution):
    """Equally likely anywhere from low to high."""

    measured = ("low", "high")
    kind: Literal["uniform"]
    low: Plain = Field(description="the least")
    high: Plain = Field(description="the most")


class Triangular(Distribution):
    """From low to high with the peak at the mode."""

    measured = ("low", "mode", "high")
    kind: Literal["triangular"]
    low: Plain = Field(description="the least")
    mode: Plain = Field(description="the likeliest")
    high: Plain = Field(description="the most")


class Pert(Distribution):
    """A beta distribution from low to high with mean (low + 4 mode + high) / 6."""

    measured = ("low", "mode", "high")
    kind: Literal["pert"]
    low: Plain = Field(description="the least")
    mode: Plain = Field(description="the likeliest")
    high: Plain = Field(description="the most")


class Exponential(Distribution):
    """No memory, with a mean."""

    measured = ("mean",)
    kind: Literal["exponential"]
    mean: Quantity = Field(description="itself uncertain, or one value")


class Lognormal(Distribution):
    """A median, and either sigma of the logarithm or the 90 % point."""

    measured = ("median", "p90")
    bare = ("sigma",)
    kind: Literal["lognormal"]
    median: Quantity = Field(description="itself uncertain, or one value")
    sigma: float | None = Field(default=None, description="of the natural logarithm")
    p90: Plain | None = Field(default=None, description="the 90 % point, in place of sigma")


class Weibull(Distribution):
    """A shape, and either the median or the mean."""

    measured = ("median", "mean")
    bare = ("shape",)
    kind: Literal["weibull"]
    shape: float = Field(description="below 1 early, above 1 with age")
    median: Quantity | None = Field(default=None, description="itself uncertain, or one value")
    mean: Quantity | None = Field(default=None, description="in place of the median")


class Gamma(Distribution):
    """A shape and a mean."""

    measured = ("mean",)
    bare = ("shape",)
    kind: Literal["gamma"]
    shape: float = Field(description="with a rate: events seen, and a half")
    mean: Quantity = Field(description="itself uncertain, or one value")


class Beta(Distribution):
    """A probability known from few events, with mean a / (a + b)."""

    bare = ("a", "b")
    kind: Literal["beta"]
    a: float = Field(description="with a probability: events seen, and a half")
    b: float = Field(description="trials without one, and a half")


class Normal(Distribution):
    """A mean and a standard deviation; open to both sides, so mostly with lower and upper."""

    measured = ("mean", "sd")
    anywhere = ("mean",)
    kind: Literal["normal"]
    mean: Plain = Field(description="the middle")
    sd: Plain = Field(description="the standard deviation")


class Named(Distribution):
    """Any other distribution of scipy.stats by its name, with its shape parameters by theirs."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, float]
    measured = ("loc", "scale")
    anywhere = ("loc",)
    kind: Annotated[str, WithJsonSchema({"type": "string", "not": {"enum": list(KINDS)}})] = Field(
        description="a name of scipy.stats, such as invgauss"
    )
    loc: Plain | None = Field(default=None, description="what is added; default: 0")
    scale: Quantity | None = Field(
        default=None, description="what it is multiplied by; only a plain number has a default, 1"
    )

    @property
    def shapes(self) -> dict[str, float]:
        """The shape parameters by name."""
        return dict(self.__pydantic_extra__)


class Empirical(Distribution):
    """Each value as likely as the others: listed, of a CSV file, or of the rows of its evidence.

    With ``weights`` each as likely as its own. With ``censored``, the durations that had not ended
    when they were last looked at, the Kaplan-Meier law: what it leaves over never ends. With
    ``down_to`` or ``beyond`` the law of the next case, which may lie between and outside them.
    """

    measured = ("down_to", "beyond")
    kind: Literal["empirical"]
    values_: list[Plain] | None = Field(
        default=None, alias="values", description="each as likely as the others"
    )
    csv: str | None = Field(
        default=None, description="a file beside the scenario, instead of values"
    )
    column: str | None = Field(
        default=None, description="a name that ends in _days, _hours or _minutes gives a unit"
    )
    where: dict[str, Plain] | None = Field(default=None, description="only rows with these cells")
    weights: list[float] | str | None = Field(
        default=None, description="one for each value, or a column of the CSV file"
    )
    censored: list[Plain] | str | None = Field(
        default=None,
        description="durations that had not ended, or a column of the CSV file that says yes there",
    )
    joint: str | None = Field(
        default=None, description="a name: what states the same is sampled in the same row"
    )
    down_to: Plain | None = Field(
        default=None, description="the least that the next case may be, below the values"
    )
    beyond: Plain | None = Field(
        default=None, description="by how much on average it exceeds the most of them if it does"
    )


class Quantiles(Distribution):
    """The 10, 50 and 90 % points; without p50 a lognormal."""

    measured = ("p10", "p50", "p90")
    kind: Literal["quantiles"]
    p10: Plain = Field(description="one in ten is below it")
    p50: Plain | None = Field(default=None, description="the middle; without it a lognormal")
    p90: Plain = Field(description="nine in ten are below it")


class Mixture(Distribution):
    """One of several parts, chosen by weight."""

    kind: Literal["mixture"]
    parts: list[Quantity] = Field(description="values or distributions, each with its weight")


class Record(Model):
    """What a scenario says of all statements, and of those of one class of speaker."""

    reading: str
    longest: Plain | None
    undercut: float
    p10: float
    p50: float
    p90: float


class Statement(Distribution):
    """What somebody said of a duration: read as said, or as such statements came true."""

    kind: Literal["statement"]
    speaker: str = Field(description="a class of speaker, of statements.speakers")
    until: Plain | None = Field(
        default=None, description="when it ends by the date that was quoted, from its beginning"
    )
    after: Plain = Field(
        default="0 d", description="how long it had lasted when this was said, from its beginning"
    )
    at_least: bool = Field(
        default=False, description="whether until was called a lower bound, which may be undercut"
    )
    as_said: Quantity | None = Field(
        default=None, description="how the words are read; default: until exactly"
    )
    reading: Literal["as_said", "as_came_true"] | None = Field(
        default=None, description="default: that of statements"
    )
    record: SkipJsonSchema[Record | None] = Field(default=None, exclude=True)
    """Put in when a file is read; see `sim.scenario.statements.recorded`."""


def named_kind(kind: object) -> object:
    """Return ``named`` for a distribution of scipy.stats, anything else unchanged."""
    return "named" if kind in distributions.scipy_names() else kind


def _which(value: object) -> str | None:
    if isinstance(value, Distribution):
        return f"<{value.kind}>"
    if isinstance(value, dict):
        kind = value.get("kind", "fixed" if "value" in value else None)
        return None if kind is None else f"<{kind if kind in KINDS else named_kind(kind)}>"
    return "<value>"


Quantity = Annotated[
    Annotated[Plain, Tag("<value>")]
    | Annotated[Fixed, Tag("<fixed>")]
    | Annotated[Uniform, Tag("<uniform>")]
    | Annotated[Triangular, Tag("<triangular>")]
    | Annotated[Pert, Tag("<pert>")]
    | Annotated[Exponential, Tag("<exponential>")]
    | Annotated[Lognormal, Tag("<lognormal>")]
    | Annotated[Weibull, Tag("<weibull>")]
    | Annotated[Gamma, Tag("<gamma>")]
    | Annotated[Beta, Tag("<beta>")]
    | Annotated[Normal, Tag("<normal>")]
    | Annotated[Named, Tag("<named>")]
    | Annotated[Empirical, Tag("<empirical>")]
    | Annotated[Quantiles, Tag("<quantiles>")]
    | Annotated[Mixture, Tag("<mixture>")]
    | Annotated[Statement, Tag("<statement>")],
    Discriminator(_which),
]
