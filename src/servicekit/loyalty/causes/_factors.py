"""F24: five factors from which loyalty is said to come, and how much of it each explains in data."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, overload

from servicekit.data._accepted import Data
from servicekit.data._answers import InputPolicy
from servicekit.data._scales import Scale
from servicekit.foundation._documents import MEASUREMENT, under
from servicekit.foundation._results import Groups
from servicekit.foundation._vocabulary import Concept, Label, framework, member
from servicekit.loyalty._ratings import concepts
from servicekit.stats.designs._design import Design
from servicekit.stats.designs._resampling import SEED, Rng
from servicekit.stats.drivers._drivers import DriverImportance, driver_importance


@framework(
    "F24",
    title=Label("Five factors of loyalty", "影响客户忠诚的五个关键因素"),
    summary=Label(
        "Five things, all as the customer perceives them, from which loyalty grows.",
        "客户所感知的五个方面，忠诚由此而生。",
    ),
    sources=(under(MEASUREMENT, "影响客户忠诚度的因素"),),
)
class LoyaltyFactor(Concept):
    """A source of loyalty.

    Example:
        >>> import servicekit as sk
        >>> str(sk.loyalty.LoyaltyFactor("service_quality"))
        'service quality 服务质量'
    """

    SERVICE_QUALITY = (
        "service_quality",
        "service quality",
        "服务质量",
        "Product quality, level of service and ability to deliver.",
        "产品质量、服务水平与交付能力。",
    )
    SERVICE_EXPERIENCE = (
        "service_experience",
        "service experience",
        "服务体验",
        "What customers feel while they are served.",
        "接受服务过程中的感受。",
    )
    INTERACTION = (
        "interaction",
        "relationship interaction",
        "关系互动",
        "Contacts in both directions, begun by the company or by the customer.",
        "由企业或客户发起的双向联系。",
    )
    SHARED_VALUES = (
        "shared_values",
        "shared values",
        "理念认同",
        "Agreement with what the company and its brand stand for.",
        "对企业及其品牌理念的认同。",
    )
    VALUE_ADDED = (
        "value_added",
        "value added",
        "增值感受",
        "The feeling of getting more over time.",
        "长期获得更多价值的感受。",
    )


@framework(
    "F24",
    title=Label("Parts of the five factors", "五个因素的组成"),
    summary=Label(
        "What service quality, interaction and shared values are made of.", "服务质量、关系互动与理念认同的组成部分。"
    ),
    sources=(under(MEASUREMENT, "影响客户忠诚度的因素"),),
)
class FactorPart(Concept):
    """A part of a factor that can be asked for by itself."""

    PRODUCT_QUALITY = (
        "product_quality",
        "product quality",
        "产品质量",
        "What is delivered is sound.",
        "所交付的东西质量可靠。",
    )
    SERVICE_LEVEL = (
        "service_level",
        "level of service",
        "服务水平",
        "How people and processes serve.",
        "人员与流程的服务水准。",
    )
    DELIVERY = (
        "delivery",
        "ability to deliver",
        "交付能力",
        "What was promised arrives as promised.",
        "承诺能按约兑现。",
    )
    BY_COMPANY = (
        "by_company",
        "contact begun by the company",
        "企业主动互动",
        "Greetings, care and news sent by the company.",
        "企业主动的问候、关怀与信息。",
    )
    BY_CUSTOMER = (
        "by_customer",
        "contact begun by the customer",
        "客户主动互动",
        "Requests, answers to campaigns, opinions and feedback.",
        "客户的服务请求、活动回应、意见与反馈。",
    )
    PRODUCT_VALUES = (
        "product_values",
        "what the products stand for",
        "产品理念",
        "Agreement with how products are designed and made.",
        "对产品设计与生产理念的认同。",
    )
    BRAND_VALUES = (
        "brand_values",
        "what the brand stands for",
        "品牌理念",
        "Agreement with the brand.",
        "对品牌理念的认同。",
    )
    SERVICE_VALUES = (
        "service_values",
        "what the service stands for",
        "服务理念",
        "Agreement with how customers are to be served.",
        "对服务理念的认同。",
    )

    @property
    def factor(self) -> LoyaltyFactor:
        """The factor it belongs to."""
        return FACTOR_OF[self]


P, F = FactorPart, LoyaltyFactor
FACTOR_OF: Final[Mapping[FactorPart, LoyaltyFactor]] = {
    **dict.fromkeys((P.PRODUCT_QUALITY, P.SERVICE_LEVEL, P.DELIVERY), F.SERVICE_QUALITY),
    **dict.fromkeys((P.BY_COMPANY, P.BY_CUSTOMER), F.INTERACTION),
    **dict.fromkeys((P.PRODUCT_VALUES, P.BRAND_VALUES, P.SERVICE_VALUES), F.SHARED_VALUES),
}
PARTS: Final = {part.key: part for part in FactorPart}


def _grouped(columns: Mapping[Any, str | Sequence[str]]) -> dict[str, list[str]]:
    """Return the columns of each factor by its key; parts roll up to the factor they belong to."""
    given = {PARTS.get(key, key) if isinstance(key, str) else key: own for key, own in columns.items()}
    rolled: dict[Any, list[str]] = {}
    for key, own in given.items():
        factor = key.factor if isinstance(key, FactorPart) else member(LoyaltyFactor, key)
        rolled.setdefault(factor, []).extend([own] if isinstance(own, str) else own)
    return {factor.key: own for factor, own in concepts(LoyaltyFactor, rolled, "columns").items()}


@overload
def loyalty_factors(
    data: Data,
    *,
    loyalty: str,
    columns: Mapping[LoyaltyFactor | FactorPart | str, str | Sequence[str]],
    by: None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> DriverImportance: ...
@overload
def loyalty_factors(
    data: Data,
    *,
    loyalty: str,
    columns: Mapping[LoyaltyFactor | FactorPart | str, str | Sequence[str]],
    by: str | Sequence[str],
    scale: Scale | Mapping[str, Scale | None] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> Groups[DriverImportance]: ...
def loyalty_factors(
    data: Data,
    *,
    loyalty: str,
    columns: Mapping[LoyaltyFactor | FactorPart | str, str | Sequence[str]],
    by: str | Sequence[str] | None = None,
    scale: Scale | Mapping[str, Scale | None] | None = None,
    design: Design | None = None,
    record_id: str | None = None,
    policy: InputPolicy | None = None,
    resamples: int = 1000,
    rng: Rng = SEED,
    level: float = 0.95,
) -> DriverImportance | Groups[DriverImportance]:
    """Divide the explained variance of a loyalty measure among the factors, with bootstrap intervals.

    A share of variance says what goes with loyalty in these data, not that raising the factor would raise loyalty.

    Args:
        data: Any data frame or mapping of columns, one row per customer.
        loyalty: Column of the loyalty measure.
        columns: Factor, or part of one, or its key -> its column or columns; parts roll up to the factor they belong
            to.
        by: Column of groups, or a list of columns.
        scale: Scale of all columns, or of each by name; plain numbers if None.
        design: Columns of weights, strata and clusters.
        record_id: Column that identifies rows, so that intervals do not depend on their order; without it and without
            clusters, rows that stand in another order give slightly other intervals.
        policy: Policy for text and bad values.
        resamples: Bootstrap resamples; 0 for none.
        rng: Seed or generator of the resamples; by default a fixed seed, which the result names.
        level: Confidence level.

    Returns:
        Shapley (LMG) figure of each factor by its key.

    Source:
        Lindeman, Merenda and Gold (1980).

    Example:
        >>> import servicekit as sk
        >>> survey = {
        ...     "loyal": [5, 4, 2, 3, 1, 5, 4, 2],
        ...     "staff": [5, 4, 1, 3, 2, 5, 3, 2],
        ...     "price": [3, 4, 2, 5, 1, 4, 4, 3],
        ... }
        >>> found = sk.loyalty.loyalty_factors(
        ...     survey,
        ...     loyalty="loyal",
        ...     columns={"service_quality": "staff", "value_added": "price"},
        ...     scale=sk.LIKERT_5,
        ...     resamples=100,
        ... )
        >>> found.n
        8
    """
    groups = _grouped(columns)
    about: dict[str, Any] = {
        "by": by,
        "groups": groups,
        "scale": scale,
        "design": design,
        "record_id": record_id,
        "policy": policy,
        "resamples": resamples,
        "rng": rng,
        "level": level,
    }
    own = [column for each in groups.values() for column in each]
    found: DriverImportance | Groups[DriverImportance] = driver_importance(data, loyalty, own, **about)
    return found
