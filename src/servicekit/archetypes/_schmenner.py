"""Schmenner's service process matrix: labour intensity against contact and customisation."""

from typing import Final

from attrs import frozen

from servicekit.archetypes._process import Process
from servicekit.foundation._literature import SCHMENNER_1986
from servicekit.foundation._not_estimable import NotEstimable
from servicekit.foundation._quadrants import Quadrants
from servicekit.foundation._reasons import Reason, why
from servicekit.foundation._results import Result
from servicekit.foundation._vocabulary import Concept, Label, framework


@framework(
    "F30",
    title=Label("Service process matrix", "服务流程矩阵"),
    summary=Label(
        "Four kinds of service process by labour intensity and by contact with customisation.",
        "按劳动密集度与接触及定制程度划分的四种服务流程。",
    ),
    sources=(SCHMENNER_1986,),
)
class ServiceProcess(Concept):
    """A cell of the matrix.

    Example:
        >>> import servicekit as sk
        >>> str(sk.archetypes.ServiceProcess("service_factory"))
        'Service factory 服务工厂'
    """

    SERVICE_FACTORY = (
        "service_factory",
        "Service factory",
        "服务工厂",
        "Much plant and one service for all: parcels, airlines, hotels.",
        "设施多、服务统一：快递、航空、酒店。",
    )
    SERVICE_SHOP = (
        "service_shop",
        "Service shop",
        "服务作坊",
        "Much plant and a service for each: hospitals, repair shops.",
        "设施多、服务因人而异：医院、修理厂。",
    )
    MASS_SERVICE = (
        "mass_service",
        "Mass service",
        "大众服务",
        "Many hands and one service for all: retail, schools.",
        "人力多、服务统一：零售、学校。",
    )
    PROFESSIONAL_SERVICE = (
        "professional_service",
        "Professional service",
        "专业服务",
        "Many hands and a service for each: lawyers, physicians, consultants.",
        "人力多、服务因人而异：律师、医生、顾问。",
    )


SERVICE_PROCESS_MATRIX: Final = Quadrants(
    across=Label("Contact and customisation", "接触与定制程度"),
    up=Label("Labour intensity", "劳动密集度"),
    low_low=ServiceProcess.SERVICE_FACTORY,
    high_low=ServiceProcess.SERVICE_SHOP,
    low_high=ServiceProcess.MASS_SERVICE,
    high_high=ServiceProcess.PROFESSIONAL_SERVICE,
)


@frozen(kw_only=True)
class MatrixPlace(Result):
    """Where a process lies on the matrix; without the traits it needs it has no cell, and ``reason`` says so."""

    title = Label("Place on the service process matrix", "在服务流程矩阵上的位置")
    derived = ("cell", "reason")

    process: Process
    cut: float

    @property
    def across_share(self) -> float | None:
        """Mean of contact and customisation, which Schmenner takes together."""
        contact, customisation = self.process.contact, self.process.customisation
        return None if contact is None or customisation is None else (contact + customisation) / 2

    @property
    def cell(self) -> ServiceProcess | None:
        """The cell; a point on the cut counts as high."""
        across, up = self.across_share, self.process.labour_intensity
        if across is None or up is None:
            return None
        return SERVICE_PROCESS_MATRIX.place(across_is_high=across >= self.cut, up_is_high=up >= self.cut)

    @property
    def reason(self) -> Reason | None:
        """Which traits are not known."""
        needed = ("contact", "customisation", "labour_intensity")
        unknown = [name for name in needed if getattr(self.process, name) is None]
        return why(NotEstimable.UNKNOWN_TRAITS, names=unknown) if unknown else None


def service_process(process: Process, *, cut: float = 0.5) -> MatrixPlace:
    """Place a process on Schmenner's matrix.

    Args:
        process: Contact, customisation and labour intensity are used.
        cut: From which level on a trait counts as high.

    Example:
        >>> import servicekit as sk
        >>> str(sk.archetypes.service_process(sk.archetypes.Process(contact="low")).title)
        'Place on the service process matrix 在服务流程矩阵上的位置'
    """
    return MatrixPlace(process=process, cut=cut)
